"""Fits the embedded predictor on what `trainer/export.ts` wrote, and the baselines that it is held against.

    python trainer/fit_evidence.py ROWS.ndjson --out . [--ablate]

Writes core/imagine/model/weights.json (fitted on all folds), trainer/folds/fold-K.json (fitted on all folds but K, for
`deepimagine evaluate`) and trainer/folds/baselines.json. Prints out-of-fold scores. Deterministic: seeds and threads are
fixed. With --ablate it prints instead what each group of features is worth.
"""

import argparse
import collections
import json
import pathlib

import lightgbm as lgb
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from folds import FOLDS

DIRECTIONS = ["higher", "lower", "no difference"]
# How much a set weighs in the fit: the question that the editor asks most, most. `pair.dose` is a part of `pair.A`.
WEIGHTS = {"many": 1.5, "pair.O": 0.9, "pair.O.reported": 0.6, "pair.A": 1.0, "arm": 0.7}
COMMON = {
    "learning_rate": 0.04,
    "num_leaves": 6,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
CLASSES = {**COMMON, "objective": "multiclass", "num_class": 3}
ROUNDS = {"hand": 300, "nothing": 70, "mean": 100, "spread": 50, "forest": 20}
# Ablated groups: what the names of their features begin with, or hold.
GROUPS = {
    "similarity": ("alike", "shared", "same class", "same kind", "same unit", "likeness", "best", "same harm", "apart"),
    "strength": (": z", "strength", "wanted"),
    "polarity": ("polarity", "wanted"),
    "design": ("randomized", "crossover", "open label", "phase", "arms", "outcomes", "countries", "enrollment", "condition:"),
    "dose": ("dose", "between:", ": sides", "own sides"),
    "number of people": ("participants", "people", ": n", "enrollment"),
}


class Rows:
    """The questions as arrays; a trial weighs 1 in each set."""

    def __init__(self, path):
        lines = pathlib.Path(path).read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        self.names = rows.pop()["names"]
        self.x = np.array([[np.nan if v is None else v for v in r["x"]] for r in rows], float)
        self.y = np.array([DIRECTIONS.index(r["direction"]) for r in rows])
        self.source = np.array([DIRECTIONS.index(r["source"]) if r["source"] else -1 for r in rows])
        self.fold = np.array([r["fold"] for r in rows])
        self.set = np.array([r["set"] for r in rows])
        self.trial = np.array([r["trial"] for r in rows])
        self.z = np.array([np.nan if r["z"] is None else np.clip(r["z"], -6, 6) for r in rows], float)
        self.weight = np.zeros(len(rows))
        for name in set(self.set):
            here = self.set == name
            counts = collections.Counter(self.trial[here])
            self.weight[here] = [1 / counts[t] for t in self.trial[here]]
        self.joint = self.weight * np.array([WEIGHTS.get(s, 0) for s in self.set])


def train(params, x, y, weight, rounds):
    return lgb.train(params, lgb.Dataset(x, y, weight=weight * 50), rounds)


def tokens(tree):
    """A tree in preorder: a split is 4·feature + 2·(missing is NaN) + (missing goes left) and its threshold; a leaf −1 and its value."""
    if "leaf_value" in tree:
        return ["-1", f"{tree['leaf_value']:.4g}"]
    code = 4 * tree["split_feature"] + 2 * (tree["missing_type"] == "NaN") + bool(tree["default_left"])
    return [str(code), f"{tree['threshold']:.8g}", *tokens(tree["left_child"]), *tokens(tree["right_child"])]


def packed(model):
    return " ".join(t for one in model.dump_model()["tree_info"] for t in tokens(one["tree_structure"]))


def fit_hand(rows, at, columns=None):
    x = rows.x if columns is None else rows.x[:, columns]
    return train(CLASSES, x[at], rows.y[at], rows.joint[at], ROUNDS["hand"])


def fit_sizes(rows, at):
    at = at & ~np.isnan(rows.z)
    mean = train({**COMMON, "objective": "regression"}, rows.x[at], rows.z[at], rows.joint[at], ROUNDS["mean"])
    off = np.abs(rows.z[at] - mean.predict(rows.x[at]))
    spread = train({**COMMON, "objective": "regression"}, rows.x[at], off, rows.joint[at], ROUNDS["spread"])
    return mean, spread


def fit_nothing(rows, at):
    params = {**CLASSES, "min_data_in_leaf": 40, "learning_rate": 0.06, "feature_fraction": 0.3}
    return train(params, rows.x[at], rows.y[at], rows.weight[at], ROUNDS["nothing"])


def fit_forest(rows, at):
    params = {
        **CLASSES, "boosting": "rf", "num_leaves": 16, "min_data_in_leaf": 20, "bagging_fraction": 0.63, "lambda_l2": 0,
    }
    return train(params, rows.x[at], rows.y[at], rows.weight[at], ROUNDS["forest"])


def fit_logistic(rows, at):
    """Standardised features, the unknown at the mean; weights for the raw ones, so that nothing else need be kept."""
    x = rows.x[at]
    mean = np.nanmean(np.where(np.isnan(x).all(0), 0, x), 0)
    scale = np.nanstd(np.where(np.isnan(x).all(0), 0, x), 0)
    scale[scale == 0] = np.inf
    model = LogisticRegression(C=0.1, max_iter=400).fit(np.nan_to_num((x - mean) / scale), rows.y[at], rows.weight[at] * 50)
    keep = np.isfinite(scale)
    weights = np.where(keep, model.coef_ / scale, 0)
    return {"mean": mean.round(6).tolist(), "weights": weights.round(6).tolist(), "intercept": model.intercept_.round(6).tolist()}


def apply_logistic(model, x):
    mean, weights = np.array(model["mean"]), np.array(model["weights"])
    score = np.where(np.isnan(x), 0, x - mean) @ weights.T + np.array(model["intercept"])
    score = np.exp(score - score.max(1, keepdims=True))
    return score / score.sum(1, keepdims=True)


def shares(y, weight, most=3):
    total = weight.sum()
    return [round(float(weight[y == k].sum() / total), 5) if total > 0 else round(1 / most, 5) for k in range(most)]


def score(rows, probability, at):
    y, p = rows.y[at], probability[at]
    w = rows.weight[at] / rows.weight[at].sum()
    guess = p.argmax(1)
    brier = (w * ((p - np.eye(3)[y]) ** 2).sum(1)).sum()
    f1 = np.mean([2 * w[(guess == k) & (y == k)].sum() / max(w[guess == k].sum() + w[y == k].sum(), 1e-12) for k in range(3)])
    sure = p.max(1)
    bins = np.minimum(9, (sure * 10).astype(int))
    ece = sum(abs((w[bins == b] * ((guess == y)[bins == b] - sure[bins == b])).sum()) for b in range(10))
    s = rows.source[at]
    auroc = roc_auc_score(y != s, 1 - p[np.arange(len(y)), s], sample_weight=w) if (s >= 0).all() else float("nan")
    return f"n={at.sum()} trials={len(set(rows.trial[at]))} brier={brier:.3f} f1={f1:.3f} ece={ece:.3f} auroc={auroc:.3f}"


def fit(rows, out):
    hand_rows = np.isin(rows.set, list(WEIGHTS))
    nothing_rows = rows.set == "contrast"
    probability = np.zeros((len(rows.y), 3))
    baselines = []
    others = {"forest": probability.copy(), "logistic": probability.copy()}
    (out / "trainer/folds").mkdir(exist_ok=True)
    for k in [*range(FOLDS), None]:
        seen = rows.fold != k if k is not None else np.ones(len(rows.y), bool)
        hand = fit_hand(rows, hand_rows & seen)
        mean, spread = fit_sizes(rows, hand_rows & seen)
        nothing = fit_nothing(rows, nothing_rows & seen)
        weights = {
            "about": "Fitted by trainer/fit_evidence.py; see trainer/MODEL_CARD.md.",
            "features": len(rows.names),
            "hand": packed(hand),
            "mean": packed(mean),
            "spread": packed(spread),
            "nothing": packed(nothing),
        }
        if k is None:
            weights = {**weights, "names": rows.names, "trials": len(set(rows.trial))}
            (out / "core/imagine/model/weights.json").write_text(json.dumps(weights) + "\n")
            index = np.linspace(0, len(rows.y) - 1, 40).astype(int)
            fixture = [
                {
                    "x": [None if np.isnan(v) else v for v in rows.x[i]],
                    "hand": hand.predict(rows.x[i : i + 1])[0].round(6).tolist(),
                    "nothing": nothing.predict(rows.x[i : i + 1])[0].round(6).tolist(),
                    "mean": round(float(mean.predict(rows.x[i : i + 1])[0]), 6),
                }
                for i in index
            ]
            (out / "test/core/model/lightgbm.json").write_text(json.dumps(fixture) + "\n")
            continue
        (out / f"trainer/folds/fold-{k}.json").write_text(json.dumps(weights) + "\n")
        held = ~seen
        probability[held & ~nothing_rows] = hand.predict(rows.x[held & ~nothing_rows])
        probability[held & nothing_rows] = nothing.predict(rows.x[held & nothing_rows])
        forest = fit_forest(rows, nothing_rows & seen)
        logistic = fit_logistic(rows, nothing_rows & seen)
        others["forest"][held & nothing_rows] = forest.predict(rows.x[held & nothing_rows])
        others["logistic"][held & nothing_rows] = apply_logistic(logistic, rows.x[held & nothing_rows])
        table, majority = {}, {}
        for name in sorted(set(rows.set)):
            here = (rows.set == name) & seen
            majority[name] = shares(rows.y[here], rows.weight[here])
            table[name] = [shares(rows.y[here & (rows.source == c)], rows.weight[here & (rows.source == c)]) for c in range(3)]
        baselines.append({"majority": majority, "table": table, "logistic": logistic, "forest": packed(forest)})
    (out / "trainer/folds/baselines.json").write_text(json.dumps(baselines) + "\n")
    for name in [*WEIGHTS, "pair.dose"]:
        print(f"{name:16s}", score(rows, probability, rows.set == name), flush=True)
    for name, p in {"evidence": probability, **others}.items():
        print(f"contrast {name:10s}", score(rows, p, nothing_rows), flush=True)


def ablate(rows):
    hand_rows = np.isin(rows.set, list(WEIGHTS))
    for group, parts in {"nothing": (), **GROUPS}.items():
        columns = [i for i, name in enumerate(rows.names) if not any(part in name for part in parts)]
        probability = np.zeros((len(rows.y), 3))
        for k in range(FOLDS):
            model = fit_hand(rows, hand_rows & (rows.fold != k), columns)
            probability[rows.fold == k] = model.predict(rows.x[rows.fold == k][:, columns])
        for name in ("many", "pair.O", "pair.O.reported", "pair.A", "pair.dose"):
            print(f"without {group:18s} {name:16s}", score(rows, probability, rows.set == name), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--ablate", action="store_true")
    arguments = parser.parse_args()
    rows = Rows(arguments.rows)
    if arguments.ablate:
        ablate(rows)
    else:
        fit(rows, arguments.out)


if __name__ == "__main__":
    main()
