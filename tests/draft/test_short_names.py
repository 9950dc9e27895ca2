"""A question is called what it measures, so that its name reads in a sentence; one of no known form is quoted."""

from __future__ import annotations

import pytest

from manyi.draft.short_names import LONGEST, as_asked, short_of


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("How satisfied are you overall?", "Overall satisfaction"),
        ("Overall, how satisfied were you with your visit?", "Overall satisfaction with the visit"),
        ("How satisfied were you with the waiting time? (1-5)", "Satisfaction with the waiting time"),
        ("How would you rate your overall experience?", "Overall rating of the experience"),
        ("On a scale of 0 to 10, how likely are you to recommend us?", "Likelihood to recommend us"),
        ("What is your sex?", "Sex"),
        ("How old are you?", "Age"),
        ("How was your visit?", "“How was your visit”"),
        ("您的性别是？", "性别"),
        ("您对服务的总体满意度", "服务的总体满意度"),
        ("总体而言，您对本店满意吗？", "本店的总体满意度"),
        ("您是否使用过自助机？", "“您是否使用过自助机”"),
        ("手机部数", "手机部数"),
        ("Q3_wait", "Q3_wait"),
    ],
)
def test_a_question_is_called_what_it_measures(question: str, short: str) -> None:
    assert short_of(question) == short


def test_a_long_name_is_cut_between_words() -> None:
    short = short_of("Considering all your visits to all our branches, what did you like the most of all?")
    assert short.startswith("“") and short.endswith("…”") and len(short) <= LONGEST + 3


def test_only_a_question_as_it_stands_is_no_guess() -> None:
    assert as_asked("Waiting time", "Waiting time:")
    assert not as_asked("Sex", "What is your sex?") and not as_asked("“Why”", "Why?")
