"""The order in which tasks begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi.language.periods import Period
from manyi.publish.flow.kept import Product
from manyi.publish.flow.tasks import Products, Task, run_tasks


class Watch:
    def __init__(self) -> None:
        self.begun: list[str] = []

    def begins(self, task: Task) -> None:
        self.begun.append(task.name)

    def ends(self, task: Task, product: Product, was_kept: bool) -> None:
        assert (product.folder / "name").read_text() == task.name


def task(name: str, *after: str) -> Task:
    def make(folder: Path, before: Products) -> None:
        assert list(before) == list(after)
        (folder / "name").write_text(name)

    return Task(Period(2024), name, lambda before: [], make, after)


LONG, SHORT = "long chapter", "chapter"
SECONDS = {LONG: 9.0, SHORT: 1.0, "page": 1.0}


@pytest.mark.parametrize(
    ("toplines", "order"),
    [(20.0, [SHORT, "toplines", LONG, "page"]), (2.0, [LONG, SHORT, "toplines", "page"])],
    ids=["what waits is longest", "it is the longest itself"],
)
def test_the_longest_chain_begins_first(
    toplines: float, order: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path))
    tasks = [
        task(LONG), task(SHORT), task("toplines", SHORT), task("page", LONG, "toplines"),
    ]  # fmt: skip
    for _ in range(2):  # made, then kept
        watch = Watch()
        done = run_tasks(tasks, lambda: None, watch, 1, {**SECONDS, "toplines": toplines})
        assert watch.begun == order
        assert done[Period(2024)].keys() == set(order)
