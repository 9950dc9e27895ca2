"""A report from the command to the files: complete, and refused before anything is computed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.publish import build

FILES = (
    "index.html",
    "index.zh.html",
    "methods.html",
    "methods.zh.html",
    "results.csv",
    "results.parquet",
    "results.xlsx",
)


def test_everything_a_report_consists_of_is_there(page: Path) -> None:
    names = {str(file.relative_to(page)) for file in page.rglob("*") if file.is_file()}
    chapters = {f"notebooks/{name}-parks.ipynb" for name in ("10-summary", "30-satisfaction", "90-methods")}
    toplines = {f"toplines-parks{end}" for end in (".html", ".zh.html", ".xlsx", ".csv")}
    assert names == {*FILES, "run.json", *chapters, *toplines}
    record = json.loads((page / "run.json").read_text(encoding="utf-8"))
    assert record["headline"] == "parks-index"
    assert set(record["seconds"]) == {"10-summary-parks", "30-satisfaction-parks", "90-methods-parks"}
    assert len(record["data"]["parks"]) == 64


def test_a_chapter_without_a_wave_says_so_in_one_line(page: Path) -> None:
    text = (page / "index.html").read_text(encoding="utf-8")
    assert text.count("No survey in 2024: this study was held in 2023.") == 1  # in the body; no appendix without a wave
    assert "本项调查；开展时间：2023年。" in (page / "index.zh.html").read_text(encoding="utf-8")


def test_printed_text_and_code_stay_in_the_notebook(page: Path) -> None:
    assert "printed text stays" not in (page / "index.html").read_text(encoding="utf-8")
    assert "printed text stays" in (page / "notebooks" / "10-summary-parks.ipynb").read_text(encoding="utf-8")


def test_data_that_cannot_be_used_stop_the_build_before_any_kernel(project: Path) -> None:
    file = project / "data" / "parks" / "raw" / "2024" / "answers.csv"
    file.write_bytes(file.read_bytes() + b"1,\xe5\n")
    said: list[str] = []
    with pytest.raises(InputError, match="answers.csv: the file is not the one in origin.yml"):
        build.build_report("tiny", 2024, said.append)
    assert not [line for line in said if "parks" in line]


def test_the_ledger_is_the_one_of_the_chapters_run(page: Path) -> None:
    ledger = pd.read_parquet(page / "results.parquet")
    assert list(ledger["chapter"].unique()) == ["10-summary", "30-satisfaction", "90-methods"]
    assert ledger["id"].is_unique


@pytest.mark.slow
def test_what_conducts_a_build_imports_nothing_that_computes_or_draws() -> None:
    heavy = "{'manyi.exhibits', 'manyi.stats', 'matplotlib', 'pandas', 'nbconvert'}"
    source = f"import sys, manyi.publish.build; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
