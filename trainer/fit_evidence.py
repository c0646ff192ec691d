"""Fits the embedded predictor on what `trainer/export.ts` wrote, and, by `fit_baselines.py`, what it is held against.

    python trainer/fit_evidence.py ROWS.ndjson --out . [--ablate]

Writes core/imagine/model/weights.json (fitted on all folds), trainer/folds/fold-K.json (fitted on all folds but K, for
`deepimagine evaluate`), trainer/folds/train.json (fitted on the training trials by date, for `evaluate --split`) and
trainer/folds/baselines.json. Prints out-of-fold scores. What is chosen beside the trees (how
scores become chances, how fast doses lose touch) is chosen for each fold on predictions that were made within the others, so
that nothing of a fold is known to what is scored on it. Deterministic: seeds and threads are fixed. With --ablate it prints
instead what each group of features is worth.
"""

import argparse
import base64
import collections
import json
import pathlib

import lightgbm as lgb
import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

import fit_baselines
from folds import FOLDS

DIRECTIONS = ["higher", "lower", "no difference"]
# How much a set weighs in the fit: the question that the editor asks most, most.
WEIGHTS = {"many": 1.5, "pair.O": 0.9, "pair.O.reported": 0.6, "pair.A": 1.0, "pair.dose": 0.5, "pair.comparator": 1.0, "arm": 0.7}
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
HAND = {**CLASSES, "num_leaves": 31, "min_data_in_leaf": 150, "lambda_l2": 200}
NOTHING = {"min_data_in_leaf": 80, "learning_rate": 0.06, "feature_fraction": 0.3}
ROUNDS = {"hand": 150, "base": 60, "more": 60, "mean": 100, "spread": 50, "forest": 20}
# Doublings after which an answer is mostly what far doses did, and how much of it may be with each.
REACH = 6
PER_DOUBLING = [0, 0.03, 0.1]
# Doublings from which on a dose is far, and how many trials of all doses are counted with those that are.
FAR, PRIOR_TRIALS = 2, 5
CRITICAL = norm.ppf(0.975)
# Mean absolute deviation of a normal distribution, in standard deviations.
MEAN_OFF = np.sqrt(2 / np.pi)
# Ablated groups: what the names of their features begin with, or hold.
GROUPS = {
    "similarity": ("alike", "shared", "same class", "same kind", "same unit", "same words", "same time", "later", "likeness", "best", "same harm", "apart"),
    "strength": (" z", "strength", "wanted", "effect", "share"),
    "polarity": ("polarity", "wanted"),
    "design": ("randomized", "crossover", "open label", "phase", "arms", "outcomes", "countries", "enrollment", "condition:"),
    "dose": ("dose", "between:", ": sides", "own sides"),
    "number of people": ("participants", "people", ": n", "enrollment", "scaled"),
}


class Rows:
    """The questions as arrays; a trial weighs 1 in each set."""

    def __init__(self, path):
        lines = pathlib.Path(path).read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        last = rows.pop()
        self.names, self.cuts = last["names"], last["cuts"]
        self.x = np.array([[np.nan if v is None else v for v in r["x"]] for r in rows], float)
        self.y = np.array([DIRECTIONS.index(r["direction"]) for r in rows])
        self.source = np.array([DIRECTIONS.index(r["source"]) if r["source"] else -1 for r in rows])
        self.far = np.array([r["far"] for r in rows], float)
        # Where the first side's dose is all that differs from the likest source: that one's z, and whether the dose is higher.
        self.dosed = np.array([np.nan if r["dosed"] is None else r["dosed"]["z"] for r in rows], float)
        self.higher = np.array([r["dosed"] is not None and r["dosed"]["higher"] for r in rows])
        # The estimate in the unit that a size would be imagined in, and which sides that unit is not of.
        self.size = np.array([np.nan if r["size"] is None else r["size"]["value"] for r in rows], float)
        self.others = np.array([[False, False] if r["size"] is None else r["size"]["others"] for r in rows])
        self.fold = np.array([r["fold"] for r in rows])
        self.split = np.array([r["split"] or "undated" for r in rows])
        self.set = np.array([r["set"] for r in rows])
        self.trial = np.array([r["trial"] for r in rows])
        self.z = np.array([np.nan if r["z"] is None else np.clip(r["z"], -6, 6) for r in rows], float)
        self.weight = np.zeros(len(rows))
        for name in set(self.set):
            here = self.set == name
            counts = collections.Counter(self.trial[here])
            self.weight[here] = [1 / counts[t] for t in self.trial[here]]
        self.joint = self.weight * np.array([WEIGHTS.get(s, 0) for s in self.set])
        self.framed, self.sign = framed(self.x, last["frame"])
        self.framed_names = [*self.names, "frame", *(f"frame {self.names[i]}" for i in last["frame"]["times"])]


