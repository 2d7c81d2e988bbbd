"""Golden figures for the metrics, from scikit-learn, torchmetrics and SciPy.

    python core/src/test/golden/metrics.py

writes observations.csv (label, 8 target and 8 predicted probabilities a line) and metrics.properties beside the tests.
Last made with scikit-learn 1.9.1, torchmetrics 1.9.0, SciPy 1.17.1, NumPy 2.4.6.
"""

from pathlib import Path

import numpy as np
import torch
from scipy.spatial.distance import jensenshannon
from scipy.stats import bootstrap, entropy, pearsonr
from sklearn.metrics import (accuracy_score, balanced_accuracy_score, brier_score_loss, confusion_matrix, log_loss,
                             precision_recall_fscore_support)
from torchmetrics.functional.classification import multiclass_calibration_error

CLASSES, FACES = 8, 400
OUT = Path(__file__).parents[1] / "resources/org/ambivalent/metrics"

rng = np.random.default_rng(20)
logits = rng.normal(size=(FACES, CLASSES)) * rng.uniform(0.2, 4, size=(FACES, 1))
logits[:, 0] += 1
truth = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
truth[:, 7] *= 0.1  # a rare class
truth /= truth.sum(1, keepdims=True)
votes = np.array([rng.multinomial(10, t) for t in truth])
target = votes / votes.sum(1, keepdims=True)
label = votes.argmax(1)
blurred = logits * 1.3 + rng.normal(size=logits.shape)
predicted = np.exp(blurred) / np.exp(blurred).sum(1, keepdims=True)
predicted /= predicted.sum(1, keepdims=True)
top = predicted.argmax(1)
onehot = np.eye(CLASSES)[label]


def ece(norm, bins):
    return multiclass_calibration_error(torch.tensor(predicted, dtype=torch.float64), torch.tensor(label), CLASSES,
                                        n_bins=bins, norm=norm).item()


def interval(values):
    """The percentile method, so that our own draws can be compared within the noise of 20,000 resamples."""
    ends = bootstrap((values,), np.mean, n_resamples=20_000, method="percentile", rng=1).confidence_interval
    return ends.low, ends.high


precision, recall, f1, _ = precision_recall_fscore_support(label, top, labels=range(CLASSES), zero_division=np.nan)
kl = entropy(target, predicted, axis=1)
low, high = interval(kl)
figures = {
    "accuracy": accuracy_score(label, top),
    "meanClassAccuracy": balanced_accuracy_score(label, top),
    "negativeLogLikelihood": log_loss(label, predicted, labels=range(CLASSES)),
    "crossEntropy": np.mean(-(target * np.log(predicted)).sum(1)),
    "brierScore": brier_score_loss(onehot, predicted, scale_by_half=False),
    "calibrationError.expected.15": ece("l1", 15),
    "calibrationError.maximum.15": ece("max", 15),
    "calibrationError.expected.25": ece("l1", 25),
    "calibrationError.maximum.25": ece("max", 25),
    "kullbackLeibler": kl.mean(),
    "kullbackLeibler.low": low,
    "kullbackLeibler.high": high,
    "jensenShannon": np.mean(jensenshannon(target, predicted, axis=1) ** 2),
    "distCE": np.mean(np.abs(target - predicted).sum(1) / 2),
    "entCE": np.mean(entropy(predicted, axis=1) - entropy(target, axis=1)),
    "entropyCorrelation": pearsonr(entropy(predicted, axis=1), entropy(target, axis=1)).statistic,
}
for k in range(CLASSES):
    figures |= {f"recall.{k}": recall[k], f"precision.{k}": precision[k], f"f1.{k}": f1[k]}
for i, row in enumerate(confusion_matrix(label, top, labels=range(CLASSES))):
    figures |= {f"confusion.{i}": ",".join(map(str, row))}

OUT.mkdir(parents=True, exist_ok=True)
rows = np.column_stack([target, predicted])
(OUT / "observations.csv").write_text("".join(
    f"{y},{','.join(repr(float(v)) for v in row)}\n" for y, row in zip(label, rows)))
(OUT / "metrics.properties").write_text("# Made by core/src/test/golden/metrics.py, which says how.\n" + "".join(
    f"{name}={value if isinstance(value, str) else repr(float(value))}\n" for name, value in figures.items()))
