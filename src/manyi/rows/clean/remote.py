"""Row work on an external engine: a Spark cluster, PostgreSQL, any database Ibis supports.

The expressions are those of DuckDB. What differs is how a step is kept, how delivered rows get there, and the message
when nothing answers. Spark keeps steps in its workers' memory and on their disks and makes them again when a worker is
lost; PostgreSQL in temporary tables.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from manyi.errors import InputError
from manyi.rows.clean.backend import Engine, with_types

if TYPE_CHECKING:
    import ibis
    import pandas as pd
    import pyarrow as pa

PATIENCE = 5.0  # seconds for an address to answer
IDLE = 60.0  # seconds without any worker after which a job is given up
PORTS = {"spark": 7077, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "clickhouse": 9000, "trino": 8080}
SETTINGS = {
    "spark.app.name": "manyi",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "8",
}


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    """Open an engine by its URL: spark://host:port of a standalone master, or any URL of `ibis.connect`.

    Raises InputError: nothing answers, its package is not installed, or it fails while working.
    """
    parts = urlsplit(url)
    _answering(url, parts.hostname, parts.port or PORTS.get(parts.scheme))
    try:
        with _spark(url) if parts.scheme == "spark" else _database(url) as on:
            yield on
    except InputError:
        raise
    except ImportError as error:
        missing = f"the package for it is not installed: {error.name or error}"
        raise _refusal(url, missing) from None
    except Exception as error:
        if not _foreign(error):
            raise
        raise _refusal(url, f"the engine failed: {_first_line(error)}") from error


@contextmanager
def _database(url: str) -> Iterator[Engine]:
    import ibis

    try:
        connection = ibis.connect(url)
    except ValueError as error:
        raise _refusal(url, _first_line(error)) from None
    try:
        yield (Postgres if connection.name == "postgres" else Remote)(connection)
    finally:
        connection.disconnect()


class Remote(Engine):
    """An engine that cannot read this machine's files."""

    def stored(self, file: Path) -> ibis.Table:
        """Return the rows of a parquet file on this machine."""
        import pyarrow.parquet as pq

        return self.load(pq.read_table(file))


class Postgres(Remote):
    """PostgreSQL; its temporary tables end with the connection."""

    def load(self, rows: pa.Table) -> ibis.Table:
        """Return delivered rows as a table."""
        import ibis

        return self.connection.create_table(self.name(), ibis.memtable(rows), temp=True)

    def long(self, table: ibis.Table, columns: Sequence[str]) -> ibis.Table:
        """Return one row per row and column. Not pivot_longer, which goes through JSON there and comes back quoted."""
        import ibis

        others = [name for name in table.columns if name not in columns]
        parts = [table.select(*others, column=ibis.literal(name), value=table[name]) for name in columns]
        return ibis.union(*parts) if len(parts) > 1 else parts[0]


@contextmanager
def _spark(url: str) -> Iterator[Engine]:
    import ibis
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(url)
    here = {"localhost", "127.0.0.1"} & {urlsplit(url).hostname}
    settings = SETTINGS | ({"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"} if here else {})
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    deserted = threading.Event()
    ended = threading.Event()
    threading.Thread(target=_watch, args=(session.sparkContext, deserted, ended), daemon=True).start()
    try:
        yield Spark(ibis.pyspark.connect(session))
    except Exception as error:
        if deserted.is_set():
            raise _refusal(url, f"no worker for {IDLE:.0f} seconds") from error
        raise
    finally:
        ended.set()
        session.stop()


def _watch(context: Any, deserted: threading.Event, ended: threading.Event) -> None:
    """Cancel all jobs once there has been no worker for a minute: Spark itself would wait for ever."""
    idle = 0.0
    while not ended.wait(PATIENCE):
        workers = context._jsc.sc().getExecutorMemoryStatus().size() - 1  # the driver counts as one
        idle = 0.0 if workers else idle + PATIENCE
        if idle >= IDLE:
            deserted.set()
            context.cancelAllJobs()


class Spark(Remote):
    """A Spark cluster. Only sums and clean rows come back to this process."""

    def keep(self, table: ibis.Table) -> ibis.Table:
        """Materialise a table and return it, so that the next step starts from data."""
        rows = self.connection._session.sql(self.connection.compile(table))
        return with_types(self._view(rows), table)

    def load(self, rows: pa.Table) -> ibis.Table:
        """Return delivered rows as a table. Not by way of pandas, where the blanks of a text column become NaN."""
        return self._view(self.connection._session.createDataFrame(rows))

    def arrow(self, table: ibis.Table) -> pa.Table:
        """Run an expression and return its rows as Spark sends them; Ibis would go through pandas."""
        return self.connection._session.sql(self.connection.compile(table)).toArrow()

    def small(self, frame: pd.DataFrame) -> ibis.Table:
        """Return a small frame as a table to join with."""
        import pyarrow as pa

        return self.load(pa.Table.from_pandas(frame, preserve_index=False))

    def _view(self, rows: Any) -> ibis.Table:
        name = self.name()
        rows.persist().createOrReplaceTempView(name)
        return self.connection.table(name)


def _answering(url: str, host: str | None, port: int | None) -> None:
    """Raise InputError where nothing answers at an address."""
    if not host or not port:
        return
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error) or type(error).__name__
        raise _refusal(url, f"nothing answers at {host}:{port} ({reason.lower()})") from None


def _refusal(url: str, message: str) -> InputError:
    """Return the error that names an engine by its URL without the password."""
    parts = urlsplit(url)
    shown = url.replace(f":{parts.password}@", ":***@") if parts.password else url
    return InputError(message, where=f"ENGINE {shown}")


def _foreign(error: BaseException) -> bool:
    """Return whether an error comes from the engine or the connection, not from code of this package."""
    kinds = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return bool(kinds & {"pyspark", "py4j", "psycopg", "ibis", "duckdb"}) or isinstance(error, ConnectionError)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:200]
