from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from manyi import exhibits
from manyi.exhibits import Chapter, Claim, Text, change, changed, driver, extremes, gap, kpi, level, part
from manyi.exhibits.chapter.headings import TITLING
from manyi.exhibits.claims.claim import HEADINGS, SENTENCES, _singular, spell
from manyi.exhibits.claims.kinds import subject
from manyi.exhibits.names import Names
from manyi.stats.compare.highest_lowest import StandingVerdict
from tests.exhibits.conftest import Shown, a_change, by_channel, channels_standing

PAIR = {"a": "phone", "b": "bot", "difference": 13.0, "se": 1.0, "low": 11.0, "high": 15.0, "df": 100.0, "t": 9.0,
        "p": 1e-9, "p_adjusted": 1e-8, "shown": True, "unit": "index"}  # fmt: skip
IMPORTANCE = pd.DataFrame({
    "driver": ["attitude", "speed", "wait"], "share": [0.5, 0.3, 0.2], "low": [0.4, 0.2, 0.1], "high": [0.6, 0.4, 0.3],
    "rank": [1, 2, 3], "rank_low": [1, 2, 2], "rank_high": [1, 3, 3], "above_noise": [True, True, False],
})  # fmt: skip


UNTITLED = {  # kinds whose claims no chapter holds, and why
    "held": "`comparisons` makes and prints it itself",
    "relative": "`comparisons` makes and prints it itself",
}


def said(chapter: Chapter, shown: Shown, claim: Claim, language: str = "en") -> str:
    chapter.claim("c", claim)
    return re.sub(r"<[^>]+>", "", shown["contact-c"][language].split("<details")[0])


@pytest.mark.parametrize("verdict", ["rose", "rose_small", "fell", "fell_small", "same", "unclear", "suppressed"])
def test_only_a_passed_test_is_called_a_rise_or_a_fall(chapter: Chapter, shown: Shown, verdict: str) -> None:
    text = said(chapter, shown, change(a_change(verdict), 2024, 2023))
    record = chapter.claims["contact-c"]
    for way, hedged in (("rose", "edged up"), ("fell", "edged down")):
        assert (way in text) == (verdict == way)
        assert (hedged in text) == (verdict == f"{way}_small")
    assert ("could be chance" in text) == (verdict == "unclear")
    assert ("smallest change" in shown["contact-c"]["en"]) == (verdict == "unclear")  # behind "How sure?"
    assert record["shown"] == verdict.startswith(("rose", "fell"))
    assert (record["sure"] is None) == (verdict == "suppressed")


def test_a_change_says_two_numbers_and_keeps_the_others_behind_how_sure(chapter: Chapter, shown: Shown) -> None:
    text = said(chapter, shown, change(a_change(), 2024, 2023))
    assert text == "Overall satisfaction rose to 78.5 of 100 points, 2.3 points more than in 2023."
    behind = re.sub(r"<[^>]+>", "", shown["contact-c"]["en"].split("<details")[1])
    assert "76.2" in behind and "+2.3 points (95 % interval +0.9 to +3.7)" in behind
    assert set(chapter.claims["contact-c"]["numbers"]) == {"value", "before_value", "difference"}


@pytest.mark.parametrize(("low", "way", "aside"), [(0.9, "rose", ""), (0.2, "edged up", " (only just shown)")])
def test_what_is_less_than_shown_is_said_beside_the_difference(
    chapter: Chapter, shown: Shown, low: float, way: str, aside: str
) -> None:
    text = said(chapter, shown, change(a_change(low=low), 2024, 2023))
    assert text == f"Overall satisfaction {way} to 78.5 of 100 points, 2.3 points more than in 2023{aside}."


def test_the_assumption_about_recruiting_is_only_made_of_opt_in_samples(
    chapter_of: Callable[..., Chapter], shown: Shown
) -> None:
    text = said(chapter_of(basis="design"), shown, change(a_change(), 2024, 2023), "zh")
    assert "招募" not in text
    assert text == "总体满意度升至78.5（满分100分），较2023年高2.3分。"


def test_changes_are_counted_and_named(chapter: Chapter, shown: Shown) -> None:
    verdicts = {"attitude": "rose", "speed": "rose_small", "clear": "fell", "wait": "unclear", "follow": "suppressed"}
    frame = pd.DataFrame([a_change(verdict, item=item) for item, verdict in verdicts.items()])
    text = said(chapter, shown, changed(frame, 2024, 2023))
    assert text == "Of 4 compared with 2023, attitude and speed clearly rose and clear clearly fell."


def test_a_gap_is_named_only_when_the_adjusted_test_passes(chapter: Chapter, shown: Shown) -> None:
    a, b = ("channel", "phone"), ("channel", "bot")
    assert said(chapter, shown, gap(PAIR, a, b)) == "It is 13.0 points higher for Phone than for Chatbot."


