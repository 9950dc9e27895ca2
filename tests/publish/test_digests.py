"""One report, one version of the data: what is exchanged while a report is built stops it, the old report intact."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.publish import build, digests

# What a chapter runs: exchange a raw file together with its digest in origin.yml, as a new delivery would.
EXCHANGE = """
import hashlib, pathlib, re
folder = pathlib.Path("data/parks/raw/2024")
data = (folder / "answers.csv").read_bytes().replace(b",10", b",1")
(folder / "answers.csv").write_bytes(data)
origin = (folder / "origin.yml").read_text("utf-8")
(folder / "origin.yml").write_text(re.sub("[0-9a-f]{64}", hashlib.sha256(data).hexdigest(), origin), "utf-8")
"""
STOPPED = "changed while the report was built: make report again$"
AFTER = {
    "raw file and origin": (EXCHANGE, r"^data/parks/raw/2024/answers\.csv: " + STOPPED),
    "raw file alone": (
        "import pathlib; pathlib.Path('data/parks/raw/2024/answers.csv').write_bytes(b'x')",
        r"^data/parks/raw/2024/answers\.csv: " + STOPPED,
    ),
    "raw file gone": (
        "import pathlib; pathlib.Path('data/parks/raw/2023/answers.csv').unlink()",
        r"^data/parks/raw/2023/answers\.csv: " + STOPPED,
    ),
    "codebook": (
        "import pathlib; p = pathlib.Path('data/parks/codebook.yml')\n"
        "p.write_text(p.read_text('utf-8').replace('North hill', 'South hill'), 'utf-8')",
        r"^data/parks/codebook\.yml: " + STOPPED,
    ),
}  # fmt: skip


def files(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def last_chapter_runs(project: Path, code: str) -> None:
    """Let the last chapter (the summary runs after all others) do something at its end."""
    file = project / "notebooks" / "10-summary.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells[-1]["source"] = [*(f"{line}\n" for line in code.strip().splitlines()), *cells[-1]["source"]]
    file.write_text(json.dumps(notebook), "utf-8")


@pytest.mark.parametrize(("code", "said"), AFTER.values(), ids=AFTER)
def test_data_exchanged_during_a_build_stop_it_and_leave_the_old_report(project: Path, code: str, said: str) -> None:
    folder = project / "reports" / "tiny" / "2024"
    before = files(folder)
    last_chapter_runs(project, code)
    with pytest.raises(InputError) as error:
        build.build_report("tiny", 2024, lambda line: None)
    assert re.search(said, str(error.value)), str(error.value)
    assert "\n" not in str(error.value)
    assert files(folder) == before


def test_what_changes_last_of_all_is_named_by_its_file(project: Path) -> None:
    taken = digests.of_inputs(["parks"], 2024)
    digests.refuse_changed(taken.files, ["parks"], 2024)
    file = project / "data/parks/codebook.yml"
    file.write_text(file.read_text("utf-8").replace("North hill", "South hill"), "utf-8")
    whole = r"^parks/codebook\.yml: changed since the report was built: make report again$"
    with pytest.raises(InputError, match=whole):
        digests.refuse_changed(taken.files, ["parks"], 2024)


def test_numbers_of_other_data_are_refused_even_if_the_files_are_back_by_the_end(page: Path, project: Path) -> None:
    ledger = pd.read_parquet(page / "results.parquet")
    taken = digests.of_inputs(["parks"], 2024)
    digests.refuse_mixed(ledger, taken)
    ledger.loc[3, "data_sha256"] = "0" * 64
    with pytest.raises(InputError, match="parks: the data changed while the report was built"):
        digests.refuse_mixed(ledger, taken)


def test_a_report_records_what_it_was_made_from_and_consists_of(page: Path) -> None:
    record = json.loads((page / "run.json").read_text("utf-8"))
    raw = page.parents[2] / "data" / "parks" / "raw" / "2023" / "answers.csv"
    assert record["inputs"]["parks/raw/2023/answers.csv"] == hashlib.sha256(raw.read_bytes()).hexdigest()
    assert {"parks/study.yml", "parks/codebook.yml", "parks/raw/2024/origin.yml"} < record["inputs"].keys()
    assert not [file for file in record["inputs"] if file.startswith("trains")]  # no wave in this year
    assert record["products"] == {
        file.relative_to(page).as_posix(): hashlib.sha256(data).hexdigest()
        for file, data in files(page).items() if file.name != "run.json"
    }  # fmt: skip


def test_differing_files_are_named_from_both_sides() -> None:
    assert digests.differing({"a": "1", "b": "2", "c": "3"}, {"b": "2", "c": "4", "d": "5"}) == ["a", "c", "d"]


@pytest.mark.long
def test_adding_a_wave_leaves_the_results_of_the_year_before_as_they_are(project: Path) -> None:
    """The whole of results.csv, data hash included, before and after the wave of 2024 comes in."""
    report = project / "reports/tiny.yml"
    report.write_text(report.read_text("utf-8").replace(", trains", ""), "utf-8")  # held in 2023 alone
    (project / "data/parks/raw/2024").rename(project / "later")
    study = project / "data/parks/study.yml"
    whole = study.read_text("utf-8")
    study.write_text(re.sub(r"  2024: .*\n", "", whole), "utf-8")
    before = (build.build_report("tiny", 2023, lambda line: None) / "results.csv").read_bytes()
    (project / "later").rename(project / "data/parks/raw/2024")
    study.write_text(whole, "utf-8")
    assert (build.build_report("tiny", 2023, lambda line: None) / "results.csv").read_bytes() == before
