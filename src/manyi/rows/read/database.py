"""A table or a query of a database -> a parquet file, which is then delivered like any other.

A report must give the same numbers tomorrow, but a database changes, so what was read is kept with its fingerprint. The
URL may be any that Ibis accepts (sqlite://, postgres://, mysql://, snowflake:// ..., where its client is installed), or
duckdb://; it may hold a password, so it is written nowhere.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from manyi.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

QUERY = re.compile(r"\s*(?:select|with)\s", re.IGNORECASE)


def fetched(url: str, table: str, folder: Path) -> Path:
    """Return a parquet file of a table, or of a query, of a database; it is named after the table.

    Raises InputError: no client for the URL, no connection, no such table, a query that fails, no rows.
    """
    import pyarrow.parquet as pq

    where = re.sub(r"://[^@/]*@", "://", url)  # without user and password
    try:
        rows, tables = (_duckdb if url.startswith("duckdb://") else _ibis)(url, table)
    except Exception as error:  # every client raises its own kind of error
        reason = (str(error) or type(error).__name__).replace(url, where).splitlines()[0][:300]
        raise InputError(f"not readable: {reason}", where=where) from None
    if rows is None:
        raise InputError(f"no table {table!r}: name one, or a query, TABLE='select ...'", where, tables)
    if not rows.num_rows:
        raise InputError("the table has no rows", where=where)
    name = table if re.fullmatch(r"\w+", table) else f"query_{hashlib.sha256(table.encode()).hexdigest()[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(rows, folder / f"{name}.parquet")
    return folder / f"{name}.parquet"


def _duckdb(url: str, table: str) -> tuple[pa.Table | None, list[str]]:
    """Return the rows (None: no such table) and the names of the tables of a DuckDB file, which is only read."""
    import duckdb

    with duckdb.connect(url.removeprefix("duckdb://"), read_only=True) as connection:
        tables = sorted(name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall())
        if not QUERY.match(table) and table not in tables:
            return None, tables
        query = table if QUERY.match(table) else f'select * from "{table}"'  # noqa: S608 - a name that is there
        return connection.execute(query).to_arrow_table(), tables


def _ibis(url: str, table: str) -> tuple[pa.Table | None, list[str]]:
    """Return the rows (None: no such table) and the names of the tables of any other database."""
    import ibis

    connection = ibis.connect(url)
    try:
        tables = sorted(connection.list_tables())
        if QUERY.match(table):
            return connection.sql(table).to_pyarrow(), tables
        return (connection.table(table).to_pyarrow() if table in tables else None), tables
    finally:
        connection.disconnect()
