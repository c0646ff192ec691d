"""Reference figures for the scores and tests of core/evaluate, by scikit-learn, scipy, statsmodels and numpy.

    python test/core/evaluate/reference.py > test/core/evaluate/reference.json

Made with numpy 2.4.6, scikit-learn 1.9.1, scipy 1.17.1, statsmodels 0.15.0. The predictions are drawn, of 60 trials of 1 to 9 questions.
"""

import itertools
import json
import sys

import numpy as np
from scipy import stats
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.descriptivestats import sign_test

NAMES = ["higher", "lower", "no difference"]


def summing(chances):
    return np.array([*chances[:2], round(1 - chances[0] - chances[1], 6)])


def drawn(rng):
    rows = []
    for t in range(60):
        for _ in range(int(rng.integers(1, 10))):
            observed = int(rng.choice(3, p=[0.3, 0.2, 0.5]))
            one, other = (summing(rng.dirichlet(1 + 2 * (np.arange(3) == observed)).round(6)) for _ in range(2))
            rows.append({"trial": f"t{t:02d}", "observed": observed, "source": int(rng.choice(3)), "first": one, "second": other})
    return rows


def scores(rows, key, times=None):
    trials = sorted({r["trial"] for r in rows})
    size = {t: sum(r["trial"] == t for r in rows) for t in trials}
    often = dict(zip(trials, times if times is not None else np.ones(len(trials))))
    w = np.array([often[r["trial"]] / size[r["trial"]] for r in rows])
    y, p = np.array([r["observed"] for r in rows]), np.array([r[key] for r in rows])
    s = np.array([r["source"] for r in rows])
    guess, sure = p.argmax(1), p.max(1)
    bins = np.digitize(sure, np.linspace(0, 1, 11)[1:-1])
    ece = sum(abs(np.sum(w[bins == b] * ((guess == y)[bins == b] - sure[bins == b]))) for b in range(10)) / w.sum()
    return {
        # scikit-learn's multi-class Brier score is the sum of squares, 0 to 2, where it is not scaled by half.
        "brier": brier_score_loss(np.eye(3)[y], p, sample_weight=w, scale_by_half=False),
        "macroF1": f1_score(y, guess, sample_weight=w, average="macro", labels=[0, 1, 2]),
        "accuracy": np.average(guess == y, weights=w),
        "ece": ece,
        "flipAuroc": roc_auc_score(y != s, 1 - p[np.arange(len(y)), s], sample_weight=w),
    }


def intervals(rows, key, rng):
    trials = sorted({r["trial"] for r in rows})
    every = [scores(rows, key, rng.multinomial(len(trials), np.ones(len(trials)) / len(trials))) for _ in range(2000)]
    return {name: np.percentile([one[name] for one in every], [2.5, 97.5]).tolist() for name in every[0]}


def flips(differences):
    """Every way to flip the signs."""
    d = np.array(differences)
    seen = abs(d.sum()) - 1e-12
    return float(np.mean([abs((d * signs).sum()) >= seen for signs in itertools.product([1, -1], repeat=len(d))]))


def main():
    rng = np.random.default_rng(20261122)
    rows = drawn(rng)
    trials = sorted({r["trial"] for r in rows})

    def mean_brier(key):
        off = lambda r: ((r[key] - np.eye(3)[r["observed"]]) ** 2).sum()
        return np.array([np.mean([off(r) for r in rows if r["trial"] == t]) for t in trials])

    difference = mean_brier("first") - mean_brier("second")
    permuted = stats.permutation_test(
        (mean_brier("first"), mean_brier("second")), lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples", n_resamples=99999, vectorized=True, rng=np.random.default_rng(7),
    )
    bootstrapped = stats.bootstrap((difference,), np.mean, n_resamples=20000, method="percentile", rng=np.random.default_rng(3))
    few = [0.3, -0.1, 0.25, 0.05, 0.4, -0.02, 0.11, 0.2]
    table = lambda b, c: np.array([[0, b], [c, 0]])
    mid = lambda b, c: 2 * stats.binom.cdf(min(b, c), b + c, 0.5) - stats.binom.pmf(min(b, c), b + c, 0.5) if b != c else 1 - stats.binom.pmf(b, b + c, 0.5)
    json.dump(
        {
            "rows": [
                {
                    "trial": r["trial"],
                    "observed": NAMES[r["observed"]],
                    "source": NAMES[r["source"]],
                    "first": r["first"].tolist(),
                    "second": r["second"].tolist(),
                }
                for r in rows
            ],
            "first": scores(rows, "first"),
            "second": scores(rows, "second"),
            "intervals": intervals(rows, "first", rng),
            "difference": {
                "brier": float(difference.mean()),
                "interval": [float(bootstrapped.confidence_interval.low), float(bootstrapped.confidence_interval.high)],
                "permutation": float(permuted.pvalue),
            },
            "flips": {"of": few, "p": flips(few)},
            "mcnemar": [
                {"onlyFirst": b, "onlySecond": c, "exact": float(mcnemar(table(b, c), exact=True).pvalue), "midP": float(mid(b, c))}
                for b, c in [(9, 2), (1, 12), (7, 7), (40, 62), (1210, 1001)]
            ],
            "signs": {"better": 9, "worse": 2, "p": float(sign_test(np.array([1] * 9 + [-1] * 2), 0)[1])},
        },
        sys.stdout,
        default=float,
    )
    print()


if __name__ == "__main__":
    main()
