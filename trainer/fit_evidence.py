"""Fits the embedded predictor on what `trainer/export.ts` wrote, and, by `fit_baselines.py`, what it is held against.

    python trainer/fit_evidence.py ROWS.ndjson --out . [--jobs N] [--without-baselines] [--ablate]

Writes core/imagine/model/weights.json (fitted on all folds), trainer/folds/fold-K.json (fitted on all folds but K, for
`deepimagine evaluate`), trainer/folds/train.json (fitted on the training trials by date, for `evaluate --split`) and
trainer/folds/baselines.json. Prints out-of-fold scores. What is chosen beside the trees (how
scores become chances, how near what was observed draws, how wide intervals are) is chosen for each fold on what was observed in the
others, each predicted by the fit without it, which saw the fold that is scored. Deterministic: seeds and threads are fixed. With --ablate it prints
instead what each group of features is worth.
"""

import argparse
import base64
import collections
import itertools
import json
import multiprocessing
import pathlib

import lightgbm as lgb
import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

import fit_baselines
from folds import FOLDS
from told import CAP, Apart, lost, tell

DIRECTIONS = ["higher", "lower", "no difference"]
# How much a set weighs in the fit: the question that the editor asks most, most.
WEIGHTS = {"many": 1.5, "pair.O": 0.9, "pair.O.reported": 1.2, "pair.A": 1.0, "pair.dose": 0.5, "pair.comparator": 1.0, "arm": 0.7}
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
    "force_col_wise": True,
}
CLASSES = {**COMMON, "objective": "multiclass", "num_class": 3}
HAND = {**CLASSES, "num_leaves": 31, "min_data_in_leaf": 150, "lambda_l2": 200}
NOTHING = {"min_data_in_leaf": 80, "learning_rate": 0.06, "feature_fraction": 0.3}
ROUNDS = {"hand": 150, "base": 60, "more": 60, "mean": 100, "spread": 50, "forest": 20}
# Doublings at which 63 % of the way from what was observed is gone: those that are tried.
REACHES = [0.1, 0.2, 0.4, 0.8]
# Doublings from which on a dose is far, and how many trials of all doses are counted with those that are.
FAR, PRIOR_TRIALS = 2, 5
# Nothing is widened.
EVEN = {"first": 1, "second": 1, "both": 1, "several": 1, "else": 1}
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
        self.parts = [r["apart"] for r in rows]
        self.apart = Apart(self.parts)
        # The estimate in the standard error of the source that a size would be imagined by, and that of the people expected over it.
        self.size = np.array([np.nan if r["size"] is None else r["size"]["value"] for r in rows], float)
        self.ratio = np.array([1 if r["size"] is None else r["size"]["ratio"] for r in rows], float)
        self.fold = np.array([r["fold"] for r in rows])
        self.split = np.array([r["split"] or "undated" for r in rows])
        self.set = np.array([r["set"] for r in rows])
        self.trial = np.array([r["trial"] for r in rows])
        self.z = np.array([np.nan if r["z"] is None else np.clip(r["z"], -CAP, CAP) for r in rows], float)
        self.full = np.array([np.nan if r["z"] is None else r["z"] for r in rows], float)
        self.weight = np.zeros(len(rows))
        for name in set(self.set):
            here = self.set == name
            counts = collections.Counter(self.trial[here])
            self.weight[here] = [1 / counts[t] for t in self.trial[here]]
        self.joint = self.weight * np.array([WEIGHTS.get(s, 0) for s in self.set])
        # When a trial started tells of contrasts where nothing was observed; where others were, it only misled (MODEL_CARD.md).
        self.hand = self.x.copy()
        self.hand[:, self.names.index("started")] = np.nan
        self.framed, self.sign = framed(self.hand, last["frame"])
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
    plain = train(HAND, rows.hand[np.ix_(at, own)], rows.y[at], rows.joint[at], ROUNDS["hand"])
    y = np.where(rows.sign < 0, swapped(rows.y), rows.y)
    turned = train(HAND, rows.framed[np.ix_(at, turning)], y[at], rows.joint[at], ROUNDS["hand"])
    return (plain, own), (turned, turning)


def hand_scores(rows, at, models):
    (plain, own), (turned, turning) = models
    score = turned.predict(rows.framed[np.ix_(at, turning)], raw_score=True)
    score = np.where(rows.sign[at][:, None] < 0, score[:, [1, 0, 2]], score)
    return (plain.predict(rows.hand[np.ix_(at, own)], raw_score=True) + score) / 2


