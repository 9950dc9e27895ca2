"""What the package says is not taken apart again: what a message or a sentence holds travels in a record beside it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import manyi
from tests.sources import tree_of
from tests.test_no_html_by_pattern import Handled

PACKAGE = Path(manyi.__file__).parent
# What reads files of others (rows, most of draft) looks for their words; these rooms speak themselves.
ROOMS = ("errors.py", "commands.py", "language/formats.py", "draft/descriptions.py", "draft/new_survey.py",
         "draft/yaml_edits.py", "draft/yaml_lists.py", "draft/waves", "stats", "exhibits", "publish", "handover",
         "studies")  # fmt: skip
# Words one behind the other, a word before a colon, a mark between parts of a sentence, Chinese.
PHRASE = re.compile(
    r"[a-z]{2,}[:,;]? [a-z]{2,}|[a-z]{3,}: $|\): \(|^[:;.,] $|^[。，：；、]$|[\u4e00-\u9fff]{2,}", re.IGNORECASE
)
ALLOWED = {
    "language/formats.py": "the first sentence of a template is a title; a list whose words hold commas has semicolons",
    "exhibits/figures/svg.py": "what a shape looks like, as matplotlib writes it",
    "exhibits/names.py": "whether the name a study gives a question already says that it is a rating",
    "exhibits/numbers.py": "the keys of a group as the ledger keeps them, written beside it",
    "exhibits/vocabulary.py": "the key of a method as the ledger keeps it, written beside it",
    "publish/identified.py": "cells of a finished file, searched for what identifies people",
    "publish/site_trend.py": "a reason as a researcher wrote it, with or without its stop, at the end of a sentence",
    "publish/page/check.py": "a finished page is searched for alternative texts that say nothing",
    "publish/page/compared.py": "a page that may be forged",
    "publish/page/frame.py": "the name of an attribute",
    "publish/page/phrases.py": "where a line of Chinese may break",
    "publish/page/prose.py": "a finished page is searched for what its prose must not say",
    "publish/readiness/ready.py": "words of a study that its kind of sample may not use",
}


class Phrased(Handled):
    """A module and the phrases it looks for in a text."""

    def taken_apart(self) -> list[tuple[int, str]]:
        """Return line and phrase, "MARKS" for a mark of punctuation that is looked up by language."""
        calls = [node for node in self.nodes if isinstance(node, ast.Call) and self._handles(node)]
        marks = [(call.lineno, "MARKS") for call in calls if any(map(self._is_mark, call.args))]
        return [*((line, text) for line, text in self.searched() if PHRASE.search(text)), *marks]

    def _is_mark(self, expression: ast.expr) -> bool:
        parts = [part for value in (expression, *self.given(expression)) for part in ast.walk(value)]
        return any("MARKS" in (getattr(part, "id", ""), getattr(part, "attr", "")) for part in parts)


def taken_apart(tree: ast.Module) -> list[tuple[int, str]]:
    return Phrased(tree).taken_apart()


def test_no_phrase_is_taken_apart() -> None:
    rooms = [PACKAGE / room for room in ROOMS]
    files = [file for room in rooms for file in ([room] if room.suffix else sorted(room.rglob("*.py")))]
    handled = {file.relative_to(PACKAGE).as_posix(): taken_apart(tree_of(file)) for file in files}
    used = {name: phrases for name, phrases in handled.items() if phrases}
    assert used.keys() == ALLOWED.keys(), used  # what is allowed must be needed


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ('text.removeprefix("warning: ")', True),
        ('[line for line in notes if line.startswith("note: ")]', True),
        ('kind, _, more = about.partition(": ")', True),
        (r'PLACED = re.compile(r"(.+?, line \d+): (.*)")', True),
        ('text.en.replace("at least ", "")', True),
        ('text.en.replace("rose", "")', False),  # a word alone may be a key
        ('unit.partition(formats.MARKS["comma"][language])', True),
        ('stop = MARKS["stop"]["en"]\nsentence.split(stop)', True),
        ('sentence.split("。")', True),
        ('verdict.removesuffix("_small")', False),
        ('name.partition("__")', False),
        ('key.split("; ")', True),
        ('shown = "at least " in text.en', True),
        ('"不是" not in sentence', True),
        ('frame["sentence"].str.contains("is higher than")', True),
        ('"difference" in numbers', False),
    ],
)
def test_the_guard_sees_phrases_and_no_keys(line: str, seen: bool) -> None:
    assert bool(taken_apart(ast.parse(line))) is seen
