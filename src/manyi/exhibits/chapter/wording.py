"""The words a chapter prints: its own, those of an exhibit, and lines on what was not computed from every row."""

from __future__ import annotations

from collections.abc import Mapping

from manyi import places
from manyi.errors import InputError
from manyi.exhibits.claims.sentence import Value
from manyi.exhibits.numbers import Number
from manyi.language import words
from manyi.language.formats import LANGUAGES, listed
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.language.words import Words
from manyi.rows.stored import StoredRows
from manyi.rows.survey import Survey

BEYOND_MEMORY = words.beside(__file__).section("beyond_memory")
PARTS = ("title", "subtitle", "base", "note", "alt")  # parts of an exhibit that a chapter may word itself


def of_chapter(notebook: str, study: str) -> Words:
    """Return the words of a chapter by key: those beside its notebook, overridden by the study's own."""
    beside = places.root() / "notebooks" / f"{notebook}.words.yml"
    general = words.read(beside) if beside.exists() else words.EMPTY
    file = places.data() / study / "words.yml"
    return words.read(file).sections.get(notebook, words.EMPTY).over(general) if file.exists() else general


def of_exhibit(chapter: Words, key: str, values: Mapping[str, Text]) -> dict[str, Text]:
    """Return the words a chapter's file has for an exhibit, their slots filled.

    Raises InputError: words for a part that exhibits do not have, or a slot without a value.
    """
    given = chapter.sections.get(key, words.EMPTY)
    texts = {}
    for name, text in given.items():
        if name not in PARTS:
            raise InputError(f"an exhibit has no {name!r}", where=given.where, allowed=PARTS)
        if unknown := text.slots - values.keys():
            raise InputError(f"{name}: no value for {{{min(unknown)}}}", where=given.where, allowed=values)
        texts[name] = text.fill(**{slot: values[slot] for slot in text.slots})
    return texts


def templates(chapter: Words, key: str, en: Text | str, zh: str) -> dict[str, str]:
    """Return a sentence in both languages: as given, or the chapter's words of that key."""
    if not en and not zh:
        en = chapter[key]
    return {"en": en.en, "zh": en.zh} if isinstance(en, Text) else {"en": en, "zh": zh}


def years(survey: Survey) -> dict[str, Text]:
    """Return the wave of a survey and the one before, as printed for {year} and {previous}."""
    waves = {"year": survey.year, "previous": survey.previous}
    return {name: Period(wave).words for name, wave in waves.items() if wave}


def beyond_memory(rows: StoredRows | None) -> dict[str, tuple[Text, dict[str, Value]]]:
    """Return {id: line, values} for a study with more rows than memory may hold: what was drawn, what omitted."""
    if rows is None:
        return {}
    noted = {"drawn-rows": list(rows.drawn), "not-computed": list(dict.fromkeys(rows.refused))}
    sizes: dict[str, Value] = {
        name: Number(float(count), "count", statistic=name, basis="census")
        for name, count in (("rows", len(rows)), ("most", rows.most))
    }
    return {id_: (BEYOND_MEMORY[id_], {**sizes, "what": _listed(what)}) for id_, what in noted.items() if what}


def _listed(names: list[str]) -> Text:
    return Text(
        **{
            language: listed([BEYOND_MEMORY.section("what")[name][language] for name in names], language)
            for language in LANGUAGES
        }
    )