def fit_sizes(rows, at):
    at = at & ~np.isnan(rows.z)
    mean = train({**COMMON, "objective": "regression"}, rows.hand[at], rows.z[at], rows.joint[at], ROUNDS["mean"])
    off = np.abs(rows.z[at] - mean.predict(rows.hand[at]))
    spread = train({**COMMON, "objective": "regression"}, rows.hand[at], off, rows.joint[at], ROUNDS["spread"])
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


def fit_faraway(rows, at):
    """Shares of directions by that of the source, of doses that are far from it, drawn towards those of all doses."""
    dose = at & (rows.set == "pair.dose")
    def of(here):
        weight = np.array([[rows.weight[here & (rows.source == s) & (rows.y == k)].sum() for k in range(3)] for s in range(3)])
        trials = np.array([len(set(rows.trial[here & (rows.source == s)])) for s in range(3)])
        return weight / np.maximum(weight.sum(1, keepdims=True), 1e-9), trials[:, None]
    (near, _), (far, trials) = of(dose), of(dose & (rows.apart.far > FAR))
    shares = ((trials * far + PRIOR_TRIALS * near) / (trials + PRIOR_TRIALS)).round(5)
    # Rounded they may come to a hair more or less than all: what is amiss is the largest's.
    shares[np.arange(3), shares.argmax(1)] += 1 - shares.sum(1)
    return shares.round(5).tolist()


# To whose scores something is added where differences are to be told more often.
DIFFERENCES = np.array([1, 1, 0])
UNCHANGED = {"scale": 1, "differences": 0}


def answer(score, apart, chosen):
    """Chances of the model's own."""
    second, alone = apart.other == "second", chosen["second"]
    scale = chosen["scale"] * np.where(apart.far > 0, chosen["dosed"], 1) * np.where(second, alone["scale"], 1)
    more = np.where(second, alone["differences"], 0)[:, None] * DIFFERENCES
    return chances(scale[:, None] * score + np.array(chosen["shift"]) + more)


class Predicted:
    """What was predicted of some questions, each by a fit without its own trial: scores, mean of z and how far that is off, what far doses did."""

    def __init__(self, rows, at, score, mean, off, prior, wide):
        self.y, self.weight, self.joint, self.set = rows.y[at], rows.weight[at], rows.joint[at], rows.set[at]
        self.full, self.size, self.ratio = rows.full[at], rows.size[at], rows.ratio[at]
        self.apart, self.score, self.mean, self.off, self.prior, self.wide = rows.apart.at(at), score, mean, off, prior, wide
        self.bent = self.apart.bent()

    def told(self, chosen, use=slice(None), widths=EVEN):
        apart = self.apart.at(use)
        own = answer(self.score[use], apart, chosen)
        return tell(self.mean[use], self.off[use], own, apart, self.prior[use], self.wide, chosen["reach"], widths)

    def directions(self, chosen, widths=EVEN):
        own = answer(self.score, self.apart, chosen)
        own[self.bent] = self.told(chosen, self.bent, widths).directions()
        return own


