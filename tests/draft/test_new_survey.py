"""From a file to a study that can be read at once, every guess marked, nothing overwritten."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from manyi.draft.new_survey import draft_survey
from manyi.errors import InputError
from manyi.rows.loading import load
from manyi.study.items import UNLIMITED
from manyi.study.marks import descriptions, open_points
from manyi.study.reading import definition
from tests.publish.conftest import manyi


@pytest.fixture
def drafted(project: Path, export: Path) -> Path:
    list(draft_survey("visits", export, None, False))
    return project


def test_every_column_is_recognised(drafted: Path) -> None:
    book = definition("visits").codebook
    kinds = {name: item.kind for name, item in book.items.items()}
    assert kinds == {
        "duration_seconds": "number", "q1": "categories", "q2": "categories", "q3_wait": "scale",
        "q3_staff": "scale", "q3_rooms": "scale", "q4": "scale", "q5": "options", "q6": "options",
        "q7": "categories", "q8": "words", "weight": "number",
    }  # fmt: skip
    assert list(book.unused[2024]) == ["ResponseId", "StartDate", "EndDate", "IPAddress", "empty"]
    assert book.items["q4"].scale and book.items["q4"].scale.labels[5].en == "Very satisfied"
    assert book.items["q2"].ordered and list(book.items["q5"].options or {}) == ["phone", "web", "desk"]
    assert book.items["q3_staff"].missing == {9: "missing"}
    assert book.items["weight"].roles == ["weight"]
    assert book.items["weight"].number.high == UNLIMITED and book.ends(["weight"]) == {}  # later waves may weigh more
    assert book.items["q8"].roles == ["verbatim"]


def test_the_plan_is_proposed_from_names_and_answers(drafted: Path) -> None:
    study = definition("visits").study
    assert (study.claims.outcome, study.claims.segments) == ("q4", ["q1", "q2", "q7"])
    assert [battery.items for battery in study.claims.batteries] == [["q3_wait", "q3_staff", "q3_rooms"]]
    assert study.claims.models[0].drivers == ["q3_wait", "q3_staff", "q3_rooms"]
    assert study.design.weight == "weight"
    assert [str(day) for day in study.waves[2024].fieldwork] == ["2024-05-02", "2024-05-29"]
    assert (drafted / "reports" / "visits.yml").read_text("utf-8").count("50-drivers") == 1


def test_scales_and_codes_are_for_the_researcher_to_confirm(drafted: Path) -> None:
    """No mark but CONFIRM beside a scale or a bare code, one line for a battery; each says what was counted."""
    book = (drafted / "data" / "visits" / "codebook.yml").read_text("utf-8")
    confirmed = [line for line in book.splitlines() if "# CONFIRM" in line]
    assert len(confirmed) == 3  # the battery, the overall scale, the codes 1-3
    assert all(re.search(r"\d+: \d+|[a-z] \d+", line) for line in confirmed)
    for block in re.split(r"\n  (?=\w+:\n)", book):
        if "scale: {" in block or "code 1" in block:
            assert "# CONFIRM" in block


@pytest.mark.slow
def test_the_answers_arrive(drafted: Path, export: Path) -> None:
    """What the rows hold is what the file holds, counted by another program."""
    frame, raw = load("visits", 2024).frame, pd.read_csv(export)
    assert len(frame) == len(raw)
    assert frame["q1"].value_counts().to_dict() == raw["1. What is your sex?"].str.lower().value_counts().to_dict()
    staff = raw["Q3_staff"].where(raw["Q3_staff"] < 9)
    assert frame["q3_staff"].mean() == pytest.approx(staff.mean())
    assert frame["q5__web"].sum() == raw["5. Which of these did you use?"].str.contains("Web").sum()
    assert frame["q6__cake"].sum() == raw["Q6 [cake]"].sum()


def test_the_file_is_copied_with_its_digest(drafted: Path, export: Path) -> None:
    raw = drafted / "data" / "visits" / "raw" / "2024"
    assert (raw / "visits.csv").read_bytes() == export.read_bytes()
    (file,) = definition("visits").origins[2024].files
    assert file.sha256 == hashlib.sha256(export.read_bytes()).hexdigest()


def test_nothing_is_replaced_unless_forced(drafted: Path, export: Path) -> None:
    book = drafted / "data" / "visits" / "codebook.yml"
    written = book.read_bytes()
    book.write_bytes(written + b"# mine\n")
    with pytest.raises(InputError, match=r"study\.yml: already exists and 3 more.*FORCE=1"):
        list(draft_survey("visits", export, None, False))
    assert book.read_bytes() == written + b"# mine\n"
    list(draft_survey("visits", export, None, True))
    assert book.read_bytes() == written


@pytest.mark.parametrize(
    ("name", "content", "year", "message"),
    [
        ("Visits!", "a\n1\n", 2024, "NAME: 'Visits!' cannot be the name"),
        ("visits", "a\n1\n", None, "give YEAR=2024"),
        ("visits", "id,remark\n1,so\n2,and\n3,on\n", 2024, "no column looks like a closed question"),
        ("visits", "a,b\n", 2024, "a header but no records"),
        ("visits", "", 2024, "the file is empty"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    project: Path, tmp_path: Path, name: str, content: str, year: int | None, message: str
) -> None:
    file = tmp_path / "some.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(InputError, match=re.escape(message)):
        list(draft_survey(name, file, year, False))
    assert list((project / "data").iterdir()) == []


@pytest.mark.slow
def test_a_draft_is_reported_at_once_and_says_so_until_it_is_settled(drafted: Path) -> None:
    built = manyi(drafted, "report", "--year=2024", "--report=visits")
    assert (built.returncode, built.stderr) == (0, "")
    folder = drafted / "reports" / "visits" / "2024"
    for page in ("index.html", "index.zh.html", "toplines-visits.html", "toplines-visits.zh.html"):
        text = (folder / page).read_text("utf-8")
        assert ("DRAFT" if ".zh" not in page else "草稿") in text.split("</header>")[0]
    assert "未经翻译" in (folder / "index.zh.html").read_text("utf-8")
    assert "translated" not in (folder / "index.html").read_text("utf-8").split("</header>")[0]
    assert set(pd.read_csv(folder / "results.csv")["draft"]) == {"DRAFT"}
    assert [name for name, content in passed_on(folder) if not re.search('DRAFT|草稿|"draft": [1-9]', content)] == []
    left = manyi(drafted, "check", "--year=2024", "--report=visits")
    assert left.returncode == 0 and left.stdout.count(": CONFIRM:") == 3
    assert "a draft is not published" in manyi(drafted, "publish", "--year=2024", "--report=visits").stderr
    settle(drafted)
    only(drafted, "10-summary", "30-satisfaction", "50-drivers")  # the template that makes all pages makes these
    assert manyi(drafted, "report", "--year=2024", "--report=visits").returncode == 0
    assert "DRAFT" not in (folder / "index.html").read_text("utf-8")
    assert [name for name, content in passed_on(folder) if re.search("DRAFT|草稿", content)] == []
    assert json.loads((folder / "run.json").read_text("utf-8"))


def passed_on(folder: Path) -> list[tuple[str, str]]:
    """Every file of a built report, as the texts in it."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    packed = {file: zipfile.ZipFile(file) for file in files if zipfile.is_zipfile(file)}
    contents = {file: b"".join(map(packed[file].read, packed[file].namelist())) if file in packed else file.read_bytes()
                for file in files}  # fmt: skip
    assert {file.suffix for file in files} == {".html", ".csv", ".xlsx", ".parquet", ".json", ".ipynb"}
    return [(file.name, content.decode("utf-8", "replace")) for file, content in contents.items()]


