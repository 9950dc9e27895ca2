"""What the summary makes of the claims of all chapters: findings, advice, the answer; nothing that was not shown."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits import Chapter, Text, extremes, gap
from manyi.exhibits.chapter import records
from manyi.exhibits.chapter.findings import chosen, led, recommended, require_agreement, require_one_test, unknown
from manyi.study.plan import Advice
from tests.exhibits.conftest import Shown, channels_standing

SAID = {"en": "A is lower.", "zh": "A较低。"}


def claim(id_: str, kind: str = "change", verdict: str = "rose", **more: Any) -> dict[str, Any]:
    """Return a record as `records.record` leaves it: of a difference three times what matters, said of everyone."""
    study = id_.split("-")[0]
    known: dict[str, Any] = {
        "id": id_, "kind": kind, "finding": True, "verdict": verdict, "shown": True, "anchor": f"{id_}-figure",
        "of": study, "study": {"en": study.title(), "zh": study}, "chapter": "40-change", "numbers": {}, "words": {},
        "by": None, "audience": None, "advice": [], **SAID,
        "size": 3.0, "possible": 4.0, "people": None, "asked": 1000.0, "sure": "shown", "cause": id_,
    }  # fmt: skip
    return known | more


def ids(claims: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in claims]


def test_findings_stand_in_the_order_of_size_times_sureness_times_people_over_all_studies() -> None:
    claims = [
        claim("a-large-but-of-few", size=6.0, people=100.0),  # .6
        claim("a-all", size=1.5),
        claim("a-half-sure", size=4.0, sure="only_just"),  # 2
        claim("b-large", size=5.0, people=500.0),  # 2.5
        claim("b-sure", size=2.2),
    ]
    assert ids(chosen(claims)) == ["b-large", "b-sure", "a-half-sure", "a-all", "a-large-but-of-few"]
    assert ids(chosen(claims[::-1])) == ids(chosen(claims))  # whatever the order of the chapters


def test_any_announced_change_competes_with_the_gaps_of_all_studies() -> None:
    """An airport: cleanliness and security fell, corrected p .019 and .001; six larger gaps concern few passengers."""
    gaps = [claim(f"sfo-gap-{k}", "gap_levels", "lower", size=4.0, people=100.0 + k) for k in range(6)]
    fell = [claim(f"sfo-{name}-change", "change", "fell", size=size) for name, size in (("clean", 1.1), ("safe", 1.6))]
    assert ids(chosen([*gaps, *fell]))[:2] == ["sfo-safe-change", "sfo-clean-change"]


def test_a_change_of_a_group_competes_by_size_sureness_and_the_share_of_people_in_it() -> None:
    of = {"kind": "changed_by", "cause": "change:overall:region"}
    region = claim("a-region-changed", size=6.0, people=250.0, **of)  # 1.5
    assert ids(chosen([claim("a-other", size=1.4), region])) == ["a-region-changed", "a-other"]
    assert ids(chosen([claim("a-other", size=1.6), region])) == ["a-other", "a-region-changed"]
    repeated = region | {"cause": "change:overall"}
    assert ids(chosen([repeated, claim("a-1", size=2.0, cause="change:overall")])) == ["a-1"]
    assert chosen([region | {"size": 0.9, "sure": "small"}]) == []


def test_that_no_group_changed_is_no_question_of_its_own() -> None:
    assert unknown([claim("a-region-changed", "changed_by", "none", shown=False, size=None, sure=None)]) == []


@pytest.mark.parametrize(("size", "sure"), [(0.7, "small"), (0.7, "only_just"), (9.0, "same"), (9.0, "chance")])
def test_a_difference_below_what_matters_or_not_shown_does_not_compete(size: float, sure: str) -> None:
    assert chosen([claim("a-1", size=size, sure=sure)]) == []


@pytest.mark.parametrize("more", [{"shown": False}, {"finding": False}, {"headline": {"en": "", "zh": ""}}])
def test_what_was_not_shown_or_not_tested_is_no_key_finding(more: dict[str, Any]) -> None:
    assert chosen([claim("a-1") | more]) == []


def test_one_cause_or_one_figure_is_one_finding_and_its_weightiest() -> None:
    channel = [claim("a-channel", size=2.0, cause="channel"), claim("a-bot", size=5.0, cause="channel")]
    assert ids(chosen(channel)) == ["a-bot"]
    assert len(chosen([claim("a-1", anchor="f"), claim("a-2", anchor="f")])) == 1


def test_two_announced_gaps_in_one_figure_are_two_findings() -> None:
    assert len(chosen([claim(f"a-{k}-gap", "gap_levels", "lower", anchor="f") for k in range(2)])) == 2


def test_what_the_headline_shows_is_no_second_finding() -> None:
    """The mean of a question and the share of its two best answers come from one answer."""
    headline = [claim("a-index-change", cause="change:overall") | {"headline": {"en": "", "zh": ""}}]
    share = claim("a-satisfied-change", cause="change:overall")
    assert chosen([*headline, share], headline) == []
    assert ids(chosen([*headline, share], [headline[0] | {"shown": False}])) == ["a-satisfied-change"]


def test_a_gap_in_what_changed_is_told_with_the_change() -> None:
    """The rating of security fell, and those on the fast lane rate it higher: one finding, and the change leads."""
    what = {"what": {"en": "security", "zh": "安检"}}
    fell = claim("a-security-change", "change", "fell", size=1.5, words=what)
    fast = claim("a-fast-gap", "gap_levels", "higher", size=4.0, words=what)
    assert ids(chosen([fell, fast])) == ["a-security-change"] and led(fell, [fell, fast]) == fast
    outcome = fell | {"row": True}  # gaps in the outcome are findings beside its change
    assert ids(chosen([outcome, fast])) == ["a-fast-gap", "a-security-change"]


def test_findings_without_a_size_fill_the_places_left() -> None:
    lists = claim("a-lists", "changed", size=None, sure=None)
    assert ids(chosen([lists, claim("a-1", size=1.0)])) == ["a-1", "a-lists"]
    assert len(chosen([lists, *(claim(f"a-{k}") for k in range(6))])) == 6


def test_what_only_follows_a_finding_is_none_of_its_own() -> None:
    assert chosen([claim("a-x-held", "held", "lower", size=9.0)]) == []


def test_what_a_test_could_not_tell_is_open() -> None:
    claims = [claim("a-1"), claim("a-2", verdict="unclear", shown=False), claim("a-3", "kpi", "not_shown", shown=False)]
    assert ids(unknown(claims)) == ["a-2", "a-3"]


def test_what_is_not_known_are_different_questions_those_that_could_hide_most_first() -> None:
    same = [claim(f"a-{k}", "gap", "unclear", shown=False, cause="sex", possible=5.0 - k) for k in range(4)]
    others = [claim("a-age", "gap", "unclear", shown=False, possible=9.0), claim("b-1", verdict="unclear", shown=False)]
    assert ids(unknown([*same, *others])) == ["a-age", "b-1", "a-0"]  # of each study and kind one first
    assert ids(unknown([*same, claim("a-more", cause="sex", size=2.0)])) == []  # found by another of its tests


def test_each_study_asks_about_one_change_and_first_about_that_of_its_outcome() -> None:
    more = [claim(f"a-{k}", verdict="unclear", shown=False, possible=9.0) for k in range(3)]
    outcome = claim("a-outcome", verdict="unclear", shown=False, possible=1.0, row=True, cause="change:overall")
    gap = claim("a-gap", "gap", "unclear", shown=False, possible=0.5)
    other = claim("b-change", verdict="unclear", shown=False, possible=8.0)
    assert ids(unknown([*more, gap, other, outcome])) == ["a-outcome", "b-change", "a-gap"]
    told = claim("b-overall", cause="change:overall")  # the outcome of another survey, under the same name
    assert ids(unknown([*more, gap, outcome, told])) == ["a-outcome", "a-gap"]


def test_advice_names_whom_its_evidence_and_how_sure_it_is() -> None:
    todo = {"do": {"en": "Do it.", "zh": "做。"}, "whom": {"en": "Teams", "zh": "团队"}}
    held = claim("a-x-held", "held", "lower", en="Still so.", zh="依然如此。")
    start = claim("a-start", "start", "some", words={"drivers": {"en": "Speed", "zh": "速度"}}, audience=todo["whom"])
    gap_of_few = claim("a-x-gap", "gap_levels", "lower", advice=[todo], people=500.0)
    made = recommended([gap_of_few, held, start])
    assert [one.claim["id"] for one in made] == ["a-start", "a-x-gap"]
    assert "Speed" in made[0].do["en"] and "not shown" in made[0].sure["en"]
    assert made[1].sure == {"en": "Still so.", "zh": "依然如此。"}
    for language, html in zip(("en", "zh"), records.advice(made, "a-advice"), strict=True):
        text = re.sub(r"<[^>]+>", "", html)
        assert {"en": "Do it.", "zh": "做。"}[language] in text and SAID[language] in text
        assert 'href="#a-x-gap-figure"' in html


def test_what_is_to_be_looked_at_first_is_advised_whoever_it_is_for() -> None:
    start = claim("a-start", "start", "some", words={"drivers": {"en": "Speed", "zh": "速度"}})
    (made,) = recommended([start])
    assert made.claim["id"] == "a-start" and made.whom["en"] and made.whom["zh"]


@pytest.mark.parametrize("kind", ["start", "gap_levels", "kpi"])
def test_nothing_is_advised_from_what_was_not_shown(kind: str) -> None:
    todo = {"do": SAID, "whom": SAID}
    silent = claim("a-1", kind, shown=False, advice=[todo], audience=SAID, words={"drivers": SAID})
    assert recommended([silent]) == []


def test_there_are_three_pieces_of_advice_at_most_one_of_each_cause_by_weight() -> None:
    todo = {"do": SAID, "whom": SAID}
    claims = [claim(f"a-{k}", "gap", advice=[todo], size=1.0 + k) for k in range(5)]
    assert [one.claim["id"] for one in recommended(claims)] == ["a-4", "a-3", "a-2"]
    assert len(recommended([one | {"cause": "channel"} for one in claims])) == 1


def gap_row(p: float) -> pd.Series:
    return pd.Series({"item": "index", "a": "x", "b": "y", "unit": "index",
                      "difference": -5.0, "low": -7.0, "high": -3.0, "p": p,
                      "p_adjusted": p, "se": 1.0, "df": 90.0, "t": -5.0, "level": 0.95, "status": "shown"})  # fmt: skip


@pytest.mark.parametrize(("p", "advised"), [(0.001, 1), (0.5, 0)])
def test_a_claim_takes_its_advice_along_only_when_the_test_said_so(
    chapter: Chapter, shown: Shown, p: float, advised: int
) -> None:
    do = Text(en="Do it.", zh="做。")
    chapter.survey.study.claims.advice[:] = [Advice(claim="ab-gap", when=["lower"], do=do, whom=do)]
    chapter.claim("ab-gap", gap(gap_row(p), Text(en="A", zh="甲"), Text(en="B", zh="乙")))
    (kept,) = json.loads((chapter.close() / "30-satisfaction-contact.json").read_text("utf-8"))
    assert len(kept["advice"]) == advised


@pytest.mark.parametrize(("item", "split"), [("index", {"en": "channel", "zh": "渠道"}), ("q_speed", None)])
def test_only_a_claim_about_segments_of_the_outcome_names_its_split(
    chapter: Chapter, item: str, split: dict[str, str] | None
) -> None:
    assert chapter.survey.study.claims.outcome == "index"
    chapter.survey.study.claims.segments[:] = ["channel"]
    stand = channels_standing(["store"], ["bot"], "one_one")
    stand = replace(stand, table=stand.table.assign(item=item))
    chapter.claim("ends", extremes(stand, about=Text(en="It by x", zh="它")))
    (kept,) = json.loads((chapter.close() / "30-satisfaction-contact.json").read_text("utf-8"))
    assert (kept["item"], kept["by"], kept["verdict"]) == (item, split, "one_one")


def test_a_headline_on_too_few_answers_is_a_sentence(chapter: Chapter, shown: Shown) -> None:
    row = pd.Series({"item": "index", "estimate": 78.0, "low": 1.0, "high": 99.0, "base": 9, "status": "suppressed",
                     "unit": "index"})  # fmt: skip
    chapter.headline("headline", row)
    assert shown["contact-headline"]["kind"] == "notice"
    assert "too few cases" in shown["contact-headline"]["en"]
    assert "78" not in re.sub(r"<[^>]+>", "", shown["contact-headline"]["en"])


def test_a_number_printed_again_points_to_its_first_printing(chapter: Chapter, shown: Shown) -> None:
    chapter.claim("ab-gap", gap(gap_row(0.001), Text(en="A", zh="甲"), Text(en="B", zh="乙")))
    (kept,) = json.loads((chapter.close() / "30-satisfaction-contact.json").read_text("utf-8"))
    assert 'id="n-' in shown["contact-ab-gap"]["en"].split("<details")[0]
    for language in ("en", "zh"):
        assert "id=" not in kept[language]
        assert all(f'data-number="{id_}"' in kept[language] for id_ in kept["numbers"].values())


def test_the_same_change_has_one_verdict_in_the_whole_report() -> None:
    words = {name: {"en": name, "zh": name} for name in ("what", "before", "now")}
    rose, same = claim("a-1", words=words), claim("a-2", verdict="same", words=words)
    require_agreement([rose, claim("a-3", words=words), claim("b-1", verdict="fell", words=words)])
    with pytest.raises(InputError, match=r"a-2: the same change is 'same' here and 'rose' in a-1"):
        require_agreement([rose, same])


@pytest.mark.parametrize("group", ["", "choice=published", "choice=held:channel"])
def test_the_same_change_has_one_adjusted_test_in_all_exhibits(group: str) -> None:
    change = {"study": "s", "wave": "2023-2024", "item": "index", "statistic": "change", "group": ""}
    headline = {**change, "id": "s-headline", "p": 0.02, "p_adjusted": 0.164}
    again = {**headline, "id": "s-again", "group": group, "p_adjusted": float("nan")}
    elsewhere = {**headline, "id": "s-region", "group": "region=north", "p_adjusted": 0.001}
    require_one_test(pd.DataFrame([headline, again, elsewhere]))
    with pytest.raises(InputError, match=r"s-again: the same change is shown here and not in s-headline"):
        require_one_test(pd.DataFrame([headline, {**again, "p_adjusted": 0.02}]))
