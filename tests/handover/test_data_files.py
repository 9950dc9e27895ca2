"""What is handed over is read back by other programs' readers as what it was, and names nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from manyi import rows
from manyi.draft.book import drafted
from manyi.errors import InputError
from manyi.handover.data_files import hand_over, names_within
from manyi.handover.variables import Variable, analysis_data
from manyi.language.text import Text
from manyi.rows.read.delivered import deliver
from manyi.rows.stored import StoredRows
from tests.rows.conftest import RECORDS, item, shop, words  # noqa: F401

# ruff: noqa: F811 - a fixture and its arguments


@pytest.fixture
def survey(shop) -> rows.Survey:
    shop.items["name"] = item("Name", {2023: "name"}, words=True, roles=["identifier"])
    shop.items["store"] = item("Store", {2023: "store"}, categories={"n": words("North"), "s": words("South")})
    shop.study["design"] = {"stratum": "store", "lonely": "adjust"}
    shop.book["derived"] = {
        "happy": {"short": words("Happy"), "definition": words("9 or 10"), "top": "overall", "at_least": 9},
    }
    given = [{**row, "name": f"Wang {at}", "store": "ns"[at % 2]} for at, row in enumerate(RECORDS * 3)]
    shop.deliver(2023, given)
    shop.write()
    return rows.load("shop", 2023)


@pytest.fixture
def folder(survey, tmp_path: Path) -> Path:
    list(hand_over(survey, tmp_path / "out"))
    return tmp_path / "out"


def expected(survey) -> pd.DataFrame:
    """What went out, from the clean rows, each category by its English label."""
    frame = survey.frame.reset_index(drop=True)
    labels = {"sex": {"female": "Women", "male": "Men"}, "channel": {"bot": "Bot", "store": "Store"}}
    return pd.DataFrame({
        "overall": frame["overall"], "wait": frame["wait"], "uses__app": frame["uses__app"], "happy": frame["happy"],
        "weight": frame["weight"], **{name: frame[name].astype(object).map(codes) for name, codes in labels.items()},
    })  # fmt: skip


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_statistics_files_come_back_with_their_labels(survey, folder, kind):
    read = pyreadstat.read_sav if kind == "sav" else pyreadstat.read_dta
    frame, meta = read(folder / f"shop-2023.en.{kind}", apply_value_formats=False)
    want = expected(survey)
    for name in ("overall", "wait", "uses__app", "happy", "weight"):
        pd.testing.assert_series_equal(frame[name], want[name], check_names=False, check_dtype=False)
    for name in ("sex", "channel"):
        labelled = frame[name].map(meta.variable_value_labels[name])
        assert (
            labelled.astype(object).where(labelled.notna(), None).tolist()
            == want[name].where(want[name].notna(), None).tolist()
        )
    assert meta.column_names_to_labels["uses__app"] == "Uses: App"
    _, chinese = read(folder / f"shop-2023.zh.{kind}")
    assert chinese.variable_value_labels["sex"] == {1: "Women(中)", 2: "Men(中)"}


def test_rows_on_disk_are_written_part_by_part(survey, folder, tmp_path, monkeypatch):
    monkeypatch.setattr("manyi.rows.row_parts.TOGETHER", 1)  # each row group by itself
    pq.write_table(
        pa.Table.from_pandas(survey.frame, preserve_index=False), tmp_path / "rows.parquet", row_group_size=5
    )
    stored = replace(survey, frame=StoredRows(tmp_path / "rows.parquet", 3))
    lines = list(hand_over(stored, tmp_path / "stored"))
    assert len(list(stored.frame.of(()).parts(["wave"]))) > 1
    assert f"{len(survey.frame):,} respondents" in lines[-4]
    assert lines[-3].startswith("left out: .sav and .dta")
    written = {file.name for file in (tmp_path / "stored").iterdir()}
    assert written == {file.name for file in folder.iterdir() if file.suffix not in (".sav", ".dta")}
    for name in written - {"shop-2023.parquet"}:
        assert (tmp_path / "stored" / name).read_bytes() == (folder / name).read_bytes()
    ours, theirs = (pq.read_table(at / "shop-2023.parquet") for at in (tmp_path / "stored", folder))
    assert ours.schema.field("sex").metadata == theirs.schema.field("sex").metadata
    pd.testing.assert_frame_equal(ours.to_pandas(), theirs.to_pandas())


@pytest.mark.parametrize("codebook", [".sss", ".xml"])
def test_csv_comes_back_through_the_codebook_beside_it(survey, folder, tmp_path, codebook):
    beside = tmp_path / f"again{codebook}"
    beside.write_bytes((folder / f"shop-2023.en{codebook}").read_bytes())
    (tmp_path / "again.csv").write_bytes((folder / "shop-2023.csv").read_bytes())
    columns = {column.header: column for column in deliver(tmp_path / "again.csv").columns}
    want = expected(survey)
    assert columns["sex"].label == "Sex" and list(columns["sex"].labels.values()) == ["Women", "Men"]
    assert [columns["sex"].labels.get(code) for code in columns["sex"].cells] == want["sex"].tolist()
    numbers = pd.to_numeric(pd.Series(columns["overall"].cells)).tolist()
    assert [n for n in numbers if n == n] == want["overall"].dropna().tolist()


@pytest.mark.parametrize("file", ["shop-2023.en.sav", "shop-2023.en.dta", "shop-2023.parquet"])
def test_what_is_handed_over_can_be_read_by_us_again(survey, folder, file):
    """Codes, labels and blanks arrive as they went out; parquet has its labels in the metadata of its columns."""
    columns = {column.header: column for column in deliver(folder / file).columns}
    want = expected(survey)
    for name in ("overall", "wait", "uses__app", "happy"):
        cells = [float(cell) if cell else None for cell in columns[name].cells]
        assert cells == want[name].astype(object).where(want[name].notna(), None).tolist()
    codes = {"1": "Women", "2": "Men"}
    assert [codes.get(cell) for cell in columns["sex"].cells] == want["sex"].where(want["sex"].notna(), None).tolist()
    assert (columns["sex"].label, columns["sex"].labels) == ("Sex", codes)


def test_parquet_carries_the_same_and_says_what_its_codes_mean(survey, folder):
    table = pq.read_table(folder / "shop-2023.parquet")
    pd.testing.assert_series_equal(table["overall"].to_pandas(), expected(survey)["overall"], check_names=False)
    assert b'"Women"' in table.schema.field("sex").metadata[b"values"]


def test_nothing_that_names_a_person_leaves(survey, folder, tmp_path):
    """Names, open answers, file and line are in no file, whatever its format; strata are numbers."""
    said = list(hand_over(survey, tmp_path / "again"))
    assert said[-2:] == ["left out: said (open text)", "left out: name (identifier)"]
    for path in folder.iterdir():
        content = path.read_bytes()
        assert not [secret for secret in (b"Wang", "好".encode(), b"shop_2023.csv") if secret in content], path.name
    assert set(pq.read_table(folder / "shop-2023.parquet")["stratum"].to_pylist()) == {1, 2}


def test_every_file_of_a_draft_says_so(shop, survey, folder, tmp_path):
    """As a column, which stays where rows or columns are cut out; without a guess left there is none."""
    assert "draft" not in pd.read_csv(folder / "shop-2023.csv")
    codebook = shop.folder / "codebook.yml"
    codebook.write_text(f"{codebook.read_text('utf-8')}# GUESS: the answers\n", "utf-8")
    list(hand_over(survey, tmp_path / "draft"))
    assert set(pd.read_csv(tmp_path / "draft/shop-2023.csv")["draft"]) == {1}
    assert set(pq.read_table(tmp_path / "draft/shop-2023.parquet")["draft"].to_pylist()) == {1}
    for read, kind in ((pyreadstat.read_sav, "sav"), (pyreadstat.read_dta, "dta")):
        for language, label in (("en", "DRAFT"), ("zh", "草稿")):
            _, meta = read(tmp_path / f"draft/shop-2023.{language}.{kind}")
            assert meta.variable_value_labels["draft"] == {1: label} and label in meta.column_names_to_labels["draft"]
    assert all(b"DRAFT" in (tmp_path / f"draft/shop-2023.en.{kind}").read_bytes() for kind in ("xml", "sss"))


def test_names_are_cut_apart():
    names = ["a" * 40, "a" * 41, "b-c", "b c"]
    assert list(names_within(names, 32).values()) == ["a" * 32, "a" * 30 + "_2", "b_c", "b_c_2"]


def test_what_identifies_people_is_in_no_file(shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name and an id in labels, a telephone number as a number: found wherever they stand; nothing is written."""
    shop.items["id"] = item("Id", {2023: "id"}, words=True, roles=["identifier"])
    said = ["Mary Smith was kind", "call 13812345678", "", ""]
    shop.deliver(2023, [row | {"id": f"R_7xK2m{at + 9}", "said": said[at]} for at, row in enumerate(RECORDS)])
    shop.write()
    survey = rows.load("shop", 2023)
    data = analysis_data(survey)
    texts = {"name": "Mary Smith", "id": "of R_7xK2m9"}
    for kind, label in (*texts.items(), ("number", "")):
        text = Text(en=label or "x", zh=label or "x")
        column = Variable("leak", text, text, whole=True)
        frame = data.frame.assign(leak=13812345678.0 if kind == "number" else 1.0)
        leaking = replace(data, frame=frame, variables=[*data.variables, column])
        monkeypatch.setattr("manyi.handover.data_files.analysis_data", lambda _, leaking=leaking: leaking)
        with pytest.raises(InputError, match="holds what identifies people in the raw data") as error:
            list(hand_over(survey, tmp_path / "out"))
        kinds = {line.partition(":")[0].rpartition(".")[2] for line in error.value.lines}
        everywhere = {"parquet", "sav", "dta"}
        assert kinds == everywhere | {"sss", "csv" if kind == "number" else "xml"}
        assert "Smith" not in str(error.value) and not (tmp_path / "out").exists()


def test_a_parquet_file_handed_over_is_drafted_with_its_questions_and_labels(folder, tmp_path, monkeypatch):
    """As are the column_labels and variable_value_labels in the attrs of a data frame, in parquet and in Feather."""
    book = drafted(deliver(folder / "shop-2023.parquet"))
    by_name = {found.name: found for found in book.items}
    assert by_name["sex"].text == "Sex" and by_name["sex"].answers["categories"] == {"women": "Women", "men": "Men"}
    assert by_name["uses"].answers["options"] == {"app": "App", "web": "Web", "none": "None"}
    frame = pd.DataFrame({"q1": [1, 2, 2, 1] * 5, "q2": [float(1 + at % 5) for at in range(20)]})
    frame.attrs = {"column_labels": {"q1": "Your sex?"}, "variable_value_labels": {"q1": {1: "Man", 2: "Woman"}}}
    frame.to_parquet(tmp_path / "plain.parquet")
    frame.to_feather(tmp_path / "plain.feather")
    for name in ("plain.parquet", "plain.feather"):
        column = deliver(tmp_path / name).columns[0]
        assert (column.label, column.labels) == ("Your sex?", {"1": "Man", "2": "Woman"})
