"""What is told of questions, many at a time: the twin of `hand` in core/imagine/model/model.ts and of the dose.ts and predictive.ts beside it.

Its constants are those of core/imagine/model/constants.json. `fit_evidence.py` writes what it tells of some questions for
test/core/model/told.test.ts, which holds the TypeScript to it.
"""

import json
import pathlib

import numpy as np
from scipy.stats import norm

CONSTANTS = json.loads((pathlib.Path(__file__).parent.parent / "core/imagine/model/constants.json").read_text())
CAP, COIN, CLEARLY, LATE = CONSTANTS["cap"], CONSTANTS["coin"], CONSTANTS["clearly"], CONSTANTS["late"]
CRITICAL = norm.ppf(0.975)
# Mean absolute deviation of a normal distribution, in standard deviations.
MEAN_OFF = np.sqrt(2 / np.pi)
BOUNDS = np.array([-np.inf, -CRITICAL, CRITICAL, np.inf])
LEAST_MASS, LEAST_SHARE = 1e-4, 1e-6
LOWER, NONE, HIGHER = range(3)


def lost(far):
    """The share of an answer that is told of far doses, at so many doublings."""
    return 1 - np.exp(-((np.minimum(far, 99) / CONSTANTS["reach"]) ** CONSTANTS["power"]))


def lost_to(doublings):
    """The share of an answer that is what was counted of other times, so many doublings away."""
    return 1 - np.exp(-((np.minimum(doublings, 99) / LATE["reach"]) ** LATE["power"]))


def gone(distance, reach):
    """How much of the way from what was observed to what the model says, at so many doublings."""
    return 1 - np.exp(-distance / reach)


def region_of(z):
    return np.where(z < -CRITICAL, LOWER, np.where(z <= CRITICAL, NONE, HIGHER))


def with_chance(chances, region, chance):
    """The same with this chance of one region, the others in proportion."""
    i = np.arange(len(chances))
    rest = 1 - chances[i, region]
    others = np.where((rest > 1e-12)[:, None], chances * ((1 - chance) / np.maximum(rest, 1e-12))[:, None], ((1 - chance) / 2)[:, None])
    others[i, region] = chance
    return others


def with_median_in(chances, region):
    """The least change of chances that puts the median into a region."""
    i, n = np.arange(len(chances)), len(chances)
    there = np.where(
        ((region == NONE) | (chances[i, region] > 0.5))[:, None], chances, with_chance(chances, region, np.full(n, 0.5 + CLEARLY))
    )
    over = np.where(chances[:, LOWER] >= 0.5, LOWER, HIGHER)
    too_far = (region == NONE) & (chances[i, over] >= 0.5)
    return np.where(too_far[:, None], with_chance(chances, over, np.full(n, 0.5 - CLEARLY)), there)


