"""The indicator system of the standard: what the file says, and what a wrong file is told."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from manyi.errors import InputError
from manyi.studies.firms import indicators

FILE = Path(__file__).resolve().parents[3] / "data" / "firms" / "indicators.yml"


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def written(record: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "data" / "mine").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
    (folder / "data" / "mine" / "indicators.yml").write_text(text, "utf-8")
    monkeypatch.chdir(folder)


def test_forty_thirtyfive_twentyfive_over_fifteen_indicators() -> None:
    system = indicators.load("firms")
    assert {name: entry.points for name, entry in system.dimensions.items()} == {
        "system": 40, "commodity": 35, "customer": 25,
    }  # fmt: skip
    assert [len(system.of_dimension(name)) for name in system.dimensions] == [7, 6, 2]
    assert [entry.clause for entry in system.indicators.values()] == sorted(
        e.clause for e in system.indicators.values()
    )


def test_limits_and_special_rules_of_the_standard() -> None:
    system = indicators.load("firms")
    assert {name: (level.low, level.stars) for name, level in system.levels.items()} == {
        "standard": (70, 0), "three": (80, 3), "four": (90, 4), "five": (95, 5),
    }  # fmt: skip
    assert [tier.low for tier in system.tiers.values()] == [0, 40, 60, 70, 80]
    assert (system.special.deduction.points, system.special.bonus.points, system.special.bonus.most) == (1, 1, 1)
    assert system.special.fail_at.deductions == 5


def test_what_is_assumed_says_so() -> None:
    numbers = indicators.load("firms").numbers()
    assumed = {name for name, entry in numbers.items() if entry.status == "assumed"}
    assert {f"indicators.{name}" for name in indicators.load("firms").indicators} <= assumed
    assert "special.before_levels" in assumed
    assert {f"dimensions.{name}" for name in ("system", "commodity", "customer")}.isdisjoint(assumed)
    assert numbers["checks.managers"].status == "confirmed"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("dimensions", "system", "points"), 50, "the points of the dimensions must add up to 100"),
        (("indicators", "rules", "points"), 6, "rules: the parts add up to 5, not 6"),
        (("indicators", "rules", "dimension"), "quality", "dimension 'quality' is not one of"),
        (("indicators", "rules", "source"), "hearsay", "sources not described: ['hearsay']"),
        (("indicators", "rules", "status"), "likely", "'confirmed' or 'assumed'"),
        (("levels", "three", "from"), 60, "levels must rise from low to high"),
        (("tiers", "initial", "from"), 10, "the first tier must start at 0"),
        (("indicators", "rules", "weight"), 2, "indicators.rules.weight: unknown key"),
    ],
)
def test_a_wrong_table_is_refused_in_one_line(
    record: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: tuple[str, ...],
    value: Any,
    message: str,
) -> None:
    wrong = copy.deepcopy(record)
    entry = wrong
    for key in path[:-1]:
        entry = entry[key]
    entry[path[-1]] = value
    written(wrong, tmp_path, monkeypatch)
    with pytest.raises(InputError) as caught:
        indicators.load("mine")
    assert message in str(caught.value)
    assert str(caught.value).startswith("mine/indicators.yml")
    assert "\n" not in str(caught.value)


def test_a_table_of_ones_own_is_read(record: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = copy.deepcopy(record)
    own["indicators"]["relations"]["points"], own["indicators"]["complaints"]["points"] = 10, 15
    for check in own["indicators"]["relations"]["checks"].values():
        check["points"] = 2
    own["indicators"]["complaints"]["checks"]["complaints"]["points"] = 15
    written(own, tmp_path, monkeypatch)
    assert indicators.load("mine").indicators["complaints"].points == 15


def test_no_file_and_no_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written({}, tmp_path, monkeypatch)
    with pytest.raises(InputError, match=r"other/indicators\.yml: no indicator system"):
        indicators.load("other")
    (tmp_path / "data" / "mine" / "indicators.yml").write_text("standard: [\n", "utf-8")
    with pytest.raises(InputError, match=r"mine/indicators\.yml, line 2: not readable as YAML"):
        indicators.load("mine")
