"""The way from raw files to a number names the files of its waves, its columns and its missing codes, and no others."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from manyi import rows
from manyi.publish import explain
from manyi.publish.flow import standing
from manyi.settings import folder_given
from manyi.study.items import Item

ITEM = {
    "text": {"en": "How long?", "zh": "多久？"}, "short": {"en": "Wait", "zh": "等待"},
    "number": {"min": 0, "max": 90, "unit": {"en": "minutes", "zh": "分钟"}},
}  # fmt: skip


@pytest.mark.parametrize(("wave", "waves"), [("2024", {2024}), ("2023-2024", {2023, 2024}), ("", {2024})])
def test_only_files_of_the_waves_of_a_number_are_named(wave: str, waves: set[int]) -> None:
    found = rows.definition("contact")
    lines = "\n".join(explain._files({"study": "contact", "wave": wave, "item": "index"}, 2024))
    for year, origin in found.origins.items():
        for file in origin.files:
            assert (file.sha256 in lines) == (year in waves)
    for item in found.codebook.behind("index"):
        for year in found.origins:
            column = item.column(year)
            assert (f", {year}: column {column}" in lines) == (year in waves)


def test_missing_codes_are_those_of_the_item_and_of_its_recoding(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows.definition("contact")
    item = Item.model_validate(
        {**ITEM, "columns": {2021: "Q9"}, "missing": {-9: "refused"}, "codes": {2021: {-8: "dont_know"}}}
    )
    book = found.codebook.model_copy(update={"items": {"wait": item}})
    monkeypatch.setattr(rows, "definition", lambda _: found.__class__(**{**vars(found), "codebook": book}))
    lines = list(explain._files({"study": "contact", "wave": "2024", "item": "wait"}, 2024))
    assert "  wait, 2024: column Q9" in lines
    assert "  wait, missing: -9 = refused, -8 = dont_know" in lines


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("", ""),
        ("raw files", " DATA='raw files'"),
        ("../delivered", " DATA=../delivered"),
        ("../../../far/away's files", None),
        ("../../../me/deliveries/北 1", " DATA='~/deliveries/北 1'"),
    ],
)
def test_the_command_at_the_foot_runs_as_printed_from_the_project(
    folder: str, said: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "a" / "b" / "project"
    for path in (root / "notebooks", root / "data", tmp_path / "me", root / folder):
        path.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(root)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("MANYI_DATA", folder)
    printed = standing.data_setting()
    assert said is None or printed == said
    if folder:  # what a shell makes of it, and the command of what the shell hands over
        named = subprocess.run(["sh", "-c", f"env{printed} printenv DATA"], capture_output=True, text=True, check=True)
        assert folder_given(named.stdout.rstrip("\n")) == (root / folder).resolve()
