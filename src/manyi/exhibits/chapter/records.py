"""Claims between chapters: what a chapter saves for the summary, and how the summary prints it again.

One record is one tested sentence: id, kind, en, zh, verdict, shown, anchor, chapter, numbers (placeholder -> ledger
id), item and by (what it is about, and the groups compared), words (placeholder -> its text), advice (what to do
and who, if the study says so). What ranks it: size (in units of the smallest difference that matters), possible (the
same for the far end of its interval), sure, people (how many it is about, out of `asked`), cause; None if unknown. What
the first screen prints of it: clause, amount, beside, named, because, question, result, since, certainty
(`claims.briefs`), and row, whether it is in the row of its study; pictured, whether the figure at `anchor` is about its
item. Printed again, a sentence keeps its numbers but points to where they were first printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from manyi import places
from manyi.exhibits.claims.briefs import brief_texts
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.sentence import Spoken
from manyi.exhibits.html.markup import join, tag
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import NAN
from manyi.language import formats
from manyi.language.formats import LANGUAGES, Language, words
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.study.codebook import Codebook
from manyi.study.plan_check import known_column
from manyi.study.study import Study

WORDS = words.beside(__file__).section("records")

WHY = WORDS["why"]


@dataclass(frozen=True)
class Advised:
    """A recommendation: what to do, who should, the claim behind it, and its sureness; words in both languages."""

    do: Mapping[str, str]
    whom: Mapping[str, str]
    claim: dict[str, Any]
    sure: Mapping[str, str]


def record(
    spoken: Spoken, claim: Claim, values: Mapping[str, Any], chapter: str, anchor: str, study: Study, names: Names,
    book: Codebook, finding: bool, row: Text | None = None, clause: Text | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the record of a claim; `values` are its numbers and words by placeholder.

    Its sentence is saved as our own HTML, as it will be printed a second time.
    """
    plan, name = study.claims, spoken.id.removeprefix(f"{study.study}-")
    advice = [entry for entry in plan.advice if entry.claim == name and claim.shown and claim.verdict in entry.when]
    return {
        "study": both(study.title), "of": study.study, "id": spoken.id, "kind": claim.kind, "finding": finding,
        "verdict": claim.verdict, "shown": claim.shown,
        "anchor": anchor, "chapter": chapter, "en": str(spoken.again["en"]), "zh": str(spoken.again["zh"]),
        "numbers": dict(spoken.ids), "item": claim.item, "by": _by(claim, study, names),
        "words": {name: both(text) for name, text in values.items() if isinstance(text, Text)},
        "audience": both(plan.audience) if plan.audience else None,
        "advice": [{"do": both(entry.do), "whom": both(entry.whom)} for entry in advice],
        **_weighed(claim, study, book), **brief_texts(claim, spoken, values, names, row, clause),
    }  # fmt: skip


def _weighed(claim: Claim, study: Study, book: Codebook) -> dict[str, Any]:
    """Return what ranks a claim among the findings; None for what is unknown."""
    bases = [number.base for number in claim.numbers.values() if number.base == number.base]
    far = claim.difference
    ends = [abs(end) for end in (far.low, far.high) if end == end] if far else []
    facts = {"size": claim.size, "possible": max(ends, default=NAN) / claim.delta, "people": claim.people,
             "asked": max(bases, default=NAN)}  # fmt: skip
    values = {name: value if value == value else None for name, value in facts.items()}
    return {**values, "sure": claim.sure, "cause": cause_of(claim, study, book)}


def cause_of(claim: Claim, study: Study, book: Codebook) -> str:
    """Return the cause of a claim: two claims with one cause are one finding.

    A question put only to some, chosen by groups the study compares anyway, is a follow-up: what chatbot users were
    asked about the chatbot belongs to the channel. An index and the share of the satisfied come from one answer.
    """
    name = claim.cause or claim.by or (claim.difference.item if claim.difference else "")
    plan = study.claims
    compared = {*plan.segments, *(column for two in plan.comparisons for column in (*two.a, *two.b))}
    name = before = book.rated(name)
    while (
        not claim.aspect and before in book.items and (sooner := set(book.items[before].asked_if) - set(study.eligible))
    ):
        before = min(sooner)
        name = before if before in compared else name
    return f"{claim.aspect}:{name}" if claim.aspect else name