@pytest.mark.parametrize(
    ("row", "starts"),
    [({"p_adjusted": 0.051}, "Between Phone and Chatbot, the difference could be chance"),
     ({"shown": False}, "Not compared: Phone and Chatbot"),
     ({"difference": -13.0, "low": -15.0, "high": -11.0}, "It is 13.0 points lower for Phone")],
)  # fmt: skip
def test_other_gaps(chapter: Chapter, shown: Shown, row: dict[str, object], starts: str) -> None:
    assert said(chapter, shown, gap({**PAIR, **row}, ("channel", "phone"), ("channel", "bot"))).startswith(starts)


def test_a_gap_can_show_both_levels(chapter: Chapter, shown: Shown) -> None:
    rows = by_channel()
    claim = gap(PAIR, ("channel", "phone"), ("channel", "bot"), a_row=rows.iloc[0], b_row=rows.iloc[2])
    assert said(chapter, shown, claim, "zh").startswith(
        "电话的总体满意度比智能客服高13.0分。前者为81.0，后者为68.0（满分100分）。"
    )


@pytest.mark.parametrize(
    ("highest", "lowest", "verdict", "text"),
    [
        (["store"], ["bot"], "one_one", "highest for Store (82.1 of 100 points) and lowest for Chatbot (68.0)"),
        (
            ["store", "phone"],
            ["bot"],
            "tied_one",
            "lowest for Chatbot (68.0 of 100 points); among the highest: Store and Phone",
        ),
        (["store", "phone"], ["bot", "online"], "tied_tied", "among the lowest: Chatbot and Online chat"),
        (
            ["store", "bot"],
            ["bot", "store"],
            "none",
            "No channel stands out in overall satisfaction (68.0 to 82.1 of 100 points).",
        ),
        (["store"], ["bot"], "pair_differ", "Overall satisfaction is higher for Store (82.1 of 100 points)"),
        (
            ["store", "bot"],
            ["bot", "store"],
            "pair_unclear",
            "Between Store (82.1 of 100 points) and Chatbot (68.0), the difference",
        ),
        ([], [], "suppressed", "By channel, no highest or lowest group is named"),
    ],
)
@pytest.mark.parametrize("left_out", [0, 2])
def test_extremes_say_what_was_decided_and_count_who_is_left_out(
    chapter: Chapter, shown: Shown, highest: list[str], lowest: list[str], verdict: StandingVerdict, text: str,
    left_out: int,
) -> None:  # fmt: skip
    claim = extremes(channels_standing(highest, lowest, verdict, left_out))
    assert claim.verdict == verdict
    assert claim.shown == (verdict not in ("none", "pair_unclear", "suppressed"))
    assert text in said(chapter, shown, claim)
    counted = claim.numbers.get("left_out")
    assert (counted.value if counted else 0) == (left_out if verdict != "suppressed" else 0)


def test_groups_that_differ_without_a_highest_are_not_said_to_be_alike(chapter: Chapter, shown: Shown) -> None:
    stand = channels_standing(["store", "bot"], ["bot", "store"], "none")
    claim = extremes(replace(stand, joint=replace(stand.joint, p=0.001)))
    assert (claim.verdict, claim.shown) == ("unplaced", False)
    assert "By channel, overall satisfaction differs (68.0 to 82.1 of 100 points)" in said(chapter, shown, claim)


@pytest.mark.parametrize("verdict", ["none", "pair_unclear"])
def test_groups_nobody_can_place_have_their_whole_range(verdict: StandingVerdict) -> None:
    """Also where one of them is clear of the value of all, and the other not."""
    stand = replace(channels_standing(["store", "bot"], ["bot", "store"], verdict), line=68.0)
    assert (stand.reaches("bot"), stand.reaches("store")) == (True, False)
    numbers = extremes(stand).numbers
    assert (numbers["high"].group, numbers["low"].group) == ("channel=store", "channel=bot")


def test_drivers_go_with_and_never_cause(chapter: Chapter, shown: Shown) -> None:
    text = said(chapter, shown, driver(IMPORTANCE, "index"))
    assert text == "Attitude goes with overall satisfaction most: 50.0% of all that these explain."
    ratings = Text(en="the ratings", zh="各项评价")
    of_set = driver(IMPORTANCE, "index", ratings)
    assert (of_set.values(chapter.names)["among"], of_set.templates()["zh"].startswith("{among}")) == (ratings, True)
    tied = driver(IMPORTANCE.assign(rank_low=[1, 1, 2]), "index")
    assert (tied.verdict, tied.title(chapter.names).zh) == ("tied", "服务态度和响应速度与总体满意度关系最密切")
    assert driver(IMPORTANCE.assign(above_noise=False), "index").verdict == "none"


