"""What the first screen prints of a claim: a clause for a title, the line under it, the cells of its study's row,
the reason for advice, and the question it leaves open.

In: a claim with its numbers entered. Out: HTML by language, each number pointing to where it was first printed; the
words are in words.yml under `briefs`.
"""

from __future__ import annotations

from collections.abc import Mapping

from manyi.exhibits.claims import sentence, sureness
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.sentence import Spoken, Value
from manyi.exhibits.names import Names
from manyi.language import words
from manyi.language.formats import LANGUAGES
from manyi.language.text import Text
from manyi.language.words import Words

WORDS = words.beside(__file__).section("briefs")
CLAUSE = WORDS.section("clause")
VERDICTS = {name: WORDS.section(name) for name in ("again", "amount", "because", "question")}
BESIDE = WORDS.section("beside")
NAMED = WORDS.section("named")
KEYS = {"gap_levels": "levels", "kpi": "target", "rate": "rate", "targets": "targets", "extremes": "extremes"}
CELLS = {name: WORDS.section(name) for name in ("result", "since", "certainty")}

Both = dict[str, str]  # HTML by language


def brief_texts(
    claim: Claim, spoken: Spoken, values: Mapping[str, Value], names: Names, row: Text | None = None,
    clause: Text | None = None,
) -> dict[str, Both]:  # fmt: skip
    """Return {clause, again, amount, because, question, beside, named, result, since, certainty}: HTML by language, ''
    where a claim has none. row: the chapter's own words for the cell of its study's row; clause: those for a title.
    """  # fmt: skip
    effect = claim.difference
    how_sure = {"sure": sureness.word(claim.sure)} if claim.sure else {}
    weighed = {"sure": sureness.weighed(claim.sure, effect, claim.delta)} if claim.sure and effect else {}
    texts = {
        **{name: _of_verdict(section, claim) for name, section in VERDICTS.items()},
        "beside": _beside(claim, BESIDE),
        "named": _beside(claim, NAMED),
        **{name: cells.get(claim.kind) or _of_verdict(cells, claim) for name, cells in CELLS.items()},
    }
    if row:
        texts["result" if texts["result"] else "since"] = row
    clause = clause or _of_verdict(CLAUSE, claim)
    written = {
        name: _written(text, spoken, {**values, **(weighed if name == "certainty" else how_sure)}, names,
                       within=name == "again") for name, text in texts.items()
    }  # fmt: skip
    return {**written, "clause": _written(clause, spoken, values, names) if clause else dict(spoken.opening)}


def _of_verdict(section: Words, claim: Claim) -> Text | None:
    of_kind = section.sections.get(claim.kind)
    return of_kind.get(claim.hedged) if of_kind else None


def _beside(claim: Claim, says: Words) -> Text | None:
    """Return the line with size and sureness; None for a claim without an interval."""
    if claim.kind == "change" and claim.sure:
        way = claim.verdict.removesuffix("_small")
        text = says.get({"rose": "up", "fell": "down"}.get(way, "level"))
        if text and claim.difference and sureness.below(claim.sure, claim.difference, claim.delta):
            return Text.joined([text, BESIDE["below"]])
        return text
    if claim.kind == "changed_by" and claim.sure:
        return says["group"]
    if claim.kind == "level" and (value := claim.numbers.get("value")):  # a rate is not about the study's rows
        return says.get("counted" if value.certain else "level_rate" if value.unit == "per_thousand" else "level_of")
    return says.get(KEYS.get(claim.kind, claim.verdict if claim.kind == "start" else "")) if claim.shown else None


def _written(
    text: Text | None, spoken: Spoken, values: Mapping[str, Value], names: Names, *, within: bool = False
) -> Both:
    """Return the text filled in; empty if there is none, or if one of its numbers may not be printed."""
    slots = {slot.partition(":")[0] for slot in text.slots} if text else set()
    if text is None or not all(isinstance(values.get(name), Text) or name in spoken.ids for name in slots):
        return dict.fromkeys(LANGUAGES, "")
    return {
        language: str(sentence.render(text[language], values, spoken.ids, names, language, again=True, within=within))
        for language in LANGUAGES
    }