def framed(x, frame):
    """Features told so that the likest source is the higher, and the sign of that: the twin of `framed` in core/imagine/model/frame.ts."""
    first, then = (x[:, i] for i in frame["by"])
    z = np.where((first < 0) | (first > 0), first, then)
    sign = np.where(z < 0, -1.0, 1.0)
    turned, own = sign < 0, x.copy()
    own[:, frame["flip"]] *= sign[:, None]
    for i, j in frame["swap"]:
        own[turned, i], own[turned, j] = x[turned, j], x[turned, i]
    return np.column_stack([own, sign, x[:, frame["times"]] * sign[:, None]]), sign


def swapped(directions):
    """Higher for lower."""
    return np.where(directions < 2, 1 - directions, directions)


def train(params, x, y, weight, rounds):
    return lgb.train(params, lgb.Dataset(x, y, weight=weight * 50), rounds)


def nodes(tree, scale, codes, values):
    """A tree in preorder: a split is 4·feature + 2·(missing is NaN) + (missing goes left) and its threshold; a leaf −1 and its value."""
    if "leaf_value" in tree:
        codes.append(-1)
        values.append(np.float32(tree["leaf_value"] * scale))
        return
    codes.append(4 * tree["split_feature"] + 2 * (tree["missing_type"] == "NaN") + bool(tree["default_left"]))
    # Features are 32-bit numbers: the largest one that is not above the threshold splits them as the threshold does.
    with np.errstate(over="ignore"):
        threshold = np.float32(tree["threshold"])
    values.append(np.nextafter(threshold, np.float32(-np.inf)) if float(threshold) > tree["threshold"] else threshold)
    nodes(tree["left_child"], scale, codes, values)
    nodes(tree["right_child"], scale, codes, values)


def packed(*parts):
    """Models and what each is multiplied with, as one text: base64 of 16-bit codes and 32-bit values. Their scores add up."""
    codes, values = [], []
    for model, scale in parts:
        dump = model.dump_model()
        # LightGBM's random forest answers with the mean of its trees.
        count = len(dump["tree_info"]) // dump["num_tree_per_iteration"] if dump["average_output"] else 1
        for one in dump["tree_info"]:
            nodes(one["tree_structure"], scale / count, codes, values)
    return base64.b64encode(np.array(codes, "<i2").tobytes() + np.array(values, "<f4").tobytes()).decode()


def fit_hand(rows, at, without=lambda name: False):
    """Two models whose scores are halved and added: one of contrasts as they are told, one in the frame of the likest source."""
    own = [i for i, name in enumerate(rows.names) if not without(name)]
    turning = [i for i, name in enumerate(rows.framed_names) if not without(name)]
    plain = train(HAND, rows.x[np.ix_(at, own)], rows.y[at], rows.joint[at], ROUNDS["hand"])
    y = np.where(rows.sign < 0, swapped(rows.y), rows.y)
    turned = train(HAND, rows.framed[np.ix_(at, turning)], y[at], rows.joint[at], ROUNDS["hand"])
    return (plain, own), (turned, turning)


def hand_scores(rows, at, models):
    (plain, own), (turned, turning) = models
    score = turned.predict(rows.framed[np.ix_(at, turning)], raw_score=True)
    score = np.where(rows.sign[at][:, None] < 0, score[:, [1, 0, 2]], score)
    return (plain.predict(rows.x[np.ix_(at, own)], raw_score=True) + score) / 2


def fit_sizes(rows, at):
    at = at & ~np.isnan(rows.z)
    mean = train({**COMMON, "objective": "regression"}, rows.x[at], rows.z[at], rows.joint[at], ROUNDS["mean"])
    off = np.abs(rows.z[at] - mean.predict(rows.x[at]))
    spread = train({**COMMON, "objective": "regression"}, rows.x[at], off, rows.joint[at], ROUNDS["spread"])
    return mean, spread


