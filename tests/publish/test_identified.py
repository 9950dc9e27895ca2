"""What identifies people in the raw data is found in whatever file it stands in, and named by its kind alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.publish import identified
from manyi.publish.identified import Sought, refuse, sought_in

VALUES = {
    "R_7xK2m9": "identifier", "10.1.44.203": "identifier", "138-1234-5678": "mobile", "anna.b@example.org": "email",
    "Mary Smith": "name", "张丽华": "name", "建国路12号3楼": "address", "1234567": "identifier",
}  # fmt: skip
HARMLESS = "Mary and Mrs Smith waited 0.1234567 s; 10.1 of 44, 138 of 1234, 张丽 and 丽华, R 7xK2m9x, 1,234,567 answers"
LEAKS = {
    "R_7xK2m9": "identifier", "from 10.1.44.203 it came": "identifier", "call 13812345678": "mobile",
    "(138) 1234 5678": "mobile",
    "<b>Anna.B@example.org</b>": "email", "as mary smith said": "name", "护士张丽华很好": "name",
    "住建国路12号3楼": "address",
}  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("MANYI_BUILD", str(tmp_path / "build"))
    file = tmp_path / "sought.json"
    file.write_text(Sought.of(VALUES).as_json(), "utf-8")
    return [str(file)]


@pytest.mark.parametrize("text", LEAKS)
def test_a_value_is_met_however_it_is_written(text: str) -> None:
    assert set(dict(Sought.of(VALUES).met(text)).values()) == {LEAKS[text]}


def test_what_only_looks_like_it_is_not() -> None:
    assert list(Sought.of(VALUES).met(HARMLESS)) == []


def test_what_the_researcher_has_written_is_no_secret() -> None:
    sought = Sought.of(VALUES, "organisation: Mary Smith Research, 张丽华")
    assert list(sought.met("Mary Smith, 张丽华")) == [] and list(sought.met("1234567"))


def test_nothing_that_is_kept_can_be_read() -> None:
    assert not any(part in Sought.of(VALUES).as_json() for part in ("7xK2m9", "1234567", "smith", "张"))


def test_every_kind_of_file_is_read(kept: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "report"
    folder.mkdir()
    frame = pd.DataFrame({"said": ["fine", "Mary Smith"], "n": [1, 2]})
    frame.to_csv(folder / "a.csv"), frame.to_excel(folder / "b.xlsx"), frame.to_parquet(folder / "c.parquet")
    (folder / "d.html").write_text("<p>Mary&nbsp;Smith</p>", "utf-8")
    (folder / "e.log").write_text("nothing here", "utf-8")
    with pytest.raises(InputError) as error:
        refuse(kept, [str(folder)])
    assert [line.split("report/")[1].split(":")[0] for line in error.value.lines] == [
        "a.csv",
        "b.xlsx",
        "c.parquet",
        "d.html",
    ]
    assert all("name (1)" in line and "Smith" not in line for line in error.value.lines)


def test_a_file_is_read_again_only_when_it_or_what_is_sought_has_changed(
    kept: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, opened = tmp_path / "report", []
    folder.mkdir()
    monkeypatch.setattr(identified, "texts_of", lambda file: opened.append(file.name) or [file.read_text()])
    (folder / "a.html").write_text("fine"), (folder / "b.html").write_text("well")
    refuse(kept, [str(folder)])
    refuse(kept, [str(folder)])
    assert opened == ["a.html", "b.html"]
    (folder / "b.html").write_text("Mary Smith")
    for _ in range(2):
        with pytest.raises(InputError, match=r"b\.html: holds what identifies .*name \(1\)"):
            refuse(kept, [str(folder)])
    assert opened[2:] == ["b.html"]
    Path(kept[0]).write_text(Sought.of({"Quite Fine": "name", "fine": "name"}).as_json(), "utf-8")
    with pytest.raises(InputError, match=r"a\.html"):
        refuse(kept, [str(folder)])


def test_what_is_sought_of_a_study(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parks of the small project number their interviews from 1: too short to be told from any other number."""
    monkeypatch.chdir(Path(__file__).parent / "project")
    from manyi.language.periods import Period

    assert sought_in("parks", Period(2024)) == Sought()
