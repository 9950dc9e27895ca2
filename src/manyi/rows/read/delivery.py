"""What the files of some waves contained: respondents, in memory or on disk once there are many, and other records."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manyi import places

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from manyi.rows.clean.backend import Engine


@dataclass
class Delivery:
    """What the files contained: the respondents, and the records that are not respondents."""

    names: list[str]  # every raw column of any wave
    most: int | None = None  # how many respondents may be in memory; None: all
    rows: list[pa.Table] = field(default_factory=list)  # of the respondents in memory
    removed: list[dict[str, Any]] = field(default_factory=list)  # rows of the quarantine table
    personal: list[dict[str, Any]] = field(default_factory=list)  # wave file line column item kind count
    errors: list[dict[str, Any]] = field(default_factory=list)  # spreadsheet errors in free text: wave ... item value
    commas: set[str] = field(default_factory=set)  # files with decimal commas
    delivered: Counter[int] = field(default_factory=Counter)  # records per wave, including those removed
    respondents: int = 0
    spool: Path | None = None  # the respondents on disk, once there were too many
    writer: Any = None

    def add(self, table: pa.Table) -> None:
        """Add respondents; all of them go to the disk once there are more than memory may hold."""
        import pyarrow.parquet as pq

        self.rows.append(table)
        self.respondents += table.num_rows
        if self.most is None or self.respondents <= self.most:
            return
        if self.spool is None:
            self.spool = places.scratch() / "delivered.parquet"
            self.spool.parent.mkdir(parents=True)
            self.writer = pq.ParquetWriter(self.spool, table.schema)
        for part in self.rows:
            self.writer.write_table(part)
        self.rows.clear()

    def table(self, on: Engine) -> ibis.Table:
        """Return the respondents as a table of an engine."""
        import pyarrow as pa

        if self.spool is None:
            return on.load(pa.concat_tables(self.rows))
        self.writer.close()
        return on.stored(self.spool)

    def place_of(self, position: int) -> tuple[str, int]:
        """Return file and line of a respondent."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self.spool is None:
            rows = pa.concat_tables(self.rows).slice(position, 1)
        else:
            rows = pq.read_table(self.spool, columns=["file", "line"], filters=[("position", "=", position)])
        return rows["file"][0].as_py(), rows["line"][0].as_py()

    def close(self) -> None:
        """Remove what is on the disk."""
        if self.spool is not None:
            self.writer.close()
            shutil.rmtree(self.spool.parent, ignore_errors=True)
