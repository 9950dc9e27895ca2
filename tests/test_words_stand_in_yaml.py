"""No sentence of a report stands in code: what is printed comes from the words beside it, in both languages."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from manyi.language import words
from tests.conftest import ROOT
from tests.html_words import inside
from tests.sources import tree_of
from tests.spoken import CHINESE, ENGLISH, Source

PACKAGE = ROOT / "src" / "manyi"
MODULES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted(PACKAGE.rglob("*.j2"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
# Constants that hold Chinese to recognise what people, programs and punctuation write, never to print it.
READING = {
    "draft/guesses/aside.py": {"ENDED"},
    "draft/guesses/joined_cells.py": {"SEPARATORS"},
    "exhibits/figures/axis.py": {"NEVER_FIRST"},
    "exhibits/names.py": {"SELF_EVIDENT"},
    "publish/page/phrases.py": {"WHOLE", "LEADING"},
    "rows/read/encoding.py": {"SCRIPTS"},
    "rows/read/identifying_numbers.py": {"_NUMERALS"},
    "rows/read/personal_data.py": {"_AT", "_DOT", "_NAMED", "_NORTH", "_EAST"},
    "rows/read/personal_names.py": {"_SIGN", "_ANNOUNCED", "_TITLED"},
    "rows/read/platforms.py": {"WJX", "WJX_CALLED", "WJX_NOTHING"},
    "studies/firms/form.py": {"ANSWERS"},
    "study/answers.py": {"OTHER", "YES", "NO"},
}
# The rooms whose strings a reader may meet: there no English sentence stands at all, wherever it goes.
PRINTING = ("exhibits", "handover", "language", "studies", "publish/page", "publish/provenance.py", "publish/site")
# Sentences that go to the terminal of whoever builds a report: why it is refused, and what was written.
TOLD = {
    "exhibits/claims/sentence.py": "in which sentence a brace is wrong",
    "handover/data_in_parts.py": "which files were left out",
    "publish/page/check.py": "why a page is refused",
    "publish/page/cost.py": "which budget a page exceeds",
    "publish/page/prose.py": "what prose is refused",
    "publish/page/frame.py": "no sentence: `and` of a media query",
    "studies/firms/form.py": "what is wrong with a form filled in",
    "studies/firms/forms.py": "how to call the command, and what it refuses",
}
# What looks like words of a page and is none: how an object shows itself in a notebook; why a page is refused.
ELSEWHERE = {"display.py": {"rows between"}, "publish/page/check.py": {"a remote address: ○ of \n"}}
# What stands in templates between tags that is the same in every language.
NAMES = {"BibTeX", "SHA-256", "results.csv", "results.xlsx", "results.parquet"}


@cache
def source(path: Path) -> Source:
    """The code of a module or a notebook."""
    if path.suffix == ".py":
        return Source(tree_of(path))
    code = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    return Source(ast.parse("\n".join("".join(cell["source"]) for cell in code)))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE if PACKAGE in path.parents else ROOT).as_posix()


@cache
def keys() -> frozenset[str]:
    """The keys of all words: a statistic is called `share of resamples` in code, and what YAML says of it in print."""
    return frozenset(key for file in PACKAGE.rglob("words.yml") for path in words.read(file).leaves() for key in path)


def test_no_words_of_a_report_stand_in_code() -> None:
    by_module = {name(path): set(source(path).written()) for path in MODULES}
    assert {at: lines for at, lines in by_module.items() if lines != ELSEWHERE.get(at, set())} == {}


def test_chinese_stands_in_code_only_to_be_recognised() -> None:
    assert {name(path): said for path in MODULES if (said := source(path).chinese(READING.get(name(path), ())))} == {}
    needed = {name(path): {source(path).holder(node) for node in source(path).in_chinese()} - {""} for path in MODULES}
    assert {at: holders for at, holders in needed.items() if holders} == READING


def test_what_prints_holds_no_english_sentence() -> None:
    printing = [path for path in MODULES if name(path).startswith(PRINTING)]
    sentences = {name(path): [text for text in source(path).sentences() if text not in keys()] for path in printing}
    spoken = {at: lines for at, lines in sentences.items() if lines}
    assert spoken.keys() == TOLD.keys(), spoken  # what is excepted must be needed


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_words_of_a_chapter_stand_beside_it(path: Path) -> None:
    code = source(path)
    assert [*code.chinese(), *code.written(), *code.sentences()] == []


def stream(template: str) -> tuple[str, list[str]]:
    """The HTML of a template with ○ for what is filled in, and the strings of its expressions."""
    tree = jinja2.Environment(autoescape=True).parse(template)
    html = [piece for output in tree.find_all(nodes.Output) for node in output.nodes for piece in shown(node)]
    return "".join(html), [node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]


def shown(node: nodes.Node | None) -> list[str]:
    """What a part of an output prints: its text, the strings it may choose from, ○ for a value."""
    if isinstance(node, nodes.TemplateData):
        return [node.data]
    if isinstance(node, nodes.Const):
        return [str(node.value)]
    if isinstance(node, nodes.CondExpr):
        return [*shown(node.expr1), *shown(node.expr2)]
    if isinstance(node, nodes.BinExpr):
        return [*shown(node.left), *shown(node.right)]
    if isinstance(node, nodes.Concat):
        return [piece for part in node.nodes for piece in shown(part)]
    return shown(node.node) if isinstance(node, nodes.Filter) else ["○"] if node else []


def said_by(template: str) -> list[str]:
    """What a template says in words of its own; all it says should come from words in two languages."""
    html, strings = stream(template)
    text = re.sub(r'[\w-]+○?="○"', "", inside(html))  # attributes a macro writes
    between = [word for word in re.split(r"[\s○,]+", text) if CHINESE.search(word) or re.search("[A-Za-z]{2,}", word)]
    return [word for word in between if word not in NAMES] + [
        text for text in strings if ENGLISH.search(inside(text)) or CHINESE.search(text)
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_words_of_a_template_come_from_yaml(path: Path) -> None:
    assert said_by(path.read_text("utf-8")) == []


CAUGHT = {
    "keyword": 'Text(en="two words", zh=x)',
    "position": 'Text("two words", x)',
    "f-string": 'Text(en=f"{n} of the", zh=x)',
    "constant": 'EN = "two words"\nText(en=EN, zh=x)',
    "constant of a class": 'class A:\n    EN = "two words"\n    def f(self):\n        return Text(en=self.EN, zh=x)',
    "constant of a constant": 'A = "two words"\nB = A + "."\nText(B, x)',
    "table": 'EN = {"rose": "it rose"}\nText(en=EN[verdict], zh=x)',
    "loop": 'for line in ("two words", ""):\n    Text(line, x)',
    "function": 'def words(n):\n    return "two words"\nText(en=words(n), zh=x)',
    "lambda": 'words = lambda n: "two words"\nText(en=(lambda: "two words"), zh=x)',
    "dict": 'X = {"en": "two words", "zh": x}',
    "dict()": 'X = dict(en="two words", zh=x)',
    "entry": 'pair = {}\npair["en"] = "two words"',
    "unpacked": 'Text(**{"en": "two words", "zh": x})',
    "validated": 'Text.model_validate({"en": "two words", "zh": x})',
    "validated by name": 'PAIR = {"zh": x}\nPAIR["en"] = "two words"\nText.model_validate(PAIR)',
    "built": 'Text.model_construct("two words", x)',
    "imported as": 'from manyi.language.text import Text as T\nT("two words", x)',
    "assigned": 'T = Text\nT("two words", x)',
    "module": 'text.Text("two words", x)',
    "markup": 'Markup("two words")',
    "markup filled": 'Markup("<p>{}</p>").format("two words")',
    "html": 'page = "<p>two words</p>"',
    "html in parts": 'page = f"<p>two words {n}</p>"',
    "spoken attribute": 'page = f\'<a aria-label="two words" href="{x}">\'',
    "default": 'def say(text="two words"):\n    return Text(text, x)',
    "default by name": 'def say(*, text="two words"):\n    return Text(text, x)',
    "sum": 'Text("two words" + x, x)',
    "percent": 'Text("two words %s" % x, x)',
    "format": 'Text("two words {}".format(x), x)',
    "join": 'Text(" ".join(["two words", x]), x)',
    "join by name": 'PARTS = ["two words", x]\nText(", ".join(PARTS), x)',
    "filled": 'WORDS["a"].fill(what="two words")',
    "title": 'chapter.show("id", chart, title="two words")',
    "choice": 'Text("two words" if n else x, x)',
    "said": 'chapter.say("id", en="two words", zh="")',
}
INNOCENT = {
    "error": 'raise InputError("not the two words")',
    "error by name": 'fault = f"not the {x}"\nraise InputError(fault)',
    "error of a model": 'Text(en=x, zh=raised(ValueError("not the two")))',
    "docstring": '"""Two words of 中文."""\ndef f():\n    """Two words."""\n',
    "key": 'Text(en=names["two words"], zh=x)',
    "statistic": 'number(row, statistic="smallest detectable change")',
    "slots": 'Text(en=f"{a} {b}", zh=a)',
    "classes": 'tag("p", x, class_="one two")',
    "pattern": 'WORD = re.compile("of the")',
    "compared": 'known = text == "of the"',
    "tags": 'page = \'<p class="one two"><b lang="{}">{}</b></p>\'',
}


@pytest.mark.parametrize("code", CAUGHT.values(), ids=CAUGHT)
def test_english_is_caught_in_every_form(code: str) -> None:
    assert Source(ast.parse(code)).written() != []


@pytest.mark.parametrize("code", INNOCENT.values(), ids=INNOCENT)
def test_what_nobody_reads_in_a_report_is_not_caught(code: str) -> None:
    innocent = Source(ast.parse(code))
    assert (innocent.written(), innocent.sentences(), innocent.chinese()) == ([], [], [])


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ('yield "Nobody answered."', True),
        ('LINE = "the answers of all"', True),
        ('call(x, lead + "is higher than")', True),
        ('number(row, statistic="joint test")', False),
        ('page.xpath("//p[a and b or not c]")', False),
    ],
)
def test_an_english_sentence_is_caught_where_something_is_printed(code: str, caught: bool) -> None:
    assert bool(Source(ast.parse(code)).sentences()) is caught


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ('X = "中"', True),
        ('X = f"{a}，{b}"', True),
        ('def f(x="中文"):\n    ...', True),
        ('say("上升" if up else "下降")', True),
        ('"、".join(names)', True),
        ('text.replace("a", "中")', True),
        ('X = "\\u4e2d"', True),
        ('HELD = ("是", "否")', False),  # given as one that reads
        ('text.rstrip("。")', False),
        ('re.compile("[中文]")', False),
        ('if text in ("是", "否"):\n    ...', False),
        ('raise InputError("中文")', False),
        ('# 中文\nx = 1', False),
    ],
)  # fmt: skip
def test_chinese_is_caught_unless_it_is_only_read(code: str, caught: bool) -> None:
    assert bool(Source(ast.parse(code)).chinese({"HELD"})) is caught


@pytest.mark.parametrize(
    ("template", "caught"),
    [
        ("<p>Numbers</p>", True),
        ("<p>{{ own.a }} and more</p>", True),
        ("<p>数字</p>", True),
        ('<a aria-label="Back">{{ own.a }}</a>', True),
        ('<p>{{ "Sample" if x else own.a }}</p>', True),
        ('{% set title = "two words" %}<p>{{ title }}</p>', True),
        ('<p>{{ own.a.format(n="two words") }}</p>', True),
        ('<p class="two words"{{ " open" if x }}>{{ own.a }} · results.csv, {{ own["b_" ~ c] }}</p>', False),
        ("{# a comment #}<style>p { color: red }</style><code>make report</code>{{ own.a }}", False),
    ],
)
def test_words_of_a_template_are_caught(template: str, caught: bool) -> None:
    assert bool(said_by(template)) is caught
