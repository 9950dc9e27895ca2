"""The report's answer in one paragraph: did it change, where is it lowest, what first, are targets met?

Input: the claims of all chapters. Output: a template per language and its values, every part decided by a test; a part
nothing was shown for is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from manyi.exhibits.claims.sentence import Value
from manyi.exhibits.numbers import Number
from manyi.language import formats
from manyi.language.text import Text
from manyi.study.study import Study

Claim = dict[str, Any]
Part = tuple[str, str, dict[str, Value]]

CHANGED = {
    "rose": Text(en="{what} rose since {before}.", zh="{what}较{before}年上升。"),
    "rose_small": Text(en="{what} rose a little since {before}.", zh="{what}较{before}年小幅上升。"),
    "fell": Text(en="{what} fell since {before}.", zh="{what}较{before}年下降。"),
    "fell_small": Text(en="{what} fell a little since {before}.", zh="{what}较{before}年小幅下降。"),
    "same": Text(en="{what} is about the same as in {before}.", zh="{what}与{before}年基本持平。"),
    "unchanged": Text(en="{what} is the same as in {before}.", zh="{what}与{before}年相同。"),
    "untested": Text(en="{what} differs from {before}, without a test.", zh="{what}与{before}年不同，但未作检验。"),
    "unclear": Text(en="{what} shows no clear change since {before}.", zh="{what}较{before}年无明确变化。"),
}
OF_SURVEY = Text(en=" ({survey}).", zh="（{survey}）。")
LOWEST = Text(en="It is lowest for {groups}.", zh="其中最低的群体：{groups}。")
FIRST = Text(en="What to look at first: {drivers}.", zh="首先应关注：{drivers}。")
LOWEST_OF_ALL = ("one_one", "tied_one")  # verdicts of `claims` that name a single lowest group
OF_STUDY = {"en": "{} ({})", "zh": "{}（{}）"}
TARGETS = {  # a count of none is not said
    "met": Text(en="{met} are met", zh="{met}项达标"),
    "missed": Text(en="{missed} are not met", zh="{missed}项未达标"),
    "open": Text(en="for {open} the data cannot tell", zh="{open}项数据不足以判断"),
}


def answer(claims: Sequence[Claim], study: Study) -> tuple[str, str, dict[str, Value]]:
    """Return the paragraph about the outcome of the headline study and what the others add; '' when nothing is shown."""
    own = [claim for claim in claims if claim["of"] == study.study]
    name = f"{study.study}-{study.claims.outcome}-change".replace("_", "-")
    parts = [*(_changed(own, name) if study.claims.headline else ()), *_first(claims), *_targets(claims)]
    values: dict[str, Value] = {}
    for _, _, more in parts:
        values |= more
    return " ".join(part[0] for part in parts), "".join(part[1] for part in parts), values


def _changed(own: Sequence[Claim], name: str) -> Iterator[Part]:
    for claim in own:
        if claim["id"] == name and claim["verdict"] in CHANGED:
            said, said_of = CHANGED[claim["verdict"]], {**claim["words"], "survey": claim["study"]}
            yield (
                said.en.removesuffix(".") + OF_SURVEY.en,
                said.zh.removesuffix("。") + OF_SURVEY.zh,
                {key: Text(**said_of[key]) for key in ("what", "before", "survey")},
            )
            if groups := _lowest(own, Text(**claim["words"]["what"])):
                yield LOWEST.en, LOWEST.zh, {"groups": _listed(groups)}


def _lowest(own: Sequence[Claim], what: Text) -> list[Text]:
    """Return the groups that are shown to be lowest in the outcome, one of each split, with the split they are of."""
    found = [claim["words"] for claim in own if claim["kind"] == "extremes" and claim["verdict"] in LOWEST_OF_ALL]
    lead = f"{what.en} by "
    return [
        Text(
            en=f"{said['bottom']['en']} (by {said['about']['en'][len(lead) :]})",
            zh=f"{said['bottom']['zh']}（{said['about']['zh'].removesuffix('看' + what.zh)}）",
        )
        for said in found
        if said.get("about", {}).get("en", "").lower().startswith(lead.lower())
    ]


def _first(claims: Sequence[Claim]) -> Iterator[Part]:
    """Return the priorities of each study's model, the first model of each."""
    starts = {claim["of"]: claim for claim in reversed(claims) if claim["kind"] == "start" and claim["shown"]}
    named = [
        Text(**{
            language: OF_STUDY[language].format(claim["words"]["drivers"][language], claim["study"][language])
            for language in formats.LANGUAGES
        })
        for claim in reversed(starts.values())
    ]  # fmt: skip
    if named:
        joined = Text(en="; ".join(text.en for text in named), zh="；".join(text.zh for text in named))
        yield FIRST.en, FIRST.zh, {"drivers": joined}


def _targets(claims: Sequence[Claim]) -> Iterator[Part]:
    verdicts = [claim["verdict"] for claim in claims if claim["kind"] == "kpi"]
    met, missed = verdicts.count("met"), verdicts.count("not_met")
    counts: Mapping[str, int] = {"met": met, "missed": missed, "open": len(verdicts) - met - missed}
    said = [TARGETS[name] for name, count in counts.items() if count]
    if said:
        yield (
            f"Of {{all}} service targets, {formats.listed([text.en for text in said], 'en')}.",
            f"{{all}}项服务指标中，{'，'.join(text.zh for text in said)}。",
            {
                name: Number(float(count), "count", basis="census", statistic=f"targets_{name}")
                for name, count in {"all": len(verdicts), **counts}.items()
                if count
            },
        )


def _listed(texts: Sequence[Text]) -> Text:
    return Text(
        en=formats.listed([text.en for text in texts], "en"), zh=formats.listed([text.zh for text in texts], "zh")
    )
