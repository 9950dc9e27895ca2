"""Where row-level expressions run: DuckDB in this process, unless ENGINE names another (`remote`).

DuckDB runs with one thread, so that sums are reproducible to the digit, and keeps to the memory named by MEMORY: more
goes to a folder under build/, which is removed when the connection closes. Steps over more rows than memory may hold
add up no fractions, so they have every core; they are kept as parquet files, a tenth of the size of a table.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from manyi import places
from manyi.rows.clean.backend import Engine, with_types

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend


class InProcess(Engine):
    """DuckDB in this process; folder: where what memory does not hold goes."""

    def __init__(self, connection: BaseBackend, folder: Path) -> None:
        super().__init__(connection)
        self.folder = folder

    def expect_many(self) -> None:
        """Use every core, and keep tables as files."""
        self.many = True
        self.connection.raw_sql(f"SET threads = {len(os.sched_getaffinity(0))}")

    def keep(self, table: ibis.Table) -> ibis.Table:
        """Materialise a table and return it."""
        if not self.many:
            return super().keep(table)
        file = self.folder / f"{self.name()}.parquet"
        self.write(table, file)
        return with_types(self.stored(file), table)


@contextmanager
def engine() -> Iterator[Engine]:
    """Open the engine of this build. Raises InputError when the one named by ENGINE cannot be used."""
    if url := places.engine():
        from manyi.rows.clean import remote

        with remote.connected(url) as on:
            yield on
        return
    with embedded() as on:
        yield on


@contextmanager
def embedded() -> Iterator[Engine]:
    """Open DuckDB in this process."""
    import duckdb
    import ibis

    beyond = places.scratch()
    beyond.mkdir(parents=True)
    connection = ibis.duckdb.connect(threads=1, memory_limit=places.memory(), temp_directory=str(beyond))
    # Merging steps into one SELECT takes ibis a tenth of the time of a small study; DuckDB does it by itself.
    ibis.options.sql.fuse_selects = False
    # A progress bar would end up in a chapter. In a notebook without ipywidgets DuckDB has none and refuses this.
    with suppress(duckdb.InvalidInputException):
        connection.raw_sql("SET enable_progress_bar = false")
    try:
        yield InProcess(connection, beyond)
    finally:
        connection.disconnect()
        shutil.rmtree(beyond, ignore_errors=True)
