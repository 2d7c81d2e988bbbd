"""Golden figures for Krippendorff's alpha of sets under the Jaccard distance, by its definition over pairs of values.

    python core/src/test/golden/alpha.py

writes alpha.properties beside the tests of the metrics: units between semicolons, what each judge said between spaces, names of a
set between plus signs. First checks itself on the published example (Krippendorff 2011, nominal: 0.743). Needs Python alone.
"""

import itertools
import random
from fractions import Fraction
from pathlib import Path

OUT = Path(__file__).parents[1] / "resources/org/ambivalent/metrics/alpha.properties"


def alpha(units, difference):
    """By pairs: no counting of values, and exact fractions."""
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    n = len(values)
    observed = sum(
        sum(difference(a, b) for a, b in itertools.permutations(unit, 2)) * Fraction(1, len(unit) - 1) for unit in units
    ) / n
    expected = Fraction(sum(difference(a, b) for a, b in itertools.permutations(values, 2)), n * (n - 1))
    return 1 - observed / expected


def jaccard(a, b):
    return 1 - Fraction(len(a & b), len(a | b))


EXAMPLE = [[1, 1, 1], [2, 2, 3, 2], [3] * 4, [3] * 4, [2] * 4, [1, 2, 3, 4], [4] * 4, [1, 1, 2, 1], [2] * 4, [5] * 3, [1, 1], [3]]
assert round(float(alpha(EXAMPLE, lambda a, b: Fraction(a != b))), 3) == 0.743

random.seed(1)
lines = ["# Made by core/src/test/golden/alpha.py"]
for case in range(20):
    names = "abcdefgh"[: random.randint(2, 8)]
    units = []
    for _ in range(random.randint(3, 12)):
        truth = random.choice(names)
        judges = random.randint(1, 5)
        units.append([
            frozenset([truth if random.random() < 0.6 else random.choice(names)] + random.sample(names, random.choice([0, 0, 1])))
            for _ in range(judges)
        ])
    units.append([frozenset("a"), frozenset("b")])
    text = ";".join(" ".join("+".join(sorted(value)) for value in unit) for unit in units)
    lines += [f"case{case}={text}", f"alpha{case}={float(alpha(units, jaccard))!r}"]
OUT.write_text("\n".join(lines) + "\n")
