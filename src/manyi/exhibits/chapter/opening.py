"""The first screen and the findings of a report, from the claims of all its chapters.

In: claims as `records.read` returns them, the study of the headline. Out: a FirstScreen. Nothing is computed here:
`findings` decides which claims appear on it, and `claims.briefs` has their words.
"""

from __future__ import annotations

from collections.abc import Collection

from manyi.exhibits.chapter import findings
from manyi.exhibits.chapter.findings import Record
from manyi.exhibits.chapter.screen_record import Action, Direction, Finding, FirstScreen, Question, StudyRow
from manyi.language import formats
from manyi.language.formats import LANGUAGES
from manyi.study.study import Study

Both = dict[str, str]
NOTHING: Both = dict.fromkeys(LANGUAGES, "")


def first_screen(claims: list[Record], study: Study) -> FirstScreen:
    """Return the opening of the report: its answer, a row per study, what to do, findings and open questions."""
    findings.require_agreement(claims)
    headline = _headline(claims, study)
    chosen = findings.chosen(claims, headline)
    leading = [*headline, *(claim for claim in chosen if claim not in headline)][:2]
    boxes = [
        _finding_box(claim, claims, told=claim in leading, drawn={other["anchor"] for other in chosen[:place]})
        for place, claim in enumerate(chosen)
    ]
    actions = [
        Action(entry.do, entry.whom, _whole(_reason(entry.claim)), entry.claim["id"])
        for entry in findings.recommended(claims)
    ]
    asked = [
        Question(_first(claim["question"], _sentence(claim)), claim["id"], claim["of"])
        for claim in findings.unknown(claims)
    ]
    return FirstScreen(
        _title(leading), _paragraph(leading, claims), _rows(claims),
        actions, boxes, asked,
    )  # fmt: skip


def _headline(claims: list[Record], study: Study) -> list[Record]:
    """Return the first clause of the title: did the outcome of the headline study improve?

    If no such change was announced, or it may not be printed: the result in the row of the study.
    """
    name = f"{study.study}-{study.claims.outcome}-change".replace("_", "-")
    changes = [claim for claim in claims if claim["id"] == name and study.claims.headline]
    results = [claim for claim in claims if claim["of"] == study.study and claim["row"] and claim["result"]["en"]]
    return [claim for claim in changes if claim["verdict"] != "suppressed"] or results[:1]


def _title(leading: list[Record]) -> Both:
    """Return both clauses, as one sentence if they share an outcome, which the second then does not repeat."""
    clauses = [claim["clause"] for claim in leading]
    outcomes = [claim["words"].get("what") for claim in leading]
    if len(leading) == 2 and outcomes[0] == outcomes[1] and leading[1]["again"]["en"]:
        return _capitalised(_joined([clauses[0], leading[1]["again"]], "semicolon"))
    return _joined([_capitalised(clause) for clause in clauses], "stop")


def _paragraph(leading: list[Record], claims: list[Record]) -> Both:
    """Return size and sureness of what the title says, and the size of a difference that matters."""
    parts = [
        claim["beside"] if place == 0 else _first(claim["named"], claim["beside"])
        for place, claim in enumerate(leading)
    ]
    worth = [_sentence(claim) for claim in claims if claim["id"] == f"{leading[0]['of']}-point"] if leading else []
    return _joined([*parts[:1], *worth, *parts[1:]], "")


def _finding_box(claim: Record, claims: list[Record], *, told: bool, drawn: Collection[str]) -> Finding:
    """Return the box of a finding.

    told: the paragraph above already gives size and sureness; the size of a change is repeated here. drawn: the figures
    of the findings before it.
    """
    held, gap = findings.followed(claim, claims), findings.led(claim, claims)
    more = _sentence(held) if held else _whole(_capitalised(gap["again"])) if gap else NOTHING
    text = _joined([claim["amount" if told else "beside"], more], "")
    fits = claim.get("pictured", True) and claim["anchor"] not in (claim["id"], *drawn)
    exhibit = claim["anchor"] if fits else ""
    return Finding(claim["id"], exhibit, claim["of"], _capitalised(claim["clause"]), text)


def _rows(claims: list[Record]) -> list[StudyRow]:
    """Return a row per study with claims marked by its chapters as its result or its change."""
    marked = {study: [claim for claim in claims if claim["of"] == study and claim["row"]] for study in _studies(claims)}
    return [_row(study, of_study) for study, of_study in marked.items() if of_study]


def _row(study: str, marked: list[Record]) -> StudyRow:
    cells = {name: next((claim[name] for claim in marked if claim[name]["en"]), NOTHING) for name in CELLS}
    moved = next((claim for claim in marked if claim["since"]["en"]), None)
    alike = [claim for claim in marked if moved and claim["item"] == moved["item"] and claim["result"]["en"]]
    result = alike[0]["result"] if alike else cells["result"]  # a change is printed next to the level of what changed
    return StudyRow(study, result, cells["since"], cells["certainty"], _direction(moved))


CELLS = ("result", "since", "certainty")


def _direction(claim: Record | None) -> Direction:
    if claim is None or claim["sure"] is None:
        return ""
    return "up" if claim["verdict"].startswith("rose") else "down" if claim["verdict"].startswith("fell") else "same"


def _studies(claims: list[Record]) -> list[str]:
    return list(dict.fromkeys(claim["of"] for claim in claims))


def _sentence(claim: Record) -> Both:
    return {language: claim[language] for language in LANGUAGES}


def _reason(claim: Record) -> Both:
    """Return the reason for advice: in short if there are words for that, else the finding itself."""
    return _first(claim["because"], claim["clause"])


def _first(*texts: Both) -> Both:
    """Return the first text that is not empty."""
    return next((text for text in texts if text["en"]), NOTHING)


def _capitalised(clause: Both) -> Both:
    return {language: text[:1].upper() + text[1:] for language, text in clause.items()}


def _whole(clause: Both) -> Both:
    """Return a clause as a sentence."""
    return {language: text and text + formats.MARKS["stop"][language].strip() for language, text in clause.items()}


def _joined(parts: list[Both], mark: str) -> Both:
    """Return the texts that are not empty, joined by a mark, or by a space where the language uses one."""
    between = formats.MARKS[mark] if mark else {"en": " ", "zh": ""}
    return {
        language: between[language].join(part[language] for part in parts if part[language]) for language in LANGUAGES
    }