@pytest.mark.parametrize("verdict", ["met", "not_met", "not_shown", "suppressed"])
def test_kpis_print_the_one_sided_interval(chapter: Chapter, shown: Shown, verdict: str) -> None:
    row = {
        "estimate": 0.96,
        "base": 1000,
        "low90": 0.9485,
        "high90": 0.969,
        "target": 0.95,
        "verdict": verdict,
        "status": "shown",
        "unit": "percent",
    }
    said(chapter, shown, kpi(row, Text(en="Answered in time", zh="按时响应")))
    behind = re.sub(r"<[^>]+>", "", shown["contact-c"]["en"])
    assert ("90 % interval, 5 % on each side: 94.8% to 96.9%" in behind) == (verdict != "suppressed")


def test_part_against_the_others(chapter: Chapter, shown: Shown) -> None:
    row = {**PAIR, "channel": "bot", "item": "index", "estimate": 68.0, "rest": 79.0, "difference": -11.0}
    assert said(chapter, shown, part(row, "channel")).startswith(
        "Chatbot is 11.0 points lower than the others, at 68.0"
    )


def test_a_study_can_bring_its_own_sentence(chapter: Chapter, shown: Shown) -> None:
    row = by_channel().iloc[0]
    assert (
        said(chapter, shown, level(row, Text(en="By phone: {value}.", zh="电话：{value}。")), "zh")
        == "电话：81.0（满分100分）。"
    )


def test_a_group_is_part_of_what_a_claim_is_about(chapter: Chapter, shown: Shown) -> None:
    assert said(chapter, shown, level(by_channel().iloc[0])) == "Overall satisfaction (Phone) is 81.0 of 100 points."


def test_answers_and_groups_that_hold_at_once_are_not_joined_like_alternatives(names: Names) -> None:
    about = spell(subject({"item": "speed", "answers": "4|5", "channel": "phone"}), names)
    assert about == Text(
        en="the rating of speed (answer 4 or answer 5, Phone)", zh="响应速度评分（回答4或回答5，电话）"
    )


def test_every_verdict_has_a_sentence_and_a_title_with_the_same_places_in_both_languages() -> None:
    def places(text: str) -> set[tuple[str | None, str | None]]:
        return {(name, how) for _, name, how, _ in string.Formatter().parse(text) if name}

    for kind, verdicts in SENTENCES.sections.items():
        for verdict, text in verdicts.items():
            assert places(text.en) == places(text.zh), (kind, verdict)
            assert not re.search(r"\d|because|caused|导致|因为", text.en + text.zh), (kind, verdict)
    for kind, verdicts in HEADINGS.sections.items():
        assert {verdict.removesuffix("_small") for verdict in verdicts} <= {
            verdict.removesuffix("_small") for verdict in SENTENCES.section(kind)
        }
        assert all(places(text.en) == places(text.zh) for text in verdicts.values())


def test_every_kind_that_a_chapter_can_give_as_a_title_has_one_for_each_verdict() -> None:
    """`show(..., title=claim)` asks for it only when the claim has that verdict, perhaps years later."""
    of_kind = {kind: set(verdicts) for kind, verdicts in HEADINGS.sections.items()}
    missing = {kind: lacking for kind, verdicts in SENTENCES.sections.items()
               if kind not in UNTITLED and (lacking := set(verdicts) - of_kind.get(kind, set()))}  # fmt: skip
    assert not missing, f"no heading in claims/words.yml for {missing}"
    for kind, verdict in ((kind, verdict) for kind, verdicts in of_kind.items() for verdict in verdicts):
        sentences = SENTENCES.section(kind)
        sentence = sentences[verdict if verdict in sentences else verdict.removesuffix("_small")]
        used, filled = (
            {slot.partition(":")[0] for slot in text.slots} for text in (HEADINGS.section(kind)[verdict], sentence)
        )
        assert used <= filled, (kind, verdict)
    assert of_kind.keys() >= TITLING and not TITLING & UNTITLED.keys()
    assert not UNTITLED.keys() & set(exhibits.__all__)


@pytest.mark.parametrize(("language", "starts"), [("en", "The rating of speed rose to"), ("zh", "响应速度评分升至")])
def test_what_rises_is_a_rating_not_the_thing_rated(chapter: Chapter, shown: Shown, language: str, starts: str) -> None:
    claim = change(a_change(item="speed", unit="score"))
    assert said(chapter, shown, claim, language).startswith(starts)


def test_counted_changes_say_what_they_are_of(chapter: Chapter, shown: Shown) -> None:
    frame = pd.DataFrame([a_change("unclear", channel="phone")])
    about = Text(en="Satisfaction by channel", zh="按渠道看满意度")
    text = said(chapter, shown, changed(frame, 2024, 2023, column="channel", about=about))
    assert text == "Satisfaction by channel: none of the 1 compared with 2023 clearly changed."


