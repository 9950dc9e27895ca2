"""Whatever a file holds, it is read or refused in one line that names it; the outcomes of the corpus are counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from manyi.errors import InputError
from manyi.rows.read import workbooks
from manyi.rows.read.delivered import deliver
from tests.rows.read import bad_files as bad


def outcome(folder: Path, files: dict[str, bytes]) -> str:
    """Return "read", "refused", or what else came of a file, which is a defect."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    *_, last = files
    try:
        delivered = deliver(folder / last)
    except InputError as error:
        line = str(error)
        named = any(name in line for name in files)
        return "refused" if named and line.isprintable() and len(line) < 2000 else f"a line of no use: {line[:300]}"
    except Exception as error:  # what a defect raises is not known before
        return f"{type(error).__name__}: {error}"[:300]
    widths = {len(column.cells) for column in delivered.columns}
    return "read" if widths == {delivered.records} and delivered.records else "rows of unequal length"


def outcomes(tmp_path: Path, cases: list[tuple[str, dict[str, bytes]]]) -> Counter[str]:
    results = {}
    for number, (name, files) in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        results[name] = outcome(folder, files)
    assert {name: came for name, came in results.items() if came not in ("read", "refused")} == {}
    return Counter(results.values())


@pytest.mark.slow
def test_text_files(tmp_path):
    cases = [*bad.cases(bad.texts(), bad.TEXT), *bad.HANDS.items()]
    counted = outcomes(tmp_path, cases)
    assert counted.total() == len(cases) >= 250
    assert counted["refused"] > 100 and counted["read"] > 100


@pytest.mark.long
@pytest.mark.slow
def test_workbooks_and_binary_files(tmp_path):
    cases = list(bad.cases(bad.binaries(tmp_path), bad.BINARY))
    assert outcomes(tmp_path, cases)["refused"] > len(cases) / 2


def test_every_good_file_is_read(tmp_path):
    cases = [(name, files) for name, files in bad.texts().items()]
    assert outcomes(tmp_path, cases) == {"read": len(cases)}


def test_files_changed_at_random():
    """A fixed part of what `python -m tests.rows.read.fuzz` runs by the ten thousand."""
    from tests.rows.read import fuzz

    counted = fuzz.by_outcome(fuzz.run(bad.texts(), 200, seed=12))
    assert counted.total() == 200 and min(counted["read"], counted["refused"]) > 20


@pytest.mark.slow
def test_binary_files_changed_at_random(tmp_path):
    """Few, since each is opened in a process of its own: `python -m tests.rows.read.fuzz 250 41 binary` runs more."""
    from tests.rows.read import fuzz

    counted = fuzz.by_outcome(fuzz.run(bad.binaries(tmp_path), 12, seed=7))
    assert counted.total() == 12 and counted["refused"] > 6


@pytest.mark.long
@pytest.mark.slow
def test_every_reader_withstands_many(tmp_path, monkeypatch):
    """5,000 changed texts and 2,000 changed binary files, every kind of them often; two minutes of one core."""
    from tests.rows.read import forked, fuzz

    (tmp_path / "exchanged").mkdir()
    with forked.process(tmp_path / "exchanged") as process:
        monkeypatch.setattr(workbooks, "subprocess", process)
        for good, size, least in ((bad.texts(), 5000, 300), (bad.binaries(tmp_path), 2000, 250)):
            counted = fuzz.run(good, size, seed=101)
            kinds = Counter(kind for kind, _ in counted.elements())
            assert kinds.keys() == good.keys() and min(kinds.values()) > least
