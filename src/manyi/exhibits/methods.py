"""Reference matter of a study: disclosure items, questions in their exact words, breaks in series, formulas.

Input: study.yml and codebook.yml. Output: HTML in both languages, displayed at once. Words only: no results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from manyi.errors import InputError
from manyi.exhibits import bundle, font, markup, words
from manyi.exhibits.chapter import Chapter
from manyi.exhibits.markup import tag
from manyi.exhibits.methods_words import ANSWERED, DISCLOSED, FORMULAS, HEADS, required
from manyi.exhibits.words import LANGUAGES, Language
from manyi.rows.codebook import Item, Text

Table = tuple[Sequence[str], Sequence[Sequence[str]]]  # heads, rows of cells


def disclosure(chapter: Chapter) -> None:
    """Print every disclosure item; items that the study does not answer stop the build."""
    study = chapter.survey.study
    if missing := [key for key in required(study) if key not in study.disclosure]:
        raise InputError(f"disclosure lacks {', '.join(missing)}", where=f"{study.study}/study.yml")
    given = {**ANSWERED, **study.disclosure}

    def rows(language: Language) -> Table:
        known = [key for key in DISCLOSED if key in given]
        return heads("disclosure", language), [(DISCLOSED[key][language], given[key][language]) for key in known]

    print_table(chapter, "disclosure", rows)


def questions(chapter: Chapter) -> None:
    """Print the questions asked in this wave, in their exact words, with their answers and routing."""
    book, year = chapter.survey.codebook, chapter.survey.year
    hidden = set(book.with_role("identifier"))
    asked = {name: item for name, item in book.items.items() if item.column(year) is not None and name not in hidden}

    def rows(language: Language) -> Table:
        return heads("questions", language), [
            (item.short[language], item.text[language], _answers(item, language)) for item in asked.values()
        ]

    print_table(chapter, "questions", rows)


def comparability(chapter: Chapter) -> None:
    """Print every question whose series breaks, when and why."""
    book, year = chapter.survey.codebook, chapter.survey.year
    broken = [
        (item, wave, why) for item in book.items.values() for wave, why in item.comparable.items() if wave <= year
    ]
    if not broken:
        chapter.notice("comparability", en="No question changed in a way that breaks its series.",
                       zh="没有题目因改动而中断序列。")  # fmt: skip
        return

    def rows(language: Language) -> Table:
        return heads("comparability", language), [
            (item.short[language], str(wave), why[language]) for item, wave, why in broken
        ]

    print_table(chapter, "comparability", rows)


def waves(chapter: Chapter) -> None:
    """Print when each wave up to this one was held, and what is to be known of it."""
    study, year = chapter.survey.study, chapter.survey.year
    held = [(wave, about) for wave, about in sorted(study.waves.items()) if wave <= year]
    none = Text(en="–", zh="–")

    def rows(language: Language) -> Table:
        return heads("waves-held", language), [
            (str(wave), words.days(*about.fieldwork, language), (about.note or none)[language]) for wave, about in held
        ]

    print_table(chapter, "waves-held", rows)


def formulas(chapter: Chapter) -> None:
    """Print each estimator and test with its formula and source."""

    def rows(language: Language) -> Table:
        return heads("formulas", language), [(what[language], how[language], source) for what, how, source in FORMULAS]

    print_table(chapter, "formulas", rows)


def _answers(item: Item, language: Language) -> str:
    stop = {"en": "; ", "zh": "；"}[language]
    if item.scale:
        ends = [f"{code} = {text[language]}" for code, text in item.scale.labels.items()]
        return stop.join(ends) or f"{item.scale.low}–{item.scale.high}"
    if item.number:
        return f"{item.number.low:g}–{item.number.high:g} {item.number.unit[language]}"
    listed: dict[str, Text] = item.categories or item.options or {}
    return stop.join(text[language] for text in listed.values()) or {"en": "free text", "zh": "自由填写"}[language]


def heads(name: str, language: Language) -> list[str]:
    """Return the words above the columns of one of these tables."""
    return [text[language] for text in HEADS[name][1:]]


def print_table(chapter: Chapter, name: str, rows: Callable[[Language], Table]) -> None:
    """Show a table of words under the caption and heads of its name."""
    made = {}
    id_ = f"{chapter.survey.study.study}-{name}"
    for language in LANGUAGES:
        above, cells = rows(language)
        table = _table(HEADS[name][0][language], above, cells, id_)
        font.require_glyphs(markup.plain(table), id_)
        made[language] = tag(
            "div", table, id=id_, class_="reference", role="group", tabindex="0", aria_labelledby=f"{id_}-caption"
        )
    bundle.show("reference", id_, made["en"], made["zh"])


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], id_: str) -> Markup:
    head = tag("thead", tag("tr", markup.join(tag("th", text, scope="col") for text in heads)))
    body = markup.join(
        tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in others)) for first, *others in rows
    )
    return tag("table", tag("caption", caption, id=f"{id_}-caption"), head, tag("tbody", body), class_="words")
