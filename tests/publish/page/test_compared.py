"""Pages forged in every way one can think of, and files that are no pages: none passes, none is a defect."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.publish import verify
from manyi.publish.page.compared import differences, read_page

Forge = Callable[[str], str]


def sub(pattern: str, put: str, count: int = 1) -> Forge:
    """Replace what a pattern finds after <body>, once unless told otherwise."""

    def forge(page: str) -> str:
        head, body, rest = page.partition("<body>")
        return head + body + re.sub(pattern, put, rest, count=count, flags=re.DOTALL)

    return forge


def swapped(one: str, other: str) -> Forge:
    """Exchange two texts of the page."""
    return lambda page: page.replace(one, "\0").replace(other, one).replace("\0", other)


def into_head(text: str) -> Forge:
    return lambda page: page.replace("</head>", f"{text}</head>")


FORGED: dict[str, tuple[Forge, str]] = {  # forgery -> a row it must be named by: id and column
    "every printed number, values kept": (sub(r"(<data[^>]*>)[^<]+", r"\g<1>99.9", 0), "parks-answer-value text"),
    "one digit": (sub(r'(id="n-parks-answer-value"[^>]*>)70\.2', r"\g<1>70.3"), "parks-answer-value text"),
    "a value, text kept": (sub(r'value="70\.18518519"', 'value="70.28518519"'), "parks-index-value value"),
    "text and value alike": (sub(r'"70\.18518519"(.*?)>70\.2', r'"71.18518519"\1>71.2'), "parks-index-value value"),
    "an interval": (sub(r">67\.7</data>", ">69.7</data>"), "text"),
    "a bound in an attribute": (sub(r'data-low="67\.6', 'data-low="69.6'), "parks-index-value data-low"),
    "a base": (sub(r'data-base="240"', 'data-base="2400"'), "parks-index-value data-base"),
    "a number without a mark": (sub("n 240; effective", "n 2400; effective"), "text"),
    "a number added to a sentence": (sub("Visitors gave", "99.9 percent of visitors gave"), "parks-answer text"),
    "the mark of a number removed": (sub(r'<data [^>]*>70\.2</data>', "99.9"), "parks-index element"),
    "a word of a claim": (sub("Visitors gave", "Nobody gave"), "parks-answer text"),
    "a verdict in a table": (sub("<td>no clear change</td>", "<td>rose</td>"), "text"),
    "a verdict in a figure": (sub(r'(class="a\w">)no clear change', r"\1rose"), "text"),
    "a mark of few answers removed": (sub(r"81\.8</data>†", "81.8</data>"), "parks-groups-rose-overall-index text"),
    "a number in a figure": (sub(r"(<text[^>]*>)81\.8", r"\g<1>91.8"), "text"),
    "a place in a figure": (sub(r'cx="317\.8"', 'cx="337.8"'), "cx"),
    "an interval in a figure": (sub(r"(M174\.3 [\d.]+)H220\.9", r"\1H206.1"), " d"),
    "an axis": (sub(r'(class="aa">)60<', r"\g<1>70<"), "text"),
    "a dot removed": (sub(r'<circle cx="317\.8"[^>]*/>', ""), "parks-groups element"),
    "a figure turned over": (sub('<svg class="chart wide"', r'\g<0> transform="scale(-1)"'), "transform"),
    "the description of a figure": (sub(r"from 57\.4 \(North hill\)", "from 37.4 (North hill)"), "parks-groups-d text"),
    "two cells swapped": (swapped(">81.8</data>", ">71.9</data>"), "parks-groups-rose-overall-index text"),
    "two rows swapped": (swapped('row">Rose garden<', 'row">Lakeside<'), "text"),
    "a heading": (sub('(<h3 id="parks-satisfaction">)[^<]*', r"\1How happy"), "parks-satisfaction text"),
    "a title, that of the window kept": (sub(r"<h1>[^<]*", "<h1>Other "), "text"),
    "the year in the title": (sub(r'class="year">2024', 'class="year">2025'), "text"),
    "a note hidden": (sub(r'<p class="note">', '<p class="note" hidden>'), "hidden"),
    "a note hidden by style": (sub(r'<p class="note">', '<p class="note" style="display:none">'), "style"),
    "notes hidden by a rule": (into_head("<style>.note{display:none}</style>"), "element"),
    "words put in by a rule": (into_head("<style>data::after{content:'9'}</style>"), "element"),
    "a note removed": (sub(r'<p class="note">.*?</p>', ""), "element"),
    "a warning removed": (sub(r'<span class="synthetic".*?</span>\n', ""), "element"),
    "who was asked": (sub("Adult visitors of three invented parks", "Everybody"), "text"),
    "a link": (sub(r'href="results\.csv"', 'href="other.csv"'), "href"),
    "a script": (sub("<script>", "<script>document.title='x';"), "text"),
    "numbers behind the page": (sub(r'"rows": \[\[', '"rows": [["x", 1, 1, 1, 1], ['), "ledger text"),
    "the digest of the data": (sub(r"<code>[0-9a-f]{64}", f"<code>{'0' * 64}"), "text"),
    "a claim in place of the commit": (sub(r'(data-made="commit">)[^<]*', r"\g<1>certified by the court"), "text"),
    "a claim behind the command": (
        sub(r'(data-made="command">[^<]*)', r"\1 DATA=data and 99 % are satisfied"),
        "text",
    ),
    "a claim in a version": (sub(r'(data-made="software">python \d)[\d.]+', r"\g<1>满意度为九成"), "text"),
    "a claim in quotes behind the command": (
        sub(r'(data-made="command">[^<]*)', r"\1 DATA='raw; 99.9 % of all are satisfied'"),
        "text",
    ),
    "a claim among the software": (sub(r'(data-made="software">)', r"\1women 99, men 12, "), "text"),
    "a claim about what was published": (
        sub("(<footer.*?<dl>)", r'\1<div data-made="published"><dt>Published</dt></div>'),
        "element",
    ),
    "a comment only some parsers end": (sub("<main", "<!--><p>99.9</p><!-- --><main"), ""),
    "a sign that reverses what follows": (sub("Visitors gave", "\u202eVisitors gave"), "parks-answer text"),
    "the letters of the font": (lambda page: re.sub(r"(base64,.{400})....", r"\1AAAA", page, count=1), "text"),
}  # fmt: skip


@pytest.mark.parametrize(("forge", "named"), FORGED.values(), ids=FORGED)
def test_a_forged_page_does_not_pass(page: Path, forge: Forge, named: str) -> None:
    texts = [(page / name).read_text("utf-8") for name in ("index.html", "methods.html")]
    text = next((text for text in texts if forge(text) != text), "")  # what nothing was shown for is with the methods
    forged = forge(text)
    assert forged != text
    rows = differences(forged, text)
    assert rows
    assert any(named in f"{id_} {column}" for id_, column, *_ in rows), rows[:5]
    assert all(part.isprintable() and len(part) < 400 for row in rows for part in row)


TOPLINES = {
    "a cell": sub(r">30\.8%", ">90.8%"),
    "every cell, values kept": sub(r"(<data[^>]*>)[^<]+", r"\g<1>99.9%", 0),
    "an interval": sub(r"\(25\.3 to 37\.0\)", "(30.3 to 31.0)"),
    "the number of answers": sub(r"(<td>)240", r"\g<1>2400"),
    "the wording of a question": sub("how satisfied are you", "how pleased are you"),
    "two answers swapped": swapped(">Rose garden<", ">Lakeside<"),
    "a mark": sub(r"(</data>)†", r"\1"),
    "a key": sub('data-key="rose"', 'data-key="lake"'),
}


@pytest.mark.parametrize("forge", TOPLINES.values(), ids=TOPLINES)
def test_a_forged_page_of_toplines_does_not_pass(page: Path, forge: Forge) -> None:
    text = (page / "toplines-parks.html").read_text("utf-8")
    forged = forge(text)
    assert forged != text
    assert differences(forged, text)


def later(value: str) -> Callable[[re.Match[str]], str]:
    """Move the eleventh digit of a number."""
    return lambda found: f'{value}="{float(found[1]) * (1 + 4e-10):.10g}"'


SOUND: dict[str, Forge] = {
    "as it was": lambda page: page,
    "of another commit": sub(r'(data-made="commit">)[^<]*', rf"\g<1>{'a' * 40}+changes"),
    "made with raw files elsewhere": sub(r'(data-made="command">[^<]*)', r"\1 DATA=&#39;../my data&#39;"),
    "made by another Python": sub(r'(data-made="software">python )[\d.]+', r"\g<1>3.13.1"),
    "with other last digits": lambda page: re.sub(r'value="(\d+\.\d{8,})"', later("value"), page),
}


@pytest.mark.parametrize("change", SOUND.values(), ids=SOUND)
@pytest.mark.parametrize("name", ["index.html", "index.zh.html", "toplines-parks.html", "toplines-parks.zh.html"])
def test_a_sound_page_of_another_machine_passes(page: Path, name: str, change: Forge) -> None:
    text = (page / name).read_text("utf-8")
    assert differences(change(text), text) == []


def test_other_last_digits_move_the_digest_of_results_and_the_citation(page: Path) -> None:
    text = (page / "index.html").read_text("utf-8")
    digest = re.search(r'data-made="results">([0-9a-f]{64})', text)
    assert digest and text.count(digest[1][:16]) == 3
    other = text.replace(digest[1], "b" * 64).replace(digest[1][:16], "b" * 16)
    assert differences(other, text) == []
    assert differences(text.replace(f"SHA-256 {digest[1][:16]}", f"SHA-256 {'b' * 16}"), text)


def deep(page: str) -> str:
    return page.replace("<main", "<div>" * 30_000 + "<main")


MALFORMED: dict[str, Callable[[str], str | bytes]] = {
    "empty": lambda page: "",
    "a blank": lambda page: " \n",
    "not HTML": lambda page: "id;value\n1;2\n",
    "a page of somebody else": lambda page: "<!DOCTYPE html>\n<html lang=\"en\"><title>News</title></html>\n",
    "an empty page": lambda page: "<html></html>",
    "cut in half": lambda page: page[: len(page) // 2],
    "the end missing": lambda page: page[:-9],
    "the beginning missing": lambda page: page[len(page) // 2 :],
    "twice": lambda page: page + page,
    "something behind its end": lambda page: page + "<p>99.9</p>",
    "UTF-16": lambda page: page.encode("utf-16"),
    "GB 18030": lambda page: page.replace("Parks", "公园").encode("gb18030"),
    "Latin 1": lambda page: page.replace("Parks", "Pärks").encode("latin-1", "replace"),
    "a PDF": lambda page: b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n",
    "an archive": lambda page: b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
    "random bytes": lambda page: bytes(range(256)) * 9,
    "zeros": lambda page: b"\0" * 5000,
    "a zero inside": sub("<main", "\0<main"),
    "no numbers": sub(r"<data[^>]*>.*?</data>", "", 0),
    "no ids": sub(r' id="[^"]*"', "", 0),
    "no title": lambda page: page.replace("<title>", "<div>"),
    "another title": lambda page: re.sub("<title>[^<]*", "<title>Tiny 2031", page),
    "a title of two lines": lambda page: re.sub("<title>", "<title>\n\x1b[31m", page),
    "no language": lambda page: page.replace('<html lang="en">', "<html>"),
    "another language": lambda page: page.replace('<html lang="en">', '<html lang="fr">'),
    "ids twice": sub(r'id="n-parks-groups-lake-overall-index"', 'id="n-parks-answer-value"'),
    "every id the same": sub(r' id="[^"]*"', ' id="x"', 0),
    "a value that is no number": sub(r'value="70\.18518519"', 'value="seventy"'),
    "a value that is not finite": sub(r'value="70\.18518519"', 'value="1e999"'),
    "a value without an end": sub(r'value="70\.18518519"', 'value="70.18518519'),
    "a huge attribute": sub("<main", f'<main data-x="{"9" * 3_000_000}"'),
    "a huge text": sub("<main", f"<p>{'99.9 ' * 400_000}</p><main"),
    "broken JSON behind the page": sub(r'("ledger">)\{', r"\1{{"),
    "no JSON behind the page": sub(r'<script type="application/json".*?</script>', ""),
    "a column missing behind the page": sub('"columns": ', '"cols": '),
    "elements thirty thousand deep": deep,
    "elements never closed": sub("<main", "<p><b><i><table><tr>" * 500 + "<main"),
    "all elements closed twice": sub(r"(</\w+>)", r"\1\1", 0),
    "ten thousand elements more": sub("<main", "<i></i>" * 10_000 + "<main"),
    "no body": lambda page: re.sub("<body>.*</body>", "", page, flags=re.DOTALL),
}  # fmt: skip


@pytest.mark.parametrize("spoil", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_page_is_refused_in_one_line_or_differs(page: Path, project: Path, spoil: Forge) -> None:
    text, file = (page / "index.html").read_text("utf-8"), project / "sent.html"
    spoilt = spoil(text)
    file.write_bytes(spoilt if isinstance(spoilt, bytes) else spoilt.encode("utf-8", "surrogatepass"))
    try:
        given = read_page(file)
        names = verify._names("tiny", 2024, file, given)
    except InputError as error:
        assert str(error).startswith("sent.html: is ")
        assert str(error).isprintable()
    else:
        assert names == ["index.html"]
        rows = differences(given.text, text)
        assert rows
        assert all(part.isprintable() and len(part) < 400 for row in rows for part in row)


def test_a_folder_and_a_page_of_another_year_are_refused(page: Path, project: Path) -> None:
    with pytest.raises(InputError, match="reports: is a folder"):
        read_page(project / "reports")
    given = read_page(page / "index.html")
    with pytest.raises(InputError, match=r"is a page 'Tiny report 2024', not one of tiny 2023|is a page '.* 2024'"):
        verify._names("tiny", 2023, page / "index.html", given)
