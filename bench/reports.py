"""Time a report built the project's way and the stock way: `python -m bench.reports annual 2024`. Writes reports.json.

The project is copied, so nothing in it changes. Processor seconds are of all processes that were started; on a machine
with other work they are what can be compared, and the load stands beside the wall clock. Rows are kept in every way but
the first.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from manyi.language.periods import Period
from manyi.publish.report import Run, notebook_file, plan, read

HERE = Path(__file__).parent
IGNORED = shutil.ignore_patterns("build", ".git", ".venv", "20[0-9][0-9]", "*_cache")
MADE = ("kept", "remembered", "standing", "seconds.json")  # below build/; rows stay


def timed(*commands: Sequence[str]) -> dict[str, Any]:
    """Run commands one after the other and print seconds of wall clock and processor, and the load before."""
    before, load, began = resource.getrusage(resource.RUSAGE_CHILDREN), os.getloadavg()[0], time.monotonic()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{wall:8.1f} {processor:10.1f} {load:6.1f}  {' '.join(commands[0][2:5])} ...", flush=True)
    return {"wall": round(wall, 1), "processor": round(processor, 1), "load": round(load, 1)}


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
        known: dict[str, Any] = {}
        for cell in nbformat.read(notebook_file(run.notebook), as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, run.name, "exec"), known)  # noqa: S102 - the chapters of this project
            if "parameters" in cell.metadata.get("tags", []):
                known |= {"study": run.study, "year": Period.of(year), "report": report}


def main(report: str = "annual", year: str = "2024") -> None:
    """Time every way on a copy of the project, and print and keep the figures."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(Path.cwd(), project, ignore=IGNORED)
        shutil.copytree(Path.cwd() / "data", project / "data", dirs_exist_ok=True)  # its folders of years too
        os.chdir(project)
        os.environ["PYTHONPATH"] = str(project / "src")
        figures = _ways(report, Period.of(year), Path(folder))
    for name, row in figures.items():
        print(f"{name:<42} {row['wall']:8.1f} {row['processor']:10.1f} {row['load']:6.1f}")
    (HERE / "reports.json").write_text(json.dumps({f"{report} {year}": figures}, indent=1) + "\n", encoding="utf-8")


def _ways(report: str, year: Period, folder: Path) -> dict[str, dict[str, Any]]:
    build = [sys.executable, "-m", "manyi", "report", f"--year={year}", f"--report={report}"]
    figures = {"nothing kept, rows too": timed(build)}
    _forget()
    figures["rows kept"] = timed(build)
    figures["nothing changed"] = timed(build)
    runs = [run for run in plan(read(report), year) if run.wave]
    last = [run for run in runs if run.place == "body"][-1]
    figures[f"one word of {last.notebook}"] = _changed(notebook_file(last.notebook), _one_word, build)
    codebook = Path("data", last.study, "codebook.yml")
    figures[f"one label of {last.study}"] = _changed(codebook, _one_label, build)
    figures["the label put back"] = timed(build)
    figures["chapters in one plain process"] = timed(
        [sys.executable, "-m", "bench.reports", "plain", report, str(year)]
    )
    figures["stock: papermill, then nbconvert"] = stock(runs, report, year, folder)
    _forget()
    years = f"--years={' '.join(str(Period(int(year) - back)) for back in range(3, -1, -1))}"
    figures["four years at once, nothing kept"] = timed([sys.executable, "-m", "manyi", "reports", years, build[-1]])
    return figures


def _forget() -> None:
    """Drop what builds made; rows stay."""
    for name in MADE:
        made = Path("build", name)
        shutil.rmtree(made) if made.is_dir() else made.unlink(missing_ok=True)


def _changed(file: Path, change: Any, build: list[str]) -> dict[str, Any]:
    """Time a build while a file is changed."""
    before = file.read_text("utf-8")
    file.write_text(change(before), encoding="utf-8")
    figures = timed(build)
    file.write_text(before, encoding="utf-8")
    return figures


def _one_word(text: str) -> str:
    notebook = nbformat.reads(text, as_version=4)
    english = (cell for cell in notebook.cells if cell.metadata.get("tags") == ["en"])
    cells = [cell for cell in english if not cell.source.splitlines()[-1].startswith("#")]  # not in a heading
    cells[-1].source += " Indeed."
    return str(nbformat.writes(notebook))


def _one_label(text: str) -> str:
    changed, count = re.subn(r"\{en: ([^,{}\"']+),", r"{en: \1 so,", text, count=1)
    assert count, "no label in the codebook"
    return changed


if __name__ == "__main__":
    plain(*sys.argv[2:]) if sys.argv[1:2] == ["plain"] else main(*sys.argv[1:])
