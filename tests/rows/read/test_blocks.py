"""Records read many at once are those read one by one: rows, lines, what was removed, and errors."""

from __future__ import annotations

import math
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.rows.read import blocks, large_files
from manyi.rows.read.files import read_waves
from manyi.study.reading import definition
from tests.rows.conftest import RECORDS, Shop, item, table

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
OPENING = table([{**RECORDS[0], "id": str(k), "w": "1"} for k in range(4)]).replace("\r\n", "\n")
LINES = st.one_of(
    st.sampled_from(['9,male,bot,"5",app┋web,call 13812345678,7a,1.5', '"9","male",bot,"","a,b","",#N/A,2', ",,,,,,,",
                     OPENING.splitlines()[0], "9,male,bot,5,app,x,好,1", '1,male,bot,5,app,"two\nlines",07,3']),
    st.text('a,"\n\r 1好\t\ufeff#\0\x1f', max_size=20),
    st.lists(st.text('a1 "好#.', max_size=3), min_size=7, max_size=9).map(",".join),
)  # fmt: skip


@pytest.fixture
def asked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(large_files, "LARGE", 0)
    shop.items["id"] = item("Id", {2023: "id"}, words=True, roles=["identifier"], missing={"7a": "refused"})
    shop.items["w"] = item("Weight", {2023: "w"}, number={"min": 0, "max": 9, "unit": {"en": "times", "zh": "次"}})
    shop.study["quality"] = {"duplicates": ["id", "w"]}
    return shop


def outcome(opening: int, part: int) -> list[object]:
    """Return what is delivered, with so many records read one by one, then blocks of so many characters or rows."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"OPENING": opening, "PART": part, "BATCH": part}.items():
            patch.setattr(large_files, name, value)
        try:
            given = read_waves(definition("shop"), [2023])
        except InputError as error:
            return [str(error)]
    rows = pa.concat_tables(given.rows).to_pylist()
    personal, wrong = ([tuple(row.values()) for row in some] for some in (given.personal, given.errors))
    return [rows, given.removed, sorted(personal), sorted(wrong, key=str), given.delivered]


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(lines=st.lists(LINES, max_size=12), end=st.sampled_from(["\n", "\r\n"]), part=st.sampled_from([1, 40, 10_000]))
@example(lines=["1,male,bot,5,app,x,y,1", '2,male,bot,5,app,"x', 'y",8,1', "3,male,bot,5,app,,9,1"], end="\n", part=60)
def test_odd_lines(asked: Shop, lines: list[str], end: str, part: int) -> None:
    asked.deliver(2023, (OPENING + "\n".join(lines)).replace("\n", end))
    asked.declared = {"shop_2023.csv": {"delimiter": ",", "encoding": "utf-8"}}
    asked.write()
    assert outcome(5, part) == outcome(10**9, part)


NUMBERS = st.one_of(st.none(), st.sampled_from([0.0, -0.0, 1.5, 3.0, 1e300, math.nan]))


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET)
@given(drawn=st.lists(st.tuples(NUMBERS, st.none() | st.integers(-3, 9), st.none() | st.text(max_size=3)), min_size=4),
       listed=st.booleans())  # fmt: skip
def test_columns_of_any_kind(asked: Shop, tmp_path: Path, drawn: list[tuple[object, ...]], listed: bool) -> None:
    numbers, whole, texts = map(list, zip(*drawn, strict=True))
    columns = {
        "Q1": pa.array(numbers, pa.float64()), "sex": pa.array(texts).cast(pa.string()).dictionary_encode(),
        "channel": pa.array([None if k is None else k > 3 for k in whole], pa.bool_()),
        "wait": pa.array(whole, pa.int16()), "uses": pa.array([["app", "web"]] * len(whole) if listed else texts),
        "said": pa.array(texts, pa.string()), "id": pa.array(whole, pa.int64()), "w": pa.array(whole, pa.date32()),
    }  # fmt: skip
    file = tmp_path / "shop.parquet"
    pq.write_table(pa.table(columns), file)
    asked.deliver(2023, file.read_bytes(), "shop.parquet")
    asked.write()
    assert outcome(2, 3) == outcome(10**9, 3)


def test_plain_lines_come_in_blocks_and_others_do_not() -> None:
    block = blocks.of_text('1,"a,b"\r\n2,\r\n', ",", 7)
    assert block is not None and list(block.lines) == [7, 8]
    assert [column.to_pylist() for column in block.columns] == [["1", "2"], ["a,b", ""]]
    assert list(block.records()) == [(7, ["1", "a,b"]), (8, ["2", ""])]
    for text in (
        '1,"a\nb"\n',
        '1,a"b\n',
        '1,"a""b"\n',
        "1,2\n3\n",
        "1,2\r3,4\n",
        '1,"a" \n',
        "\ufeff1,2\n",
    ):
        assert blocks.of_text(text, ",", 1) is None
