"""Toplines and crosstabs of one study as pages of their own beside the report, and as a workbook.

In: the clean rows of a study up to the report's year. Out: toplines-<study>.html, .zh.html, .xlsx and .csv:
the same numbers in each, the last with their ids, errors and intervals. The pages are outside the report's budget of
bytes, and also need no network and no script.
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
from manyi.language import formats, periods
from manyi.language.formats import LANGUAGES, Language
from manyi.language.periods import Period
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
from manyi.publish.provenance import Provenance, titled
from manyi.publish.report import ALLOWED, Budgets
from manyi.publish.results import inert
from manyi.publish.workbook import xlsx
from manyi.rows.missing import ANSWERED, NOT_ASKED, REASONS, UNTOLD
from manyi.rows.survey import Survey


def write(survey: Survey, provenance: Provenance, folder: Path, chapters: pd.DataFrame | None = None) -> list[Path]:
    """Write both pages and the workbook into the folder of a report; return the files.

    `chapters`: the numbers the report prints about the study, so that nothing hidden follows from both together.

    Raises InputError if a page is not fit to be published (check.require_fit), for example if numbers differ
    between the languages.
    """
    collected, names = toplines(survey, chapters), toplines_files(survey.study.study)
    book = xlsx({name: inert(frame) for name, frame in answer_sheets(collected, provenance.draft).items()})
    pages = {language: assemble_toplines(collected, provenance, len(book), language) for language in LANGUAGES}
    texts = {TAG[language]: text for language, text in pages.items()}
    check.require_fit(texts, ALLOWED["toplines"], Budgets().figure, f"toplines {survey.study.study}")
    (folder / names["xlsx"]).write_bytes(book)
    numbers = folder / numbers_file(survey.study.study)
    rows = inert(ledger(collected)).assign(**({"draft": "DRAFT"} if provenance.draft else {}))
    numbers.write_text(rows.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    for language, text in pages.items():
        (folder / names[language]).write_text(text, encoding="utf-8")
    return [*(folder / name for name in names.values()), numbers]


def numbers_file(study: str) -> str:
    """Return the name of the file with the ledger of a study's toplines."""
    return f"toplines-{study}.csv"


def assemble_toplines(collected: Toplines, provenance: Provenance, size: int, language: Language) -> str:
    """Return the page in one language; `size` is that of the workbook."""
    words, survey, other = own_words(language, "toplines"), collected.survey, OTHER[language]
    study, names = survey.study, toplines_files(survey.study.study)
    style = base_style() + (TEMPLATE / "toplines.css").read_text(encoding="utf-8")
    text = template("toplines").render(
        lang=TAG[language], other=names[other], other_lang=TAG[other], words=words, page=own_words(language),
        title=titled(words["title"].format(study=study.title[language]), provenance, language), year=survey.year,
        synthetic=study.synthetic, untranslated=study.language not in (None, language),
        study=study.title[language], report=f"{FILE[language]}#{study.study}", workbook=names["xlsx"],
        numbers=numbers_file(study.study),
        size=round(size / 1000), facts=study_facts(study, survey.year, language), reading=_reading(collected, language),
        modules=_modules(collected, language), provenance=provenance, data=survey.data_sha256,
        style=Markup(style), **script("page", "scroll", "tables"),
    )  # fmt: skip
    return styled(text, language)


def _reading(collected: Toplines, language: Language) -> list[str]:
    """Return how to read the tables."""
    words, survey = own_words(language, "toplines"), collected.survey
    plain = survey.study.weights(survey.year) == "none"
    scope = words["scope_unweighted" if plain else "scope"].format(
        n=_count(collected.in_scope, language), year=Period(survey.year).words[language]
    )
    if survey.stored and not collected.questions:
        sizes = (_count(size, language) for size in (len(survey.stored), survey.stored.most))
        return [scope, words["not_computed"].format(**dict(zip(("rows", "most"), sizes, strict=True)))]
    names = Names.of_study(survey.codebook, survey.study, survey.year)
    interval = words["interval"].format(name=names.interval(survey.study.basis, language))
    example = next(
        (
            f"{topline_id(collected, question.name)}-{slug(question.lines[0].key)}"
            for question in collected.questions
            if question.lines
        ),
        "",
    )
    return [scope, words["of_answers"], interval, words["waves"], words["letters"], words["marks"],
            words["out_untold" if survey.stored else "out"],
            words["ids"].format(file=numbers_file(survey.study.study), example=example)]  # fmt: skip


def _modules(collected: Toplines, language: Language) -> list[dict[str, Any]]:
    """Return the questions under the headings of their modules."""
    named, modules = collected.survey.codebook.modules, []
    for module, questions in groupby(collected.questions, lambda question: question.module):
        title = named[module][language] if module in named else own_words(language, "toplines")["other_module"]
        entries = [_entry(question, collected, language) for question in questions]
        modules.append({"id": f"module-{slug(module) or 'none'}", "title": title, "questions": entries})
    return modules


