"""No sentence of a report stands in Python: no text in two languages, nothing in Chinese, beyond what is listed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.sources import nodes_of

PACKAGE = ROOT / "src" / "manyi"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ENGLISH = re.compile("[A-Za-z]{2,}[,:;]? [A-Za-z]{2,}")
# What Chinese in code is for, other than to be printed: patterns and signs of what people write, the order of
# line breaks, punctuation between words.
NOT_SENTENCES = {
    "draft/waves/matching.py", "draft/lexicon.py", "draft/naming.py", "draft/short_names.py",
    "draft/guesses/aside.py", "draft/guesses/amounts.py", "draft/guesses/bare_numbers.py", "draft/guesses/several.py",
    "draft/guesses/batteries.py", "draft/guesses/joined_cells.py", "draft/guesses/text_answers.py",
    "exhibits/claims/sentence.py", "exhibits/figures/axis.py", "exhibits/names.py", "exhibits/chapter/describe.py",
    "publish/page/check.py", "publish/page/phrases.py", "publish/page/prose.py", "publish/readiness/ready.py",
    "publish/results.py",
    "publish/site_trend.py",
    "rows/identifying.py", "rows/read/encoding.py", "rows/read/identifying_numbers.py", "rows/read/personal_data.py",
    "rows/read/personal_names.py", "rows/read/platforms.py",
    "rows/read/record_rules.py", "rows/read/texts.py",
    "studies/firms/form.py", "studies/retail/themes.py", "study/answers.py", "study/marks.py",
}  # fmt: skip


def parsed(source: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(source)))


def spoken(nodes: Sequence[ast.AST]) -> list[str]:
    """What a module says in Chinese, docstrings aside."""
    owners = [node for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docs = {id(node.body[0].value) for node in owners if node.body and isinstance(node.body[0], ast.Expr)}
    strings = (node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in strings if id(node) not in docs and CHINESE.search(node.value)]


def cells(path: Path) -> list[ast.AST]:
    """The code of a notebook."""
    code = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    return parsed("\n".join("".join(cell["source"]) for cell in code))


def written(nodes: Sequence[ast.AST]) -> list[str]:
    """The English a module writes into a text: a literal of two words or more under `en`."""
    given = [keyword for node in nodes if isinstance(node, ast.Call) for keyword in node.keywords]
    named = [keyword.value for keyword in given if keyword.arg == "en"]
    pairs = [node for node in nodes if isinstance(node, ast.Dict)]
    named += [
        value
        for pair in pairs
        for key, value in zip(pair.keys, pair.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "en"
    ]
    strings = (node for value in named for node in ast.walk(value) if isinstance(node, ast.Constant))
    return [node.value for node in strings if isinstance(node.value, str) and ENGLISH.search(node.value)]


def test_words_stand_in_yaml_and_not_in_code() -> None:
    modules = {str(path.relative_to(PACKAGE)): nodes_of(path) for path in PACKAGE.rglob("*.py")}
    assert {name for name, nodes in modules.items() if spoken(nodes)} == NOT_SENTENCES
    assert {name: said for name, nodes in modules.items() if (said := written(nodes))} == {}


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_words_of_a_chapter_stand_beside_it(path: Path) -> None:
    nodes = cells(path)
    assert (spoken(nodes), written(nodes)) == ([], [])


def test_the_check_sees_chinese_but_not_in_a_docstring() -> None:
    assert spoken(parsed('"""中"""\nX = {"en": f"{a}", "zh": f"{a}中"}\ndef f():\n    """中"""\n')) == ["中"]


def test_the_check_sees_english_in_a_text() -> None:
    calls = 'Text(en="two words", zh=x)\nsay("a", en=f"{k} of the", zh="")\nX = {"en": "as well", "zh": y}\n'
    assert written(parsed(calls)) == ["two words", " of the", "as well"]
    assert written(parsed('Text(en=f"{a} {b}", zh=a)\nText(en=names["a b"])\nraise InputError("two words")\n')) == []
