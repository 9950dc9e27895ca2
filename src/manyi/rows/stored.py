"""The clean rows of a study with more of them than `rows_in_memory`: a parquet file in the cache that an engine reads.

Used in place of a frame. It gives sums over the rows and a random draw of them; a request for a column of all rows is
refused in one line, so that nothing is ever estimated from part of them by accident.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.language.periods import Period
from manyi.rows.row_parts import Computed, Picked
from manyi.study.plan import Where

if TYPE_CHECKING:
    import ibis

    from manyi.rows.clean.backend import Engine

PART = 100_000  # rows read together while drawing
COMBINATIONS = 1_000_000  # combinations of answers and groups that an attack may hold in memory
SEED = 20_240_229  # of the draw, so that it is the same rows every time and everywhere


@dataclass(frozen=True, repr=False)
class StoredRows:
    """Rows on disk, with the columns of a frame (`survey.Books`).

    most: how many rows the study lets into memory. drawn, refused: what has been computed from a draw (of that many
    rows), and what has not been computed, since the study was read; a chapter reports both. sums: the latest ones.
    """

    file: Path
    most: int
    drawn: dict[str, int] = field(default_factory=dict, compare=False)
    refused: list[str] = field(default_factory=list, compare=False)
    sums: dict[Any, Any] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        import pyarrow.parquet as pq

        return int(pq.read_metadata(self.file).num_rows)

    @property
    def columns(self) -> pd.Index:
        """Return the names of the columns."""
        import pyarrow.parquet as pq

        return pd.Index(pq.read_schema(self.file).names)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    def __getitem__(self, column: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise InputError(
            f"this needs every row, and {len(self):,} are more than the {self.most:,} that study.yml lets into memory "
            "(rows_in_memory)"
        )

    @cached_property
    def waves(self) -> tuple[Period, ...]:
        """Return the waves, in order; counted once."""
        return tuple(sorted(Period(wave) for wave in self.counted(["wave"])["wave"]))

    def table(self, on: Engine, waves: Sequence[int] = ()) -> ibis.Table:
        """Return the rows of some waves (none named: of all) as a table of an engine."""
        from manyi.rows.clean.backend import one_of

        rows = on.stored(self.file)
        return rows.filter(one_of(rows["wave"], [int(wave) for wave in waves])) if waves else rows

    def of(self, waves: Sequence[int], computed: Computed | None = None) -> Picked:
        """Return the rows of some waves (none named: of all), to be read part by part; computed: one more column."""
        return Picked(self.file, tuple(waves), computed)

    def counted(self, by: Sequence[str]) -> pd.DataFrame:
        """Return how many rows each combination of the columns `by` has: columns <by> rows, sorted."""
        from manyi.rows.clean.connect import embedded

        with embedded() as on:
            rows = self.table(on)
            return on.pandas(rows.group_by(*by).agg(rows=rows.count())).sort_values(list(by), ignore_index=True)

    def tallied(
        self, by: Mapping[str, Collection[int]], item: str, by_value: bool = True, over: float | None = None
    ) -> pd.DataFrame:
        """Return how many in scope answered an item, by answer, wave and `by`; those without a weight apart.

        by: {column: waves}; empty in other waves. Columns wave <by> <item> respondents weight lightest, sorted; over:
        answers become the limit, or the next number above it. Not by value: low high x wx in place of the item, least
        and greatest answer, sums of answers and of weight times them. Raises InputError for more than `COMBINATIONS`
        rows.
        """
        from manyi.rows.clean.backend import one_of
        from manyi.rows.clean.connect import embedded

        with embedded() as on:
            rows = self.table(on)
            rows = rows.filter(rows["eligible"], rows[item].notnull())  # noqa: PD004
            answer, weight = rows[item], rows["weight"].fill_null(0.0)
            if over is not None:
                answer = (answer > over).ifelse(float(np.nextafter(over, np.inf)), over)
            sums = {"respondents": rows.count(), "weight": _exact(weight), "lightest": weight.min()}
            sums |= {} if by_value else _sums(answer, weight)
            told = {name: one_of(rows["wave"], sorted(map(int, waves))).ifelse(rows[name], None)
                    for name, waves in by.items()}  # fmt: skip
            keys = {"wave": rows["wave"], **told, **({item: answer} if by_value else {}), "weighs": weight > 0}
            table = rows.group_by(**keys).agg(**sums).order_by(*keys)
            frame = on.pandas(table.limit(COMBINATIONS + 1)).drop(columns="weighs")
        if len(frame) > COMBINATIONS:
            raise InputError(
                f"its answers by {', '.join(by)} are more than {COMBINATIONS:,} combinations, and without all of them "
                "hidden numbers may be worked out: name fewer segments or filters",
                place(column=item),
            )
        return frame

    def clustered(self, waves: Sequence[int] = ()) -> bool:
        """Return whether any PSU of some waves holds more than one respondent."""
        from manyi.rows.clean.connect import embedded

        with embedded() as on:
            rows = self.table(on, waves)
            apart, alone, count = rows["psu"].nunique(), (rows["psu"] == rows["row"]).all(), rows.count()
            (there,) = on.pandas(rows.agg(apart=apart, alone=alone, count=count)).to_dict("records")
        return not (there["apart"] == there["count"] or there["alone"])

    def read(self, columns: Sequence[str], waves: Sequence[int] = (), computed: Computed | None = None) -> pd.DataFrame:
        """Return some columns of all rows of some waves, in the order of delivery; computed: one more column."""
        if computed is not None:
            return computed.put(self._picked(computed.among(columns), waves, None))
        return self._picked([*columns], waves, None)

    def draw(self, what: str, waves: Sequence[int] = ()) -> tuple[pd.DataFrame, bool]:
        """Return as many rows of some waves as memory may hold, each as likely as any other, in the order of delivery;
        and whether these are all of them. Records how many were drawn, and for what.
        """
        there = self.counted(["wave"])
        total = int(there.loc[there["wave"].isin(waves or there["wave"]), "rows"].sum())
        if total <= self.most:
            return self._picked(None, waves, None), True
        chosen = np.zeros(total, bool)
        chosen[np.random.default_rng(SEED).choice(total, self.most, replace=False)] = True
        self.drawn[what] = self.most
        return self._picked(None, waves, chosen), False

    def refuse(self, what: str) -> None:
        """Record that something is not computed from these rows."""
        self.refused.append(what)

    def answered(self, columns: Collection[str], wave: int, where: Where) -> set[str]:
        """Return the columns in which anybody in scope in a wave, and within `where`, has a value."""
        from manyi.rows.clean.backend import one_of
        from manyi.rows.clean.connect import embedded

        with embedded() as on:
            rows = self.table(on, [wave])
            rows = rows.filter(rows["eligible"])
            for name, wanted in where.items():
                if isinstance(wanted, dict):
                    rows = rows.filter(rows[name].between(wanted.get("min", -np.inf), wanted.get("max", np.inf)))
                else:
                    rows = rows.filter(one_of(rows[name], wanted))
            given = on.pandas(rows.agg(**{column: rows[column].count() for column in columns}))
        return {column for column in columns if given[column][0]}

    def clusters(self, wave: int) -> set[str]:
        """Return the PSUs of a wave, without respondents who are a PSU by themselves."""
        from manyi.rows.clean.connect import embedded

        with embedded() as on:
            rows = self.table(on, [wave])
            return set(on.pandas(rows.filter(rows["psu"] != rows["row"]).select("psu").distinct())["psu"])

    def _picked(self, columns: list[str] | None, waves: Sequence[int], chosen: np.ndarray | None) -> pd.DataFrame:
        """Read part by part; chosen: which of the rows of these waves, in order."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        parts, at, wanted = [], 0, columns and list(dict.fromkeys([*columns, "wave"]))
        with pq.ParquetFile(self.file) as source:
            for part in source.iter_batches(PART, columns=wanted):
                wave = part.column("wave").to_numpy(zero_copy_only=False)
                keep = np.isin(wave, list(waves)) if waves else np.ones(len(wave), bool)
                if chosen is not None:
                    size = int(keep.sum())
                    keep[keep] = chosen[at : at + size]
                    at += size
                parts.append(part.filter(pa.array(keep)))
            rows = pa.Table.from_batches(parts, schema=parts[0].schema)
        return rows.to_pandas() if columns is None else rows.select(columns).to_pandas()


def _sums(answer: ibis.expr.types.NumericValue, weight: ibis.expr.types.NumericValue) -> dict[str, Any]:
    """Return what is kept about answers not counted by value: the smallest, the largest, their sum and weighted sum."""
    return {"low": answer.min(), "high": answer.max(), "x": _exact(answer), "wx": _exact(weight * answer)}


def _exact(value: ibis.expr.types.NumericValue) -> ibis.expr.types.NumericValue:
    """Return the sum of doubles as decimals, so that it does not depend on the threads."""
    return value.cast("decimal(38, 18)").sum().cast("float64")
