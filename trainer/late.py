"""Writes what told.py tells of another time, and of another dose of the comparator, for test/core/model/told.test.ts: `python trainer/late.py`.

The questions are those of told.json, with a time, or with a way that the comparator moves z, put to some of them.
"""

import json
import pathlib

import numpy as np

from told import Apart, tell

FOLDER = pathlib.Path(__file__).parent.parent / "test/core/model"
DIRECTIONS = ["higher", "lower", "no difference"]


def changed(apart, i):
    """The same question put of another time, of another dose of the comparator, or of both."""
    near = apart.get("near") or {"z": [4.5, -2.3, 0.4, -7.5][i % 4], "distance": 0}
    far = [0.1, 0.6, 1.5, 3.7, 5.5][i % 5]
    later = {**apart, "near": {**near, "distance": near["distance"] + far}, "late": {"z": near["z"], "far": far}}
    dosed = {"z": near["z"], "side": "second", "higher": False, "inert": False, "moves": 1 if i % 2 else -1}
    return [later, {**apart, "near": {**near, "distance": 1}, "dosed": dosed, "far": 1.2}, {**later, "dosed": dosed}][i % 3]


def main():
    fixture = json.loads((FOLDER / "told.json").read_text())
    asked = [{**row, "apart": changed(row["apart"], i)} for i, row in enumerate(fixture["told"][::3])]
    apart = Apart([row["apart"] for row in asked])
    column = lambda name: np.array([row[name] for row in asked])
    prior = np.array(fixture["faraway"])[apart.source]
    told = tell(column("mean"), column("off"), column("own"), apart, prior, fixture["wide"], fixture["reach"], fixture["widths"])
    chances, quantiles = told.directions(), np.column_stack([told.quantile(p) for p in (0.1, 0.5, 0.9)])
    rows = [
        {**{name: row[name] for name in ("own", "mean", "off", "apart")}, "chances": chances[i].tolist(), "quantiles": quantiles[i].tolist()}
        for i, row in enumerate(asked)
    ]
    (FOLDER / "late.json").write_text(json.dumps({**{name: value for name, value in fixture.items() if name != "told"}, "told": rows}) + "\n")


main()
