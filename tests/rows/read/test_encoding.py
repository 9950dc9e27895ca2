"""Real sentences in the encodings surveys come in: read, or refused with what they would say in each candidate."""

import gzip

import pytest

from manyi.errors import InputError
from manyi.rows.read.decode import text_of
from manyi.rows.read.encoding import certain

CHINESE = "序号,总体满意度,意见\n1,比较满意,等待时间太长，医生很好\n2,不太满意,希望增加窗口\n"
FOREIGN = {
    "cp1252": "id,city\n1,Zürich\n2,São Paulo: très satisfait, schöne Größe\n",
    "big5": "編號,滿意度\n1,非常滿意\n2,等待時間太長\n",
    "shift_jis": "番号,満足度\n1,とても満足\n2,待ち時間が長い\n",
    "euc_kr": "번호,만족도\n1,매우 만족\n2,대기 시간이 너무 길었습니다\n",
    "cp1251": "id,ответ\n1,Очень доволен\n2,Долго ждал приёма\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [CHINESE, "id,score\r\n1,5\r\n", "id,city\n1,Zürich\n"])
def test_what_the_bytes_show_needs_no_word(encoding, text):
    if encoding == "gb18030" and "ü" in text:
        pytest.skip("in doubt")
    assert text_of(text.encode(encoding), "a.csv") == text


@pytest.mark.parametrize("encoding", FOREIGN)
def test_an_encoding_in_doubt_is_refused_with_candidates(encoding):
    text = FOREIGN[encoding]
    assert certain(text.encode(encoding)) is None
    with pytest.raises(InputError, match="could be .*: set encoding: in origin.yml") as error:
        text_of(text.encode(encoding), "a.csv")
    line = next(number for number, words in enumerate(text.split("\n"), start=1) if not words.isascii())
    first = next(cell for cell in text.replace("\n", ",").split(",") if not cell.isascii())
    assert f"a.csv, line {line}: " in str(error.value) and f"{encoding} ({first[:20]!r})" in str(error.value)
    assert text_of(text.encode(encoding), "a.csv", encoding) == text


def test_a_damaged_file_is_not_taken_for_another_encoding():
    with pytest.raises(InputError, match=r"a.csv, line 121: byte 0xff is not UTF-8; set another encoding: .* damaged:"):
        text_of((CHINESE * 40).encode() + b"\xff\n", "a.csv")


def test_what_is_no_text_at_all_is_not_asked_for_an_encoding():
    with pytest.raises(InputError, match="a.csv: not a text in any encoding: is it packed"):
        text_of(gzip.compress(bytes(range(256)) * 9), "a.csv")


def test_candidates_show_no_phone_number():
    with pytest.raises(InputError) as error:
        text_of("a\nZürich 13800138000\n".encode("cp1252"), "a.csv")
    assert "[mobile]" in str(error.value) and "13800138000" not in str(error.value)


@pytest.mark.parametrize(
    ("encoding", "first"), [("shift_jis", True), ("euc_kr", True), ("cp1252", False), ("big5", False)]
)
def test_japanese_and_korean_stand_first_where_their_script_shows(encoding, first):
    with pytest.raises(InputError) as error:
        text_of(FOREIGN[encoding].encode(encoding), "a.csv")
    listed = str(error.value).partition("could be ")[2]
    assert listed.startswith(encoding) or not first
    assert first or not listed.startswith(("shift_jis", "euc_kr"))
