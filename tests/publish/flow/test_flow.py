"""One byte changes: which products are made again. The keys are computed; nothing is run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from manyi.publish import build, run
from manyi.publish.flow import reach
from manyi.publish.flow.flow import Flow
from manyi.publish.flow.hashes import Hashes
from manyi.publish.flow.inputs import Inputs
from manyi.publish.flow.kept import Product
from manyi.publish.flow.tasks import key_of
from manyi.publish.page.pieces import save_pieces
from manyi.publish.report import plan, read
from tests.publish.conftest import PROJECT

CHAPTERS = {"30-satisfaction-parks", "90-methods-parks", "10-summary-parks"}
PAGES = {"page index en", "page index zh", "page methods en", "page methods zh"}
PIECES = {f"pieces {name}" for name in CHAPTERS}
CHECKS = {"check index", "check methods"}
LAID_OUT = {"anchors", *PIECES, *PAGES}  # what a page is made of reaches the list of ids too
ROWS, TOPLINES, DISCLOSURE = {"rows parks"}, {"toplines parks"}, {"disclosure parks"}
SEARCHED = {"identifying parks"}
ALL = {"ready", "results", "links", *CHECKS, *CHAPTERS, *LAID_OUT, *ROWS, *SEARCHED, *TOPLINES, *DISCLOSURE}
GROUPED = {"page index en", "page index zh"}  # its cards name groups
DATA = {"ready", "results", *GROUPED, *CHAPTERS, *ROWS, *SEARCHED, *TOPLINES, *DISCLOSURE}  # more when numbers change
SIGNED = {"results", *TOPLINES}  # what says whether anything of the report is still guessed
FLIPS = {
    "raw data": ("data/parks/raw/2024/answers.csv", DATA),
    "a label": ("data/parks/codebook.yml", DATA),
    "population, mode, claims": ("data/parks/study.yml", DATA | PAGES),
    "another study": ("data/trains/codebook.yml", {"results"}),
    "another study's name": ("data/trains/study.yml", PAGES | {"results"}),
    "a notebook": ("notebooks/30-satisfaction.ipynb", {"30-satisfaction-parks"}),
    "words of a notebook": ("notebooks/90-methods.words.yml", {"90-methods-parks"}),
    "words of a study": ("data/parks/words.yml", DATA),
    "margins": ("data/parks/margins.yml", DATA),
    "the report": ("reports/tiny.yml", {"ready", *CHECKS, "anchors", *PAGES} | SIGNED),
    "the lock": ("requirements.lock", ALL),
    "the citation": ("CITATION.cff", {"results", *TOPLINES}),
    "what was published": ("published/tiny/2024.csv", {"results"}),
    "nothing": ("README.md", set()),
}
CODE = {
    "rows": ("rows/clean/rake.py", ALL - {"links", *CHECKS}),
    "words of rows": ("rows/clean/words.yml", ALL - {"links", *CHECKS}),
    "statistics": ("stats/sample.py", ALL - {"results", "links", *CHECKS, *ROWS, *SEARCHED}),
    "a font": ("exhibits/fonts/NotoSansSC-subset.ttf", ALL - {"results", "links", *CHECKS, *ROWS, *SEARCHED}),
    "toplines": ("exhibits/toplines/crosstabs.py", TOPLINES),
    "a template of the page": ("publish/page/template/page.html.j2", {"links", *CHECKS} | LAID_OUT | TOPLINES),
    "a style sheet": ("publish/page/template/comfort.css", {"links", *CHECKS} | LAID_OUT | TOPLINES),
    "the engine of chapters": ("publish/executed.py", CHAPTERS | PIECES),
    "results": ("publish/results.py", {"results", *TOPLINES}),
    "the check": ("publish/page/check.py", {"links", *CHECKS, *PIECES, *TOPLINES}),
    "what no chapter of this report uses": ("studies/retail/rates.py", set()),
    "the command line": ("cli.py", set()),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the small project with a copy of the source beside it; the working folder."""
    base = tmp_path_factory.mktemp("flow")
    shutil.copytree(PROJECT, base / "project")
    shutil.copytree(reach.SOURCE, base / "manyi", ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base / "project")
        patch.delenv("MANYI_BUILD", raising=False)
        patch.setattr(reach, "SOURCE", base / "manyi")
        yield base / "project"


@pytest.fixture(scope="module")
def before(small: Path) -> dict[str, str]:
    return keys()


def keys() -> dict[str, str]:
    """Return the keys of all tasks, as if every earlier product were the same."""
    definition = read("tiny")
    runs = plan(definition, 2024)
    job = run.job("tiny", 2024, Path("scratch"), Path("logs"), definition.budgets, runs, print)
    inputs = Inputs(Hashes(), {})
    tasks = build.tasks(Flow(job, definition, runs, inputs))
    inputs.reach.save()
    origin = Path("origin")
    origin.mkdir(exist_ok=True)
    (origin / "provenance.json").write_text("{}")
    save_pieces({}, {"en": {}, "zh": {}}, origin)
    files = {file.name: "" for file in origin.iterdir()}
    same = {task.name: Product(origin, files, 0.0) for task in tasks}
    return {task.name: key_of(task, {name: same[name] for name in task.after}) for task in tasks}


def made_again(before: dict[str, str], file: Path, more: bytes = b"\n") -> set[str]:
    """Return the tasks whose keys differ while a file has some bytes more, or is there at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = file.read_bytes() if file.exists() else None
    file.write_bytes(b"{}" if content is None else content + more)
    try:
        after = keys()
    finally:
        file.unlink() if content is None else file.write_bytes(content)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@pytest.mark.parametrize(("file", "made"), FLIPS.values(), ids=FLIPS)
def test_a_changed_file_of_the_project_reaches_what_is_made_of_it(
    small: Path, before: dict[str, str], file: str, made: set[str]
) -> None:
    assert made_again(before, small / file) == made


def test_a_guess_in_another_study_reaches_whatever_must_say_draft(small: Path, before: dict[str, str]) -> None:
    guessed = small / "data/trains/codebook.yml"
    assert made_again(before, guessed, b"# GUESS: a guess\n") == {"results", *TOPLINES}


@pytest.mark.parametrize(("file", "made"), CODE.values(), ids=CODE)
def test_changed_code_reaches_what_can_call_it(small: Path, before: dict[str, str], file: str, made: set[str]) -> None:
    assert made_again(before, reach.SOURCE / file) == made


def test_what_was_changed_back_has_its_old_key(small: Path, before: dict[str, str]) -> None:
    assert keys() == before
