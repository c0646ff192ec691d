"""Fits the baselines that the embedded predictor is held against, on what `trainer/export.ts` wrote.

    python trainer/fit_baselines.py ROWS.ndjson --out .

Writes trainer/folds/baselines.json: for each fold what was fitted on all others, and under `train` what was fitted on the
training trials by date. Of each set of questions, each trial weighing 1:

- majority: how often each direction was observed; table: the same by the direction of the (nearest) source;
- logistic: multinomial, L2, standardised features, the unknown at the mean. How strong the penalty is, is chosen among a few by the
  Brier score over the folds within what is fitted on;
- forest: scikit-learn's random forest, on the same features as everything else here.

Deterministic: seeds are fixed. `trainer/fit_evidence.py` runs this too, so that features and baselines stay together.
"""

import argparse
import base64
import json
import pathlib

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from folds import FOLDS

SETS = ["contrast", "pair.O", "pair.O.reported", "pair.A", "pair.dose", "pair.comparator", "many"]
# Inverse strength of the penalty, against a loss in which each trial weighs 1.
PENALTIES = [0.005, 0.025, 0.1, 0.5]
TREES, LEAVES, LEAST_IN_LEAF = 60, 48, 5
# What stands for an unknown feature: below all that are known.
UNKNOWN = -99.0


def shares(y, weight, most=3):
    total = weight.sum()
    return [round(float(weight[y == k].sum() / total), 5) if total > 0 else round(1 / most, 5) for k in range(most)]


def brier(y, weight, probability):
    return float((weight * ((probability - np.eye(3)[y]) ** 2).sum(1)).sum() / weight.sum())


def chances(score):
    score = np.exp(score - score.max(1, keepdims=True))
    return score / score.sum(1, keepdims=True)


def fit_logistic(x, y, weight, penalty):
    """Weights for the raw features, so that nothing else need be kept. A class that was never seen gets no chance worth the name."""
    known = np.where(np.isnan(x).all(0), 0, x)
    mean, scale = np.nanmean(known, 0), np.nanstd(known, 0)
    scale[scale == 0] = np.inf
    model = LogisticRegression(C=penalty, max_iter=500).fit(np.nan_to_num((x - mean) / scale), y, weight)
    weights, intercept = np.zeros((3, x.shape[1])), np.full(3, -30.0)
    # Of two classes scikit-learn gives one row, the second against the first.
    rows = model.coef_ if len(model.classes_) > 2 else np.vstack([-model.coef_ / 2, model.coef_ / 2])
    starts = model.intercept_ if len(model.classes_) > 2 else np.array([-model.intercept_[0] / 2, model.intercept_[0] / 2])
    for row, start, k in zip(rows, starts, model.classes_):
        weights[k], intercept[k] = np.where(np.isfinite(scale), row / scale, 0), start
    return {"mean": mean, "weights": weights, "intercept": intercept}


def apply_logistic(model, x):
    return chances(np.where(np.isnan(x), 0, x - model["mean"]) @ model["weights"].T + model["intercept"])


def choose_penalty(rows, at):
    """The penalty whose predictions over the folds within `at` have the best Brier score."""
    folds = sorted(set(rows.fold[at]))
    off = []
    for penalty in PENALTIES:
        told = np.zeros((len(rows.y), 3))
        for k in folds:
            seen, held = at & (rows.fold != k), at & (rows.fold == k)
            told[held] = apply_logistic(fit_logistic(rows.x[seen], rows.y[seen], rows.weight[seen], penalty), rows.x[held])
        off.append(brier(rows.y[at], rows.weight[at], told[at]))
    return PENALTIES[int(np.argmin(off))]


def fit_forest(x, y, weight):
    forest = RandomForestClassifier(
        TREES, max_leaf_nodes=LEAVES, min_samples_leaf=LEAST_IN_LEAF, max_features="sqrt", random_state=1, n_jobs=1
    )
    return forest.fit(np.nan_to_num(x, nan=UNKNOWN).astype(np.float32), y, sample_weight=weight)