def fit_nothing(rows, at):
    """Three models whose scores add up: of all contrasts, what is different of reported ones, and a forest of the latter."""
    reported, both = at & (rows.set == "contrast"), at & np.isin(rows.set, ["contrast", "computed"])
    base = train({**CLASSES, **NOTHING}, rows.x[both], rows.y[both], rows.weight[both], ROUNDS["base"])
    data = lgb.Dataset(
        rows.x[reported], rows.y[reported], weight=rows.weight[reported] * 50, init_score=base.predict(rows.x[reported], raw_score=True)
    )
    more = lgb.train({**CLASSES, **NOTHING, "learning_rate": 0.02}, data, ROUNDS["more"])
    return [(base, 0.5), (more, 0.5), (fit_forest(rows, reported), 0.5)]


def fit_forest(rows, at):
    params = {
        **CLASSES, "boosting": "rf", "num_leaves": 16, "min_data_in_leaf": 20, "bagging_fraction": 0.63, "lambda_l2": 0,
    }
    return train(params, rows.x[at], rows.y[at], rows.weight[at], ROUNDS["forest"])


def raw(parts, x):
    """Scores that add up. LightGBM's random forest answers with the mean of its trees, but gives their sum as raw scores."""
    each = lambda model: model.num_trees() / 3 if model.params.get("boosting") == "rf" else 1
    return sum(model.predict(x, raw_score=True) * scale / each(model) for model, scale in parts)


def chances(score):
    score = np.exp(score - score.max(1, keepdims=True))
    return score / score.sum(1, keepdims=True)


def lost(far, per_doubling):
    """The share of an answer that is what far doses did: the twin of `lost` in core/imagine/model/model.ts."""
    return 1 - np.exp(-per_doubling * np.minimum(far, 99) - np.minimum(far / REACH, 9) ** 4)


def fit_faraway(rows, at):
    """Shares of directions by that of the source, of doses that are far from it, drawn towards those of all doses."""
    dose = at & (rows.set == "pair.dose")
    def of(here):
        weight = np.array([[rows.weight[here & (rows.source == s) & (rows.y == k)].sum() for k in range(3)] for s in range(3)])
        trials = np.array([len(set(rows.trial[here & (rows.source == s)])) for s in range(3)])
        return weight / np.maximum(weight.sum(1, keepdims=True), 1e-9), trials[:, None]
    (near, _), (far, trials) = of(dose), of(dose & (rows.far > FAR))
    return ((trials * far + PRIOR_TRIALS * near) / (trials + PRIOR_TRIALS)).round(5).tolist()


def answer(score, prior, far, chosen):
    scale = chosen["scale"] * np.where(far > 0, chosen["dosed"], 1)[:, None]
    own = chances(scale * score + np.array(chosen["shift"]))
    share = lost(far, chosen["per_doubling"])[:, None]
    return (1 - share) * own + share * prior


def choose(rows, at, score, prior):
    """Scale (another one where a dose is what differs), shift and loss per doubling that make these predictions likeliest; each was made without its own trial."""
    y, weight, far = rows.y[at], rows.joint[at], rows.far[at]
    best = None
    for per_doubling in PER_DOUBLING:
        def off(v):
            told = {"scale": v[0], "shift": [v[1], v[2], 0], "dosed": v[3], "per_doubling": per_doubling}
            p = answer(score, prior, far, told)
            return -(weight * np.log(np.maximum(p[np.arange(len(y)), y], 1e-9))).sum() / weight.sum()
        found = minimize(off, [1, 0, 0, 1], method="Nelder-Mead", options={"xatol": 1e-3, "fatol": 1e-7})
        if best is None or found.fun < best[0]:
            scale, higher, lower, dosed = (round(float(v), 4) for v in found.x)
            best = found.fun, {"scale": scale, "shift": [higher, lower, 0], "dosed": dosed, "per_doubling": per_doubling}
    return best[1]


