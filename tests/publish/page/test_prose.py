"""The rules of prose see what breaks them, in both languages, and every sentence of a claim keeps them."""

from __future__ import annotations

import pytest

from manyi.errors import InputError
from manyi.exhibits.claims.claim import SENTENCES
from manyi.publish.page.prose import faults, repeated, require_prose, sentences
from manyi.publish.page.tree import parsed

VALUE = '<data value="1" id="n-a">1.0</data>'
LOW, HIGH = (f'<data value="1" data-number="a" data-part="{part}">1.0</data>' for part in ("low", "high"))


def of(text: str, language: str = "en") -> list[str]:
    return faults(parsed(f"<main><p>{text}</p></main>"), language)


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("en", f"It rose by {VALUE} ({LOW} to {HIGH}).", ""),
        ("zh", f"升至{VALUE}（满分100分），较2023年高{VALUE}分（{LOW}～{HIGH}）。", "3 numbers"),
        ("en", f"It is {VALUE}, was {VALUE} and will be {VALUE}.", "3 numbers"),
        ("en", f"It is {VALUE}. It was {VALUE} of 100 points and {VALUE} before.", ""),
        ("en", "They differ (joint test, p <0.001).", "tests (joint test)"),
        ("zh", "各组存在差别（联合检验）。", "tests (联合检验)"),
        ("en", "word " * 39 + "end.", "40 words"),
        ("zh", "字" * 76 + "。", "76 words"),
        ("en", "Lower for A, a difference of two.", "forbidden (a difference of)"),
        ("zh", f"差值为{VALUE}分。", "forbidden (差值为)"),
        ("zh", f"共{VALUE}企业参评。", "measure (●企业)"),
        ("zh", f"共{VALUE}家企业参评。", ""),
        ("zh", f"从{LOW} 至 {HIGH}分。", "ranges (○ 至 ○)"),
        ("zh", f"从{LOW}～{HIGH}分。", ""),
        ("en", f"From {LOW}-{HIGH} points.", "ranges (○-○)"),
    ],
)
def test_each_rule_sees_what_breaks_it(language: str, text: str, fault: str) -> None:
    assert [line.partition(":")[0] for line in of(text, language)] == ([fault] if fault else [])


def test_a_sentence_said_twice_is_seen_figures_and_folded_text_are_no_prose() -> None:
    page = "<main><p>One. Two.</p><figure><p>Two.</p></figure><details><p>Two.</p></details><p>One.</p></main>"
    assert sentences(parsed(page)) == ["One.", "Two.", "One."]
    assert faults(parsed(page), "en") == ["said 2 times: One."]
    assert repeated(parsed(page)) == pytest.approx(1 / 3)


def test_a_page_with_more_faults_than_its_report_allows_is_refused_in_one_line() -> None:
    page = f"<main><p>By Holm.</p><p>It is {VALUE}, was {VALUE} and will be {VALUE}.</p></main>"
    with pytest.raises(InputError) as refused:
        require_prose(page, "en", "index")
    assert str(refused.value) == (
        "prose of index en: tests (Holm): By Holm.; 3 numbers: It is ●, was ● and will be ●.;"
        " 0 allowed (budgets of the report, prose)"
    )
    told = require_prose(page, "en", "index", allowed=None)  # the report sets no limit
    assert told.startswith("prose of index en: tests (Holm): By Holm.; 3 numbers") and "budgets.prose" in told
    require_prose(page, "en", "index", allowed=2)


def test_a_page_that_repeats_itself_is_refused_numbers_or_not() -> None:
    once = "".join(f"<p>{word} rose to {VALUE}.</p>" for word in "abcdefgh")
    require_prose(f"<main>{once}</main>", "en", "index")
    with pytest.raises(InputError, match="of the words are said twice, 5% allowed"):
        require_prose(f"<main>{once}<p>a rose to {VALUE}.</p></main>", "en", "index")


def test_the_same_words_around_other_numbers_are_no_repetition_of_a_sentence() -> None:
    gap = f"<p>The gap is shown ({LOW} to {HIGH} points).</p>"
    assert faults(parsed(f"<main>{gap}<p>Between.</p>{gap}</main>"), "en") == []


def test_links_to_evidence_are_no_words_of_a_sentence() -> None:
    link = '<a class="evidence" href="#a">Evidence</a>'
    assert sentences(parsed(f"<main><p>One. {link}</p><p>Two. {link}</p></main>")) == ["One.", "Two."]


def test_methods_may_name_tests() -> None:
    assert faults(parsed("<main><p>By Holm.</p></main>"), "en", methods=True) == []


@pytest.mark.parametrize("kind", SENTENCES.sections)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_of_a_claim_keeps_the_rules(kind: str, language: str) -> None:
    """Numbers are what is printed with a format, or named like one; a range counts once."""
    numbers = {"value", "before_value", "difference", "high", "low", "share", "settled", "compared", "same", "met",
               "all", "not_met", "not_shown", "target", "rate", "mix", "a_value", "b_value", "test"}  # fmt: skip
    between = {"en": " to ", "zh": "～"}[language]
    for verdict, text in SENTENCES.section(kind).items():
        said = text[language]
        for slot in text.slots:
            name, _, how = slot.partition(":")
            printed = f"{LOW}{between}{HIGH}" if how == "range" else VALUE if name in numbers else "name"
            said = said.replace(f"{{{slot}}}", printed)
        assert of(said.replace("{sure}", ""), language) == [], (kind, verdict)