def packed(forest):
    """The trees in preorder: 16-bit codes (the feature of a split, −1 of a leaf), 4 bytes each: a split's threshold, of a leaf three chances in 255ths."""
    codes, values = [], []

    def walk(tree, node):
        if tree.children_left[node] < 0:
            share = np.zeros(3)
            share[forest.classes_.astype(int)] = tree.value[node][0] / tree.value[node][0].sum()
            codes.append(-1)
            values.append(bytes([*np.round(share * 255).astype(np.uint8), 0]))
            return
        codes.append(tree.feature[node])
        # Features are 32-bit numbers: the largest one that is not above the threshold splits them as the threshold does.
        threshold = np.float32(tree.threshold[node])
        if float(threshold) > tree.threshold[node]:
            threshold = np.nextafter(threshold, np.float32(-np.inf))
        values.append(threshold.astype("<f4").tobytes())
        walk(tree, tree.children_left[node])
        walk(tree, tree.children_right[node])

    for one in forest.estimators_:
        walk(one.tree_, 0)
    return base64.b64encode(np.array(codes, "<i2").tobytes() + b"".join(values)).decode()


def fit_on(rows, seen):
    """All baselines, fitted on these rows; what they answer to the others."""
    fitted = {"majority": {}, "table": {}, "logistic": {}, "forest": {}}
    told = {"logistic": np.zeros((len(rows.y), 3)), "forest": np.zeros((len(rows.y), 3))}
    for name in SETS:
        at, held = (rows.set == name) & seen, (rows.set == name) & ~seen
        x, y, weight = rows.x[at], rows.y[at], rows.weight[at]
        fitted["majority"][name] = shares(y, weight)
        fitted["table"][name] = [shares(y[rows.source[at] == c], weight[rows.source[at] == c]) for c in range(3)]
        penalty = choose_penalty(rows, at)
        logistic, forest = fit_logistic(x, y, weight, penalty), fit_forest(x, y, weight)
        rounded = {key: np.array(value).round(6).tolist() for key, value in logistic.items()}
        fitted["logistic"][name] = {**rounded, "penalty": penalty}
        fitted["forest"][name] = packed(forest)
        if held.any():
            told["logistic"][held] = apply_logistic(logistic, rows.x[held])
            told["forest"][np.ix_(held, forest.classes_)] = forest.predict_proba(np.nan_to_num(rows.x[held], nan=UNKNOWN).astype(np.float32))
    return fitted, told


def write(rows, out):
    """Fits and writes all; prints out-of-fold Brier scores, which `deepimagine evaluate` must find again."""
    # Matrices this small are slower on several threads than on one, and the last digits would depend on how many there are.
    with threadpool_limits(1):
        fit_all(rows, out)


def fit_all(rows, out):
    first = None
    every = {"logistic": np.zeros((len(rows.y), 3)), "forest": np.zeros((len(rows.y), 3))}
    written = {"about": "Fitted by trainer/fit_baselines.py.", "features": len(rows.names), "folds": []}
    for k in range(FOLDS):
        fitted, told = fit_on(rows, rows.fold != k)
        written["folds"].append(fitted)
        first = told if k == 0 else first
        for name, answers in told.items():
            every[name][rows.fold == k] = answers[rows.fold == k]
        print("baselines without fold", k, {name: one["penalty"] for name, one in fitted["logistic"].items()}, flush=True)
    written["train"], _ = fit_on(rows, rows.split == "train")
    (out / "trainer/folds/baselines.json").write_text(json.dumps(written) + "\n")
    # A few rows of fold 0 with what was answered to them: a test holds the TypeScript that runs the same against it.
    index = [int(i) for name in SETS for i in np.flatnonzero((rows.set == name) & (rows.fold == 0))[::100][:6]]
    fixture = [
        {
            "set": str(rows.set[i]),
            "x": [None if np.isnan(v) else v for v in rows.x[i]],
            **{name: answers[i].round(6).tolist() for name, answers in first.items()},
        }
        for i in index
    ]
    (out / "test/core/evaluate/baselines.json").write_text(json.dumps(fixture) + "\n")
    for name in SETS:
        at = rows.set == name
        print(name, {key: round(brier(rows.y[at], rows.weight[at], told[at]), 4) for key, told in every.items()}, flush=True)


def main():
    from fit_evidence import Rows

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    arguments = parser.parse_args()
    write(Rows(arguments.rows), arguments.out)


if __name__ == "__main__":
    main()
