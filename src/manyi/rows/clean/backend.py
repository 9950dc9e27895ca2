"""What row work needs from any engine, and the expressions that not every engine takes as they are."""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import ibis
    import pandas as pd
    import pyarrow as pa
    from ibis.backends import BaseBackend


class Engine:
    """A connection and the temporary tables on it; they disappear when it closes."""

    def __init__(self, connection: BaseBackend) -> None:
        self.connection = connection
        self._steps = 0

    def name(self) -> str:
        """Return the name of the next table."""
        self._steps += 1
        return f"manyi_step_{self._steps}"

    def keep(self, table: ibis.Table) -> ibis.Table:
        """Materialise a table and return it, so that the next step starts from data."""
        with _undisturbed():
            # Not .cache(): its clean-up drops the table with SQL that ibis 12 and sqlglot 30 get wrong together.
            return with_types(self.connection.create_table(self.name(), table, temp=True), table)

    many = False  # more rows than memory may hold: steps are kept as files, and only where that saves much

    def expect_many(self) -> None:
        """Prepare for more rows than memory may hold."""

    def load(self, rows: pa.Table) -> ibis.Table:
        """Return delivered rows as a table."""
        import ibis

        return self.keep(ibis.memtable(rows))

    def small(self, frame: pd.DataFrame) -> ibis.Table:
        """Return a small frame as a table to join with."""
        import ibis
        import pyarrow as pa

        return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))

    def stored(self, file: Path) -> ibis.Table:
        """Return the rows of a parquet file on this machine."""
        with _undisturbed():
            return self.connection.read_parquet(file)

    def write(self, table: ibis.Table, file: Path) -> None:
        """Run an expression and write its rows, in its order, to a parquet file, a part at a time."""
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{uuid.uuid4().hex}.part")
        try:
            with _undisturbed():
                self.connection.to_parquet(table, part)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)

    def long(self, table: ibis.Table, columns: Sequence[str]) -> ibis.Table:
        """Return one row per row and column: the other columns, `column` (its name) and `value`."""
        return table.pivot_longer(list(columns), names_to="column", values_to="value")

    def arrow(self, table: ibis.Table) -> pa.Table:
        """Run an expression and return its rows as the engine sends them."""
        return self.connection.to_pyarrow(table)

    def pandas(self, table: ibis.Table) -> pd.DataFrame:
        """Run an expression and return its rows, of the types of the expression whatever the engine sends."""
        rows = self.arrow(table)
        wanted = table.schema().to_pyarrow()
        return (rows if rows.schema.equals(wanted) else rows.cast(wanted)).to_pandas()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Silence a warning about ibis and duckdb that the user can do nothing about."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        yield


def with_types(kept: ibis.Table, table: ibis.Table) -> ibis.Table:
    """Return a kept table with the types of its expression: Spark and PostgreSQL keep 100.0 as a decimal."""
    schema = kept.schema()
    moved = {name: kind for name, kind in table.schema().items() if schema[name](nullable=True) != kind(nullable=True)}
    return kept.cast(moved) if moved else kept


def one_of(column: ibis.Value, values: Collection[object]) -> ibis.BooleanValue:
    """Return whether a column has one of these values; null where it is null.

    Not isin: DuckDB turns a list of more than five into a join, and a step with a hundred lists into a hundred joins.
    """
    import ibis

    return ibis.or_(*[column == value for value in values]) if values else ibis.literal(False)


def as_count(flag: ibis.BooleanValue) -> ibis.IntegerValue:
    """Return 1 where a flag holds, 0 elsewhere. Not a cast: PostgreSQL has none from boolean to a long integer."""
    import ibis

    return ibis.ifelse(flag, ibis.literal(1, "int64"), ibis.literal(0, "int64"))
