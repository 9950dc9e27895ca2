"""Reference cases and how each is checked: case id -> our call -> pairs of numbers (ours, theirs).

A checker is a function of the oracles that yields (what, ours, theirs). The test and the table in docs/methods.md are
both made from this registry, so the table cannot say more than the tests hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from manyi.stats import Design

HERE = Path(__file__).parent
Pairs = Iterator[tuple[str, Any, Any]]

DRIVERS = tuple(f"q{i}" for i in range(1, 11))
MARGINS = ("sex", "age_group", "region")


@dataclass(frozen=True)
class Oracles:
    """The cases of R and the data they were made from."""

    folder: Path

    @cached_property
    def cases(self) -> dict[str, dict[str, Any]]:
        return json.loads((self.folder / "reference.json").read_text())["cases"]

    def values(self, case: str) -> Any:
        return self.cases[case]["values"]

    @cache  # noqa: B019 - one instance per folder, for the length of the test run
    def frame(self, name: str) -> pd.DataFrame:
        """Read one data file; the synthetic surveys with the derived columns R was given."""
        frame = pd.read_csv(self.folder / f"{name}.csv")
        if name.startswith("survey_"):
            overall = frame["overall"]
            frame["top2"] = (overall >= 9).astype(float).where(overall.notna())
            frame["nps"] = (100.0 * (overall >= 9) - 100.0 * (overall <= 6)).where(overall.notna())
            frame["ov3"] = pd.cut(overall, [0, 6, 8, 10], labels=["low", "mid", "high"])
        return frame

    def survey(self, **changes: Any) -> Design:
        """Return the design most cases use: strata, PSUs in strata, base weights."""
        return Design(self.frame("survey_small"), **{"stratum": "stratum", "psu": "psu", **changes})

    def weighted(self, column: str, base: str = "weight", **changes: Any) -> Design:
        """Return the same sample with the weights of one column of weights_reference.csv."""
        weights = self.frame("weights_reference")[column].to_numpy()
        frame = self.frame("survey_small").assign(final=weights)
        return Design(frame, **{"weight": "final", "stratum": "stratum", "psu": "psu", "base_weight": base, **changes})


@dataclass(frozen=True)
class Case:
    """One reference case we check: our call, in words a reader can run, and the tolerance."""

    id: str
    call: str
    check: Callable[[Oracles], Pairs]
    tolerance: float
    reference: bool  # needs data that are not in the repository


CASES: dict[str, Case] = {}
NOT_IMPLEMENTED: dict[str, str] = {}


def case(
    *ids: str, call: str, tolerance: float = 1e-10, reference: bool = False
) -> Callable[[Callable[..., Pairs]], Callable[..., Pairs]]:
    """Register a checker for one case, or for several it takes the id of."""

    def register(check: Callable[..., Pairs]) -> Callable[..., Pairs]:
        for name in ids:
            bound = check if len(ids) == 1 else (lambda oracles, name=name: check(oracles, name))
            assert name not in CASES, f"{name} is registered twice"
            CASES[name] = Case(name, call, bound, tolerance, reference)
        return check

    return register


def not_implemented(reason: str, *ids: str) -> None:
    """Say why a case is not checked."""
    NOT_IMPLEMENTED.update(dict.fromkeys(ids, reason))


def difference(ours: Any, theirs: Any) -> float:
    """Return the largest relative difference; 0 where both are zero or both unknown."""
    a, b = (np.asarray(value, float).ravel() for value in (ours, theirs))
    assert a.shape == b.shape, f"shapes {a.shape} and {b.shape}"
    assert (np.isnan(a) == np.isnan(b)).all(), f"known on one side only: {a} {b}"
    known = ~np.isnan(a) & (a != b)
    if not known.any():
        return 0.0
    # Elements of one matrix that ought to be zero are judged on the scale of the matrix.
    scale = np.maximum(np.abs(b[known]), 1e-6 * np.nanmax(np.abs(b)) if len(b) > 1 else np.abs(b[known]))
    return float(np.max(np.abs(a - b)[known] / np.maximum(scale, 1e-300)))


def matrix(values: dict[str, Any]) -> np.ndarray:
    """Return the numbers of an R matrix."""
    return np.array(values["data"], float)