class Told:
    """Distributions of z. A normal, its three regions with these chances, stretched beyond significance, its median moved; then near, then far."""

    def __init__(self, mean, spread, chances, stretch=1.0):
        self.mean, self.spread, self.chances = mean, spread, chances
        self.stretch = np.broadcast_to(np.asarray(stretch, float), mean.shape)
        self.moved_from = self.moved_to = np.full(len(mean), np.nan)
        self.near = np.full(len(mean), np.nan)
        self.gone = np.ones(len(mean))
        self.share = np.zeros(len(mean))
        self.far = None

    def at(self, use):
        """Those of some questions alone."""
        own = Told(self.mean[use], self.spread[use], self.chances[use], self.stretch[use])
        for name in ("moved_from", "moved_to", "near", "gone", "share"):
            setattr(own, name, getattr(self, name)[use])
        own.far = self.far and self.far.at(use)
        return own

    def _own_below(self, z):
        region = np.where(z < -CRITICAL, LOWER, np.where(z < CRITICAL, NONE, HIGHER))
        way = np.where(BOUNDS[region] > self.mean, -1, 1)
        low, at, high = (norm.cdf(way * (x - self.mean) / self.spread) for x in (BOUNDS[region], z, BOUNDS[region + 1]))
        # A region that the normal all but rules out is at the bound that is the nearer to it.
        empty = ((self.mean < BOUNDS[region]) & (z > BOUNDS[region])).astype(float)
        share = np.where(high != low, (at - low) / np.where(high != low, high - low, 1), empty)
        before = np.where(region > LOWER, self.chances[:, LOWER], 0) + np.where(region > NONE, self.chances[:, NONE], 0)
        return before + self.chances[np.arange(len(z)), region] * np.clip(share, 0, 1)

    def _own_quantile(self, p):
        before = np.column_stack([np.zeros(len(self.mean)), self.chances[:, :2].cumsum(1)])
        region, i = (p > before[:, 1:]).sum(1), np.arange(len(self.mean))
        chance = self.chances[i, region]
        share = np.where(chance > 0, np.clip((p - before[i, region]) / np.where(chance > 0, chance, 1), 0, 1), 0)
        way = np.where(BOUNDS[region] > self.mean, -1, 1)
        low, high = (norm.cdf(way * (x - self.mean) / self.spread) for x in (BOUNDS[region], BOUNDS[region + 1]))
        there = np.clip(low + share * (high - low), 1e-300, 1 - 1e-12)
        return np.clip(self.mean + way * self.spread * norm.ppf(there), BOUNDS[region], BOUNDS[region + 1])

    def _stretched(self, z, by):
        return np.where(np.abs(z) <= CRITICAL, z, np.sign(z) * (CRITICAL + (np.abs(z) - CRITICAL) * by))

    def _moved(self, z, start, end):
        """Where a z comes to lie when the median is moved within its region."""
        region = region_of(np.nan_to_num(end))
        low, high = BOUNDS[region], BOUNDS[region + 1]
        edge = np.where(z <= start, low, high)
        with np.errstate(invalid="ignore", divide="ignore"):
            inside = np.where(np.isfinite(edge) & (edge != start), edge + (z - edge) * (end - edge) / (start - edge), z + end - start)
        return np.where(np.isnan(end) | (z <= low) | (z >= high), z, inside)

    def _alone_quantile(self, p):
        z = self._moved(self._stretched(self._own_quantile(p), self.stretch), self.moved_from, self.moved_to)
        return np.where(np.isnan(self.near), z, self.near + self.gone * (z - self.near))

    def _alone_below(self, z):
        close = self.gone < 1e-9
        drawn = np.where(np.isnan(self.near), z, self.near + (z - self.near) / np.maximum(self.gone, 1e-9))
        at = self._moved(drawn, self.moved_to, self.moved_from)
        told = self._own_below(self._stretched(at, 1 / self.stretch))
        return np.where(~np.isnan(self.near) & close, (z >= self.near).astype(float), told)

    def below(self, z):
        """How much lies below a z."""
        z = np.broadcast_to(np.asarray(z, float), self.mean.shape)
        told = self._alone_below(z)
        if self.far is None:
            return told
        share = np.where(self.share > LEAST_SHARE, self.share, 0)
        return (1 - share) * told + share * self.far.below(z)

    def quantile(self, p):
        """The z that stays below with this probability."""
        told = self._alone_quantile(p)
        if self.far is None:
            return told
        i = np.flatnonzero(self.share > LEAST_SHARE)
        both, own = np.column_stack([told[i], self.far.at(i).quantile(p)]), self.at(i)
        low, high = both.min(1), both.max(1)
        for _ in range(45):
            middle = (low + high) / 2
            under = own.below(middle) < p
            low, high = np.where(under, middle, low), np.where(under, high, middle)
        told[i] = (low + high) / 2
        return told

    def directions(self):
        """Higher, lower, no difference."""
        lower, none = self.below(-CRITICAL), self.below(CRITICAL)
        return np.column_stack([1 - none, lower, np.maximum(0, none - lower)])

    def move_median(self, to, which):
        """Its median at `to`, of these questions; with other chances only where it could not be there with these."""
        start = self._alone_quantile(0.5)
        far = which & (np.abs(start - np.nan_to_num(to)) >= 1e-9)
        region = region_of(np.nan_to_num(to))
        across = far & (region_of(start) != region)
        self.chances = np.where(across[:, None], with_median_in(self.chances, region), self.chances)
        start = np.where(across, self._alone_quantile(0.5), start)
        self.moved_from, self.moved_to = np.where(far, start, np.nan), np.where(far, to, np.nan)