@pytest.mark.parametrize(("verdict", "text"), [
    ("unclear", "No channel clearly changed in overall satisfaction since 2023."),
    ("rose", "In overall satisfaction, only Phone clearly rose since 2023: +2.3 points."),
    ("fell", "In overall satisfaction, only Phone clearly fell since 2023: +2.3 points."),
])  # fmt: skip
def test_changes_of_groups_are_named_by_what_they_are_groups_of(
    chapter: Chapter, shown: Shown, verdict: str, text: str
) -> None:
    frame = pd.DataFrame([a_change(verdict, channel="phone")])
    assert said(chapter, shown, changed(frame, 2024, 2023, column="channel")) == text


def group_changes(**rows: tuple[str, float, int]) -> pd.DataFrame:
    """Return changes of channels: verdict, difference, base."""
    return pd.DataFrame([
        a_change(verdict, channel=channel, difference=apart, low=apart - 1, high=apart + 1, base=base, delta=2.0)
        for channel, (verdict, apart, base) in rows.items()
    ])  # fmt: skip


def test_of_groups_that_changed_the_largest_change_is_told_and_ranks_the_claim(chapter: Chapter, shown: Shown) -> None:
    frame = group_changes(phone=("rose", 2.4, 900), bot=("rose", 6.0, 300), online=("unclear", 0.4, 1200))
    claim = changed(frame, 2024, 2023, column="channel")
    names = "only Phone and Chatbot clearly rose since 2023, most of all Chatbot: +6.0 points."
    assert said(chapter, shown, claim) == f"In overall satisfaction, {names}"
    record = chapter.claims["contact-c"]
    assert (record["size"], record["people"], record["sure"]) == (3.0, 300.0, "shown")  # delta of the study is 2
    assert record["clause"]["en"] and "Chatbot" in record["clause"]["en"] and record["named"] == record["beside"]
    assert claim.title(chapter.names).en == "Only Phone and Chatbot clearly rose"
    both = changed(group_changes(phone=("fell", -5.0, 900), bot=("rose", 3.0, 300)), 2024, 2023, column="channel")
    assert (both.verdict, both.numbers["difference"].value) == ("rose_fell_several", -5.0)


@pytest.mark.parametrize(("verdict", "all_together", "own"), [
    ("rose", 2.4, True),  # the group rose by 6.0, all by 2.4: that is more than delta apart
    ("rose", 4.5, False), ("rose_small", 4.5, False),  # the group rose as all did
    ("unclear", 4.5, True), ("fell", -4.5, True),
])  # fmt: skip
def test_a_group_that_changed_as_all_did_is_no_finding_of_its_own(
    chapter: Chapter, shown: Shown, verdict: str, all_together: float, own: bool
) -> None:
    frame = group_changes(bot=("rose", 6.0, 300), phone=("same", 0.1, 900))
    whole = a_change(verdict, difference=all_together)
    chapter.claim("whole", change(whole, 2024, 2023))
    chapter.claim("group", changed(frame, 2024, 2023, column="channel", whole=whole))
    causes = [chapter.claims[f"contact-{name}"]["cause"] for name in ("whole", "group")]
    assert (len(set(causes)) == 2) == own


@pytest.mark.parametrize(("apart", "prominent"), [(6.0, True), (2.0, True), (1.9, False)])
def test_of_changes_of_groups_only_what_matters_stands_on_the_page_of_the_study(apart: float, prominent: bool) -> None:
    claim = changed(group_changes(bot=("rose", apart, 300), phone=("same", 0.1, 900)), 2024, 2023, column="channel")
    assert claim.shown and replace(claim, delta=2.0).prominent == prominent
    assert not changed(group_changes(bot=("same", 0.1, 300)), 2024, 2023, column="channel").prominent


@pytest.mark.parametrize(("noun", "group"), [
    ("channel", "channel"), ("sex", "group by sex"), ("flights in a year", "group by flights in a year"),
    ("address", "address"), ("bus line", "bus line"), ("basis", "basis"),
    ("after-sales service", "after-sales service"), ("resources, all", "group by resources, all"),
])  # fmt: skip
def test_what_a_group_has_is_no_name_of_it(noun: str, group: str) -> None:
    assert _singular(Text(en=noun, zh="性别"), "en") == group and _singular(Text(en=noun, zh="性别"), "zh") == "性别"


def test_of_a_long_list_the_first_three_are_named(chapter: Chapter, shown: Shown) -> None:
    frame = pd.DataFrame([a_change("rose", item=item) for item in ("attitude", "speed", "clear", "wait", "follow")])
    assert "only attitude, speed, clear and others clearly rose" in said(chapter, shown, changed(frame, 2024, 2023))
    assert "只有服务态度、响应速度、解释清晰等明显上升" in shown["contact-c"]["zh"]
