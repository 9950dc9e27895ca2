"""Rows on disk, read part by part as frames: those of some waves, and perhaps one more column made of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

TOGETHER = 1_000_000  # rows added up together


@dataclass(frozen=True)
class Computed:
    """A column computed from others as rows are read: its name, theirs, and a function from rows to its values."""

    name: str
    columns: tuple[str, ...]
    rule: Callable[[pd.DataFrame], np.ndarray]

    def among(self, columns: Sequence[str]) -> list[str]:
        """Return the columns to read for these: those in the file, and those this one is computed from."""
        return list(dict.fromkeys([*(name for name in columns if name != self.name), *self.columns]))

    def put(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with this column."""
        return rows.assign(**{self.name: self.rule(rows)})


@dataclass(frozen=True)
class Picked:
    """The rows of some waves as frames of a million rows, in the order of delivery."""

    file: Path
    waves: tuple[int, ...]
    computed: Computed | None = None

    @property
    def columns(self) -> pd.Index:
        """Return the names of the columns."""
        import pyarrow.parquet as pq

        return pd.Index([*pq.read_schema(self.file).names, *([self.computed.name] if self.computed else [])])

    def parts(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Yield frames of some columns; texts are categories, each frame with its own."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = self.computed.among(columns) if self.computed else columns
        schema = pq.read_schema(self.file)
        texts = [name for name in columns if pa.types.is_string(schema.field(name).type)]
        with pq.ParquetFile(self.file, read_dictionary=texts) as source:
            sizes = np.array([source.metadata.row_group(at).num_rows for at in range(source.num_row_groups)])
            together = np.cumsum(sizes) // TOGETHER
            for part in np.unique(together):
                chosen = np.flatnonzero(together == part).tolist()
                frame = source.read_row_groups(chosen, [*columns], use_threads=False).to_pandas()
                frame = frame[frame["wave"].isin(self.waves)] if self.waves else frame
                if len(frame):
                    yield self.computed.put(frame) if self.computed else frame
