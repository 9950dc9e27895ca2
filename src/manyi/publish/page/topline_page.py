"""Toplines and crosstabs of one study as pages of their own beside the report, and as a workbook.

In: the clean rows of a study up to the report's year. Out: toplines-<study>.html, .zh.html, .xlsx and .csv:
the same numbers in each, the last with their ids, errors and intervals. The pages are outside the report's budget of
bytes, and need as little: no network, no script.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from manyi.exhibits.data import MARKS
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import slug
from manyi.exhibits.toplines import crosstabs
from manyi.exhibits.toplines.every_question import toplines
from manyi.exhibits.toplines.numbered import crosstab_id, ledger, topline_id, wave_key
from manyi.exhibits.toplines.questions import Cell, Question, Toplines
from manyi.language import formats
from manyi.language.formats import LANGUAGES, Language
from manyi.publish.page import check
from manyi.publish.page.frame import (
    FILE,
    OTHER,
    TAG,
    TEMPLATE,
    base_style,
    own_words,
    script,
    styled,
    template,
    toplines_files,
)
from manyi.publish.page.parts import study_facts
from manyi.publish.provenance import Provenance
from manyi.publish.report import Budgets
from manyi.publish.results import inert
from manyi.publish.workbook import xlsx
from manyi.rows.missing import ANSWERED, NOT_ASKED, REASONS
from manyi.rows.survey import Survey

LARGEST = 12_000_000  # bytes of a page: a survey of a hundred questions by ten segments stays below


def write(survey: Survey, provenance: Provenance, folder: Path) -> list[Path]:
    """Write both pages and the workbook into the folder of a report; return the files.

    Raises InputError where a page is not fit to be published (check.require_fit), as when numbers differ
    between the languages.
    """
    made, names = toplines(survey), toplines_files(survey.study.study)
    book = xlsx({name: inert(frame) for name, frame in sheets(made).items()})
    pages = {language: assemble(made, provenance, len(book), language) for language in LANGUAGES}
    check.require_fit({TAG[language]: text for language, text in pages.items()}, Budgets(page=LARGEST))
    (folder / names["xlsx"]).write_bytes(book)
    numbers = folder / numbers_file(survey.study.study)
    numbers.write_text(inert(ledger(made)).to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    for language, text in pages.items():
        (folder / names[language]).write_text(text, encoding="utf-8")
    return [*(folder / name for name in names.values()), numbers]


def numbers_file(study: str) -> str:
    """Return the name of the file with the ledger of a study's toplines."""
    return f"toplines-{study}.csv"


def assemble(made: Toplines, provenance: Provenance, size: int, language: Language) -> str:
    """Return the page in one language; `size` is that of the workbook."""
    own, survey, other = own_words(language, "toplines"), made.survey, OTHER[language]
    study, names = survey.study, toplines_files(survey.study.study)
    style = base_style() + (TEMPLATE / "toplines.css").read_text(encoding="utf-8")
    text = template("toplines").render(
        lang=TAG[language], other=names[other], other_lang=TAG[other], own=own, page=own_words(language),
        title=own["title"].format(study=study.title[language]), year=survey.year, synthetic=study.synthetic,
        study=study.title[language], report=f"{FILE[language]}#{study.study}", workbook=names["xlsx"],
        numbers=numbers_file(study.study),
        size=round(size / 1000), facts=study_facts(study, survey.year, language), reading=_reading(made, language),
        modules=_modules(made, language), provenance=provenance, data=survey.data_sha256,
        style=Markup(style), **script("page", "tables", "toplines"),
    )  # fmt: skip
    return styled(text, language)


def _reading(made: Toplines, language: Language) -> list[str]:
    """Return how the tables are to be read."""
    own, survey = own_words(language, "toplines"), made.survey
    plain = survey.study.weights(survey.year) == "none"
    scope = own["scope_unweighted" if plain else "scope"].format(n=_count(made.in_scope, language), year=survey.year)
    names = Names.of_study(survey.codebook, survey.study, survey.year)
    interval = own["interval"].format(name=names.interval(survey.study.basis, language))
    example = next(
        (f"{topline_id(made, one.name)}-{slug(one.lines[0].key)}" for one in made.questions if one.lines), ""
    )
    return [scope, own["of_answers"], interval, own["waves"], own["letters"], own["marks"], own["out"],
            own["ids"].format(file=numbers_file(survey.study.study), example=example)]  # fmt: skip


def _modules(made: Toplines, language: Language) -> list[dict[str, Any]]:
    """Return the questions under the headings of their modules."""
    named, found = made.survey.codebook.modules, []
    for module, questions in groupby(made.questions, lambda question: question.module):
        title = named[module][language] if module in named else own_words(language, "toplines")["other_module"]
        entries = [_entry(question, made, language) for question in questions]
        found.append({"id": f"module-{slug(module) or 'none'}", "title": title, "questions": entries})
    return found


