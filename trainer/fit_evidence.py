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
import json
import multiprocessing
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
    "force_col_wise": True,
}
CLASSES = {**COMMON, "objective": "multiclass", "num_class": 3}
HAND = {**CLASSES, "num_leaves": 31, "min_data_in_leaf": 150, "lambda_l2": 200}
NOTHING = {"min_data_in_leaf": 80, "learning_rate": 0.06, "feature_fraction": 0.3}
ROUNDS = {"hand": 150, "base": 60, "more": 60, "mean": 100, "spread": 50, "forest": 20}
# Doublings after which an answer is mostly what far doses did: the twin of `REACH` in core/imagine/model/model.ts.
REACH = 4
# Doublings at which 63 % of the way from what was observed is gone: those that are tried.
REACHES = [0.1, 0.2, 0.4, 0.8]
# Doublings from which on a dose is far, and how many trials of all doses are counted with those that are.
FAR, PRIOR_TRIALS = 2, 5
CRITICAL = norm.ppf(0.975)
# The |z| that the model is fitted on: the twin of `CAP` in core/imagine/model/predictive.ts.
CAP = 6
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
        # What was observed nearest, how many doublings away, and how strong the likest is.
        self.near = np.array([np.nan if r["near"] is None else r["near"]["z"] for r in rows], float)
        self.distance = np.array([np.nan if r["near"] is None else r["near"]["distance"] for r in rows], float)
        self.strong = np.array([CAP if r["strong"] is None else r["strong"] for r in rows], float)
        self.other = np.array([r["other"] for r in rows])
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


def lost(far):
    """The share of an answer that is what far doses did: the twin of `lost` in core/imagine/model/model.ts."""
    return 1 - np.exp(-((np.minimum(far, 99) / REACH) ** 2))


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
    """Chances of the model's own, before what was observed nearest is looked at."""
    scale = chosen["scale"] * np.where(far > 0, chosen["dosed"], 1)[:, None]
    own = chances(scale * score + np.array(chosen["shift"]))
    share = lost(far)[:, None]
    return (1 - share) * own + share * prior


class Told:
    """The distributions of core/imagine/model/predictive.ts: a normal, its three regions, what is strong, what is near."""

    def __init__(self, rows, at, mean, off, wide, widths=None):
        self.rows, self.at = rows, at
        self.mean, self.told = mean.copy(), mean
        width = np.ones(at.sum()) if widths is None else np.array([widths[name] for name in rows.other[at]])
        self.spread = np.sqrt((np.maximum(1, off / MEAN_OFF) * width) ** 2 + lost(rows.far[at]) * wide**2)
        self.stretch = np.maximum(1, (rows.strong[at] - CRITICAL) / (CAP - CRITICAL))
        self.edges = np.column_stack([np.zeros(len(mean)), np.zeros((len(mean), 2)), np.ones(len(mean))])
        self.draw(np.arange(len(mean)))
        self.near, self.is_near = rows.near[at], ~np.isnan(rows.near[at])

    def draw(self, i):
        bounds = np.array([-CRITICAL, CRITICAL])[None, :]
        self.edges[i, 1:3] = norm.cdf((bounds - self.mean[i][:, None]) / self.spread[i][:, None])

    def settle(self, own):
        """Means where a dose alone differs, given these chances: the twin of `ofDose` in core/imagine/model/model.ts."""
        i = np.flatnonzero(~np.isnan(self.rows.dosed[self.at]))
        z, higher = self.rows.dosed[self.at][i], self.rows.higher[self.at][i]
        along, size = np.sign(z) * self.told[i], np.abs(z)
        kept = np.maximum(own[i, np.where(z > 0, 0, 1)], 1e-9)
        raised = np.where(size > CRITICAL, np.minimum(norm.ppf(0.8), norm.ppf(np.minimum(0.999, 0.5 / kept))), 0)
        up = np.maximum(size + self.spread[i] * raised, along)
        self.mean[i] = np.sign(z) * np.where(higher, up, np.minimum(size, np.maximum(0, along)))
        self.draw(i)

    def gone(self, reach):
        return np.where(self.is_near, 1 - np.exp(-np.where(self.is_near, self.rows.distance[self.at], 0) / reach), 1)

    def chances(self, own, reach):
        """Higher, lower, no difference, as they are told: what is near counted."""
        self.settle(own)
        told, i = own.copy(), np.flatnonzero(self.is_near)
        share, near = np.maximum(self.gone(reach)[i], 1e-9), self.near[i]
        below = []
        for bound in (-CRITICAL, CRITICAL):
            z = near + (bound - near) / share
            z = np.where(np.abs(z) <= CRITICAL, z, np.sign(z) * (CRITICAL + (np.abs(z) - CRITICAL) / self.stretch[i]))
            region = np.where(z < -CRITICAL, 0, np.where(z < CRITICAL, 1, 2))
            order = own[i][:, [1, 2, 0]]
            before = np.where(region > 0, order[:, 0], 0) + np.where(region > 1, order[:, 1], 0)
            low, high = self.edges[i, region], self.edges[i, region + 1]
            within = np.clip((norm.cdf((z - self.mean[i]) / self.spread[i]) - low) / np.maximum(high - low, 1e-12), 0, 1)
            below.append(before + order[np.arange(len(i)), region] * within)
        told[i, 0], told[i, 1] = 1 - below[1], below[0]
        told[i, 2] = np.maximum(0, below[1] - below[0])
        return told

    def quantile(self, own, reach, level):
        self.settle(own)
        order = own[:, [1, 2, 0]]
        below = np.column_stack([np.zeros(len(own)), order.cumsum(1)])
        region, i = np.minimum((level > below[:, 1:3]).sum(1), 2), np.arange(len(own))
        share = np.clip((level - below[i, region]) / np.maximum(order[i, region], 1e-12), 0, 1)
        p = self.edges[i, region] + share * (self.edges[i, region + 1] - self.edges[i, region])
        z = self.mean + self.spread * norm.ppf(np.clip(p, 1e-12, 1 - 1e-12))
        z = np.clip(z, np.array([-np.inf, -CRITICAL, CRITICAL])[region], np.array([-CRITICAL, CRITICAL, np.inf])[region])
        z = np.where(np.abs(z) <= CRITICAL, z, np.sign(z) * (CRITICAL + (np.abs(z) - CRITICAL) * self.stretch))
        return np.where(self.is_near, self.near + self.gone(reach) * (z - self.near), z)


