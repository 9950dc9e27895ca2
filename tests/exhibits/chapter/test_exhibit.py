from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from manyi.errors import InputError
from manyi.exhibits import Chapter, Text, dots, extremes, gap, grid, likert, listing, trend
from manyi.exhibits.chapter import headings
from manyi.exhibits.chapter.describe import LONGEST
from manyi.exhibits.figures import look
from tests.exhibits.chapter.test_findings import gap_row
from tests.exhibits.conftest import HOSTILE, Shown, both, by_channel, channels_standing, estimates
from tests.exhibits.figures.gallery import answers


class Balanced(HTMLParser):
    """Collects ids and the open elements of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in ("br", "path", "use", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("path", "use", "rect"):
            return
        assert self.open.pop() == tag


def test_a_figure_is_whole(chapter: Chapter, shown: Shown) -> None:
    chapter.show("channels", dots(by_channel()))
    html = shown["contact-channels"]["en"]
    page = Balanced(html)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    tags = dict(page.tags[::-1])  # the first of each
    assert tags["figure"] == {"id": "contact-channels", "class": "exhibit chart-exhibit", "role": "group",
                              "aria-labelledby": "contact-channels-title"}  # fmt: skip
    assert tags["svg"]["role"] == "img"
    assert set(str(tags["svg"]["aria-labelledby"]).split()) <= set(page.ids)
    for part in ("<figcaption", "Base: ", "Source: Example, Service survey, 2024 (synthetic sample data)", "Note: ",
                 "Numbers, and how sure?", "Data (CSV)", "n\u00a0=\u00a0800"):  # fmt: skip
        assert part in html


def test_who_is_counted_is_not_everyone_where_the_rows_do_not_say(chapter: Chapter, shown: Shown) -> None:
    """A contrast has no base: its rows rest on those who answered, not on all in scope; counts are of all."""
    chapter.show("gaps", dots(by_channel().drop(columns="base")))
    assert "Base: people in scope who answered what is shown here" in shown["contact-gaps"]["en"]
    assert "调查范围内对此处题目作答的" in shown["contact-gaps"]["zh"]
    chapter.show("counts", dots(by_channel().drop(columns="base").assign(unit="count")))
    assert "Base: all people in scope" in shown["contact-counts"]["en"]


@pytest.mark.parametrize("field", ["title", "subtitle", "base", "source", "note", "alt"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_missing_in_a_language_are_refused_by_name(chapter: Chapter, field: str, language: str) -> None:
    text = {**both("words", "文字"), language: " "}
    with pytest.raises(InputError, match=f"contact-channels: {field} is missing in {language}"):
        chapter.show("channels", dots(by_channel()), **{field: text})


def test_no_rows_and_no_words_for_a_key_are_refused(chapter: Chapter) -> None:
    with pytest.raises(InputError, match="no rows"):
        chapter.show("channels", dots(by_channel().iloc[:0]))
    with pytest.raises(InputError, match="channel: no en words for 'fax'"):
        chapter.show("channels", dots(estimates({"channel": ["fax"]}, [50.0])))
    with pytest.raises(InputError, match="no en words for 'over'; a column made in a chapter has none: derive it"):
        chapter.show("over", dots(estimates({"item": ["over"]}, [50.0])))


def test_results_in_place_of_what_is_made_of_them_are_refused(chapter: Chapter) -> None:
    groups = estimates({"channel": ["phone"]}, [50.0])
    with pytest.raises(InputError, match="channels: not a figure or a table: draw it first"):
        chapter.show("channels", groups)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="a trend needs results by wave"):
        trend(groups)
    with pytest.raises(InputError, match="bars of answers need the share of each answer"):
        likert(groups)


def test_a_glyph_outside_the_font_is_refused_with_the_exhibit(chapter: Chapter) -> None:
    with pytest.raises(InputError, match=r"contact-channels: .*U\+1F600"):
        chapter.show("channels", dots(by_channel()), title=both("Well done 😀", "好"))
    fax = {"fax": Text(en="fax\u202e", zh="传真")}
    with pytest.raises(InputError, match=r"contact-fax: .*202[eE]"):
        chapter.show("fax", dots(estimates({"channel": ["fax"]}, [50.0]), labels=fax))


def test_hostile_words_stay_text_everywhere(chapter: Chapter, shown: Shown) -> None:
    frame = estimates({"channel": ["odd", "phone"]}, [70.0, 71.0])
    chapter.show("channels", dots(frame), title=both(HOSTILE, HOSTILE))
    html = shown["contact-channels"]["en"]
    assert "<script" not in html
    assert not {tag for tag, _ in Balanced(html).tags} & {"script", "style", "iframe", "img", "object", "foreignobject"}
    assert not [name for _, attrs in Balanced(html).tags for name in attrs if name.startswith("on")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_number_stands_once_with_what_it_rests_on(chapter: Chapter, shown: Shown, language: str) -> None:
    frame = by_channel().assign(n_eff=[512.0, 498.0, 133.0, 377.0])
    chapter.show("figure", dots(frame))
    chapter.show("table", grid(frame))
    ledger = chapter.ledger.frame().set_index("id")
    for exhibit in ("contact-figure", "contact-table"):
        html = shown[exhibit][language]
        printed = re.findall(
            r'<data value="([^"]*)" id="n-([^"]*)" data-low="([^"]*)" data-high="([^"]*)" data-base="([^"]*)"', html
        )
        assert len(printed) == html.count("<data ") == 4
        for value, id_, *others in printed:
            known = ledger.loc[id_, ["value", "low", "high", "base"]].to_list()
            assert [float(value), *map(float, others)] == pytest.approx(known, rel=1e-9)
        behind = html[html.index('<details class="sure"') :]
        assert all(f">{count}</td>" in behind for count in (512, 498, 133, 377))
        assert printed[0][1] in behind  # an id to ask for


def test_both_languages_hold_the_same_numbers(chapter: Chapter, shown: Shown) -> None:
    chapter.show("channels", dots(by_channel()))
    chapter.show("answers", likert([answers("attitude"), answers("speed")]))
    chapter.show("table", grid(by_channel()))
    for exhibit in shown.values():
        found = [
            re.findall(r'<data value="([^"]*)" (?:id|data-number)="([^"]*)"', exhibit[language])
            for language in ("en", "zh")
        ]
        assert found[0] == found[1] and found[0]


def test_alternative_text_names_kind_and_range_within_its_length(chapter: Chapter, shown: Shown) -> None:
    long = {"en": "A very long title " * 12, "zh": "很长的标题" * 20}
    chapter.show("channels", dots(by_channel()))
    chapter.show("long", dots(by_channel()), title=long)
    for id_ in ("contact-channels", "contact-long"):
        for language, longest in LONGEST.items():
            alt = re.search(r"<desc[^>]*>([^<]*)", shown[id_][language])[1]  # type: ignore[index]
            assert len(alt) <= longest
            assert "68.0" in alt and "82.1" in alt
    assert (
        "Dot plot: Overall satisfaction: Chatbot lowest. 4 estimates, from 68.0 (Chatbot) to 82.1 (Store)."
        in (shown["contact-channels"]["en"])
    )


def test_suppressed_and_flagged_cells_are_marked_and_explained(chapter: Chapter, shown: Shown) -> None:
    frame = by_channel()
    frame.loc[2, ["status", "reason"]] = ["suppressed", "base_below_30"]
    frame.loc[0, "status"] = "flagged"
    chapter.show("table", grid(frame))
    html = shown["contact-table"]["en"]
    assert "[u]" in html and "[u]: not printed (too few cases)." in html and "68.0" not in html
    assert "†" in html and "†: few answers" in html
    frame["reason"] = frame["reason"].replace("base_below_30", "confidential")
    chapter.show("confidential", dots(frame))
    assert "[c]: withheld to protect" in shown["contact-confidential"]["en"]


def test_groups_nobody_belongs_to_are_no_rows(chapter: Chapter, shown: Shown) -> None:
    frame = by_channel()
    frame.loc[2, ["base", "status", "estimate"]] = [0, "suppressed", float("nan")]
    chapter.show("table", grid(frame))
    assert "Chatbot" not in shown["contact-table"]["en"]


def test_a_table_has_scopes_units_and_n(chapter: Chapter, shown: Shown) -> None:
    chapter.show("table", grid(by_channel()))
    html = shown["contact-table"]["en"]
    assert all("scope=" in attributes for attributes in re.findall(r"<th( [^>]*)?>", html))
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', html.split("</table>")[0]) == [
        "Channel", "Index, 0–100 (95 % interval)", "n",
    ]  # fmt: skip
    assert "<caption>" in html and "<svg" not in html


def test_columns_side_by_side_each_say_their_n(chapter: Chapter, shown: Shown) -> None:
    keys = {"channel": ["phone", "phone", "bot", "bot"], "item": ["attitude", "speed"] * 2}
    frame = estimates(keys, [80, 70, 60, 50], base=[900, 880, 300, 290])
    chapter.show("table", grid(frame, columns="item"))
    html = shown["contact-table"]["en"]
    assert 'class="n">n\u00a0880' in html and 'class="n">n\u00a0290' in html
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', html)[0] == "Channel"


def test_a_listing_mixes_numbers_and_words(chapter: Chapter, shown: Shown) -> None:
    frame = pd.DataFrame({"step": ["one"], "people": [12], "why_en": ["too fast"], "why_zh": ["过快"]})
    heads = {"people": (Text(en="People", zh="人数"), "count")}
    words = {"one": Text(en="First", zh="第一步")}
    chart = listing(frame, "step", heads, texts={"why": Text(en="Why", zh="原因")}, labels=words)
    chapter.show("steps", chart, title=both("Steps", "步骤"))
    assert "过快" in shown["contact-steps"]["zh"] and "第一步" in shown["contact-steps"]["zh"]


def test_claims_make_titles(chapter: Chapter, shown: Shown) -> None:
    chapter.show("channels", dots(by_channel()), title=extremes(channels_standing(["store"], ["bot"], "one_one")))
    assert (
        'id="contact-channels-title">Overall satisfaction: Store highest, Chatbot lowest</span>'
        in shown["contact-channels"]["en"]
    )


def test_design_samples_and_real_data_are_called_what_they_are(
    chapter_of: Callable[..., Chapter], shown: Shown
) -> None:
    chapter_of(basis="design", synthetic=False).show("channels", dots(by_channel()))
    html = shown["contact-channels"]["en"]
    assert "assuming" not in html and "synthetic" not in html


def test_every_colour_can_be_swapped_by_css() -> None:
    light, dark = look.variables(), look.variables(dark=True)
    assert light.keys() == dark.keys()
    assert len(set(light.values())) == len(light)  # recolouring looks values up


def test_the_title_of_a_figure_is_the_first_finding_about_it_and_says_of_what(chapter: Chapter, shown: Shown) -> None:
    chapter.claim("ends", extremes(channels_standing(["store"], ["bot"], "one_one")), anchor="channels")
    chapter.show("channels", dots(by_channel()))
    text = shown["contact-channels"]["en"]
    assert ">Overall satisfaction: Store highest, Chatbot lowest<" in text  # so the subtitle need not say of what
    assert "Overall satisfaction by channel; " not in text


def test_a_figure_without_a_finding_says_that_nothing_stands_out(chapter: Chapter, shown: Shown) -> None:
    chapter.claim("ends", extremes(channels_standing(["store", "bot"], ["bot", "store"], "none")), anchor="channels")
    chapter.show("channels", dots(by_channel()))
    assert ">Overall satisfaction: no channel stands out<" in shown["contact-channels"]["en"]
    assert "各渠道接近，分不出高低" in shown["contact-channels"]["zh"]


def test_a_finding_too_long_for_a_title_is_none(chapter: Chapter, shown: Shown) -> None:
    long = Text(en="A name of as many as seven words", zh="甲")
    assert headings.finding(gap(gap_row(0.001), long, long), chapter.names) is None


def test_no_two_exhibits_of_a_chapter_have_the_same_title(chapter: Chapter, shown: Shown) -> None:
    for name in "ab":
        chapter.show(name, replace(dots(by_channel()), finding=None), title=Text(en="Channels", zh="渠道"))
    assert ">Channels<" in shown["contact-a"]["en"] and ">Channels (dot plot)<" in shown["contact-b"]["en"]
