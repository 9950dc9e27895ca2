"""Time a report built the project's way and the stock way: `python -m bench.reports annual 2024 [builds]`.

Writes reports.json.
The project is copied, so nothing in it changes. Processor seconds are of all processes that were started, and of a warm
process that an earlier build left; on a machine with other work they are what can be compared, and the load stands
beside the wall clock. Each way is kept as soon as it is timed. Rows are kept in every way that does not say otherwise.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from manyi.errors import InputError
from manyi.language.periods import Period
from manyi.publish.report import Run, notebook_file, plan, read

HERE = Path(__file__).parent
IGNORED = shutil.ignore_patterns("build", ".git", ".venv", "20[0-9][0-9]", "*_cache")
NOTHING, KEPT, WORD = "nothing kept, rows too", "rows kept", "one word, a warm process there"
PLAIN, STOCK = "chapters in one plain process", "stock: papermill, then nbconvert"
YEARS = "four years at once (those there are), nothing kept"
REBUILT = ("kept", "remembered", "standing", "seconds.json")  # below build/; rows stay


def timed(*commands: Sequence[str], **environment: str) -> dict[str, Any]:
    """Run commands one after the other and print seconds of wall clock and processor, and the load before."""
    before, load, began = _processor(), os.getloadavg()[0], time.monotonic()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    wall, processor = time.monotonic() - began, _processor() - before
    print(f"{wall:8.1f} {processor:10.1f} {load:6.1f}  {' '.join(commands[0][2:5])} ...", flush=True)
    return {"wall": round(wall, 1), "processor": round(processor, 1), "load": round(load, 1)}


def _processor() -> float:
    """Return the processor seconds of ended processes started here, and of warm processes this project has running."""
    ended, server = resource.getrusage(resource.RUSAGE_CHILDREN), str(Path.cwd() / "src/manyi/kernels/server.py")
    seconds = ended.ru_utime + ended.ru_stime
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if server in (process / "cmdline").read_text(errors="replace"):
                ticks = (process / "stat").read_text().rpartition(")")[2].split()[11:15]  # its own, and its children's
                seconds += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return seconds


def stock(runs: Sequence[Run], report: str, year: Period, to: Path) -> dict[str, Any]:
    """Time papermill and nbconvert from the command line, one notebook at a time."""
    commands = []
    for run in runs:
        out = to / f"{run.name}.ipynb"
        given = [part for name, value in (("study", run.study), ("year", str(year)), ("report", report))
                 for part in ("-p", name, value)]  # fmt: skip
        commands.append([sys.executable, "-m", "papermill", str(notebook_file(run.notebook)), str(out), *given])
    pages = [[sys.executable, "-m", "nbconvert", "--to", "html", str(to / f"{run.name}.ipynb")] for run in runs]
    return timed(*([*command, "--no-progress-bar"] for command in commands), *pages)


def plain(report: str, year: str) -> None:
    """Run the cells of all chapters one after the other in this process: no kernels, pages or checks, so the floor."""
    for run in (run for run in plan(read(report), Period.of(year)) if run.wave):
        namespace: dict[str, Any] = {}
        for cell in nbformat.read(notebook_file(run.notebook), as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, run.name, "exec"), namespace)  # noqa: S102 - the chapters of this project
            if "parameters" in cell.metadata.get("tags", []):
                namespace |= {"study": run.study, "year": Period.of(year), "report": report}


def main(report: str = "annual", year: str = "2024", ways: str = "all") -> None:
    """Time every way on a copy of the project, and print and keep the figures.

    ways: "builds" leaves out stock, the plain process and the other years, of which what was kept before stays.
    """
    kept = HERE / "reports.json"
    before = json.loads(kept.read_text("utf-8")) if ways == "builds" and kept.is_file() else {}
    figures: dict[str, dict[str, Any]] = before.get(f"{report} {year}", {})
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(Path.cwd(), project, ignore=IGNORED)
        shutil.copytree(Path.cwd() / "data", project / "data", dirs_exist_ok=True)  # its folders of years too
        os.chdir(project)
        os.environ |= {"PYTHONPATH": str(project / "src"), "MANYI_WARM": "0"}
        for name, row in _ways(report, Period.of(year), Path(folder), whole=ways == "all"):
            figures[name] = row
            record = {f"{report} {year}": figures, "reach": _reach(figures)}
            kept.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    for name, row in figures.items():
        print(f"{name:<42} {row['wall']:8.1f} {row['processor']:10.1f} {row['load']:6.1f}")
    for name, ratio in _reach(figures).items():
        print(f"{name:<60} {ratio:6.2f}")


def _reach(figures: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return how far a build is from what it is to reach, by the wall clock, of what has been timed."""
    pairs = {
        "times faster than stock (8)": (STOCK, KEPT), "times the plain process on two cores (1.3)": (KEPT, PLAIN),
        "a word, of the whole (.25)": (WORD, KEPT), "several years, of one (2.5)": (YEARS, NOTHING),
    }  # fmt: skip
    ratios = {name: figures[a]["wall"] / figures[b]["wall"] for name, (a, b) in pairs.items() if {a, b} <= {*figures}}
    if (plain := "times the plain process on two cores (1.3)") in ratios:
        ratios[plain] *= 2  # the plain process has one
    return {name: round(ratio, 2) for name, ratio in ratios.items()}