def _by(claim: Claim, study: Study, names: Names) -> dict[str, str] | None:
    """Return the split of a claim about segments of the outcome, as words inside a sentence."""
    if claim.item != study.claims.outcome or claim.by not in study.claims.segments:
        return None
    split = names.text("item", claim.by)
    return {"en": formats.within(split.en), "zh": split.zh}


def both(text: Text) -> dict[str, str]:
    """Return a text as it is saved in a file."""
    return {"en": text.en, "zh": text.zh}


def pictured(claims: Iterable[dict[str, Any]], ledger: pd.DataFrame, book: Codebook) -> list[dict[str, Any]]:
    """Return the claims with `pictured`: whether the exhibit each links to shows an item the claim is about.

    ledger: the numbers of the chapter, those of an exhibit under ids that begin with its own. A claim without an item
    of the codebook (a term of a model, the share of a theme) is taken to be about the exhibit its chapter links it to.
    """
    items = ledger.set_index("id")["item"].fillna("") if len(ledger) else pd.Series(dtype=object)

    def fits(claim: dict[str, Any]) -> bool:
        of_claim = {
            item for item in items.reindex(list(claim["numbers"].values())).dropna() if known_column(book, item)
        }
        shown = set(items[items.index.str.startswith(f"{claim['anchor']}-")]) - {""} if of_claim else set()
        return not shown or bool(of_claim & shown)

    return [claim | {"pictured": fits(claim)} for claim in claims]


def save(path: Path, claims: Sequence[dict[str, Any]]) -> None:
    """Write the claims, whole or not at all."""
    half = path.with_suffix(".part")
    half.write_text(json.dumps(list(claims), ensure_ascii=False, indent=1), "utf-8")
    half.replace(path)


def read(report: str, year: int, study: str = "") -> list[dict[str, Any]]:
    """Return the claims of the chapters already run (of one study if named), in the order they were made."""
    folder = places.build() / report / str(Period(year)) / "results"
    return [
        claim for file in sorted(folder.glob(f"*-{study or '*'}.json")) for claim in json.loads(file.read_text("utf-8"))
    ]


def finding_list(claims: Sequence[dict[str, Any]], id_: str) -> tuple[Markup, Markup]:
    """Return the claims as a list in both languages, each with a link to its evidence."""
    lists = {
        language: tag("ol", join(_finding_line(claim, language) for claim in claims), id=id_, class_="findings")
        for language in LANGUAGES
    }
    return lists["en"], lists["zh"]


def _finding_line(claim: dict[str, Any], language: str) -> Markup:
    named = tag("span", claim["study"][language], class_="study")
    return tag("li", named, " ", Markup(claim[language]), " ", _evidence(claim, language))


def advice(entries: Sequence[Advised], id_: str) -> tuple[Markup, Markup]:
    """Return recommendations as a list in both languages: what, for whom, why, and how sure."""
    lists = {
        language: tag("ol", join(_advice_line(entry, language) for entry in entries), id=id_, class_="findings advice")
        for language in LANGUAGES
    }
    return lists["en"], lists["zh"]


def _advice_line(entry: Advised, language: Language) -> Markup:
    claim, stop = entry.claim, formats.MARKS["colon"][language]
    rows = [
        (WORDS["whom"][language], formats.bracketed(entry.whom[language], claim["study"][language], language)),
        (WHY[language], Markup(claim[language]) + " " + _evidence(claim, language)),
        (WORDS["sure"][language], Markup(entry.sure[language])),
    ]
    lines = (tag("p", tag("span", name + stop, class_="study"), text) for name, text in rows)
    return tag("li", tag("p", entry.do[language], class_="do"), *lines)


def _evidence(claim: dict[str, Any], language: str) -> Markup:
    return tag("a", WORDS["more"][language], href=f"#{claim['anchor']}", class_="evidence")
