"""The session of docs/idioms.md is what happens: the objects of a chapter, as a terminal and a notebook show them."""

from __future__ import annotations

import doctest

import pytest
from lxml import html

from manyi.exhibits.html import bundle
from tests.conftest import ROOT

pytestmark = pytest.mark.slow  # it reads four waves of a study

PAGE = (ROOT / "docs" / "idioms.md").read_text("utf-8")


def test_the_session_of_idioms_and_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(bundle, "display", lambda shown, raw: print(shown["text/plain"]))  # as IPython in a terminal
    session = PAGE.partition("```pycon\n")[2].partition("```")[0]
    example = doctest.DocTestParser().get_doctest(session, {}, "idioms", None, 0)
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, clear_globs=False)
    assert results.attempted == 9 and not results.failed
    (table,) = html.fromstring(example.globs["groups"]._repr_html_()).xpath("//table[thead]")
    rows = [[cell.text_content() for cell in row] for row in table.iter("tr")]
    card = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| ") and line.count("|") == 10]
    assert [[cell.strip() for cell in row] for row in card] == rows
