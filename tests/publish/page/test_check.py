"""Every fault a page can have is found; a good page has none."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.publish.page import check as check_module
from manyi.publish.page.check import Page, require_fit, require_links
from manyi.publish.report import ALLOWED, Budgets

ANY, FIGURE = ALLOWED["report"], Budgets().figure
TABLE = '<table><caption>c</caption><tr><th scope="col">a</th></tr><tr><td>1</td></tr></table>'
DRAWING = (
    '<svg role="img" aria-labelledby="t d"><title id="t">Index</title><desc id="d">Dot plot of the index</desc></svg>'
)
NUMBER = '<data value="78.5" id="n-contact-index">78.5</data>'
BODY = f'<h1>Report</h1><h2 id="a">A</h2><a href="#a">A</a>{TABLE}<figure id="f">{DRAWING}</figure>{NUMBER}'


def pages(body: str = BODY, other: str = BODY, lang: str = "en") -> dict[str, str]:
    frame = '<!DOCTYPE html><html lang="{}"><body>{}</body></html>'
    return {"en": frame.format(lang, body), "zh-Hans": frame.format("zh-Hans", other)}


def test_a_good_page_passes() -> None:
    require_fit(pages(), ANY, FIGURE)


FAULTS = {
    "doubled id": ('<p id="a">', "id 'a' is there 2 times"),
    "broken link": ('<a href="#b">b</a>', "link to #b"),
    "remote image": ('<img alt="A map of it" src="https://x.org/a.png">', "a remote address"),
    "remote style": ("<style>p{background:url(//x.org/a)}</style>", "a remote address"),
    "remote set": ('<img alt="A map of it" srcset="a.png 1x, //x.org/a.png 2x">', "a remote address"),
    "remote symbol": ('<svg aria-hidden="true"><use xlink:href="//x.org/a.svg#b"/></svg>', "a remote address"),
    "remote attribute": ('<p style="background:url( https://x.org/a)">a</p>', "a remote address"),
    "path": ("<p>/home/ana/project/file.py</p>", "a path of this machine: '/home/ana"),
    "placeholder": (
        '<img src="data:," alt="No description has been provided for this image">',
        "without a description",
    ),
    "no alt": ('<img src="data:,">', "without a description"),
    "bare table": ("<table><tr><th>a</th></tr></table>", "table without a caption"),
    "no scope": ("<table><caption>c</caption><tr><th>a</th></tr></table>", "no scope"),
    "handler": ('<p onclick="x()">', "script in an attribute"),
    "javascript": ('<a href=" JavaScript:x()">x</a>', "script in an attribute"),
    "nameless drawing": ('<svg role="img"></svg>', "figure without role img and a description"),
    "empty description": ('<svg role="img" aria-labelledby="q"><desc id="q"> </desc></svg>', "figure without role img"),
    "second title": ("<h1>b</h1>", "2 headings of the first level"),
    "skipped level": ("<h4>b</h4>", "heading level 4 follows 2"),
}


@pytest.mark.parametrize(
    "words", ["src=//x", "@import it", "url(//x.org)", "Home /north/south", "poster = https://x.org", "etc. /usr/"]
)
def test_what_only_looks_like_a_fault_in_words_is_left_alone(words: str) -> None:
    body = f'{BODY}<p title="{words}">{words}</p><a href="https://x.org">x</a>'
    require_fit(pages(body, body), ANY, FIGURE)


def test_a_folder_that_is_there_is_found_and_a_user_whose_name_is_a_word_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "report")
    require_fit(pages(), ANY, FIGURE)
    for said in (str(Path(os.__file__).parent), f"report@{socket.gethostname()}"):
        with pytest.raises(InputError, match="this machine"):
            require_fit(pages(f"{BODY}<p>{said}</p>"), ANY, FIGURE)


@pytest.mark.parametrize(("extra", "said"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_found_and_named(extra: str, said: str) -> None:
    with pytest.raises(InputError, match="page en: ") as error:
        require_fit(pages(BODY + extra), ANY, FIGURE)
    assert said in str(error.value)


def test_the_same_alternative_twice_is_refused() -> None:
    twin = DRAWING.replace('"t', '"t2').replace(' d"', ' d2"').replace('id="d"', 'id="d2"')
    with pytest.raises(InputError, match="the same description"):
        require_fit(pages(BODY + twin), ANY, FIGURE)


def test_the_wrong_language_is_refused() -> None:
    with pytest.raises(InputError, match="lang is 'zh'"):
        require_fit(pages(lang="zh"), ANY, FIGURE)


@pytest.mark.parametrize("change", ['value="78.4"', 'value="78.5" data-part="low"', 'value="78.5" data-high="80"'])
def test_both_languages_must_print_the_same_numbers(change: str) -> None:
    with pytest.raises(InputError, match="numbers differ between the languages"):
        require_fit(pages(other=BODY.replace('value="78.5"', change)), ANY, FIGURE)


def test_both_languages_must_have_the_same_headings() -> None:
    with pytest.raises(InputError, match="headings differ"):
        require_fit(pages(other=BODY + '<h2 id="b">B</h2>'), ANY, FIGURE)


def test_over_budget_the_largest_figures_are_listed() -> None:
    big = BODY.replace("<title", f"<path d='{'0' * 3000}'/><title")
    with pytest.raises(InputError, match="figure larger than 2 KB; largest: f 3 KB"):
        require_fit(pages(big, big), ANY, 2000)
    with pytest.raises(InputError, match=r"3 KB, 2 allowed; largest figures: f 3 KB"):
        require_fit(pages(big, big), ANY.model_copy(update={"en": 2}), FIGURE)


def test_a_link_to_another_page_must_meet_something_there() -> None:
    one = '<html><a href="two.html#b">b</a><a href="elsewhere.html#c">c</a><a href="two.html">two</a></html>'
    two = '<html><p id="b"></p></html>'
    links = {"one.html": Page(one).links_out(), "two.html": Page(two).links_out()}
    require_links(links)
    with pytest.raises(InputError, match=r"one\.html: link to two\.html#b, which is not there"):
        require_links(links | {"two.html": Page("<html></html>").links_out()})


def test_a_notebook_that_names_a_folder_of_the_machine_is_refused() -> None:
    check_module.private('"text": "./build/results"', "30-satisfaction-parks.ipynb")
    with pytest.raises(InputError, match=r"30-satisfaction-parks\.ipynb: a path of this machine: '/Users/ana"):
        check_module.private('"text": "/Users/ana/project"', "30-satisfaction-parks.ipynb")


def test_the_built_pages_pass_and_carry_the_same_numbers(page: Path) -> None:
    texts = {"en": "index.html", "zh-Hans": "index.zh.html"}
    found = {tag: (page / name).read_text(encoding="utf-8") for tag, name in texts.items()}
    require_fit(found, ANY, FIGURE)
    english, chinese = (Page(text).numbers for text in found.values())
    assert english == chinese
    assert len(english) > 20
