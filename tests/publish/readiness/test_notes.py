"""What a report will not print is said by `make check`, with the answers it rests on."""

from __future__ import annotations

from manyi.exhibits.names import Names
from manyi.publish.readiness.rehearsal import rehearse
from manyi.study.reading import definition
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
    assert not any("not printed" in mistake.what for mistake in outcome.mistakes)


def test_a_headline_of_too_many_numbers_is_refused_and_few_have_their_own_names(shop: Shop) -> None:  # noqa: F811
    """The chart of a report names every answer: it used to stop at the first number."""
    shop.items["wait"].pop("asked_if")
    shop.study["claims"] = {"outcome": "wait", "unit": "minutes"}
    shop.deliver(2023, [{**RECORDS[at % 2], "wait": str(at)} for at in range(90)])
    shop.write()
    (mistake,) = rehearse("shop").mistakes
    assert mistake.where.startswith("shop/study.yml")
    assert "a number of 90 different answers, too many" in mistake.what
    assert rehearse("shop", drawn=False).mistakes == []  # a report without that chart
    shop.deliver(2023, [{**RECORDS[at % 2], "wait": str(at % 9 / 2)} for at in range(90)])
    shop.write()
    assert rehearse("shop").mistakes == []
    assert Names(definition("shop").codebook).of("wait", "2.5", "en") == "2.5"
