"""Golden figures for Ranking, from scikit-learn.

    python core/src/test/golden/ranking.py

writes ranking.csv (score and whether positive, a line each; many scores are equal) and ranking.properties beside the tests.
"""

from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

OUT = Path(__file__).parents[1] / "resources/org/ambivalent/metrics"
rng = np.random.default_rng(4)
positive = rng.random(500) < 0.2
score = np.round(rng.normal(size=500) + positive, 1)
(OUT / "ranking.csv").write_text("".join(f"{s},{p}\n" for s, p in zip(score, positive.astype(int))))
(OUT / "ranking.properties").write_text(
    f"auroc={roc_auc_score(positive, score)!r}\naveragePrecision={average_precision_score(positive, score)!r}\n"
    .replace("np.float64(", "").replace(")", ""))
