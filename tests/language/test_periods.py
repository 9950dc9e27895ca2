"""Waves that are no calendar years: in order, found again from their number, and called what people call them."""

from __future__ import annotations

from datetime import date

import pytest

from manyi.language.periods import Period, listed_waves, span, spanned

KINDS = {
    "years": ["1999", "2023", "2024"],
    "quarters": ["2023Q4", "2024Q1", "2024Q2"],
    "halves": ["2023H2", "2024H1", "2024H2"],
    "months": ["2023-12", "2024-01", "2024-10"],
    "weeks": ["2020-W53", "2021-W01", "2021-W52"],
    "seasons": ["2023-winter", "2024-spring", "2024-autumn"],
    "numbered": ["wave-1", "wave-2", "wave-10"],
}


@pytest.mark.parametrize("written", KINDS.values(), ids=KINDS)
def test_they_are_in_order_and_found_again_from_their_number(written: list[str]) -> None:
    waves = [Period.of(text) for text in written]
    assert sorted(set(waves)) == waves == [Period(int(wave)) for wave in waves]
    assert [str(wave) for wave in waves] == written == [f"{wave}" for wave in waves]
    assert [wave.at for wave in waves] == sorted(wave.at for wave in waves)
    assert spanned(span(waves[0], waves[2])) == [waves[0], waves[2]]
    assert all(first <= last for first, last in (wave.days for wave in waves))


def test_a_year_is_itself() -> None:
    assert Period.of(2024) == 2024 and {2024: "x"}[Period.of("2024")] == "x" and Period(2024).at == 2024
    assert Period(2024).words.en == "2024" and Period(2024).words.zh == "2024年"


@pytest.mark.parametrize(
    "written", ["24", "2024Q5", "2024-13", "2024-00", "spring", "2023-W53", "wave-0", "3000", "", "x2024"]
)
def test_anything_else_is_refused_with_what_to_write(written: str) -> None:
    with pytest.raises(ValueError, match="is not a wave: write 2024, 2024Q1|Invalid week"):
        Period.of(written)


def test_every_month_lies_in_the_one_quarter_and_half_whose_days_hold_it() -> None:
    parts = [Period.of(f"2024{part}") for part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2")]
    for month in range(1, 13):
        for part in parts:
            assert part.holds(2024, month) == (part.days[0] <= date(2024, month, 15) <= part.days[1])


def test_words() -> None:
    called = {text: Period.of(text).words for text in ("2024Q1", "2024-03", "2024H2", "2024-spring", "wave-3")}
    assert [words.en for words in called.values()] == [
        "Q1 2024", "March 2024", "the second half of 2024", "spring 2024", "wave 3",
    ]  # fmt: skip
    assert called["2024-03"].zh == "2024年3月" and called["2024H2"].zh == "2024年下半年"
    assert listed_waves([Period(2021), Period(2022)], "zh") == "2021和2022年"
    assert listed_waves([Period.of("2024Q1"), Period.of("2024Q2")], "en") == "Q1 2024 and Q2 2024"