def _ways(report: str, year: Period, folder: Path, *, whole: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each way and its figures. A build leaves no warm process unless it says so."""
    build = [sys.executable, "-m", "manyi", "report", f"--year={year}", f"--report={report}"]
    runs = [run for run in plan(read(report), year) if run.wave]
    last = [run for run in runs if run.place == "body"][-1]
    notebook, codebook = notebook_file(last.notebook), Path("data", last.study, "codebook.yml")
    yield NOTHING, timed(build)
    _forget()
    yield KEPT, timed(build)
    yield "nothing changed", timed(build)
    yield f"one word of {last.notebook}, no warm process", _changed(notebook, partial(_one_word, "Indeed."), build)
    yield f"one label of {last.study}, no warm process", _changed(codebook, partial(_one_label, "so"), build)
    yield "that label put back, leaving a warm process", timed(build, MANYI_WARM="1")
    yield WORD, _changed(notebook, partial(_one_word, "Truly."), build, MANYI_WARM="1")
    yield "one label, a warm process there", _changed(codebook, partial(_one_label, "thus"), build, MANYI_WARM="1")
    if not whole:
        return
    yield PLAIN, timed([sys.executable, "-m", "bench.reports", "plain", report, str(year)])
    yield STOCK, stock(runs, report, year, folder)
    _forget("rows")
    several = (Period(int(year) - back) for back in range(3, -1, -1))
    years = [str(wave) for wave in several if _has(report, wave)]
    yield YEARS, timed([sys.executable, "-m", "manyi", "reports", f"--years={' '.join(years)}", build[-1]])


def _has(report: str, year: Period) -> bool:
    """Return whether any study of a report has a wave in a year."""
    with contextlib.suppress(InputError):
        return any(run.wave for run in plan(read(report), year))
    return False


def _forget(*more: str) -> None:
    """Drop what builds made; rows stay unless they are named."""
    for name in (*REBUILT, *more):
        kept = Path("build", name)
        shutil.rmtree(kept) if kept.is_dir() else kept.unlink(missing_ok=True)


def _changed(file: Path, change: Callable[[str], str], build: list[str], **environment: str) -> dict[str, Any]:
    """Time a build while a file is changed."""
    before = file.read_text("utf-8")
    file.write_text(change(before), encoding="utf-8")
    figures = timed(build, **environment)
    file.write_text(before, encoding="utf-8")
    return figures


def _one_word(word: str, text: str) -> str:
    notebook = nbformat.reads(text, as_version=4)
    english = (cell for cell in notebook.cells if cell.metadata.get("tags") == ["en"])
    cells = [cell for cell in english if not cell.source.splitlines()[-1].startswith("#")]  # not in a heading
    cells[-1].source += f" {word}"
    return str(nbformat.writes(notebook))


def _one_label(word: str, text: str) -> str:
    changed, count = re.subn(r"\{en: ([^,{}\"']+),", rf"{{en: \1 {word},", text, count=1)
    assert count, "no label in the codebook"
    return changed


if __name__ == "__main__":
    plain(*sys.argv[2:]) if sys.argv[1:2] == ["plain"] else main(*sys.argv[1:])
