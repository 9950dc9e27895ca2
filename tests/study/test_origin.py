"""Where files come from: nobody is counted twice because a file was listed twice."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from manyi.study.origin import Origin

A, B = "a" * 64, "b" * 64


def listed(*files: dict[str, Any]) -> Origin:
    return Origin.model_validate(
        {"producer": "Us", "licence": "CC0", "retrieved": "2024-05-01", "how": "ask us", "files": list(files)}
    )


TWICE = {
    "the same line twice": ({"name": "one.csv", "sha256": A}, {"name": "one.csv", "sha256": A}),
    "two names of one content": ({"name": "one.csv", "sha256": A}, {"name": "copy.csv", "sha256": A}),
    "one name, two contents": ({"name": "one.csv", "sha256": A}, {"name": "one.csv", "sha256": B}),
    "one sheet twice": (
        {"name": "one.xlsx", "sha256": A, "sheet": "May"}, {"name": "two.xlsx", "sha256": A, "sheet": "May"},
    ),
    "a sheet, and the first one whichever it is": (
        {"name": "one.xlsx", "sha256": A, "sheet": "May"}, {"name": "one.xlsx", "sha256": A},
    ),
    "not side by side": (
        {"name": "one.csv", "sha256": A}, {"name": "two.csv", "sha256": B}, {"name": "three.csv", "sha256": A},
    ),
}  # fmt: skip


@pytest.mark.parametrize("files", TWICE.values(), ids=TWICE)
def test_a_file_listed_twice_is_refused(files: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(ValidationError, match="list it once"):
        listed(*files)


def test_several_files_and_several_sheets_of_one_are_no_file_twice() -> None:
    sheets = [{"name": "one.xlsx", "sha256": A, "sheet": sheet} for sheet in ("April", "May")]
    assert len(listed(*sheets, {"name": "two.csv", "sha256": B}).files) == 3