def choose(rows, at, score, prior, told):
    """Scale (another one where a dose is what differs), shift and reach that make these predictions likeliest; each was made without its own trial."""
    y, weight, far = rows.y[at], rows.joint[at], rows.far[at]
    def off(v, reach):
        own = answer(score, prior, far, {"scale": v[0], "shift": [v[1], v[2], 0], "dosed": v[3]})
        p = told.chances(own, reach)
        return -(weight * np.log(np.maximum(p[np.arange(len(y)), y], 1e-3))).sum() / weight.sum()
    middle = REACHES[len(REACHES) // 2]
    found = minimize(off, [1.06, 0.26, 0.2, 1.2], (middle,), method="Nelder-Mead", options={"xatol": 2e-3, "fatol": 1e-6, "maxfev": 120})
    scale, higher, lower, dosed = (round(float(v), 4) for v in found.x)
    # The scale of doses hardly changes how the reaches compare.
    reach = min(REACHES, key=lambda one: off(found.x, one))
    return {"scale": scale, "shift": [higher, lower, 0], "dosed": dosed, "reach": reach}


SIDES = {"first": ["pair.A", "pair.dose"], "second": ["pair.comparator"], "else": ["many", "pair.O", "pair.O.reported"]}


def coverage(rows, at, told, own, reach, here):
    """The weighted shares of z, and of sizes, within the interval of 80 %."""
    low, high = told.quantile(own, reach, 0.1), told.quantile(own, reach, 0.9)
    z, size = rows.full[at], rows.size[at] / rows.ratio[at] ** told.gone(reach)
    shares = []
    for value in (z, size):
        use = ~np.isnan(value) & here
        weight = rows.weight[at][use]
        inside = (value[use] >= low[use]) & (value[use] <= high[use])
        shares.append(float((weight * inside).sum() / weight.sum()) if use.any() else 0.8)
    return shares


def choose_widths(rows, at, mean, off, wide, own, reach):
    """What spreads are multiplied with for 80 % of z and of sizes, the two as important, to lie in the interval."""
    found = {}
    for side, sets in SIDES.items():
        here = np.isin(rows.set[at], sets) & (rows.other[at] == side)
        low, high = 0.7, 1.4
        for _ in range(6):
            width = (low + high) / 2
            told = Told(rows, at, mean, off, wide, {name: width for name in SIDES})
            if sum(coverage(rows, at, told, own, reach, here)) / 2 < 0.8:
                low = width
            else:
                high = width
        found[side] = round((low + high) / 2, 2)
    return found


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


def inner(rows, fits, left_out):
    """What is chosen on predictions of the folds that are seen, each by the fit without it: no outcome of the fold left out is looked at."""
    score, mean, off = np.zeros((len(rows.y), 3)), np.zeros(len(rows.y)), np.zeros(len(rows.y))
    prior = np.zeros((len(rows.y), 3))
    at = fits.among & np.isin(rows.set, list(WEIGHTS)) & ~np.isin(rows.fold, left_out)
    for k in sorted(set(rows.fold[at])):
        held = at & (rows.fold == k)
        hand, (means, spreads), faraway = fits.without(k)
        score[held] = hand_scores(rows, held, hand)
        mean[held], off[held] = means.predict(rows.x[held]), spreads.predict(rows.x[held])
        prior[held] = np.array(faraway)[rows.source[held]]
    wide = wide_of(rows, at)
    chosen = choose(rows, at, score[at], prior[at], Told(rows, at, mean[at], off[at], wide))
    own = answer(score[at], prior[at], rows.far[at], chosen)
    return {**chosen, "widths": choose_widths(rows, at, mean[at], off[at], wide, own, chosen["reach"])}


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
    # What a predictor shows whose every chance is right: so few trials leave an error by chance alone.
    rng = np.random.default_rng(1)
    chance = np.mean([calibration(rng.random(len(sure)) < sure) for _ in range(20)])
    s = rows.source[at]
    auroc = roc_auc_score(y != s, 1 - p[np.arange(len(y)), s], sample_weight=w) if (s >= 0).all() else float("nan")
    return f"n={at.sum()} trials={len(set(rows.trial[at]))} brier={brier:.3f} f1={f1:.3f} ece={ece:.3f} (by chance {chance:.3f}) auroc={auroc:.3f}"


def fit(rows, out, jobs, baselines):
    hand_rows = np.isin(rows.set, list(WEIGHTS))
    nothing_rows = rows.set == "contrast"
    probability = np.zeros((len(rows.y), 3))
    (out / "trainer/folds").mkdir(exist_ok=True)
    covered = []
    by_fold, by_date = Fits(rows, np.ones(len(rows.y), bool)), Fits(rows, rows.split == "train")
    for fits in (by_fold, by_date):
        fits.make([(), *((k,) for k in range(FOLDS))], jobs)
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
            "calibration": {"scale": chosen["scale"], "shift": chosen["shift"], "dosed": chosen["dosed"]},
            "mean": packed((mean, 1)),
            "spread": packed((spread, 1)),
            "nothing": packed(*nothing),
            "faraway": faraway,
            "wide": wide,
            "reach": chosen["reach"],
            "widths": chosen["widths"],
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
        told = Told(rows, mine, mean.predict(rows.x[mine]), spread.predict(rows.x[mine]), wide, chosen["widths"])
        own = answer(hand_scores(rows, mine, hand), prior, rows.far[mine], chosen)
        probability[mine] = told.chances(own, chosen["reach"])
        covered.append((mine, told, own, chosen["reach"]))
        probability[planned] = chances(raw(nothing, rows.x[planned]))
    for name in WEIGHTS:
        shares = [[*coverage(rows, at, told, own, reach, rows.set[at] == name), rows.weight[at][rows.set[at] == name].sum()] for at, told, own, reach in covered]
        z, size = (sum(one[i] * one[2] for one in shares) / sum(one[2] for one in shares) for i in range(2))
        print(f"{name:16s}", score(rows, probability, rows.set == name), f"80 % of z {z:.3f} of sizes about {size:.3f}", flush=True)
    print("contrast        ", score(rows, probability, nothing_rows), flush=True)
    if baselines:
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
    parser.add_argument("--jobs", type=int, default=1, help="fits at a time; they are the same however many")
    parser.add_argument("--without-baselines", action="store_true", help="fit_baselines.py is run by itself")
    arguments = parser.parse_args()
    rows = Rows(arguments.rows)
    if arguments.ablate:
        ablate(rows)
    else:
        fit(rows, arguments.out, arguments.jobs, not arguments.without_baselines)


if __name__ == "__main__":
    main()
