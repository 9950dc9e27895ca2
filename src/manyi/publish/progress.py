"""Progress of a build. In: steps that begin, continue and end; out: lines, and where the time went.

On a terminal each running step has a live line; elsewhere, and for finished steps, there is one plain line.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Self

from manyi.language.periods import Period
from manyi.publish.flow.kept import Product
from manyi.publish.flow.tasks import Task

Say = Callable[[str], None]


class Progress:
    """A line for each finished step, and the times of all: when each began, how long it took, whether it was kept."""

    def __init__(self, say: Say, several: bool) -> None:
        self.say, self.several = say, several
        self._started = time.monotonic()
        self._began: dict[tuple[int, str], float] = {}
        self.stages: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the display."""

    def begins(self, task: Task) -> None:
        """Record that a step begins."""
        self._began[task.year, task.name] = time.monotonic()

    def at_cell(self, year: Period, chapter: str, cells: int, number: int) -> None:
        """Record which cell of a chapter begins; only the live display shows it."""

    def ends(self, task: Task, product: Product, was_kept: bool) -> None:
        """Print that a step is finished."""
        began = self._began[task.year, task.name]
        self.stages[task.year][task.name] = {
            "began": round(began - self._started, 2), "seconds": round(time.monotonic() - began, 2), "kept": was_kept,
        }  # fmt: skip
        about = product.folder / "about.json"
        more = json.loads(about.read_text("utf-8")) if about.is_file() else ""
        seconds = "kept" if was_kept else f"{product.seconds:.1f} s"
        self.say(f"  {self._named(task.year, task.name):<38} {seconds:>8}   {more}".rstrip())

    def table(self) -> list[str]:
        """Return the steps that were not kept, the longest first, as lines of a table."""
        ran = [
            (stage["seconds"], stage["began"], self._named(year, name))
            for year, named in self.stages.items() for name, stage in named.items() if not stage["kept"]
        ]  # fmt: skip
        lines = [f"  {name:<38} {began:8.1f} {seconds:8.1f}" for seconds, began, name in sorted(ran, reverse=True)]
        return [f"  {'step':<38} {'began':>8} {'seconds':>8}", *lines]

    def _named(self, year: int, name: str) -> str:
        return f"{year} {name}" if self.several else name


class Live(Progress):
    """The same, with a live line below for each running step."""

    def __init__(self, say: Say, several: bool) -> None:
        from rich import progress  # importing it above would take half the time of a no-op

        super().__init__(say, several)
        columns = progress.SpinnerColumn(), progress.TextColumn("{task.description}", markup=False)
        self._display = progress.Progress(*columns, progress.TimeElapsedColumn(), transient=True)
        self._lines: dict[tuple[int, str], progress.TaskID] = {}

    def __enter__(self) -> Self:
        self._display.start()  # from now on printed lines appear above the live ones
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._display.stop()

    def begins(self, task: Task) -> None:
        """Show a line for the step."""
        super().begins(task)
        name = self._named(task.year, task.name)
        self._lines[task.year, task.name] = self._display.add_task(name, total=None)

    def at_cell(self, year: Period, chapter: str, cells: int, number: int) -> None:
        """Show where the chapter is."""
        name = self._named(year, chapter)
        self._display.update(self._lines[year, chapter], description=f"{name:<38} cell {number} of {cells}")

    def ends(self, task: Task, product: Product, was_kept: bool) -> None:
        """Turn the live line into a plain one."""
        self._display.remove_task(self._lines.pop((task.year, task.name)))
        super().ends(task, product, was_kept)


def progress_on(stream: IO[str], say: Say, builds: int) -> Progress:
    """Return the live display if `stream` is a terminal, else plain lines; lines of several builds name their year."""
    return (Live if stream.isatty() else Progress)(say, builds > 1)
