"""Survey text is hostile: read as text, rid of what nobody sees, or refused with one clear line; never run."""

import pytest

from manyi import rows
from manyi.errors import InputError
from manyi.publish.results import inert

from .conftest import RECORDS, words

TURNED = "\u202emoc.live\u202c"
ANSWERS = {
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "handler": ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    "link": ("javascript:alert(1)", "javascript:alert(1)"),
    "turned": (f"good {TURNED}", "good moc.live"),
    "hidden number": ("138\u200b0013\u200b8000", "[mobile]"),
    "control": ("a\x07b\nc", "ab\nc"),
    "emoji": ("👍😀", "👍😀"),
    "rare": ("㐂𠮷", "㐂𠮷"),
    "long": ("好" * 10_000, "好" * 10_000),
    "no order": ("order" * 20_000, "order" * 20_000),
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
}


def test_open_answers_stay_text(shop):
    shop.deliver(2023, [{**RECORDS[0], "said": said} for said, _ in ANSWERS.values()])
    shop.write()
    assert rows.load("shop", 2023).frame["said"].tolist() == [kept for _, kept in ANSWERS.values()]


def test_a_wrong_answer_is_listed_short_visible_and_inert(shop):
    wrong = ["=cmd|' /C calc'!A0", f"{TURNED}\x07", "七" * 10_000]
    shop.deliver(2023, [{**RECORDS[0], "wait": said} for said in wrong])
    shop.write()
    problems, _ = rows.check("shop", 2023)
    assert problems["value"].tolist() == [wrong[0], "moc.live", "七" * 60]
    assert inert(problems)["value"][0] == f"'{wrong[0]}"


@pytest.mark.parametrize(
    ("answer", "said"), [(TURNED, r"no answer '\u202emoc.live\u202c'"), ("七" * 10_000, "七" * 60)]
)
def test_an_unknown_answer_is_refused_in_one_visible_line(shop, answer, said):
    shop.deliver(2023, [{**RECORDS[0], "sex": answer}])
    shop.write()
    with pytest.raises(InputError) as error:
        rows.check("shop", 2023)
    assert said in str(error.value) and str(error.value).isprintable() and len(str(error.value)) < 300


def test_an_unknown_header_is_refused_in_one_visible_line(shop):
    shop.deliver(2023, [{**RECORDS[0], f"{TURNED}\u2028<script>": "1"}])
    shop.write()
    with pytest.raises(InputError, match=r"column moc\.live <script>: codebook\.yml does not mention") as error:
        rows.check("shop", 2023)
    assert str(error.value).isprintable()


@pytest.mark.parametrize("where", ["title", "label", "text"])
def test_words_that_nobody_sees_are_refused_where_they_stand(shop, where):
    if where == "title":
        shop.study["title"] = words(f"Shop {TURNED}")
    elif where == "label":
        shop.items["sex"]["categories"]["male"] = words(f"Men{TURNED}")
    else:
        shop.items["said"]["text"] = words("Said\u200b")
    shop.write()
    with pytest.raises(InputError, match=r"\.yml, line \d+: .*en: an invisible character, U\+20.[EB]: take it out"):
        rows.definition("shop")
