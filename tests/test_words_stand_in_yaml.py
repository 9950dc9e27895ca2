"""No sentence of a report stands in Python: no text in two languages, nothing in Chinese, beyond what is listed."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "manyi"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# What Chinese in code is for, other than to be printed: patterns and signs of what people write, heads of a form that
# is read back, the order of line breaks; and rows of a log (`problems`, `survey`), which is a file in both languages.
NOT_SENTENCES = {
    "exhibits/figures/axis.py", "exhibits/names.py", "exhibits/chapter/answer.py", "exhibits/chapter/describe.py",
    "publish/page/check.py", "publish/page/tidy.py", "publish/ready.py", "publish/results.py", "publish/site_trend.py",
    "rows/clean/problems.py", "rows/read/encoding.py", "rows/read/redact.py", "rows/read/texts.py", "rows/survey.py",
    "studies/firms/form.py", "studies/firms/form_template.py", "studies/firms/forms.py", "studies/retail/themes.py",
    "study/answers.py",
}  # fmt: skip
# Still to be moved into YAML beside them.
TO_MOVE = {
    "publish/page/export.py", "publish/page/toplines.py", "publish/provenance.py", "publish/site.py",
    "studies/interviews.py", "studies/service/scorecard.py",
    "studies/source_report/table.py", "study/codebook.py",
}  # fmt: skip


def spoken(tree: ast.Module) -> list[str]:
    """What a module says in Chinese, docstrings aside."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docs = {id(node.body[0].value) for node in nodes if node.body and isinstance(node.body[0], ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in strings if id(node) not in docs and CHINESE.search(node.value)]


def test_words_stand_in_yaml_and_not_in_code() -> None:
    speaking = {
        str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if spoken(ast.parse(path.read_text("utf-8")))
    }
    assert speaking - NOT_SENTENCES == TO_MOVE


def test_the_check_sees_chinese_but_not_in_a_docstring() -> None:
    assert spoken(ast.parse('"""中"""\nX = {"en": f"{a}", "zh": f"{a}中"}\ndef f():\n    """中"""\n')) == ["中"]
