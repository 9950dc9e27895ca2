"""What identifies people is taken from identifiers, open answers and unused columns, and from nothing else."""

from manyi.language.periods import Period
from manyi.rows.identifying import identities

from .conftest import item, table


def test_ids_open_answers_and_unused_columns(shop):
    shop.items = {
        "overall": item("Overall", {2023: "Q1"}, scale={"from": 1, "to": 5}),
        "serial": item("Serial", {2023: "id"}, words=True, roles=["identifier"]),
        "said": item("Said", {2023: "said"}, words=True),
    }
    shop.book["unused"] = {2023: {"mail": "not used"}}
    given = [{"Q1": "4", "id": f"R_{at:06}", "said": "good", "mail": f"m{at}@example.org"} for at in range(20)]
    given[3] |= {"said": "Mary Smith was kind, call 138 1234 5678"}
    given[4] |= {"id": "12", "said": "4"}
    given[5] |= {"id": "2023-05-01"}
    shop.deliver(2023, table(given))
    shop.write()
    values = identities(["shop"], Period(2023))
    assert {value for value, kind in values.items() if kind == "identifier"} == {row["id"] for row in given} - {
        "12", "2023-05-01",
    }  # fmt: skip
    assert {value for value, kind in values.items() if kind == "email"} == {row["mail"] for row in given}
    assert [value for value, kind in values.items() if kind in ("name", "mobile")] == ["Mary Smith", "138 1234 5678"]
