import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyi.errors import InputError
from manyi.rows.read.decode import delimiter_of, records_of, text_of

CHINESE = "序号,满意度\r\n1,非常满意\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_found(encoding):
    assert text_of(CHINESE.encode(encoding), "a.csv") == CHINESE


def test_a_declared_encoding_is_used():
    assert text_of("Zürich".encode("cp1252"), "a.csv", "cp1252") == "Zürich"


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (CHINESE.encode() + "第三行".encode("gb18030")[:3], "utf-8", "a.csv, line 3: byte 0xb5 is not UTF-8"),
        (b"\xef\xbb\xbfa\nb\xff\n", None, "a.csv, line 2: byte 0xff is not UTF-8"),
        ((CHINESE * 40).encode() + b"\xff\n", None, "a.csv, line 81: byte 0xff is not UTF-8"),
        (b"a\n\xff\xff\n", None, "a.csv, line 2: byte 0xff is not UTF-8; it could be cp1252 ('ÿÿ'), cp1251"),
    ],
)
def test_an_undecodable_byte_names_its_line(data, encoding, said):
    with pytest.raises(InputError) as error:
        text_of(data, "a.csv", encoding)
    assert said in str(error.value)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_found(delimiter):
    text = delimiter.join("abc") + "\n" + delimiter.join("123") + "\n"
    assert list(records_of(text, "a.csv")) == [(1, ["a", "b", "c"]), (2, ["1", "2", "3"])]


def test_a_record_is_named_by_its_first_line():
    text = 'a,b\r\n1,"x\r\ny"\r\n\r\n , \r\n2,"say ""no"""\r\n'
    assert list(records_of(text, "a.csv")) == [
        *((1, ["a", "b"]), (2, ["1", "x\r\ny"]), (4, []), (5, [" ", " "]), (6, ["2", 'say "no"'])),
    ]


@pytest.mark.parametrize("decimal", [",", "."])
def test_a_semicolon_file_is_one_however_many_commas_it_has(decimal):
    rows = [[f"1{decimal}5", f"{line}{decimal}25", "a, b, c"] for line in range(60)]
    text = "\n".join(";".join(row) for row in [["x", "y", '"words, many, of them\nhere"'], *rows])
    assert [cells for _, cells in records_of(text, "a.csv")][1:] == rows


def test_lines_that_end_in_cr_only_and_feeds_inside_cells():
    assert list(records_of('a,b\r1,"x\ny"\r2,z\r', "a.csv")) == [(1, ["a", "b"]), (2, ["1", "x\ny"]), (4, ["2", "z"])]


@pytest.mark.parametrize("hint", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_delimiter_named_for_excel_is_no_record(hint):
    assert list(records_of(f"{hint}\r\na;b,c\r\n1;2,5\r\n", "a.csv")) == [(2, ["a", "b,c"]), (3, ["1", "2,5"])]


def test_an_open_quote_is_an_error_with_its_line():
    with pytest.raises(InputError, match="a.csv, line 2: not readable as a table"):
        list(records_of('a,b\n1,"x\n2,y\n', "a.csv"))


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12).filter(
    lambda text: text.strip() and not text.startswith("\ufeff")
)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_whatever_a_cell_holds_comes_back(rows):
    out = io.StringIO()
    csv.writer(out).writerows([["a", "b", "c"], *rows])
    found = list(records_of(text_of(out.getvalue().encode(), "a.csv"), "a.csv"))
    assert [record for _, record in found[1:]] == rows
    lines = out.getvalue().replace("\r\n", "\n")
    starts = [1 + sum("".join(row).count("\n") + 1 for row in [["a"], *rows][:k]) for k in range(len(rows) + 1)]
    assert [line for line, _ in found] == starts
    assert lines.count("\n") >= len(rows)


def test_a_line_no_record_has_is_refused_before_it_is_decoded():
    with pytest.raises(InputError, match="a.csv, line 3: a line of more than 16 MB is not a record"):
        text_of(b"a,b\n1,2\n" + b"1" * (16 * 2**20 + 1) + b",3\n", "a.csv")


def test_a_record_wider_than_any_survey_is_refused():
    with pytest.raises(InputError, match="a.csv, line 1: a record with 100,001 cells"):
        list(records_of("a" + "," * 100_000 + "\n1\n", "a.csv"))


def test_the_delimiter_of_a_long_file_is_seen_in_its_beginning():
    record = f"{'word ' * 9000};2\n"
    assert delimiter_of("said, or not;b\n" + record * 60) == ";"
