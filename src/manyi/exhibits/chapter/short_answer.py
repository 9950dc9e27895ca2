"""The report's answer in one paragraph: did it change, where is it lowest, what first, are targets met?

Input: the claims of all chapters. Output: a template per language and its values, every part decided by a test; a part
nothing was shown for is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from manyi.exhibits.claims.sentence import Value
from manyi.exhibits.numbers import Number
from manyi.language import formats, words
from manyi.language.text import Text
from manyi.study.study import Study

WORDS = words.beside(__file__).section("answer")

Claim = dict[str, Any]
Part = tuple[str, str, dict[str, Value]]

CHANGED = WORDS.section("changed")
LOWEST = WORDS["lowest"]
FIRST = WORDS["first"]
OF_SPLIT = WORDS["of_split"]
LOWEST_OF_ALL = ("one_one", "tied_one")  # verdicts of `claims` that name a single lowest group
TARGETS = WORDS.section("targets")


def answer(claims: Sequence[Claim], study: Study) -> tuple[str, str, dict[str, Value]]:
    """Return the paragraph about the outcome of the headline study and what the others add; '' when nothing is shown."""
    of_study = [claim for claim in claims if claim["of"] == study.study]
    name = f"{study.study}-{study.claims.outcome}-change".replace("_", "-")
    parts = [*(_changed(of_study, name) if study.claims.headline else ()), *_first(claims), *_targets(claims)]
    values: dict[str, Value] = {}
    for _, _, more in parts:
        values |= more
    return " ".join(part[0] for part in parts), "".join(part[1] for part in parts), values


def _changed(claims: Sequence[Claim], name: str) -> Iterator[Part]:
    for claim in claims:
        if claim["id"] == name and claim["verdict"] in CHANGED:
            sentence, slots = CHANGED[claim["verdict"]], {**claim["words"], "survey": claim["study"]}
            yield sentence.en, sentence.zh, {key: Text(**slots[key]) for key in ("what", "before", "survey")}
            if groups := _lowest(claims):
                yield LOWEST.en, LOWEST.zh, {"groups": _listed(groups)}


def _lowest(claims: Sequence[Claim]) -> list[Text]:
    """Return the groups that are shown to be lowest in the outcome, one of each split, with the split they are of."""
    return [
        Text(**{
            language: OF_SPLIT[language].format(group=claim["words"]["bottom"][language], by=claim["by"][language])
            for language in formats.LANGUAGES
        })
        for claim in claims
        if claim["kind"] == "extremes" and claim["verdict"] in LOWEST_OF_ALL and claim["by"]
    ]  # fmt: skip


def _first(claims: Sequence[Claim]) -> Iterator[Part]:
    """Return the priorities of each study's model, the first model of each."""
    starts = {claim["of"]: claim for claim in reversed(claims) if claim["kind"] == "start" and claim["shown"]}
    named = [
        Text(**{
            language: formats.bracketed(claim["words"]["drivers"][language], claim["study"][language], language)
            for language in formats.LANGUAGES
        })
        for claim in reversed(starts.values())
    ]  # fmt: skip
    if named:
        stop = formats.MARKS["semicolon"]
        joined = Text(en=stop.en.join(text.en for text in named), zh=stop.zh.join(text.zh for text in named))
        yield FIRST.en, FIRST.zh, {"drivers": joined}


def _targets(claims: Sequence[Claim]) -> Iterator[Part]:
    verdicts = [claim["verdict"] for claim in claims if claim["kind"] == "kpi"]
    met, missed = verdicts.count("met"), verdicts.count("not_met")
    counts: Mapping[str, int] = {"met": met, "missed": missed, "open": len(verdicts) - met - missed}
    parts = [TARGETS[name] for name, count in counts.items() if count]
    if parts:
        yield (
            WORDS["of_targets"].en.format(counts=formats.listed([text.en for text in parts], "en")),
            WORDS["of_targets"].zh.format(counts=formats.MARKS["comma"].zh.join(text.zh for text in parts)),
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
