"""The sentences a study planned for one chapter: its statements and comparisons, printed in the chapter they name.

Input: a chapter, a design of the wave, the study's claims. Output: displayed claims, each worded by its test.
"""

from __future__ import annotations

from collections.abc import Collection

from manyi.exhibits.chapter.chapter import Chapter
from manyi.exhibits.claims.between import gap
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.kinds import level
from manyi.exhibits.claims.modelled import held, relative
from manyi.exhibits.figures.gap_pairs import pairs
from manyi.exhibits.numbers import Record, agreed, slug
from manyi.language import words
from manyi.rows.survey import Survey
from manyi.stats.design.design import Design
from manyi.stats.planned import claims
from manyi.stats.sample import Sample
from manyi.study.plan import Claims, Comparison, Statement
from manyi.study.study import Study

LEFT_OUT = words.beside(__file__).section("announced")["left_out"]


def statements(chapter: Chapter, design: Design, plan: Claims, part: str) -> None:
    """Print the study's own sentences around one number that are planned for a part of the report."""
    for statement in plan.statements:
        if statement.chapter == part:
            row = claims.stated(design, statement)
            row["unit"] = agreed(statement.unit, row["unit"], statement.item)
            with chapter.weighted_as(_study(design, statement)):
                chapter.claim(statement.id, level(row, statement.text))


def comparisons(chapter: Chapter, design: Design, plan: Claims, part: str) -> None:
    """Print group a against group b, in percent of b and with controls held constant if the study asks for it.

    Comparisons on one item share a figure below their sentences; one with a weight of its own is in none.
    """
    planned = [comparison for comparison in plan.comparisons if comparison.chapter == part]
    for of in dict.fromkeys(map(_figure, planned)):
        alike = [comparison for comparison in planned if _figure(comparison) == of]
        compared = {comparison.id: claims.compared(design, comparison) for comparison in alike}
        levels = {comparison.id: _levels(comparison, compared[comparison.id]) for comparison in alike}
        told = {comparison.id: _gap(comparison, *levels[comparison.id]) for comparison in alike}
        drawn = [claim for claim in alike if told[claim.id].verdict != "suppressed" and not claim.weight]
        anchor = f"{part}-{of}" if drawn else ""
        for comparison in alike:
            with chapter.weighted_as(_study(design, comparison)):
                chapter.claim(f"{comparison.id}-gap", told[comparison.id], anchor="" if comparison.weight else anchor)
                _say_more(chapter, comparison, compared[comparison.id])
        if drawn:
            labels = {f"{claim.id}-{side}": name for claim in drawn
                      for side, name in (("a", claim.a_name), ("b", claim.b_name))}  # fmt: skip
            sides = {claim.id: levels[claim.id][1:] for claim in drawn}
            verdicts = {claim.id: told[claim.id].verdict for claim in drawn}
            chapter.show(anchor, pairs(sides, verdicts, labels), title=chapter.names.text("item", drawn[0].item))


def _say_more(chapter: Chapter, comparison: Comparison, compared: claims.Compared) -> None:
    if compared.relative is not None:
        chapter.claim(f"{comparison.id}-relative", relative(compared.relative, comparison))
    if compared.adjusted is not None:
        chapter.claim(f"{comparison.id}-held", held(compared.adjusted, comparison))


def _figure(comparison: Comparison) -> str:
    """Return the name of a comparison's figure: there is one for each item, set of answers and unit."""
    return slug("-".join([comparison.item, *map(str, comparison.answers), comparison.unit, "pairs"]))


def _levels(comparison: Comparison, rows: claims.Compared) -> tuple[Record, Record, Record]:
    """Return the rows of the test, of a and of b, with the unit the study names."""
    test, a, b = (
        {**row, "unit": agreed(comparison.unit, row["unit"], comparison.item)} for row in (rows.test, rows.a, rows.b)
    )
    return test, a, b


def _gap(comparison: Comparison, test: Record, a: Record, b: Record) -> Claim:
    cause = next(iter(comparison.a), "")
    return gap(test, comparison.a_name, comparison.b_name, a_row=a, b_row=b, cause=cause)


def _study(design: Design, claim: Statement | Comparison) -> Study | None:
    """Return the study with the weight a claim names; None if it names none."""
    weighed = claims.weighed_for(design, claim)
    return weighed.study if claim.weight and isinstance(weighed, Sample) else None


def left_out(chapter: Chapter, survey: Survey, claims_of: Collection[str]) -> None:
    """Print which items of these claims nobody answered this year and are therefore missing."""
    for claim, name in claims.unanswered(survey):
        if claim in claims_of:
            what, year = chapter.names.text("item", name), claims.words(survey.year)
            key = f"{claim}-{name}-left-out".replace("_", "-")
            chapter.notice(key, en=LEFT_OUT.en, zh=LEFT_OUT.zh, what=what, year=year)


def not_measurable(chapter: Chapter) -> None:
    """Print what the study says it cannot show, one line each."""
    for position, text in enumerate(chapter.survey.study.claims.not_measurable):
        chapter.notice(f"not-measurable-{chr(97 + position)}", en="{what}", zh="{what}", what=text)
