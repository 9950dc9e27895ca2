"""Where row-level expressions run: DuckDB in this process, unless ENGINE names another (`remote`).

DuckDB runs with one thread, so that sums are reproducible to the digit, and keeps to the memory named by MEMORY: more
goes to a folder under build/, which is removed when the connection closes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from manyi import places
from manyi.rows.clean.backend import Engine


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
        yield Engine(connection)
    finally:
        connection.disconnect()
        shutil.rmtree(beyond, ignore_errors=True)
