"""Tasks that depend on one another, run in parallel, each only if its dependencies have changed.

In: tasks; out: their products. The key of a product is a hash of its task's name and dependencies; a
product kept under that key is used, otherwise the task is run and its product kept. A product is only kept if nothing
the build was made from has changed until then: otherwise what was read may not be what was hashed.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Protocol

from manyi.language.periods import Period
from manyi.publish.flow import kept
from manyi.publish.flow.hashes import combined
from manyi.publish.flow.kept import Product

Products = Mapping[str, Product]
Place = tuple[Period, str]  # year and name of a task


@dataclass(frozen=True)
class Task:
    """One step of the build of a year; `after` names the tasks of that year whose products it receives."""

    year: Period
    name: str
    depends: Callable[[Products], object]  # its dependencies, as values JSON can hold
    make: Callable[[Path, Products], None]  # fills an empty folder
    after: tuple[str, ...] = ()


class Watcher(Protocol):
    """Receives notice of what happens, from several threads."""

    def begins(self, task: Task) -> None:
        """A task begins."""

    def ends(self, task: Task, product: Product, was_kept: bool) -> None:
        """A task is finished; gives its product and whether it was kept from before."""


def run_tasks(
    tasks: Iterable[Task], still: Callable[[], object], watcher: Watcher, at_once: int,
    seconds: Mapping[str, float] | None = None,
) -> dict[int, dict[str, Product]]:  # fmt: skip
    """Run all tasks, `at_once` at a time, and return their products by year and name.

    seconds: how long tasks took before, by name. Of the tasks that can begin, the one with the longest chain after it
    is first, so that no long chain is left for one core at the end.
    `still` raises if any input of the products has changed. The first task that fails stops the others
    before they begin; those already running are awaited.
    """
    named = {(task.year, task.name): task for task in tasks}
    graph = {place: [(place[0], name) for name in task.after] for place, task in named.items()}
    ahead = _ahead(graph, seconds or {})
    order = TopologicalSorter(graph)
    order.prepare()
    waiting: list[Place] = []
    done: dict[int, dict[str, Product]] = {year: {} for year, _ in named}
    running: dict[Future[tuple[Product, bool]], Task] = {}
    with _pool(at_once) as pool:
        while order.is_active():
            waiting = sorted([*waiting, *order.get_ready()], key=ahead.__getitem__)
            while waiting and len(running) < at_once:
                task = named[waiting.pop()]
                before = {name: done[task.year][name] for name in task.after}
                running[pool.submit(_product, task, before, still, watcher)] = task
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                product, was_kept = future.result()
                done[task.year][task.name] = product
                watcher.ends(task, product, was_kept)
                order.done((task.year, task.name))
    return done


@contextmanager
def _pool(threads: int) -> Iterator[ThreadPoolExecutor]:
    """Yield threads; after a failure waiting tasks do not begin, and running ones are awaited."""
    with ThreadPoolExecutor(threads) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _ahead(graph: Mapping[Place, list[Place]], seconds: Mapping[str, float]) -> dict[Place, float]:
    """Return the seconds from the beginning of each task to the end of the longest chain that waits for it."""
    ahead = dict.fromkeys(graph, 0.0)
    for place in reversed(list(TopologicalSorter(graph).static_order())):
        ahead[place] += seconds.get(place[1], 1.0)
        for earlier in graph[place]:
            ahead[earlier] = max(ahead[earlier], ahead[place])
    return ahead


def _product(task: Task, before: Products, still: Callable[[], object], watcher: Watcher) -> tuple[Product, bool]:
    """Return the product of a task, and whether it was kept from before."""
    watcher.begins(task)
    key = key_of(task, before)
    if product := kept.find(key):
        return product, True
    started, folder = time.monotonic(), kept.scratch()
    try:
        task.make(folder, before)
        still()
        return kept.keep(key, folder, time.monotonic() - started), False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def key_of(task: Task, before: Products) -> str:
    """Return the key of a task's product, given the products it depends on."""
    return combined(task.year, task.name, task.depends(before))
