"""The pages for readers name only what exists, and the example of docs/new-survey.md is a survey that can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from manyi import rows
from manyi.publish.report import Definition, plan, read
from manyi.study.codebook import Codebook
from manyi.study.origin import Origin
from manyi.study.study import Margins, Study
from manyi.study.yaml_file import read_yaml
from tests.conftest import ROOT

PAGES = [page for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))] if page.is_file()]
GUIDE = ROOT / "docs" / "new-survey.md"
KINDS = {"origin.yml": Origin, "codebook.yml": Codebook, "study.yml": Study, "margins.yml": Margins}
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def code(page: Path) -> list[str]:
    """Return what a page sets in the type of code: lines of fenced blocks, and words between backticks."""
    text = page.read_text(encoding="utf-8")
    fenced = [line for _, block in FENCED.findall(text) for line in block.splitlines()]
    return fenced + re.findall(r"`([^`\n]+)`", FENCED.sub("", text))


def makefile() -> tuple[set[str], set[str]]:
    """Return the targets of the Makefile and the settings that can be given to them."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    settings = re.findall(r"^settings := (.*)$", text, re.MULTILINE)[0].split()
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE)), {*settings, "PYTHON"}


@every_page
def test_every_make_command_can_be_given(page: Path) -> None:
    targets, settings = makefile()
    for line in code(page):
        for command in re.findall(r"(?:^|[;&|(]\s*|\$ )make((?: +[\w./=<>-]+)*)", line):
            words = command.split()
            assert {word for word in words if re.fullmatch("[a-z][a-z-]*", word)} <= targets, line
            assert {word.split("=")[0] for word in words if "=" in word} <= settings, line


@every_page
def test_every_path_is_there(page: Path) -> None:
    for said in code(page):
        for path in re.findall(r"(?<![\w./<-])(?:src|docs|data|tests|notebooks|bench)/[\w./*<>-]*", said):
            example = "<" in path or path.startswith("data/clinic/")
            assert example or list(ROOT.glob(path.rstrip("./"))), f"{path} is not there"


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            assert not target.partition("#")[0] or (page.parent / target.partition("#")[0]).exists(), target


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project that holds the survey of the guide, written as a reader would copy it."""
    for language, block in FENCED.findall(GUIDE.read_text(encoding="utf-8")):
        if language:
            name = "data/clinic/raw/2024/visits.csv" if language == "csv" else block.split("\n")[0].removeprefix("# ")
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(block, encoding="utf-8", newline="\n")
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path / "build"))
    monkeypatch.delenv("MANYI_DATA", raising=False)
    return tmp_path


def test_the_yaml_of_the_guide_is_what_the_records_allow(example: Path) -> None:
    found = sorted(example.glob("data/clinic/**/*.yml"))
    assert {path.name for path in found} == set(KINDS)
    for path in found:
        read_yaml(path, KINDS[path.name])
    read_yaml(example / "reports" / "clinic.yml", Definition)
    assert {run.study for run in plan(read("clinic"), 2024)} == {"clinic"}


def test_the_survey_of_the_guide_can_be_read(example: Path) -> None:
    problems, removed = rows.check("clinic", 2024)
    assert removed.empty
    assert list(zip(problems["item"], problems["value"], problems["rule"], strict=True)) == [("wait", "900", "range")]
    survey = rows.load("clinic", 2024)
    assert len(survey.frame) == 6 and survey.frame["wait"].count() == 4
    assert survey.frame["overall"].tolist() == [4, 5, 3, 2, 5, 1]
    assert survey.frame["reason__other"].sum() == 1
    assert survey.weighting["after"].tolist() == pytest.approx([0.45, 0.55])


def test_the_keys_the_guide_explains_exist() -> None:
    """A key in a table of the guide is a key of a record, so that a renamed one is noticed."""
    known = {field.alias or name for kind in _records() for name, field in kind.model_fields.items()} | {"files"}
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `") and "what to do" not in line:
            for key in re.findall(r"`((?:claims|files)?\.?[a-z_]+)`", line.split("|")[1]):
                assert key.rpartition(".")[2] in known or key.partition(".")[2] in known, key


def _records() -> list[type]:
    from manyi.study import codebook, origin, plan, study

    modules = (plan, codebook, study, origin, study)
    return [kind for module in modules for kind in vars(module).values() if hasattr(kind, "model_fields")]
