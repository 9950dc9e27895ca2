"""The pages for readers name only what exists, and the example of the guide is a survey that can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from manyi import rows
from manyi.draft.new_survey import draft_survey
from manyi.publish.report import Definition, plan, read
from manyi.study.codebook import Codebook
from manyi.study.origin import Origin
from manyi.study.study import Margin, Margins, Study
from manyi.study.yaml_file import read_yaml
from tests.conftest import ROOT
from tests.draft.conftest import visits

PAGES = [page for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))] if page.is_file()]
GUIDE = ROOT / "docs" / "survey-reference.md"
FIRST = ROOT / "docs" / "new-survey.md"
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


@pytest.mark.slow
def test_the_survey_of_the_guide_can_be_read(example: Path) -> None:
    problems, removed = rows.check("clinic", 2024)
    assert removed.empty
    assert list(zip(problems["item"], problems["value"], problems["rule"], strict=True)) == [("wait", "900", "range")]
    survey = rows.load("clinic", 2024)
    assert len(survey.frame) == 6 and survey.frame["wait"].count() == 4
    assert survey.frame["overall"].tolist() == [4, 5, 3, 2, 5, 1]
    assert survey.frame["reason__other"].sum() == 1
    assert survey.weighting["after"].tolist() == pytest.approx([0.45, 0.55])


def _records() -> dict[str, type[BaseModel]]:
    """The records of all YAML a survey is described by, and those inside them, by the name of their class."""
    records: dict[str, type[BaseModel]] = {}

    def within(kind: Any) -> None:
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__name__ not in records:
            records[kind.__name__] = kind
            for field in kind.model_fields.values():
                within(field.annotation)
        for part in get_args(kind):
            within(part)

    for kind in (Study, Codebook, Margin, Origin, Definition):
        within(kind)
    return records


def _explained() -> set[str]:
    """The words the reference sets in code, and the single keys inside."""
    return {word for line in code(GUIDE) for word in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", line)}


@pytest.mark.parametrize("name", sorted(_records()))
def test_every_key_is_explained(name: str) -> None:
    keys = {field.alias or key for key, field in _records()[name].model_fields.items()}
    assert keys - _explained() == set()


def test_the_keys_the_guide_explains_exist() -> None:
    """A key in a table of the guide is a key of a record, so that a renamed one is noticed."""
    known = {field.alias or key for kind in _records().values() for key, field in kind.model_fields.items()} | {"long"}
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            for key in re.findall(r"`((?:[a-z_]+)?\.?[a-z_]+)`", line.split("|")[1]):
                assert set(key.strip(".").split(".")) <= known, key


def test_the_first_page_is_short_and_its_session_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The survey of tests/draft, drafted in an empty project, says what the page prints."""
    text = FIRST.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    (session,) = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for folder in ("data", "notebooks", "reports"):
        (tmp_path / folder).mkdir()
    visits().to_csv(tmp_path / "visits.csv", index=False)
    monkeypatch.chdir(tmp_path)
    printed = list(draft_survey("clinic", tmp_path / "visits.csv", None, False))
    assert session.splitlines()[1:] == printed
    book = (tmp_path / "data" / "clinic" / "codebook.yml").read_text("utf-8")
    (drafted,) = re.findall(r"# as drafted\n(.*?)# as settled", text, re.DOTALL)
    assert set(drafted.splitlines()) <= set(book.splitlines())