def only(project: Path, *notebooks: str) -> None:
    """Leave no other chapter in the report."""
    file = project / "reports" / "visits.yml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "notebook: " not in line or any(name in line for name in notebooks)]
    file.write_text("".join(kept), "utf-8")


def settle(project: Path) -> None:
    """Write what is to be written, agree with every guess."""
    files = [*descriptions(project / "data" / "visits"), project / "reports" / "visits.yml"]
    for file in files:
        text = re.sub(r"\s*# (?:GUESS|CONFIRM|TODO).*", "", file.read_text("utf-8"))
        file.write_text(re.sub(r"\bTODO\b", "Written", text), "utf-8")
    assert open_points(files) == []


CHINESE = """序号,1、您的性别,2、您对服务的总体满意度,3、您希望改进什么
"""


@pytest.mark.long  # a whole build more, for one language
@pytest.mark.slow
def test_a_survey_in_chinese_alone_is_reported_in_both_languages(project: Path, tmp_path: Path) -> None:
    words = ["非常不满意", "不满意", "一般", "满意", "非常满意"]
    lines = [f"{n},{'男女'[n % 2]},{words[(n * 7 + n // 3) % 5]},{'建议' * (n % 2)}{n}" for n in range(90)]
    (tmp_path / "门诊.csv").write_text(CHINESE + "\n".join(lines) + "\n", "utf-8")
    list(draft_survey("menzhen", tmp_path / "门诊.csv", 2024, False))
    item = definition("menzhen").codebook.items["q2"]
    assert item.scale and [text.zh for text in item.scale.labels.values()] == words
    built = manyi(project, "report", "--year=2024", "--report=menzhen")
    assert (built.returncode, built.stderr) == (0, "")
    folder = project / "reports" / "menzhen" / "2024"
    english, chinese = ((folder / page).read_text("utf-8") for page in ("index.html", "index.zh.html"))
    assert "have not been translated" in english and "未经翻译" not in chinese
    assert "您对服务的总体满意度" in english and "您对服务的总体满意度" in chinese
