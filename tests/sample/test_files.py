import csv
import io
import zipfile

import python_calamine

from sample.files import Layout, csv_bytes, write, xlsx_bytes

ROWS = [
    ["序号", "1、您的性别  ", "开放题"],
    ["1", "男", '他说:"稍等",\n<b>&'],
    ["2", "", "=cmd|' /C calc'!A0"],
    ["3", "03", "\U00020bb7野😡\u202e"],
]


def test_a_workbook_reads_back_as_written_and_is_the_same_twice():
    data = xlsx_bytes(ROWS)
    assert data == xlsx_bytes(ROWS)
    found = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert found[0] == ROWS[0]
    assert found[1] == [1, "男", ROWS[1][2]]
    assert found[2] == [2, "", ROWS[2][2]]
    assert found[3] == [3, "03", ROWS[3][2]]  # 03 is not how a spreadsheet writes a number


def test_a_workbook_has_fixed_dates_and_drops_what_xml_cannot_hold():
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([["a\x00b\x0b"]]))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<t>ab</t>" in archive.read("xl/sharedStrings.xml")


def test_columns_beyond_z_keep_their_place():
    wide = [[str(k) for k in range(60)]]
    found = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(wide))).get_sheet_by_index(0)
    assert found.to_python() == [list(range(60))]


def test_csv_keeps_rare_characters_in_both_encodings():
    for encoding in ("gb18030", "utf-8-sig"):
        text = csv_bytes(ROWS, encoding, ",").decode(encoding)
        assert list(csv.reader(io.StringIO(text, newline=""))) == ROWS
    assert csv_bytes(ROWS, "utf-8-sig", ",").startswith(b"\xef\xbb\xbf")


def test_write_says_how_to_read_a_text_file_and_its_digest(tmp_path):
    entry = write(tmp_path / "2024", Layout("a.txt", encoding="gb18030", delimiter="\t"), ROWS)
    assert entry["encoding"] == "gb18030" and entry["delimiter"] == "\t" and len(entry["sha256"]) == 64
    assert set(write(tmp_path / "2024", Layout("a.xlsx"), ROWS)) == {"name", "sha256"}
