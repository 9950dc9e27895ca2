"""A large file read in parts gives the records, lines and errors of the same file read whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from manyi.errors import InputError
from manyi.rows.read import large_files
from manyi.rows.read.content import content_of
from manyi.study.origin import File

TEXTS = {
    "plain.csv": b"a,b\r\n1,2\r\n3,4\r\n",
    "quoted.csv": '\ufeffa,b\n1,"x\n\ny"\n\n , \n2,"say ""no"""\n'.encode(),
    "hint.txt": b"sep=;\na;b,c\n1;2\n",
    "wide.csv": "a\tb\n好\t2\n".encode("utf-16"),
    "returns.csv": b'a,b\r1,"x\ny"\r2,z\r',
    "semicolons.csv": b"a;b\n" + b'1,5;"2;5"\n' * 60,
}


def read(path: Path, monkeypatch: pytest.MonkeyPatch, large: bool, **more: str) -> list[object]:
    """Return header and rows, or the error."""
    monkeypatch.setattr(large_files, "LARGE", 0 if large else 2**40)
    listed = File(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), **more)  # type: ignore[arg-type]
    try:
        found = content_of(path, listed, False)
        return [found.header, *found.rows]
    except InputError as error:
        return [str(error)]


@pytest.mark.parametrize("name", TEXTS)
def test_text(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / name
    path.write_bytes(TEXTS[name])
    whole = read(path, monkeypatch, large=False)
    assert len(whole) > 1
    assert read(path, monkeypatch, large=True) == whole


def test_a_declared_encoding_and_a_byte_that_is_not_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名,b\n好,1\n".encode("gb18030"))
    declared = {"encoding": "gb18030"}
    assert read(path, monkeypatch, True, **declared) == read(path, monkeypatch, False, **declared)
    path.write_bytes(b"a,b\n" + b"1,2\n" * 10 + b"\xff,3\n")
    monkeypatch.setattr(large_files, "BLOCK", 8)
    (error,) = read(path, monkeypatch, True)
    assert "line 12" in str(error) and "0xff" in str(error)


def test_a_quote_left_open_is_named_by_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\n1,2\n3,"4\n')
    assert read(path, monkeypatch, True) == read(path, monkeypatch, False)


def test_parquet_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_files, "BATCH", 3)
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": [1.0, None, 2.5, *range(5)], "b": [["x", "y"], [], None, *[["z"]] * 5]}), path)
    assert read(path, monkeypatch, True) == read(path, monkeypatch, False)
    pq.write_table(pa.table({"a": [{"x": 1}]}), path)
    assert read(path, monkeypatch, True) == read(path, monkeypatch, False)
    path.write_bytes(b"PAR1 nonsense")
    (error,) = read(path, monkeypatch, True)
    assert "not readable as parquet" in str(error)


def test_another_file_than_the_one_listed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_files, "LARGE", 0)
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(InputError, match="not the one in"):
        content_of(path, File(name="a.csv", sha256="0" * 64), False)