def quantiles(mean, spread, probability, levels):
    """Of the distribution of core/imagine/model/predictive.ts: a normal whose three regions have these chances."""
    spread = np.maximum(1, spread)
    edges = norm.cdf((np.array([-CRITICAL, CRITICAL])[None, :] - mean[:, None]) / spread[:, None])
    edges = np.column_stack([np.zeros(len(mean)), edges, np.ones(len(mean))])
    order = probability[:, [1, 2, 0]]
    below = np.column_stack([np.zeros(len(mean)), order.cumsum(1)])
    told = []
    for level in levels:
        region = np.minimum((level > below[:, 1:3]).sum(1), 2)
        i = np.arange(len(mean))
        share = np.clip((level - below[i, region]) / np.maximum(order[i, region], 1e-12), 0, 1)
        p = edges[i, region] + share * (edges[i, region + 1] - edges[i, region])
        z = mean + spread * norm.ppf(np.clip(p, 1e-12, 1 - 1e-12))
        told.append(np.clip(z, np.array([-np.inf, -CRITICAL, CRITICAL])[region], np.array([-CRITICAL, CRITICAL, np.inf])[region]))
    return told


def of_dose(rows, at, mean):
    """The twin of `ofDose` in core/imagine/model/model.ts."""
    z, along = rows.dosed[at], np.sign(rows.dosed[at]) * mean
    held = np.sign(z) * np.minimum(np.where(rows.higher[at], np.inf, np.abs(z)), np.maximum(0, along))
    return np.where(np.isnan(z), mean, held)


def choose_wider(rows, at, mean, off, probability):
    """How many times as wide as that of z the interval of a size is for 80 % of estimates to lie in it, where the first side, or the second, is another."""
    low, middle, high = quantiles(of_dose(rows, at, mean), off / MEAN_OFF, probability, (0.1, 0.5, 0.9))
    size, others, weight = rows.size[at], rows.others[at], rows.weight[at]
    needed = np.where(size > middle, (size - middle) / (high - middle), (middle - size) / (middle - low))
    def covering(here):
        order = np.argsort(needed[here])
        sums = weight[here][order].cumsum()
        return round(float(max(1, needed[here][order][np.searchsorted(sums, 0.8 * sums[-1])])), 3)
    known, names = ~np.isnan(size), rows.set[at]
    return {
        "first": covering(known & others[:, 0] & ~others[:, 1] & np.isin(names, ["pair.A", "pair.dose"])),
        "second": covering(known & others[:, 1] & ~others[:, 0] & (names == "pair.comparator")),
    }


class Fits:
    """What was fitted on the rows of `among` without some folds, kept: the inner fits of one fold are those of the others."""

    def __init__(self, rows, among):
        self.rows, self.among, self.known = rows, among, {}

    def without(self, *folds):
        key = frozenset(folds)
        if key not in self.known:
            at = self.among & ~np.isin(self.rows.fold, list(key))
            hand = at & np.isin(self.rows.set, list(WEIGHTS))
            self.known[key] = fit_hand(self.rows, hand), fit_sizes(self.rows, hand), fit_faraway(self.rows, at)
        return self.known[key]


def inner(rows, fits, left_out):
    """What is chosen on predictions of the folds that are seen, each made by the others of them."""
    score, mean, off = np.zeros((len(rows.y), 3)), np.zeros(len(rows.y)), np.zeros(len(rows.y))
    prior = np.zeros((len(rows.y), 3))
    at = fits.among & np.isin(rows.set, list(WEIGHTS)) & ~np.isin(rows.fold, left_out)
    for k in sorted(set(rows.fold[at])):
        held = at & (rows.fold == k)
        hand, (means, spreads), faraway = fits.without(*left_out, k)
        score[held] = hand_scores(rows, held, hand)
        mean[held], off[held] = means.predict(rows.x[held]), spreads.predict(rows.x[held])
        prior[held] = np.array(faraway)[rows.source[held]]
    chosen = choose(rows, at, score[at], prior[at])
    told = answer(score[at], prior[at], rows.far[at], chosen)
    return {**chosen, "wider": choose_wider(rows, at, mean[at], off[at], told)}


def score(rows, probability, at):
    y, p = rows.y[at], probability[at]
    w = rows.weight[at] / rows.weight[at].sum()
    guess = p.argmax(1)
    brier = (w * ((p - np.eye(3)[y]) ** 2).sum(1)).sum()
    f1 = np.mean([2 * w[(guess == k) & (y == k)].sum() / max(w[guess == k].sum() + w[y == k].sum(), 1e-12) for k in range(3)])
    sure = p.max(1)
    bins = np.minimum(9, (sure * 10).astype(int))
    calibration = lambda right: sum(abs((w[bins == b] * (right[bins == b] - sure[bins == b])).sum()) for b in range(10))
    ece = calibration(guess == y)
    # What a predictor shows whose every chance is right: so few trials leave an error by chance alone.
    rng = np.random.default_rng(1)
    chance = np.mean([calibration(rng.random(len(sure)) < sure) for _ in range(20)])
    s = rows.source[at]
    auroc = roc_auc_score(y != s, 1 - p[np.arange(len(y)), s], sample_weight=w) if (s >= 0).all() else float("nan")
    return f"n={at.sum()} trials={len(set(rows.trial[at]))} brier={brier:.3f} f1={f1:.3f} ece={ece:.3f} (by chance {chance:.3f}) auroc={auroc:.3f}"


