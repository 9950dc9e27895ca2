"""A sample whose rows stay on disk: they are summed over the columns an estimate names.

The same functions take it as take a `Sample`. They begin with `design.only(...)`, which here returns the rows summed
(`condensed`), or just the columns where every respondent is a PSU and there is nothing to sum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from manyi import display
from manyi.errors import InputError, place
from manyi.rows.row_parts import Computed
from manyi.rows.stored import StoredRows
from manyi.rows.survey import with_categories
from manyi.stats.design.column_values import Mark, no_column
from manyi.stats.design.condense import condensed
from manyi.stats.design.design import OTHER, TAKEN, Rule
from manyi.stats.sample import Sample
from manyi.study.plan import Where

COLUMNS = ("weight", "stratum", "psu", "base_weight", "wave")
RAKED = ("raked_within", "raked")
LAST = 6  # sums kept, because the next estimate often needs the same columns
KEPT = (*COLUMNS, "lonely", "basis", "ends", "study", "codebook")


@dataclass(frozen=True, repr=False)
class StoredSample(Sample):
    """A sample whose rows stay on disk (`frame`: StoredRows). A domain is given by `where`, never by a mask.

    picked: the waves (none: all). conditions: those that define the domain. derived: {column: source, rule}. marks:
    {column: source, answer}, summed as they are read (`Design.marked`). other: weights in place of the study's,
    computed from some columns as rows are read (`Design.weighed`).
    """

    picked: tuple[int, ...] = ()
    conditions: tuple[Where, ...] = ()
    derived: Mapping[str, tuple[str, Rule]] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    other: Computed | None = None

    def __post_init__(self) -> None:
        """Check nothing: sums are checked when they are computed."""

    @property
    def rows(self) -> StoredRows:
        """Return the rows on disk."""
        rows: Any = self.frame
        return rows

    @property
    def waves(self) -> tuple[int, ...]:
        """Return the waves, in order."""
        return tuple(wave for wave in self.rows.waves if not self.picked or wave in self.picked)

    def where(self, mask: np.ndarray | pd.Series | Where) -> Self:
        """Return the sample narrowed to {item: answers}. Raises InputError for a mask, which needs every row."""
        if not isinstance(mask, Mapping):
            raise InputError("the rows stay on disk: name a domain as {item: answers}")
        return replace(self, conditions=(*self.conditions, mask) if mask else self.conditions)

    def of_waves(self, column: str, *waves: int) -> Self:
        """Return the sample of some waves. Raises InputError for a wave without a respondent."""
        for wave in waves:
            if wave not in self.waves:
                raise InputError(f"no respondents in wave {wave}", allowed=self.waves)
        return replace(self, picked=waves)

    def derive(self, name: str, source: str, rule: Rule) -> Self:
        """Return the sample with one more column, computed from the values of another when that is summed."""
        ends = {column: pair for column, pair in self.ends.items() if column != name}
        return replace(self, derived={**self.derived, name: (source, rule)}, ends=ends)

    def marked(self, columns: Mapping[str, Mark]) -> Self:
        """Return the sample with more columns {name: source and answer}, computed part by part as rows are read."""
        return replace(self, marks={**self.marks, **columns}, ends={**self.ends, **self._ends_of(columns)})

    def weighed(self, columns: Sequence[str], rule: Callable[[pd.DataFrame], np.ndarray]) -> Self:
        """Return the sample with other weights, computed part by part as rows are read."""
        return replace(self, other=Computed(OTHER, tuple(columns), rule), **TAKEN)

    def assign(self, **columns: Any) -> Self:
        """Raise InputError: this would need a value for every row."""
        raise InputError("the rows stay on disk: no column can be added to them", place(column=", ".join(columns)))

    def only(self, items: Sequence[str] = (), by: Sequence[str] = ()) -> Sample:
        """Return the rows summed over the columns named, with conditions and derived columns applied."""
        derived = [name for name in (*items, *by) if name in self.derived]
        named = [self.derived[name][0] if name in self.derived else name for name in by]
        named += [self.derived[name][0] for name in derived]
        named += [name for where in self.conditions for name in where]
        summed = [name for name in dict.fromkeys(items) if name not in self.derived and name not in named]
        sample: Sample = self._added_up(summed, list(dict.fromkeys(named)))
        for name in dict.fromkeys(derived):
            sample = sample.derive(name, *self.derived[name])
        for where in self.conditions:
            sample = sample.where(where)
        return sample.between(**self.ends) if self.ends else sample

    def _added_up(self, items: list[str], by: list[str]) -> Sample:
        rows, more = self.rows, self._made_of("study", "codebook")
        design = self._made_of(*COLUMNS, *RAKED, "margins", "lonely", "basis")
        marks = {item: self.marks[item] for item in items if item in self.marks}
        sources = [marks[item][0] if item in marks else item for item in items]
        for column in (*sources, *by):
            if column not in rows.columns:
                raise no_column(column, rows.columns)
        if not self.psu:
            named = [getattr(self, name) for name in (*COLUMNS, *RAKED)]
            columns = [*filter(None, named), *self.margins, "eligible", *sources, *by]
            frame = self._with_categories(rows.read(list(dict.fromkeys(columns)), self.picked, self.other))
            sample = Sample(frame, domain=frame["eligible"].to_numpy(bool), **design, **more)
            return sample.marked(marks) if marks else sample
        key = (self.picked, tuple(items), tuple(by), self.other, *design.values())
        sums = rows.sums.pop(key, None) or condensed(
            rows.of(self.picked, self.other), items, by, "eligible", marks=marks, **design
        )
        if not marks:  # sums over every line of a study are too large to keep
            rows.sums[key] = sums
        if len(rows.sums) > LAST:
            del rows.sums[next(iter(rows.sums))]
        return Sample(self._with_categories(sums.frame), domain=sums.domain, sums=sums.sums, **design, **more)

    def _made_of(self, *names: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names}

    def _with_categories(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame if self.codebook is None else with_categories(frame, self.codebook)

    def from_rows(self, what: str) -> Sample:
        """Return a random draw of as many rows as memory may hold, with their PSUs and strata; the page mentions it.

        Each row is equally likely to be drawn, so weights stay as they are; a draw is not raked, so they
        are taken as fixed. Drawing within PSUs adds to their differences, and so to the error.
        """
        frame, everyone = self.rows.draw(what, self.picked)
        frame = self._with_categories(frame)
        design = self._made_of(*KEPT, *((*RAKED, "margins") if everyone else ()))
        sample = Sample(frame, domain=frame["eligible"].to_numpy(bool), **design)
        for name, (source, rule) in self.derived.items():
            sample = sample.derive(name, source, rule)
        for where in self.conditions:
            sample = sample.where(where)
        return sample

    def _like(self, other: Self) -> Self:
        return other

    def _facts(self) -> dict[str, object]:
        return {
            "study": self.study.study if self.study else "", "waves": display.listed(self.waves),
            "n": f"{len(self.rows):,} rows on disk", "raked": display.listed(self.margins), "basis": self.basis,
        }  # fmt: skip

    def _frame(self) -> pd.DataFrame:
        return self.rows.counted(["wave"])