class Apart:
    """How far questions are from what was observed, as `apartOf` in core/imagine/model/apart.ts tells it."""

    def __init__(self, parts):
        of = lambda name, unless: np.array([unless if p is None else p.get(name, unless) for p in parts])
        dosed = [None if p is None else p.get("dosed") for p in parts]
        near = [None if p is None else p.get("near") for p in parts]
        self.far = of("far", 0.0).astype(float)
        self.source = np.array([-1 if p is None else ["higher", "lower", "no difference"].index(p["from"]) for p in parts])
        self.strong = of("strong", float(CAP)).astype(float)
        self.other = of("other", "else")
        self.near = np.array([np.nan if n is None else n["z"] for n in near], float)
        self.distance = np.array([np.nan if n is None else n["distance"] for n in near], float)
        self.is_dosed = np.array([d is not None for d in dosed])
        self.z = np.array([np.nan if d is None else d["z"] for d in dosed], float)
        self.across = np.array([np.nan if d is None else d.get("across", np.nan) for d in dosed], float)
        self.first = np.array([d is not None and d["side"] == "first" for d in dosed])
        self.higher = np.array([d is not None and d["higher"] for d in dosed])
        self.inert = np.array([d is not None and d["inert"] for d in dosed])
        self.moves = np.array([0 if d is None else d.get("moves", 0) for d in dosed])
        late = [None if p is None else p.get("late") for p in parts]
        self.late = np.array([0.0 if l is None else l["far"] for l in late])
        self.late_z = np.array([0.0 if l is None else l["z"] for l in late])

    def bent(self):
        """Those that are told other than by the model's own chances: of a dose, or near what was observed."""
        return np.flatnonzero(self.is_dosed | (self.far > 0) | ~np.isnan(self.near))

    def at(self, use):
        own = object.__new__(Apart)
        own.__dict__ = {name: value[use] for name, value in self.__dict__.items()}
        return own


def of_dose(mean, apart, spread, own):
    """Means where the dose of the first side alone differs: the twin of `ofDose`."""
    z = np.clip(np.nan_to_num(apart.z), -CAP, CAP)
    along, size = np.sign(z) * mean, np.abs(z)
    kept = np.where(z > 0, own[:, 0], own[:, 1])
    raised = np.where((size > CRITICAL) & (kept > 0), norm.ppf(np.minimum(0.999, 0.5 / np.maximum(kept, 1e-12))), 0)
    up = np.maximum(size + spread * np.minimum(norm.ppf(0.8), raised), along)
    told = np.sign(z) * np.where(apart.higher, up, np.minimum(size, np.maximum(0, along)))
    return np.where(apart.first & np.isnan(apart.across), told, mean)


def bounds_of(apart):
    """Between which bounds medians may lie, and whether anything bounds them: the twin of `boundsOf`."""
    z = np.nan_to_num(apart.z)
    with np.errstate(invalid="ignore"):
        end = np.where(apart.higher, np.where(z == 0, 0, np.sign(z) * np.inf), 0)
    between = ~np.isnan(apart.across)
    low, high = np.minimum(z, end), np.maximum(z, end)
    low = np.where(apart.first, low, np.where(apart.moves > 0, z, -np.inf))
    high = np.where(apart.first, high, np.where(apart.moves > 0, np.inf, z))
    bounded = between | (apart.first & ~((z == 0) & apart.higher)) | (~apart.first & (apart.moves != 0))
    return np.where(between, apart.near, low), np.where(between, apart.near, high), bounded