def choose(predicted, widths=EVEN):
    """
    What makes these predictions likeliest: scale (another one where a dose is what differs), shift and reach; and, where one contrast of
    another second side speaks alone, a further scale, and how much more often differences are told.
    """
    second = predicted.apart.other == "second"
    def off(chosen, use):
        return unlikely(predicted.directions(chosen, widths)[use], predicted.y[use], predicted.joint[use])
    def of(v, reach):
        return {"scale": v[0], "shift": [v[1], v[2], 0], "dosed": v[3], "second": UNCHANGED, "reach": reach}
    middle = REACHES[len(REACHES) // 2]
    found = minimize(
        lambda v: off(of(v, middle), ~second), [1.06, 0.26, 0.2, 1.2], method="Nelder-Mead", options={"xatol": 2e-3, "fatol": 1e-6, "maxfev": 120}
    )
    own = [round(float(v), 4) for v in found.x]
    # The scale of doses hardly changes how the reaches compare.
    chosen = of(own, min(REACHES, key=lambda one: off(of(own, one), ~second)))
    alone = lambda v: {**chosen, "second": {"scale": v[0], "differences": v[1]}}
    found = minimize(lambda v: off(alone(v), second), [0.85, -0.3], method="Nelder-Mead", options={"xatol": 2e-3, "fatol": 1e-6, "maxfev": 60})
    return alone([round(float(v), 4) for v in found.x])


def unlikely(p, y, weight):
    """The mean of minus the logarithm of the chance of what was observed."""
    return -(weight * np.log(np.maximum(p[np.arange(len(y)), y], 1e-3))).sum() / weight.sum()


# Which contrasts an interval is fitted on, by what speaks (`Other` in core/imagine/model/apart.ts).
SIDES = {
    "first": ["pair.A", "pair.dose"], "second": ["pair.comparator"], "both": ["many"], "several": ["many", "arm"],
    "else": ["many", "pair.O", "pair.O.reported"],
}


def inside(value, weight, low, high):
    """The weighted share of what was observed that lies between."""
    use = ~np.isnan(value)
    weight = weight[use]
    return float((weight * ((value[use] >= low[use]) & (value[use] <= high[use]))).sum() / weight.sum()) if use.any() else 0.8


def coverage(predicted, chosen, widths, sizes, use):
    """The weighted shares of z, and of sizes, within the intervals of 80 %."""
    told = predicted.told(chosen, use, widths)
    low, middle, high = (told.quantile(p) for p in (0.1, 0.5, 0.9))
    weight, times = predicted.weight[use], np.array([sizes[name] for name in told_kinds(predicted, use)])
    size = predicted.size[use] / predicted.ratio[use] ** told.gone
    return inside(predicted.full[use], weight, low, high), inside(size, weight, middle + times * (low - middle), middle + times * (high - middle))


def told_kinds(predicted, use):
    return predicted.apart.other[use]


def halved(low, high, enough, steps=7):
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return round((low + high) / 2, 2)


def choose_widths(predicted, chosen):
    """What spreads are multiplied with for 80 % of z to lie in the interval, and then the interval of sizes for 80 % of these."""
    widths, sizes = {}, {}
    for side, sets in SIDES.items():
        use = np.flatnonzero(np.isin(predicted.set, sets) & (predicted.apart.other == side))
        told = lambda width, size: coverage(predicted, chosen, {**EVEN, side: width}, {**EVEN, side: size}, use)
        widths[side] = halved(0.7, 1.4, lambda width: told(width, 1)[0] >= 0.8)
        sizes[side] = halved(1, 2, lambda size: told(widths[side], size)[1] >= 0.8)
    return widths, sizes


FORKED = []


def made_by_forked(folds):
    return FORKED[-1].made(folds)


def planned_by_forked(k):
    return FORKED[-1](k)


def by_many(jobs, what, keys, planned):
    """One answer to each key, several at a time: the same whoever makes it. What a forked process inherits need not be sent to it."""
    with multiprocessing.get_context("fork").Pool(jobs, initializer=FORKED.append, initargs=(what,)) as pool:
        return dict(zip(keys, pool.map(planned_by_forked if planned else made_by_forked, keys, chunksize=1)))


class Fits:
    """What was fitted on the rows of `among` without some folds, kept: those that a fold is scored by are those that the others are told by."""

    def __init__(self, rows, among):
        self.rows, self.among, self.known = rows, among, {}

    def made(self, folds):
        at = self.among & ~np.isin(self.rows.fold, list(folds))
        hand = at & np.isin(self.rows.set, list(WEIGHTS))
        return fit_hand(self.rows, hand), fit_sizes(self.rows, hand), fit_faraway(self.rows, at)

    def make(self, sets, jobs):
        """Fits that will be asked for, several at a time: each is the same whoever makes it."""
        keys = [frozenset(one) for one in sets]
        self.known.update(by_many(jobs, self, keys, planned=False))

    def without(self, *folds):
        key = frozenset(folds)
        if key not in self.known:
            self.known[key] = self.made(key)
        return self.known[key]


def predicted_of(rows, at, fitted, wide):
    """What one fit predicts of questions."""
    hand, (means, spreads), faraway = fitted
    prior = np.array(faraway)[rows.apart.source[at]]
    return Predicted(rows, at, hand_scores(rows, at, hand), means.predict(rows.hand[at]), spreads.predict(rows.hand[at]), prior, wide)


def joined(parts):
    """Predictions of several fits as one."""
    first = parts[0]
    of = lambda name: np.concatenate([getattr(one, name) for one in parts])
    own = object.__new__(Predicted)
    own.__dict__ = {name: of(name) for name, value in first.__dict__.items() if isinstance(value, np.ndarray)}
    own.wide = first.wide
    own.apart = Apart([])
    own.apart.__dict__ = {name: np.concatenate([getattr(one.apart, name) for one in parts]) for name in own.apart.__dict__}
    own.bent = own.apart.bent()
    return own


def inner(rows, fits, left_out):
    """What is chosen beside the trees, on predictions of the folds that are seen, each by the fit without it and without the fold left out."""
    at = fits.among & np.isin(rows.set, list(WEIGHTS)) & ~np.isin(rows.fold, left_out)
    wide = wide_of(rows, at)
    parts = [predicted_of(rows, at & (rows.fold == k), fits.without(k, *left_out), wide) for k in sorted(set(rows.fold[at]))]
    predicted = joined(parts)
    chosen = choose(predicted)
    widths, sizes = choose_widths(predicted, chosen)
    return {**chosen, "widths": widths, "sizes": sizes}


def wide_of(rows, at):
    return round(float(np.sqrt(np.nanmean(rows.z[at] ** 2))), 4)


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
    # What a predictor shows whose every chance is right: so few trials leave an error by chance alone. Questions of a trial are right or
    # wrong together, so it is all that a trial is off by whose sign is drawn.
    _, trial = np.unique(rows.trial[at], return_inverse=True)
    missed = np.zeros((trial.max() + 1, 10))
    np.add.at(missed, (trial, bins), w * ((guess == y) - sure))
    signs = np.random.default_rng(1).choice([-1, 1], (2000, len(missed)))
    by_chance = np.abs(signs @ missed).sum(1)
    s = rows.source[at]
    auroc = roc_auc_score(y != s, 1 - p[np.arange(len(y)), s], sample_weight=w) if (s >= 0).all() else float("nan")
    return f"n={at.sum()} trials={len(set(rows.trial[at]))} brier={brier:.3f} f1={f1:.3f} ece={ece:.3f} (by chance {by_chance.mean():.3f}, p {(by_chance >= ece).mean():.2f}) auroc={auroc:.3f}"


def fit(rows, out, jobs, baselines):
    hand_rows = np.isin(rows.set, list(WEIGHTS))
    nothing_rows = rows.set == "contrast"
    probability = np.zeros((len(rows.y), 3))
    (out / "trainer/folds").mkdir(exist_ok=True)
    answered = []
    by_fold, by_date = Fits(rows, np.ones(len(rows.y), bool)), Fits(rows, rows.split == "train")
    by_fold.make([(), *((k,) for k in range(FOLDS)), *itertools.combinations(range(FOLDS), 2)], jobs)
    by_date.make([(), *((k,) for k in range(FOLDS))], jobs)
    def seen_by(k):
        return rows.split == "train" if k == "train" else rows.fold != k if k is not None else np.ones(len(rows.y), bool)
    def beside_trees(k):
        fits, left_out = by_date if k == "train" else by_fold, [k] if isinstance(k, int) else []
        return fits.without(*left_out), inner(rows, fits, left_out), fit_nothing(rows, seen_by(k))
    ks = [*range(FOLDS), "train", None]
    made = by_many(jobs, beside_trees, ks, planned=True)
    for k in ks:
        seen = seen_by(k)
        (hand, (mean, spread), faraway), chosen, nothing = made[k]
        print("fold", k, chosen, flush=True)
        wide = wide_of(rows, hand_rows & seen)
        weights = {
            "about": "Fitted by trainer/fit_evidence.py; see trainer/MODEL_CARD.md.",
            "features": len(rows.names),
            "hand": packed((hand[0][0], 1)),
            "framed": packed((hand[1][0], 1)),
            "calibration": {name: chosen[name] for name in ("scale", "shift", "dosed", "second")},
            "mean": packed((mean, 1)),
            "spread": packed((spread, 1)),
            "nothing": packed(*nothing),
            "faraway": faraway,
            "wide": wide,
            "reach": chosen["reach"],
            "widths": chosen["widths"],
            "sizes": chosen["sizes"],
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
            mine = sample_of(rows, hand_rows)
            predicted = predicted_of(rows, mine, (hand, (mean, spread), faraway), wide)
            (out / "test/core/model/told.json").write_text(json.dumps(told_fixture(rows, mine, predicted, weights)) + "\n")
            continue
        if k == "train":
            weights = {**weights, "cuts": rows.cuts, "trained": sorted(set(rows.trial[seen].tolist()))}
            (out / "trainer/folds/train.json").write_text(json.dumps(weights) + "\n")
            continue
        (out / f"trainer/folds/fold-{k}.json").write_text(json.dumps(weights) + "\n")
        held = ~seen
        mine, planned = held & hand_rows, held & nothing_rows
        predicted = predicted_of(rows, mine, (hand, (mean, spread), faraway), wide)
        probability[mine] = predicted.directions(chosen, chosen["widths"])
        answered.append((predicted, chosen))
        probability[planned] = chances(raw(nothing, rows.x[planned]))
    for name in WEIGHTS:
        shares = []
        for predicted, chosen in answered:
            use = np.flatnonzero(predicted.set == name)
            shares.append([*coverage(predicted, chosen, chosen["widths"], chosen["sizes"], use), predicted.weight[use].sum()])
        z, size = (sum(one[i] * one[2] for one in shares) / sum(one[2] for one in shares) for i in range(2))
        print(f"{name:16s}", score(rows, probability, rows.set == name), f"80 % of z {z:.3f} of sizes about {size:.3f}", flush=True)
    print("contrast        ", score(rows, probability, nothing_rows), flush=True)
    if baselines:
        fit_baselines.write(rows, out)


def sample_of(rows, among):
    """A few questions of each kind that what is told differs by."""
    kinds, apart = np.zeros(len(rows.y), bool), rows.apart
    is_bent = np.isin(np.arange(len(rows.y)), apart.bent())
    for kind in (~is_bent, apart.first & apart.higher, apart.first & ~apart.higher & apart.inert, apart.first & ~apart.higher & ~apart.inert,
                 apart.is_dosed & ~apart.first, ~np.isnan(apart.across), apart.far > 3, apart.strong > CAP, *(apart.other == one for one in SIDES)):
        index = np.flatnonzero(among & kind)
        kinds[index[:: max(1, len(index) // 20)]] = True
    return kinds


def told_fixture(rows, at, predicted, weights):
    """What is told of some questions, for the TypeScript to tell the same."""
    chosen = {**weights["calibration"], "reach": weights["reach"]}
    told, own = predicted.told(chosen, widths=weights["widths"]), answer(predicted.score, predicted.apart, chosen)
    answers, quantiles = told.directions(), np.column_stack([told.quantile(p) for p in (0.1, 0.5, 0.9)])
    return {
        **{name: weights[name] for name in ("faraway", "wide", "reach", "widths", "sizes")},
        "told": [
            {"own": own[i].tolist(), "mean": predicted.mean[i], "off": predicted.off[i], "apart": rows.parts[row],
             "chances": answers[i].tolist(), "quantiles": quantiles[i].tolist()}
            for i, row in enumerate(np.flatnonzero(at))
        ],
    }


def ablate(rows, jobs):
    hand_rows = np.isin(rows.set, list(WEIGHTS))
    groups = {"nothing": (), **GROUPS}
    def held_out(key):
        group, k = key
        without = lambda name: any(part in name for part in groups[group])
        models = fit_hand(rows, hand_rows & (rows.fold != k), without)
        return chances(hand_scores(rows, hand_rows & (rows.fold == k), models))
    made = by_many(jobs, held_out, list(itertools.product(groups, range(FOLDS))), planned=True)
    for group in groups:
        probability = np.zeros((len(rows.y), 3))
        for k in range(FOLDS):
            probability[hand_rows & (rows.fold == k)] = made[group, k]
        for name in ("many", "pair.O", "pair.O.reported", "pair.A", "pair.dose"):
            print(f"without {group:18s} {name:16s}", score(rows, probability, rows.set == name), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--jobs", type=int, default=1, help="fits at a time; they are the same however many")
    parser.add_argument("--without-baselines", action="store_true", help="fit_baselines.py is run by itself")
    arguments = parser.parse_args()
    rows = Rows(arguments.rows)
    if arguments.ablate:
        ablate(rows, arguments.jobs)
    else:
        fit(rows, arguments.out, arguments.jobs, not arguments.without_baselines)


if __name__ == "__main__":
    main()
