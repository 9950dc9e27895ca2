"""Whatever stands in a description, it is read or refused in one line that names the file; the outcomes are counted."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from manyi import rows
from manyi.errors import InputError
from manyi.publish import report
from tests.rows.conftest import Shop, shop, words  # noqa: F401
from tests.rows.read import fuzz

# ruff: noqa: F811 - a fixture and its arguments
FILES = ("study.yml", "codebook.yml", "margins.yml", "raw/2023/origin.yml", "../../reports/shop.yml")
DEPTH = 4  # levels of keys that are tried
INSTEAD: dict[str, Any] = {"a number": 7, "a list": [], "a word": "x", "nothing": None, "a mapping": {"x": {"y": [1]}}}
GONE = object()


def characters(text: str) -> dict[str, bytes]:
    """The text as it should not be, by what is wrong with it."""
    first = text.splitlines()[0]
    return {
        "empty": b"", "a list": b"- 1\n- 2\n", "a word": b"x\n", "a tab": b"\t" + text.encode(),
        "a bracket left open": text.encode() + b"x: [1, 2\n", "a quote left open": text.encode() + b'x: "1\n',
        "a key twice": f"{text}\n{first}\n".encode(), "an unknown key": text.encode() + b"colour: red\n",
        "another encoding": text.encode("utf-16"), "a byte of no encoding": text.encode() + b"# \xff\n",
        "a null byte": text.encode() + b"x: \0\n", "a tag": text.encode() + b"x: !!python/object:os.system {}\n",
        "aliases that double": text.encode() + doubling(), "levels without end": text.encode() + b"x: " + b"[" * 5000,
        "a wrong date": text.replace("2023-03-01", "2023-13-45").replace("2024-05-01", "2024-05-99").encode(),
        "cut in the middle": text.encode()[: len(text.encode()) // 2],
        "turned letters": text.encode() + "x: \u202e\n".encode(),
        "a merge of nothing": text.encode() + b"<<: *none\n", "numbers as codes": text.encode() + b"x: 0777\n",
    }  # fmt: skip


def doubling() -> bytes:
    lines = ["x0: &x0 [1,1,1,1,1,1,1,1,1]", *(f"x{n}: &x{n} [{','.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 9))]
    return "\n".join(lines).encode() + b"\n"


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every key and entry down to DEPTH."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in entries:
        yield (*path, key)
        if len(path) + 1 < DEPTH:
            yield from places(value, (*path, key))


def changed(tree: Any, path: tuple[Any, ...], value: Any) -> bytes:
    tree = copy.deepcopy(tree)
    node = tree
    for key in path[:-1]:
        node = node[key]
    if value is GONE:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode()


def cases(text: str) -> Iterator[tuple[str, bytes]]:
    yield from characters(text).items()
    tree = yaml.safe_load(text)
    for number, path in enumerate(places(tree)):
        named = ".".join(map(str, path))
        yield f"{named} gone", changed(tree, path, GONE)
        # Each place gets two of the values that it should not have: the corpus stays small and every value is tried.
        for turn in (0, 2):
            what = list(INSTEAD)[(number + turn) % len(INSTEAD)]
            yield f"{named} is {what}", changed(tree, path, INSTEAD[what])


@pytest.fixture
def project(shop: Shop) -> Shop:
    """A study with everything a description may hold, and a report on it."""
    shop.study |= {
        "weighting": {"margins": ["sex"], "largest": 5}, "quality": {"duplicates": ["said"], "invalid": 0.5},
        "eligible": {"wait": {"min": 0}},
        "claims": {"outcome": "overall", "unit": "score", "delta": 0.1, "segments": ["sex"],
                   "statements": [{"id": "bots", "chapter": "satisfaction", "of": "share", "item": "channel",
                                   "answers": ["bot"], "unit": "percent", "text": words("{value} met a bot.")}]},
    }  # fmt: skip
    shop.book["derived"] = {"happy": {"short": words("H"), "definition": words("H"), "top": "overall", "at_least": 9}}
    shop.book["unused"] = {2023: {"Nr": "a number"}}
    shop.margins = {"sex": {"source": words("Register"), "year": 2023, "targets": {"female": 0.5, "male": 0.5}}}
    shop.write()
    (shop.root / "reports").mkdir()
    (shop.root / "notebooks" / "10-summary.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    text = yaml.safe_dump({"title": words("Shop"), "studies": ["shop"], "chapters": [{"notebook": "10-summary"}]})
    (shop.root / "reports" / "shop.yml").write_text(text, "utf-8")
    return shop


def outcome(name: str) -> str:
    try:
        rows.definition("shop")
        report.read("shop")
    except InputError as error:
        bad = [line for line in error.lines if not line.isprintable() or len(line) > 2000]
        named = name in str(error) or "shop" in str(error)
        return "refused" if named and not bad else f"a line of no use: {str(error)[:300]}"
    except Exception as error:  # what a defect raises is not known before
        return f"{type(error).__name__}: {error}"[:300]
    return "read"


@pytest.mark.parametrize("file", FILES)
def test_every_description(project: Shop, file: str) -> None:
    path = project.folder / file
    text = path.read_text("utf-8")
    rows.definition("shop"), report.read("shop")  # as it stands it is right
    results = {}
    for what, data in cases(text):
        path.write_bytes(data)
        results[what] = outcome(path.name)
    assert {what: came for what, came in results.items() if came not in ("read", "refused")} == {}
    counted = Counter(results.values())
    assert counted["refused"] > counted["read"] and len(results) >= LEAST[path.name]


@pytest.mark.parametrize("file", FILES)
def test_descriptions_changed_at_random(project: Shop, file: str) -> None:
    assert sum(fuzzed(project, file, 25).values()) == 25


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_every_description_withstands_many(project: Shop, file: str) -> None:
    counted = fuzzed(project, file, 1000)
    assert counted.total() == 1000 and counted["refused"] > counted["read"]


def fuzzed(project: Shop, file: str, count: int) -> Counter[str]:
    """The outcomes of a description changed at random so many times, one to eight changes each; a defect stops it."""
    path = project.folder / file
    text, others = path.read_bytes(), [(project.folder / name).read_bytes() for name in FILES]
    counted: Counter[str] = Counter()
    for number in range(count):
        path.write_bytes(fuzz.changed(random.Random(f"{file}:{number}"), text, others))  # noqa: S311 - bytes to try
        came = outcome(path.name)
        assert came in ("read", "refused"), f"{file}, case {number}: {came}"
        counted[came] += 1
    return counted


LEAST = {"study.yml": 130, "codebook.yml": 250, "margins.yml": 30, "origin.yml": 40, "shop.yml": 35}