def farther(own, apart, prior, wide):
    """What is told of doses far from all that were observed: the twin of `farther`."""
    n = len(own.mean)
    i, kept = np.arange(n), np.array([HIGHER, LOWER, NONE])[apart.source]
    most, middle, spread = own.chances[i, kept], own._alone_quantile(0.5), np.hypot(own.spread, wide)
    prior = prior[:, [1, 2, 0]]
    free = ~apart.is_dosed | ~np.isnan(apart.across)
    fewer = ~free & apart.first & ~apart.higher
    inert, plain = fewer & apart.inert, fewer & ~apart.inert & (kept != NONE)
    coin = ~free & apart.first & apart.higher & (kept != NONE)
    masses = np.column_stack([norm.cdf(-CRITICAL / spread), 1 - 2 * norm.cdf(-CRITICAL / spread), norm.cdf(-CRITICAL / spread)])
    masses = np.maximum(masses, LEAST_MASS)
    chances = np.where(inert[:, None], np.array(CONSTANTS["byChance"]), prior)
    chances = np.where(plain[:, None], masses / masses.sum(1, keepdims=True), chances)
    chances = np.where(coin[:, None], with_chance(prior, kept, np.minimum(COIN, prior[i, kept])), chances)
    chances = np.where((chances[i, kept] > most)[:, None], with_chance(chances, kept, most), chances)
    mean = np.where(fewer, 0, middle)
    width = np.where(inert, 1, np.where(coin, np.hypot(spread, middle / 2), spread))
    told = Told(mean, width, chances)
    told.move_median(mean, apart.is_dosed)
    return told


def much_later(own, apart):
    """What is told of times far from all that were observed: the twin of `muchLater`."""
    n = len(own.mean)
    i, z, kept = np.arange(n), apart.late_z, np.array([HIGHER, LOWER, NONE])[apart.source]
    rest, left = 1 - LATE["none"], 1 - LATE["kept"] - LATE["turned"]
    counted = np.empty((3, 3))
    counted[LOWER] = [LATE["kept"], left, LATE["turned"]]
    counted[NONE] = [rest / 2, LATE["none"], rest / 2]
    counted[HIGHER] = [LATE["turned"], left, LATE["kept"]]
    chances, most = counted[kept], own.chances[i, kept]
    chances = np.where((chances[i, kept] > most)[:, None], with_chance(chances, kept, most), chances)
    reach = LATE["left"] * z
    middle = np.sign(z) * np.maximum(0, np.minimum(np.abs(reach), np.sign(z) * own._alone_quantile(0.5)))
    told = Told(middle, np.hypot(own.spread, reach), chances)
    told.move_median(middle, np.ones(n, bool))
    return told


def tell(mean, off, own, apart, prior, wide, reach, widths):
    """What is told: `own` are the chances of higher, lower and no difference, `off` how far the mean is off, `prior` what far doses did."""
    narrow = np.maximum(1, off / MEAN_OFF) * np.array([widths[name] for name in apart.other])
    stretch = np.maximum(1, (apart.strong - CRITICAL) / (CAP - CRITICAL))
    told = Told(of_dose(mean, apart, narrow, own), narrow, own[:, [1, 2, 0]], stretch)
    low, high, bounded = bounds_of(apart)
    late, z = apart.late > 0, apart.late_z
    timed = late & ~apart.is_dosed
    low, high = np.where(timed, np.minimum(0, z), low), np.where(timed, np.maximum(0, z), high)
    told.move_median(np.clip(told._alone_quantile(0.5), low, high), (apart.is_dosed & bounded) | timed)
    share = lost(apart.far)
    if (share > 0).any() or late.any():
        told.far, told.share = farther(told, apart, prior, wide), share
    if late.any():
        part = lost_to(apart.late)
        told.share = 1 - (1 - share) * (1 - part)
        told.far.far, told.far.share = much_later(told, apart), part / np.where(late, told.share, 1)
    told.near = apart.near
    told.gone = np.where(np.isnan(apart.near), 1, gone(np.nan_to_num(apart.distance), reach))
    return told
