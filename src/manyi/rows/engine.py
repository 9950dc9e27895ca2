"""Where row-level expressions run: DuckDB in this process. One thread, so that sums end in the same digit each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis
    import pandas as pd
    import pyarrow as pa
    from ibis.backends import BaseBackend


class Engine:
    """A connection, and the tables kept on it; everything is gone when it closes."""

    def __init__(self, connection: BaseBackend) -> None:
        self.connection = connection
        self._kept = 0

    def keep(self, table: ibis.Table) -> ibis.Table:
        """Compute a table now and return it: the end of one step, so that the next starts from data."""
        self._kept += 1
        # Not .cache(): its clean-up drops the table with SQL that this pair of ibis and sqlglot gets wrong.
        return self.connection.create_table(f"step_{self._kept}", table, temp=self.connection.name == "duckdb")

    def load(self, rows: pa.Table) -> ibis.Table:
        """Return delivered rows as a table."""
        import ibis

        return self.keep(ibis.memtable(rows))

    def pandas(self, table: ibis.Table) -> pd.DataFrame:
        """Run an expression and return its rows."""
        return self.connection.execute(table)


@contextmanager
def engine() -> Iterator[Engine]:
    """Open the embedded engine for one build."""
    import ibis

    connection = ibis.duckdb.connect(threads=1)
    try:
        yield Engine(connection)
    finally:
        connection.disconnect()
