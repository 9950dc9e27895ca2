"""Where the tests find what is not in the repository: one variable, read here and nowhere else.

MANYI_REFERENCE (default: ../shared beside the checkout) holds oracles/ (results of R) and data/ (real surveys).
MANYI_EXPLORE=1 lets hypothesis draw new examples; without it every run draws the same, so that a change is judged by
what it changed. MANYI_REQUIRE=1 turns "not there, skipped" into a failure; .ci/run sets it, and MANYI_ENGINES=1 for
Spark and PostgreSQL where it could install them.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

import manyi.publish  # noqa: F401  its import keeps nbformat's a second short, and is to come before any other
from manyi import rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

os.environ.setdefault("MANYI_WARM", "0")  # a build of a test leaves no process behind
hypothesis.settings.register_profile("same", derandomize=True, database=None, max_examples=40)
if os.environ.get("MANYI_EXPLORE") != "1":
    hypothesis.settings.load_profile("same")

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = Path(os.environ.get("MANYI_REFERENCE", ROOT.parent / "shared"))
REQUIRED = os.environ.get("MANYI_REQUIRE") == "1"
ENGINES_REQUIRED = os.environ.get("MANYI_ENGINES") == "1"
SLOW = {"built", "chromium", "kept", "shop"}  # fixtures that build a report or read rows
SLOW_FOLDERS = {"published", "sample", "simulation", "kernels"}  # whole populations, repeated samples, processes
SLOW_FILES = {  # that read rows, draw, start processes or repeat samples, test by test
    "draft/shape/test_answer_layout.py", "draft/test_labelled_file.py", "draft/test_odd_files.py",
    "draft/test_sheets_of_workbooks.py", "exhibits/figures/test_figures.py", "exhibits/test_vocabulary.py",
    "exhibits/toplines/test_from_sums.py",
    "handover/test_data_files.py", "handover/test_office.py", "oracles/test_fresh.py", "publish/flow/test_flow.py",
    "publish/page/test_pages.py", "publish/page/test_topline_page.py", "publish/readiness/test_ready.py",
    "publish/test_secret.py", "rows/read/test_database.py", "rows/read/test_delivered.py",
    "rows/read/test_large_files.py", "rows/read/test_platforms.py", "rows/read/test_workbooks.py", "rows/test_load.py",
    "rows/test_missing.py", "rows/test_reviews.py", "rows/test_shapes.py", "rows/test_tables.py",
    "stats/drivers/test_key_drivers.py", "stats/test_simulation.py", "studies/firms/test_firm_page.py",
    "studies/firms/test_forms.py", "studies/firms/test_points.py", "studies/retail/test_marketplace.py",
    "study/test_bad_yaml.py", "test_display.py", "test_evidence.py", "test_floors.py", "test_methods.py",
    "test_notebooks_run.py", "test_stopping.py",
}  # fmt: skip
LONGEST = (  # run first, the longest of all before the others, so that no process is left alone with one at the end
    "rows/read/test_bad_files.py", "rows/clean/test_remote.py", "publish/flow/test_incremental.py",
    "publish/readiness/test_rehearsal.py", "draft/test_new_survey.py", "publish/test_odd_shapes.py",
    "publish/test_verify.py", "kernels/test_warm.py", "published/test_published.py", "publish/test_secret.py",
    "test_notebooks_run.py", "exhibits/test_browser.py", "test_bench.py", "test_chapters_from_sums.py",
    "exhibits/toplines/test_every_question.py", "publish/page/test_page.py", "publish/test_digests.py",
    "test_stopping.py", "simulation/test_coverage.py",
)  # fmt: skip
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{}</cachedir></fontconfig>"""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out of a quick run what is slow as a whole before it is imported."""
    place = collection_path.relative_to(ROOT / "tests") if collection_path.is_relative_to(ROOT / "tests") else None
    slow = place and place.parts and (place.parts[0] in SLOW_FOLDERS or place.as_posix() in SLOW_FILES)
    return True if slow and config.option.markexpr == "not slow" else None


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for garbage again and again is a twentieth of every run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow; skip, with a line, what this machine cannot run; in CI run it and let it fail.

    The longest files come first: with --dist loadfile a file is one process's work.
    """
    absent = {
        "reference": not REFERENCE.is_dir() and f"reference data not found at {REFERENCE} (set MANYI_REFERENCE)",
        "browser": not CHROMIUM and "Chromium is not installed",
    }
    for item in items:
        place = item.path.relative_to(ROOT / "tests")
        if (
            place.parts[0] in SLOW_FOLDERS
            or place.as_posix() in SLOW_FILES
            or SLOW & set(item.fixturenames)
            or item.get_closest_marker("browser")
            or item.get_closest_marker("engines")
        ):
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("engines"):
            item.add_marker(pytest.mark.long)
        for marker, reason in absent.items():
            if reason and not REQUIRED and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder with oracles/ and data/; use together with @pytest.mark.reference."""
    return REFERENCE


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; use together with @pytest.mark.browser."""
    assert CHROMIUM, "Chromium is required (MANYI_REQUIRE=1) and not installed"
    return CHROMIUM


@contextmanager
def launched(chromium: str, **settings: str) -> Iterator[Browser]:
    """Chromium; for one module at most, as it holds the event loop of the process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET), env={**os.environ, **settings})
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium on a machine that knows DejaVu and no other font."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts.conf").write_text(FONTCONFIG.format(folder / "cache"))
    with launched(chromium, FONTCONFIG_FILE=str(folder / "fonts.conf")) as browser:
        yield browser


@pytest.fixture(scope="module")
def tab(chromium: str) -> Iterator[Page]:
    """A page of Chromium with the fonts of this machine."""
    with launched(chromium) as browser:
        yield browser.new_page()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Make a folder once for all processes of a run; whoever comes second waits. To be read only."""
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    shared = tmp_path_factory.getbasetemp().parent if parallel else tmp_path_factory.getbasetemp()

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def kept(once: Callable[[str, Callable[[Path], None]], Path]) -> Callable[[str, int], rows.Survey]:
    """Rows of a study of this repository, read once for all processes and kept under build/ as a report keeps them."""

    def load(study: str, year: int) -> rows.Survey:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(ROOT)
            patch.delenv("MANYI_BUILD", raising=False)
            once(f"rows-{study}-{year}", lambda folder: rows.load(study, year) and None)
            return rows.load(study, year)

    return load
