"""Run chapters: each notebook in its own kernel through papermill. In: runs; out: one executed notebook per run.

There are as many kernels at a time as cores, with a time limit per cell and per chapter. Papermill's report of success
is not trusted (it records a killed kernel as completed): `executed` checks the cells themselves.
"""

from __future__ import annotations

import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill import PapermillExecutionError, execute_notebook, inspect_notebook
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from traitlets import List, Unicode

from manyi import kernels, places, stopping
from manyi.errors import InputError, Mistake, together
from manyi.language.periods import Period
from manyi.publish import executed, warm
from manyi.publish.report import Budgets, Run, notebook_file
from manyi.publish.study_headings import headed

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a traceback, as IPython sends it
STARTS = 3  # a kernel that does not start is tried again; a cell that fails never is

kernels.register()
stopping.at_stop(kernels.remove)

AtCell = Callable[[str, int, int], None]  # called when a cell begins: chapter, how many cells it has, which one


@dataclass(frozen=True)
class Job:
    """What the chapters of one build share: the parameters, where they write, how long they may take."""

    report: str
    year: Period
    scratch: Path  # the chapters' MANYI_BUILD
    logs: Path
    limits: Budgets
    preload: tuple[str, ...]  # what the chapters import
    at_cell: AtCell
    weights: str = ""  # which additional weights the report uses, as in MANYI_WEIGHTS

    def parameters(self, run: Run) -> dict[str, str | int]:
        """Return the parameters of a chapter, typed."""
        return {"study": run.study, "year": int(self.year), "report": self.report}

    def environment(self) -> dict[str, str]:
        """Return the environment of kernels and steps."""
        return {**warm.environment(), "MANYI_BUILD": str(self.scratch), "MANYI_WEIGHTS": self.weights}


def job(
    report: str, year: Period, scratch: Path, logs: Path, limits: Budgets, runs: list[Run], at_cell: AtCell,
    weights: str = "",
) -> Job:  # fmt: skip
    """Return the job of these chapters; the warm process starts when the first step needs it."""
    files = dict.fromkeys(notebook_file(run.notebook) for run in runs if run.wave)
    return Job(report, year, scratch, logs, limits, warm.preload(files), at_cell, weights)


@dataclass
class Clock:
    """Seconds the next cell may take; remembers which cell was started last."""

    limits: Budgets
    started: float = field(default_factory=time.monotonic)
    cell: NotebookNode | None = None
    begins: Callable[[int], None] = lambda number: None  # called with the number of the cell that begins
    number: int = 0

    def __call__(self, cell: NotebookNode) -> float:
        """Return the limit of the cell that starts now; nbclient asks before each."""
        self.cell = cell
        self.number += 1
        self.begins(self.number)
        left = self.limits.chapter - (time.monotonic() - self.started)
        return max(min(self.limits.cell, left), 0.001)


class ChapterKernel(AsyncKernelManager):
    """An ipykernel reached through sockets instead of ports, so that processes cannot compete for a port."""

    preload = List(Unicode())

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return this interpreter's kernel, whatever kernels the user has installed under the same name."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        warm = {"provisioner_name": kernels.NAME, "config": {"preload": self.preload}}
        return KernelSpec(argv=argv, language="python", display_name="Python 3", metadata={"kernel_provisioner": warm})


def chapter_kernel(preload: Sequence[str]) -> ChapterKernel:
    """Return the manager of a kernel that has not been started."""
    return ChapterKernel(transport="ipc", connection_file=str(kernels.connection_file()), preload=list(preload))


