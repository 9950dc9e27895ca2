"""What the files lack is found in the first run, whatever else is wrong with the descriptions."""

from __future__ import annotations

from manyi.publish.readiness.file_headers import undelivered
from manyi.publish.readiness.rehearsal import rehearse, unreadable
from tests.rows.conftest import Shop, shop  # noqa: F401


def test_a_column_of_no_file_comes_along_with_wrong_keys(shop: Shop) -> None:  # noqa: F811
    shop.items["sex"]["columns"] = {2023: "Sexx"}
    shop.items["channel"]["catgories"] = shop.items["channel"].pop("categories")
    shop.write()
    mistakes = rehearse("shop").mistakes
    assert any("channel" in mistake.what and "unknown key" in mistake.what for mistake in mistakes)
    assert [m for m in mistakes if "column Sexx: the column is absent" in str(m)] == undelivered("shop")
    assert unreadable(["shop"]) == mistakes


def test_a_column_of_no_file_comes_along_with_a_contradiction(shop: Shop) -> None:  # noqa: F811
    shop.items["sex"]["columns"] = {2023: "Sexx"}
    shop.study["claims"]["segments"] = ["gender"]
    shop.write()
    lines = [*map(str, rehearse("shop").mistakes)]
    assert any("no item 'gender'" in line for line in lines) and any("column Sexx" in line for line in lines)


def test_what_cannot_be_read_at_all_is_not_guessed_at(shop: Shop) -> None:  # noqa: F811
    shop.items["sex"]["columns"] = "sex"
    shop.write()
    assert undelivered("shop") == []
    (shop.folder / "codebook.yml").write_text("items: [", "utf-8")
    assert undelivered("shop") == []


def test_a_study_without_its_basis_hides_neither_codebook_nor_files(shop: Shop) -> None:  # noqa: F811
    """A wrong key at the top of study.yml, a missing code inside a scale, a column of no file: three lines at once."""
    shop.study["basis"] = "modl"
    shop.items["overall"]["missing"] = {9: "dont_know"}
    shop.items["sex"]["columns"] = {2023: "Sexx"}
    shop.write()
    lines = [*map(str, rehearse("shop").mistakes)]
    for part in ("basis: Input should be", "9 is a point of the scale", "column Sexx: the column is absent"):
        assert sum(part in line for line in lines) == 1