def _entry(question: Question, made: Toplines, language: Language) -> dict[str, Any]:
    other: Language = "zh" if language == "en" else "en"
    segments = made.segments_of(question) if question.lines else []
    named = [made.survey.codebook.short(segment, language) for segment in segments]
    inside = [Names(made.survey.codebook).inside(name) if language == "en" else name for name in named]
    by = own_words(language, "toplines")["by"].format(segments=formats.listed(inside, language))
    wording = {
        one: own_words(one, "toplines")["derived"].format(definition=question.wording[one])
        if question.kind == "derived"
        else question.wording[one]
        for one in LANGUAGES
    }
    return {
        "id": f"item-{slug(question.name)}", "short": question.short[language], "wording": wording[language],
        "translated": wording[other], "base": base_line(question, language), "by": by,
        "table": crosstabs.topline(question, made, language) if question.lines else "",
        "crosstabs": [crosstabs.crosstab(question, made, segment, language) for segment in segments],
    }  # fmt: skip


def base_line(question: Question, language: Language) -> str:
    """Return who was asked, how many answered, and what became of the others."""
    own, counts, said = own_words(language, "toplines"), question.counts, []
    if question.kind != "derived":
        gated = question.gates is not None
        said.append(own["asked_of"].format(gates=question.gates[language]) if question.gates else own["asked_all"])
        said += [own["not_asked"].format(n=_count(counts[NOT_ASKED], language))] if gated else []
        said.append(own["answered"].format(n=_count(counts[ANSWERED], language)))
        left = {why: counts[why] for why in REASONS if why not in (ANSWERED, NOT_ASKED) and counts[why]}
        listed = [own[why].format(n=_count(n, language)) for why, n in left.items()]
        comma = formats.MARKS["enumerated"][language]
        said.append(own["not_counted"].format(counts=comma.join(listed)) if listed else own["none_missing"])
    if question.kind in ("options", "words"):
        said.append(own["several" if question.kind == "options" else "words_only"])
    for why, waves in groupby(question.broken.items(), lambda pair: pair[1]):
        years = formats.listed([str(wave) for wave, _ in waves][::-1], language)
        said.append(own["broken"].format(years=years, why=why[language]))
    return {"en": " ", "zh": ""}[language].join(said)


def sheets(made: Toplines) -> dict[str, pd.DataFrame]:
    """Return the workbook: how to read it, then one row per question, per answer and wave, per answer and group."""
    reading = {language: _reading(made, language) for language in LANGUAGES}
    wide, long = [], []
    for question in made.questions:
        for line in question.lines:
            head = {"item": question.name, "answer": line.key, "answer_en": line.label.en, "answer_zh": line.label.zh}
            of_all = f"{topline_id(made, question.name)}-{slug(line.key)}"
            for wave, cell in line.waves.items():
                id_ = "-".join(filter(None, [of_all, wave_key(wave, made)]))
                wide.append({**head, "wave": wave, **_numbers(cell), "id": id_})
            for segment in made.segments_of(question):
                table = crosstab_id(made, question.name, segment)
                for group, cell in zip(made.segments[segment], line.groups.get(segment, []), strict=False):
                    of_group = {"group": group.key, "group_en": group.label.en, "group_zh": group.label.zh}
                    at = {"segment": segment, **of_group, "letter": group.letter}
                    id_ = "-".join([table, slug(line.key), slug(group.key)])
                    long.append({**head, **at, **_numbers(cell), "higher_than": cell.higher, "id": id_})
    questions = [_row(question, made) for question in made.questions]
    parts = {"questions": questions, "toplines": wide, "crosstabs": long}
    return {"about": pd.DataFrame(reading), **{name: pd.DataFrame(part) for name, part in parts.items()}}


def _row(question: Question, made: Toplines) -> dict[str, Any]:
    named = made.survey.codebook.modules.get(question.module)
    return {
        "item": question.name, "module_en": named.en if named else "", "module_zh": named.zh if named else "",
        "short_en": question.short.en, "short_zh": question.short.zh, "kind": question.kind,
        "wording_en": question.wording.en, "wording_zh": question.wording.zh,
        **{f"asked_of_{one}": question.gates[one] if question.gates else "" for one in LANGUAGES},
        **{why: question.counts.get(why) for why in REASONS},
    }  # fmt: skip


def _numbers(cell: Cell) -> dict[str, Any]:
    """Return the cells of a number: percentages as such; of one that may not be printed its mark in place of it."""
    number, scale = cell.number, 100 if cell.number.unit == "percent" else 1
    about = {"unit": "%" if number.unit == "percent" else number.unit, "n": int(number.base)}
    if number.hidden:
        return {"value": MARKS["confidential" if cell.reason == "confidential" else "unreliable"], **about}
    return {"value": number.value * scale, "low": number.low * scale, "high": number.high * scale, **about}


def _count(n: int, language: Language) -> str:
    return formats.number(n, "count", language)