class ChapterEngine(NBClientEngine):
    """papermill's engine with our kernel, environment and clock, and the kernel's own stderr in the log."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **given: Any) -> NotebookNode:
        """Run the cells; papermill calls this."""
        client = PapermillNotebookClient(
            nb_man, km=chapter_kernel(given["preload"]), timeout_func=given["clock"], startup_timeout=60,
            shutdown_kernel="immediate", on_cell_executed=_stays,
        )  # fmt: skip
        # A kernel manager from outside is left running unless told otherwise.
        options = {"cwd": str(places.root()), "env": given["environment"], "cleanup_kc": True}
        return client.execute(stdout=given["log"], stderr=given["log"], **options)


def _stays(cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
    """Refuse a cell that called exit(): the kernel takes a tenth of a second to end, and quick cells still run."""
    if any(payload.get("source") == "ask_exit" for payload in execute_reply["content"].get("payload", [])):
        raise DeadKernelError("exit()")


papermill_engines.register("manyi", ChapterEngine)


def check_parameters(job: Job, runs: Iterable[Run]) -> None:
    """Refuse a notebook that would not take the parameters; papermill itself only warns."""
    for run in {run.notebook: run for run in runs}.values():
        taken = inspect_notebook(str(notebook_file(run.notebook)))
        if missing := [name for name in job.parameters(run) if name not in taken]:
            raise InputError(f"its parameters cell does not define {missing[0]!r}", where=f"{run.notebook}.ipynb")


def chapter(job: Job, run: Run) -> NotebookNode:
    """Run one chapter and return the executed notebook; whatever stops it is an InputError."""
    with (job.logs / f"{run.name}.log").open("w", encoding="utf-8") as log:
        notebook = _run_once(job, run, log)
        with _blamed(run, None, log, job):
            executed.refuse_unfinished(notebook)
            notebook = headed(notebook, run.study, run.notebook)
    return executed.scrub(notebook, places.root(), places.build())


def _run_once(job: Job, run: Run, log: TextIO) -> NotebookNode:
    """Run one chapter, starting again only while no cell has been started."""
    environment = job.environment()
    cells = len(executed.code(nbformat.read(notebook_file(run.notebook), as_version=4))) + 1  # and the parameters given
    for attempt in range(1, STARTS + 1):
        clock = Clock(job.limits, begins=partial(job.at_cell, run.name, cells))
        options = {"engine_name": "manyi", "kernel_name": "python3", "language": "python", "progress_bar": False}
        with _blamed(run, clock, log, job):
            try:
                source = nbformat.read(notebook_file(run.notebook), as_version=4)
                return execute_notebook(
                    source, None, job.parameters(run), clock=clock, log=log, environment=environment,
                    preload=job.preload, **options,
                )  # fmt: skip
            except Exception:
                if clock.cell is not None or attempt == STARTS:
                    raise
                traceback.print_exc(file=log)
    raise AssertionError("unreachable")


@contextmanager
def _blamed(run: Run, clock: Clock | None, log: TextIO, job: Job) -> Iterator[None]:
    """Turn whatever stops a chapter into one line that names notebook, study and cell; the details go to the log."""
    try:
        yield
    except Exception as error:
        source = clock.cell.source if clock and clock.cell is not None else ""
        detail = "\n".join(error.traceback) if isinstance(error, PapermillExecutionError) else traceback.format_exc()
        log.write(f"\n{source}\n\n{COLOURS.sub('', detail)}\n")
        cell = executed.number(notebook_file(run.notebook), source)
        where = f"{run.notebook} ({run.study}){f', cell {cell}' if cell else ''}"
        if _of_input(error) and (mistakes := _as_checked(run, job.year)):
            raise together([InputError(str(mistake)) for mistake in mistakes]) from error
        raise InputError(f"{_cause(error, job)}; log: {places.near(job.logs / f'{run.name}.log')}", where) from error


def _as_checked(run: Run, year: Period) -> list[Mistake]:
    """Return what `make check` says about the same mistake: its place in study.yml and what to write."""
    from manyi.publish.readiness.ready import shows_answers
    from manyi.publish.readiness.rehearsal import stops  # loads statistics, which a successful build does not need

    return stops(run.study, year, shows_answers([run.notebook]))


def _of_input(error: Exception) -> bool:
    """Return whether a chapter was stopped by its input, so that `make check` has a line for it."""
    return isinstance(error, PapermillExecutionError) and error.ename == "InputError"


def _cause(error: Exception, job: Job) -> str:
    """Return what went wrong in a chapter, as one line."""
    if isinstance(error, PapermillExecutionError):
        text = " ".join(str(error.evalue).split())
        return text if _of_input(error) else f"{error.ename}: {text}"
    if isinstance(error, CellTimeoutError):
        return f"took longer than {job.limits.cell} s (chapter: {job.limits.chapter} s)"
    if isinstance(error, DeadKernelError):
        return "the kernel ended (killed, out of memory, or exit())"
    return " ".join(str(error).split())
