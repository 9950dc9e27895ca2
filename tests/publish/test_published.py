"""What was published is compared on every build, and a changed number must be explained in the newest section."""

from __future__ import annotations

import errno
import json
import resource
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.publish import digests, published, verify
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
    record = {"studies": [], "inputs": {}, "products": digests.of_products(Path("reports/tiny/2024"))}
    Path("reports/tiny/2024/run.json").write_text(json.dumps(record))
    return made


def test_what_is_published_is_found_again(folder: Path) -> None:
    assert published.back_test("tiny", 2024, ledger(1, 2)) is None
    file, before = published.publish("tiny", 2024)
    assert (file, before) == (folder / "published" / "tiny" / "2024.csv", None)
    assert file.read_text().splitlines()[:2] == ["id,value,low,high,base", "parks-mean,70.123456789,69.123456789,,9"]
    assert verify.compare(published.published_numbers(file), ledger(70.123456789012, 0.5)).empty
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


def edit(file: str) -> None:
    Path(file).write_bytes(Path(file).read_bytes() + b"\n")


EDITS = {
    "the ledger": (lambda: edit("results.parquet"), "results.parquet was changed after the build"),
    "the page": (lambda: edit("index.html"), "index.html was changed after the build"),
    "a page gone": (lambda: Path("toplines-parks.html").unlink(), "toplines-parks.html was changed"),
    "a file too many": (lambda: Path("notes.txt").touch(), "notes.txt was changed"),
    "no record": (lambda: Path("run.json").unlink(), "run.json is damaged or of an older version"),
    "half a record": (lambda: Path("run.json").write_text('{"inputs": {'), "run.json is damaged"),
    "an old record": (
        lambda: Path("run.json").write_text('{"data": {}}'),
        "run.json is damaged or of an older version",
    ),
    "a list for a record": (lambda: Path("run.json").write_text("[]"), "run.json is damaged"),
    "the answers": (
        lambda: edit("../../../data/parks/raw/2024/answers.csv"),
        "the data changed since the report was built",
    ),
    "the codebook": (
        lambda: Path("../../../data/parks/codebook.yml").write_text(
            Path("../../../data/parks/codebook.yml").read_text("utf-8").replace("North", "South"), "utf-8"
        ),
        "parks/codebook.yml: changed since the report was built: make report again",
    ),
}


@pytest.mark.parametrize(("change", "said"), EDITS.values(), ids=EDITS)
def test_what_was_changed_after_the_build_is_not_published(
    project: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[], None], said: str
) -> None:
    monkeypatch.chdir(project / "reports" / "tiny" / "2024")
    change()
    monkeypatch.chdir(project)
    with pytest.raises(InputError) as error:
        published.publish("tiny", 2024)
    assert said in str(error.value)
    assert not published.file_of("tiny", 2024).exists()


def test_a_report_as_built_is_published(project: Path) -> None:
    file, _ = published.publish("tiny", 2024)
    assert len(published.published_numbers(file)) > 10


def test_a_full_disk_leaves_the_published_numbers_as_they_were(folder: Path) -> None:
    """The limit on the size of a file is the kernel's, and hits in the middle of writing as a full disk does."""
    file, _ = published.publish("tiny", 2024)
    before = file.read_bytes()
    built(70.123456789012, 0.5)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    try:
        with pytest.raises(OSError) as error:
            published.publish("tiny", 2024)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert error.value.errno == errno.EFBIG
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir()] == ["2024.csv"]
