"""What was published is compared on every build, and a changed number must be explained in the newest section."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.publish import published, verify
from manyi.publish.page import page

OLD = "\n## 0.1.0\n\nMoved `tiny 2024` and `parks-mean`.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a report of two numbers built, and nothing published."""
    for name in ("notebooks", "data", "reports/tiny/2024"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    built(70.123456789012, 0.5)
    return tmp_path


def ledger(mean: float, share: float) -> pd.DataFrame:
    numbers = {"parks-mean": mean, "parks-share": share}
    return pd.DataFrame(
        [{"id": one, "value": v, "low": v - 1, "high": float("nan"), "base": 9} for one, v in numbers.items()]
    )


def built(mean: float, share: float) -> pd.DataFrame:
    made = ledger(mean, share)
    made.to_parquet("reports/tiny/2024/results.parquet")
    return made


def test_what_is_published_is_found_again(folder: Path) -> None:
    assert published.back_test("tiny", 2024, ledger(1, 2)) is None
    file, before = published.publish("tiny", 2024)
    assert (file, before) == (folder / "published" / "tiny" / "2024.csv", None)
    assert file.read_text().splitlines()[:2] == ["id,value,low,high,base", "parks-mean,70.123456789,69.123456789,,9"]
    assert verify.compare(published.read(file), ledger(70.123456789012, 0.5)).empty
    more = pd.concat([ledger(70.123456789012, 0.5), ledger(1, 2).assign(id=["parks-new", "parks-newer"])])
    found = published.back_test("tiny", 2024, more)
    assert found == published.BackTest(2, (), ())  # a new number is not a change
    assert published.warning(found) == ""
    assert page.since(found, "en") == "All 2 published numbers are the same."


@pytest.mark.parametrize(
    ("changes", "unexplained"),
    [
        ("", ("parks-mean",)),
        (f"# Changelog\n{OLD}", ()),
        (f"# Changelog\n\n## 0.2.0\n\nNothing.\n{OLD}", ("parks-mean",)),  # an old explanation explains no new change
        (f"## 0.2.0\n\n- tiny/2024: the weights were raked again.\n{OLD}", ()),
        (f"## 0.2.0\n\n`parks-mean` lost its outlier.\n{OLD}", ()),
        (f"## 0.2.0\n\n`parks-mean-low`, tiny 2023, untiny 2024.\n{OLD}", ("parks-mean",)),
    ],
)
def test_a_changed_number_is_explained_by_its_id_or_the_report(
    folder: Path, changes: str, unexplained: tuple[str, ...]
) -> None:
    published.publish("tiny", 2024)
    (folder / "CHANGELOG.md").write_text(changes)
    found = published.back_test("tiny", 2024, built(70.2, 0.5))
    assert found == published.BackTest(2, ("parks-mean",), unexplained)
    if unexplained:
        assert published.warning(found).endswith("not explained in CHANGELOG.md: parks-mean")
        assert page.since(found, "zh").startswith("已发布的2个数字中有1个改变，其中1个未在")
        with pytest.raises(InputError, match="1 of 2 published numbers changed and are not explained"):
            published.publish("tiny", 2024)
        assert "70.1234" in published.file_of("tiny", 2024).read_text()
    else:
        assert page.since(found, "en") == "1 of 2 published numbers changed; CHANGELOG.md says why."
        published.publish("tiny", 2024)
        assert "70.2," in published.file_of("tiny", 2024).read_text()


def test_a_number_that_went_is_a_change_and_a_report_not_built_cannot_be_published(folder: Path) -> None:
    published.publish("tiny", 2024)
    found = published.back_test("tiny", 2024, ledger(70.123456789012, 0.5)[:1])
    assert found is not None and found.unexplained == ("parks-share",)
    with pytest.raises(InputError, match="tiny 2021: has not been built"):
        published.publish("tiny", 2021)
