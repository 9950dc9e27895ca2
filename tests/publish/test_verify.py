"""Numbers computed again: what is the same, what is not, and the way to one of them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.publish import explain, verify
from manyi.publish.page.compared import SentPage, differences
from manyi.publish.provenance import before_results
from manyi.publish.published import published_numbers
from tests.conftest import ROOT
from tests.publish.conftest import PROJECT, manyi

HEAD = b"id,value,low,high,base\n"


def frame(**values: float) -> pd.DataFrame:
    rows = [
        {"id": name, "value": value, "low": value - 1, "high": float("nan"), "base": 9}
        for name, value in values.items()
    ]
    return pd.DataFrame(rows)


def test_last_digits_may_differ_and_nothing_else() -> None:
    assert verify.compare(frame(a=78.5, b=0.0), frame(a=78.5 * (1 + 1e-12), b=1e-14)).empty
    found = verify.compare(frame(a=78.5, gone=1.0), frame(a=78.5001, new=1.0))
    assert found[["id", "column"]].to_numpy().tolist() == [["gone", ""], ["new", ""], ["a", "value"], ["a", "low"]]


def test_every_number_is_found_again_from_the_raw_files_and_a_changed_one_is_named(project: Path) -> None:
    known = pd.read_csv(project / "reports/tiny/2024/results.csv")
    known.loc[known["id"] == "parks-answer-value", "value"] += 0.01
    (project / "published" / "tiny").mkdir(parents=True)
    known.to_csv(project / "published" / "tiny" / "2024.csv", index=False)
    done = manyi(project, "verify", "--year=2024", "--report=tiny")
    assert done.returncode == 1, done.stderr
    assert "1 differences" in done.stdout
    assert "parks-answer-value value: 70." in done.stdout


def test_a_page_sent_is_made_again_whole_and_a_forged_one_named(project: Path) -> None:
    sent = project / "toplines-parks.zh.html"
    text = (project / "reports/tiny/2024/toplines-parks.zh.html").read_text("utf-8")
    sent.write_text(text.replace(">30.8%", ">90.8%", 1), "utf-8")
    done = manyi(project, "verify", "--year=2024", "--report=tiny", f"--against={sent}")
    assert (done.returncode, done.stderr) == (1, "")
    assert "parks-topline-park-rose text: 90.8% -> 30.8%\n1 differences" in done.stdout


@pytest.mark.parametrize("title", ["Visitor satisfaction 2024", "DRAFT: Visitor satisfaction 2024"])
def test_a_page_of_a_draft_is_known_by_its_title(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    about = replace(before_results("tiny", 2024), draft=3)
    monkeypatch.setattr(verify, "before_results", lambda report, year: about)
    page = SentPage("", "en", title)
    assert verify._names("tiny", 2024, Path("sent.html"), page) == ["index.html"]
    monkeypatch.setattr(verify, "before_results", lambda report, year: replace(about, draft=0))
    if title.startswith("DRAFT"):
        with pytest.raises(InputError, match="is a page 'DRAFT: Visitor satisfaction 2024', not one of tiny 2024"):
            verify._names("tiny", 2024, Path("sent.html"), page)


@pytest.mark.long  # a whole build more, for names
@pytest.mark.slow
def test_a_study_of_any_name_is_built_and_found_again(tmp_path: Path) -> None:
    """Capitals, _, blanks and Chinese: in files, ids and links of the page; one forged digit is still found."""
    project, name = tmp_path / "project", "East_公园 Parks"
    shutil.copytree(PROJECT, project)
    (project / "data" / "parks").rename(project / "data" / name)
    for file, old, new in (
        (f"data/{name}/study.yml", "study: parks", f'study: "{name}"'),
        ("reports/tiny.yml", "[parks, trains]", f'["{name}"]'),
    ):
        text = (project / file).read_text("utf-8")
        assert old in text
        (project / file).write_text(text.replace(old, new), "utf-8")
    asked = ("--year=2024", "--report=tiny")
    done = manyi(project, "report", *asked)
    assert (done.returncode, done.stderr) == (0, "")
    sent = project / "sent.html"
    text = (project / f"reports/tiny/2024/toplines-{name}.zh.html").read_text("utf-8")
    sent.write_text(text, "utf-8")
    done = manyi(project, "verify", *asked, f"--against={sent}")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    (row,) = differences(text.replace(">30.8%", ">90.8%", 1), text)
    assert row[2:] == ("90.8%", "30.8%")


def test_a_file_of_numbers_is_compared_with_those_it_shares_most_ids_with(page: Path) -> None:
    for name in ("results.csv", "toplines-parks.csv"):
        known = published_numbers(page / name)
        assert verify.compare(known, verify._likest(known, page)).empty
        known.loc[3, "base"] += 1
        found = verify.compare(known, verify._likest(known, page))
        assert found[["id", "column"]].to_numpy().tolist() == [[known.loc[3, "id"], "base"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\0",
        b"a,b\n1,2\n",
        HEAD + b"a,x,1,1,1\n",
        HEAD + b"a,1,1,1,1\na,1,1,1,1\n",
        HEAD + b",1,1,1,1\n",
        HEAD + b'"a,1\n',
        HEAD + b"a,1,2,3,4,5,6\n",
    ],
)
def test_what_is_no_file_of_numbers_is_refused_in_one_line(project: Path, content: bytes) -> None:
    (project / "sent.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"^sent\.csv: "):
        verify.verify_published("tiny", 2024, "sent.csv", lambda line: None)


@pytest.mark.parametrize(
    ("against", "said"), [("nowhere.html", "no file 'nowhere.html'"), ("", "has not been published")]
)
def test_nothing_to_compare_with_is_said_before_computing(project: Path, against: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        verify.verify_published("tiny", 2023, against, lambda line: None)


def test_explain_leads_from_the_raw_file_to_the_page(project: Path) -> None:
    lines = "\n".join(explain.explain_number("tiny", 2024, "parks-answer-value"))
    row = pd.read_parquet("reports/tiny/2024/results.parquet").set_index("id").loc["parks-answer-value"]
    for part in (
        "data/parks/raw/2024/answers.csv  sha256 ",
        f"sha256 {row['data_sha256']}",
        "base 240",
        f"mean = {row['value']:.10g} (index)",
        "notebooks/10-summary.ipynb",
        "ipynb, cell 5\n    chapter.say(\n",
        "reports/tiny/2024/index.html#n-parks-answer-value",
    ):
        assert part in lines, part


def test_explain_reaches_toplines_too(project: Path) -> None:
    row = pd.read_csv("reports/tiny/2024/toplines-parks.csv").iloc[0]
    lines = "\n".join(explain.explain_number("tiny", 2024, row["id"]))
    source = "src/manyi/exhibits/toplines/every_question.py"
    assert (ROOT / source).is_file()
    for part in (
        "answers.csv  sha256",
        f"base {row['base']:.10g}",
        source,
        f"item {row['item']}: ",
    ):
        assert part in lines, part
    assert f"reports/tiny/2024/toplines-parks.html#item-{row['item']}" in lines


def test_explain_names_raw_files_from_the_folder_given_as_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shutil.copytree(PROJECT, tmp_path / "project"))
    outside = tmp_path / "outside" / "parks" / "2024"
    outside.mkdir(parents=True)
    monkeypatch.setenv("MANYI_DATA", str(tmp_path / "outside"))
    (tmp_path / "project/data/parks/raw/2024/answers.csv").rename(outside / "answers.csv")
    said = list(explain._files({"study": "parks", "wave": "2023-2024"}, 2024))
    assert said[1].startswith("  data/parks/raw/2023/answers.csv  sha256 ")
    assert said[2].startswith("  DATA/parks/2024/answers.csv  sha256 ")


def test_explain_of_an_unknown_id_lists_what_is_like_it(project: Path) -> None:
    with pytest.raises(InputError, match=r"no number 'answer' .*allowed: parks-answer-value"):
        explain.explain_number("tiny", 2024, "answer")