def fit(rows, out):
    hand_rows = np.isin(rows.set, list(WEIGHTS))
    nothing_rows = rows.set == "contrast"
    probability = np.zeros((len(rows.y), 3))
    (out / "trainer/folds").mkdir(exist_ok=True)
    by_fold = Fits(rows, np.ones(len(rows.y), bool))
    for k in [*range(FOLDS), "train", None]:
        seen = rows.split == "train" if k == "train" else rows.fold != k if k is not None else np.ones(len(rows.y), bool)
        fits = Fits(rows, seen) if k == "train" else by_fold
        left_out = [k] if isinstance(k, int) else []
        chosen = inner(rows, fits, left_out)
        print("fold", k, chosen, flush=True)
        hand, (mean, spread), faraway = fits.without(*left_out)
        nothing = fit_nothing(rows, seen)
        z = rows.z[hand_rows & seen]
        weights = {
            "about": "Fitted by trainer/fit_evidence.py; see trainer/MODEL_CARD.md.",
            "features": len(rows.names),
            "hand": packed((hand[0][0], 1)),
            "framed": packed((hand[1][0], 1)),
            "calibration": {"scale": chosen["scale"], "shift": chosen["shift"], "dosed": chosen["dosed"]},
            "mean": packed((mean, 1)),
            "spread": packed((spread, 1)),
            "nothing": packed(*nothing),
            "perDoubling": chosen["per_doubling"],
            "faraway": faraway,
            "wide": round(float(np.sqrt(np.nanmean(z**2))), 4),
            "wider": chosen["wider"],
        }
        if k is None:
            weights = {**weights, "names": rows.names, "trials": len(set(rows.trial))}
            (out / "core/imagine/model/weights.json").write_text(json.dumps(weights) + "\n")
            index = np.linspace(0, len(rows.y) - 1, 40).astype(int)
            fixture = [
                {
                    "x": [None if np.isnan(v) else v for v in rows.x[i]],
                    "hand": hand[0][0].predict(rows.x[i : i + 1])[0].round(6).tolist(),
                    "scores": hand_scores(rows, np.array([i]), hand)[0].round(6).tolist(),
                    "nothing": chances(raw(nothing, rows.x[i : i + 1]))[0].round(6).tolist(),
                    "mean": round(float(mean.predict(rows.x[i : i + 1])[0]), 6),
                }
                for i in index
            ]
            (out / "test/core/model/lightgbm.json").write_text(json.dumps(fixture) + "\n")
            continue
        if k == "train":
            weights = {**weights, "cuts": rows.cuts, "trained": sorted(set(rows.trial[seen].tolist()))}
            (out / "trainer/folds/train.json").write_text(json.dumps(weights) + "\n")
            continue
        (out / f"trainer/folds/fold-{k}.json").write_text(json.dumps(weights) + "\n")
        held = ~seen
        mine, planned = held & hand_rows, held & nothing_rows
        prior = np.array(faraway)[rows.source[mine]]
        probability[mine] = answer(hand_scores(rows, mine, hand), prior, rows.far[mine], chosen)
        probability[planned] = chances(raw(nothing, rows.x[planned]))
    for name in WEIGHTS:
        print(f"{name:16s}", score(rows, probability, rows.set == name), flush=True)
    print("contrast        ", score(rows, probability, nothing_rows), flush=True)
    fit_baselines.write(rows, out)


def ablate(rows):
    hand_rows = np.isin(rows.set, list(WEIGHTS))
    for group, parts in {"nothing": (), **GROUPS}.items():
        without = lambda name: any(part in name for part in parts)
        probability = np.zeros((len(rows.y), 3))
        for k in range(FOLDS):
            held = hand_rows & (rows.fold == k)
            models = fit_hand(rows, hand_rows & (rows.fold != k), without)
            probability[held] = chances(hand_scores(rows, held, models))
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
