"""A table of a database is read once, kept as a file, and no password stays anywhere."""

import duckdb
import pytest

from manyi.errors import InputError
from manyi.rows.read.database import fetched
from manyi.rows.read.delivered import deliver


@pytest.fixture
def url(tmp_path):
    with duckdb.connect(str(tmp_path / "shop.ddb")) as connection:
        connection.execute(
            "create table answers as select * from (values (1, 5, 'gut'), (2, null, 'ok')) t(id, q1, said)"
        )
        connection.execute("create table nobody (id integer)")
    return f"duckdb://{tmp_path / 'shop.ddb'}"


@pytest.mark.parametrize("table", ["answers", "select q1, said from answers where id < 3 order by id"])
def test_a_table_or_a_query_is_delivered_like_a_file(url, tmp_path, table):
    columns = {column.header: column.cells for column in deliver(fetched(url, table, tmp_path / "out")).columns}
    assert columns["q1"] == ["5", ""] and columns["said"] == ["gut", "ok"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("answer", r"no table 'answer'.*\(allowed: answers, nobody\)"),
        ("select nothing from answers", "not readable: "),
        ("nobody", "the table has no rows"),
    ],
)
def test_what_cannot_be_read_is_one_line(url, tmp_path, table, said):
    with pytest.raises(InputError, match=said) as error:
        fetched(url, table, tmp_path)
    assert str(error.value).isprintable() and not list(tmp_path.glob("*.parquet"))


def test_a_password_is_not_repeated(tmp_path):
    with pytest.raises(InputError) as error:
        fetched("nosuch://me:secret@host/shop", "answers", tmp_path)
    assert "secret" not in str(error.value)


def test_other_databases_go_through_ibis(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        connection.execute("create table answers (q1 integer, said text)")
        connection.execute("insert into answers values (5, 'gut'), (null, 'ok')")
    url = f"sqlite://{tmp_path / 'shop.sqlite'}"
    if not _has_sqlite(url):
        pytest.skip("the sqlite client of Ibis is not installed")
    assert [column.cells for column in deliver(fetched(url, "answers", tmp_path)).columns] == [["5", ""], ["gut", "ok"]]


def _has_sqlite(url):
    import ibis

    try:
        ibis.connect(url)
    except Exception:  # whatever is missing
        return False
    return True
