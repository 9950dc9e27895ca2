"""The digest of a wave's data: moved by whatever may move its results, and by nothing that is for later waves."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from manyi import rows
from manyi.errors import InputError
from manyi.rows import fingerprints

from .conftest import RECORDS, item, words


def digest(year: int) -> str:
    definition = rows.definition("shop")
    return fingerprints.data_sha256(definition, [wave for wave in sorted(definition.origins) if wave <= year])


def add_a_wave(shop: Any) -> None:
    """Deliver 2024 with all a new wave may bring: its columns, codes, a break, items, weights, notes about the year."""
    shop.study["waves"][2024]["note"] = words("Shorter questionnaire")
    shop.study["design"] = {"unweighted": [2024], "unclustered": [2024]}
    shop.book["unused"] = {2024: {"Q1": "asked as F1"}}
    shop.items["overall"] |= {"columns": {2023: "Q1", 2024: "F1"}, "codes": {2024: {2023: 3}}}
    shop.items["overall"]["comparable"] = {2024: words("Asked later in the questionnaire")}
    shop.items["new"] = item("New", {2024: "N1"}, scale={"from": 1, "to": 5}, module="later")
    shop.book |= {
        "derived": {"new_top": {"short": words("New"), "definition": words("4 or 5"), "top": "new", "at_least": 4}},
        "modules": {"later": words("Later")},
    }
    shop.deliver(2024, [{**record, "F1": "2023", "N1": "4"} for record in RECORDS])


def test_a_new_wave_moves_its_own_digest_and_not_that_of_the_year_before(shop: Any) -> None:
    shop.write()
    before = digest(2023)
    kept = rows.load("shop", 2023)
    add_a_wave(shop)
    shop.write()
    assert digest(2023) == before == kept.data_sha256
    assert digest(2024) != before
    assert rows.load("shop", 2023).data_sha256 == before
    assert rows.load("shop", 2024).data_sha256 == digest(2024)


def test_the_cached_rows_are_keyed_by_every_byte(shop: Any) -> None:
    shop.write()
    before = fingerprints.content_sha256(rows.definition("shop"), [2023])
    file = shop.folder / "codebook.yml"
    file.write_text(file.read_text("utf-8") + "# a comment\n", "utf-8")
    assert fingerprints.content_sha256(rows.definition("shop"), [2023]) != before


CHANGES = {
    "an answer": lambda shop: shop.deliver(2023, [{**RECORDS[0], "Q1": "8"}, *RECORDS[1:]]),
    "a label": lambda shop: shop.items["channel"]["categories"].update(bot=words("Robot")),
    "a code": lambda shop: shop.items["overall"].update(codes={2023: {"ten": 10}}),
    "an answer that looks like a later wave": lambda shop: shop.items["sex"].update(missing={2024: "refused"}),
    "a column": lambda shop: shop.items["wait"].update(columns={2023: None}),
    "an earlier break": lambda shop: shop.items["overall"].update(comparable={2023: words("New")}),
    "the design": lambda shop: shop.study.update(design={"unweighted": [2023, 2024]}),
    "the plan": lambda shop: shop.study["claims"].update(family=["overall"]),
    "a question": lambda shop: shop.items.update(more=item("More", {2023: "Q2"}, words=True)),
    "the order of questions": lambda shop: shop.items.update(overall=shop.items.pop("overall")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_may_move_a_result_moves_the_digest(shop: Any, change: Any) -> None:
    shop.write()
    before = digest(2023)
    change(shop)
    shop.write()
    assert digest(2023) != before


def test_every_description_of_a_study_counts_and_those_it_extends(shop: Any) -> None:
    shop.write()
    seen = {digest(2023)}
    (shop.root / "data" / "other").mkdir()
    for place, said in (
        ("shop/themes.yml", {"version": 1, "extends": "other"}),
        ("other/themes.yml", {"version": 2}),
        ("other/themes.yml", {"version": 3}),
        ("shop/truth.yml", {"figures": [{"id": "a", "wave": 2023, "value": 1}]}),
    ):
        (shop.root / "data" / place).write_text(yaml.safe_dump(said), "utf-8")
        assert digest(2023) not in seen
        seen.add(digest(2023))
    later = {"figures": [{"id": "a", "wave": 2023, "value": 1}, {"id": "a", "wave": 2024, "value": 2}]}
    (shop.folder / "truth.yml").write_text(yaml.safe_dump(later), "utf-8")
    assert digest(2023) in seen


@pytest.mark.parametrize(("target", "said"), [("/dev/zero", "not a file"), ("nowhere.yml", "the file is missing")])
def test_a_description_that_is_no_file_is_refused_in_a_line(shop: Any, target: str, said: str) -> None:
    shop.write()
    (shop.folder / "words.yml").symlink_to(target)
    with pytest.raises(InputError, match=f"shop/words.yml: {said}"):
        rows.load("shop", 2023)
