"""What a report will not print is said by `make check`, with the answers it rests on."""

from __future__ import annotations

from manyi.publish.readiness.rehearsal import rehearse
from tests.rows.conftest import RECORDS, Shop, shop  # noqa: F401


def test_groups_of_too_few_are_named_with_their_answers(shop: Shop) -> None:  # noqa: F811
    given = [
        {**RECORDS[at % 2], "Q1": str(1 + at % 10), "wait": "", "channel": "bot" if at < 9 else "store"}
        for at in range(90)
    ]
    shop.study["claims"] = {"outcome": "overall", "unit": "score", "segments": ["sex", "channel"]}
    shop.deliver(2023, given)
    shop.write()
    outcome = rehearse("shop")
    assert outcome.mistakes == []
    (note,) = [note for note in outcome.notes if "not printed" in note]
    assert "claims segments, wave 2023: 1 of 2 numbers" in note and note.endswith("bot overall (9)")
    assert not any("not printed" in line for line in outcome.mistakes)
