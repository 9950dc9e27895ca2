"""Full names planted in open answers; how many are found is measured, and written into docs/evidence.md."""

from __future__ import annotations

import pytest

from manyi.rows.read.personal_names import names_in
from tests.rows.planted_names import corpus, measured


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("护士张丽华女士很耐心", ["张丽华"]),
        ("我叫何静，等了两小时", ["何静"]),
        ("收货人王伟家里没人", ["王伟家", "王伟"]),
        ("Nurse Mary Smith at the desk was kind", ["Mary Smith"]),
        ("服务周到，安全方便", []),
        ("高兴的经理", []),
        ("The Young doctor at Burger King", []),
        ("任何问题都没人管", []),
    ],
)
def test_names_are_found_where_they_stand_as_names(text: str, names: list[str]) -> None:
    assert list(names_in(text)) == names


def test_recall_and_precision_on_planted_texts() -> None:
    """.75 is what could be found: a surname in eight is not on the list, two ways in eight have no title."""
    of = measured(corpus(400, seed=20))
    assert of["zh"].recall > 0.55 and of["en"].recall > 0.68
    assert of["zh"].precision > 0.95 and of["en"].precision > 0.95
