"""Where row-level expressions run: DuckDB, in-process, with one thread so that sums are reproducible to the digit."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis
    import pandas as pd
    import pyarrow as pa
    from ibis.backends import BaseBackend


class Engine:
    """A connection and the temporary tables on it; they disappear when it closes."""

    def __init__(self, connection: BaseBackend) -> None:
        self.connection = connection
        self._kept = 0

    def keep(self, table: ibis.Table) -> ibis.Table:
        """Materialise a table and return it, so that the next step starts from data."""
        self._kept += 1
        with warnings.catch_warnings():
            # A matter between ibis and duckdb that the user can do nothing about.
            warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
            # Not .cache(): its clean-up drops the table with SQL that ibis 12 and sqlglot 30 get wrong together.
            return self.connection.create_table(f"step_{self._kept}", table, temp=self.connection.name == "duckdb")

    def load(self, rows: pa.Table) -> ibis.Table:
        """Return delivered rows as a table."""
        import ibis

        return self.keep(ibis.memtable(rows))

    def small(self, frame: pd.DataFrame) -> ibis.Table:
        """Return a small frame as a table to join with."""
        import ibis
        import pyarrow as pa

        return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))

    def pandas(self, table: ibis.Table) -> pd.DataFrame:
        """Run an expression and return its rows."""
        return self.connection.to_pyarrow(table).to_pandas()


def one_of(column: ibis.Value, values: Collection[object]) -> ibis.BooleanValue:
    """Return whether a column has one of these values; null where it is null.

    Not isin: DuckDB turns a list of more than five into a join, and a step with a hundred lists into a hundred joins.
    """
    import ibis

    return ibis.or_(*[column == value for value in values]) if values else ibis.literal(False)


@contextmanager
def engine() -> Iterator[Engine]:
    """Open the embedded engine for one build."""
    import duckdb
    import ibis

    connection = ibis.duckdb.connect(threads=1)
    # A progress bar would end up in a chapter. In a notebook without ipywidgets DuckDB has none and refuses this.
    with suppress(duckdb.InvalidInputException):
        connection.raw_sql("SET enable_progress_bar = false")
    try:
        yield Engine(connection)
    finally:
        connection.disconnect()