def _entry(question: Question, collected: Toplines, language: Language) -> dict[str, Any]:
    other: Language = "zh" if language == "en" else "en"
    segments = collected.segments_of(question) if question.lines else []
    named = [collected.survey.codebook.short(segment, language) for segment in segments]
    inside = [Names(collected.survey.codebook).inside(name) if language == "en" else name for name in named]
    by = own_words(language, "toplines")["by"].format(segments=formats.listed(inside, language))
    wording = {
        code: own_words(code, "toplines")["derived"].format(definition=question.wording[code])
        if question.kind == "derived"
        else question.wording[code]
        for code in LANGUAGES
    }
    return {
        "id": f"item-{slug(question.name)}", "short": question.short[language], "wording": wording[language],
        "translated": wording[other], "base": base_line(question, language), "by": by,
        "table": crosstabs.topline(question, collected, language) if question.lines else "",
        "crosstabs": [crosstabs.crosstab(question, collected, segment, language) for segment in segments],
    }  # fmt: skip


def base_line(question: Question, language: Language) -> str:
    """Return who was asked, how many answered, and what became of the others."""
    words, counts, sentences = own_words(language, "toplines"), question.counts, []
    if question.kind != "derived":
        gated = question.gates is not None
        sentences.append(
            words["asked_of"].format(gates=question.gates[language]) if question.gates else words["asked_all"]
        )
        sentences += [words["not_asked"].format(n=_count(counts[NOT_ASKED], language))] if gated else []
        sentences.append(words["answered"].format(n=_count(counts[ANSWERED], language)))
        left = {why: counts[why] for why in (*REASONS, UNTOLD) if why not in (ANSWERED, NOT_ASKED) and counts.get(why)}
        listed = [words[why].format(n=_count(n, language)) for why, n in left.items()]
        comma = formats.MARKS["enumerated"][language]
        sentences.append(words["not_counted"].format(counts=comma.join(listed)) if listed else words["none_missing"])
    if question.kind in ("options", "words"):
        sentences.append(words["several" if question.kind == "options" else "words_only"])
    for why, waves in groupby(question.broken.items(), lambda pair: pair[1]):
        years = periods.listed_waves([Period(wave) for wave, _ in waves][::-1], language)
        sentences.append(words["broken"].format(years=years, why=why[language]))
    return {"en": " ", "zh": ""}[language].join(sentences)


def answer_sheets(collected: Toplines, draft: int = 0) -> dict[str, pd.DataFrame]:
    """Return the workbook: how to read it, then one row per question, per answer and wave, per answer and group.

    draft: how many points are open in the descriptions, printed first.
    """
    warning = {language: [own_words(language)["draft"].format(n=draft)] if draft else [] for language in LANGUAGES}
    reading = {language: warning[language] + _reading(collected, language) for language in LANGUAGES}
    wide, long = [], []
    for question in collected.questions:
        for line in question.lines:
            head = {"item": question.name, "answer": line.key, "answer_en": line.label.en, "answer_zh": line.label.zh}
            of_all = f"{topline_id(collected, question.name)}-{slug(line.key)}"
            for wave, cell in line.waves.items():
                id_ = "-".join(filter(None, [of_all, wave_key(wave, collected)]))
                wide.append({**head, "wave": wave, **_numbers(cell), "id": id_})
            for segment in collected.segments_of(question):
                table = crosstab_id(collected, question.name, segment)
                for group, cell in zip(collected.segments[segment], line.groups.get(segment, []), strict=False):
                    of_group = {"group": group.key, "group_en": group.label.en, "group_zh": group.label.zh}
                    at = {"segment": segment, **of_group, "letter": group.letter}
                    id_ = "-".join([table, slug(line.key), slug(group.key)])
                    long.append({**head, **at, **_numbers(cell), "higher_than": cell.higher, "id": id_})
    questions = [_question_row(question, collected) for question in collected.questions]
    parts = {"questions": questions, "toplines": wide, "crosstabs": long}
    return {"about": pd.DataFrame(reading), **{name: pd.DataFrame(part) for name, part in parts.items()}}


def _question_row(question: Question, collected: Toplines) -> dict[str, Any]:
    named = collected.survey.codebook.modules.get(question.module)
    return {
        "item": question.name, "module_en": named.en if named else "", "module_zh": named.zh if named else "",
        "short_en": question.short.en, "short_zh": question.short.zh, "kind": question.kind,
        "wording_en": question.wording.en, "wording_zh": question.wording.zh,
        **{f"asked_of_{code}": question.gates[code] if question.gates else "" for code in LANGUAGES},
        **{why: question.counts.get(why) for why in (REASONS if UNTOLD not in question.counts else question.counts)},
    }  # fmt: skip


def _numbers(cell: Cell) -> dict[str, Any]:
    """Return the cells of a number: percentages as such; for one that may not be printed, its mark."""
    number, scale = cell.number, 100 if cell.number.unit == "percent" else 1
    about = {"unit": "%" if number.unit == "percent" else number.unit, "n": int(number.base)}
    if number.hidden:
        return {"value": MARKS["confidential" if cell.reason == "confidential" else "unreliable"], **about}
    return {"value": number.value * scale, "low": number.low * scale, "high": number.high * scale, **about}


def _count(n: int, language: Language) -> str:
    return formats.number(n, "count", language)
