"""The words that follow from study and data: subtitle, base, source, note and alternative text of an exhibit.

Input: the study, the wave and the Data. Output: Text in both languages; a chapter may replace any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup, escape

from manyi.exhibits.chapter.exhibit import Both
from manyi.exhibits.chapter.headings import named, topic
from manyi.exhibits.data import Chart, Data, Row, mark
from manyi.exhibits.html import tabular
from manyi.exhibits.html.markup import join, tag
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number, slug
from manyi.exhibits.vocabulary import why
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES, Language
from manyi.language.periods import Period, spanned
from manyi.language.text import Text
from manyi.study.study import Study

WORDS = words.beside(__file__).section("describe")

LONGEST = {"en": 150, "zh": 70}  # characters of alternative text
SUPPRESSED = WORDS.section("suppressed")


def subtitle(chart: Chart, names: Names, study: Study, year: int, basis: str) -> dict[str, Markup]:
    """Return measure, population, period, n and the kind of interval.

    What the figures of a chapter have in common is marked: the page prints it only at the first of them.
    """
    return {language: _subtitle(chart, names, study, year, basis, language) for language in LANGUAGES}


def _subtitle(chart: Chart, names: Names, study: Study, year: int, basis: str, language: Language) -> Markup:
    data, between = chart.data, formats.MARKS["semicolon"][language]
    measured = chart.measure[language] if chart.measure else measure(data, names, language)
    asked = tag("span", study.population[language], between, class_="common")
    parts = [escape(measured), asked + _period(data, study, year, language)]
    if bases(data):
        parts.append(escape(f"n\u00a0=\u00a0{_span(data, language)}"))
    for name, assumption in names.intervals(_drawn(data), basis, language):
        parts.append(escape(name) + (tag("span", assumption, class_="common") if assumption else ""))
    if any(number.status == "flagged" for number in _drawn(data)):
        parts.append(escape(WORDS["few"][language]))
    return join((part for part in parts if part), between)


def _drawn(data: Data) -> list[Number]:
    """Return all numbers of an exhibit, including those that are drawn without a column of their own."""
    return [number for row in data for number in row.numbers.values()]


def measure(data: Data, names: Names, language: Language) -> str:
    """Return what is measured: the items (when few) and the unit."""
    items = list(dict.fromkeys(row.keys["item"] for row in data if row.keys.get("item")))
    unit = data.columns[0].unit
    kind, limits = formats.KIND[unit][language], formats.LIMITS[unit][language] if unit in formats.LIMITS else ""
    if unit == "score":
        limits = names.scale(tabular.numbers_of(data, data.columns[0]), language)
    whole = formats.MARKS["comma"][language].join(filter(None, (kind, limits)))
    if len(items) != 1:
        bare = unit == "percent"
        return formats.bracketed(topic(data)[language], whole, language) if bare else formats.sentence_case(whole)
    name = named(data, items[0], names, language)
    return formats.bracketed(name, limits if limits and kind in name.lower() else whole, language)


def _period(data: Data, study: Study, year: int, language: Language) -> str:
    waves = _waves(data)
    if len(waves) > 1:
        return formats.listed([str(wave) for wave in waves], language)
    wave = study.waves.get(Period(year))
    return formats.days(*wave.fieldwork, language) if wave else str(Period(year))


def _waves(data: Data) -> list[Period]:
    """Return the waves of the numbers, leaving out differences between two waves."""
    return sorted(
        {wave for _, number in data.entries() for wave in spanned(number.wave)[:1] if len(spanned(number.wave)) == 1}
    )


def bases(data: Data) -> list[float]:
    """Return the number of answers behind each number that gives it."""
    return [number.base for _, number in data.entries() if number.base == number.base]


def _span(data: Data, language: Language) -> str:
    values, waves = bases(data), _waves(data)
    every_year = {wave.parts[0] for wave in waves} == {"year"}
    of_waves = WORDS["span_year"] if every_year else WORDS["span_wave"]
    span = WORDS["span"] if len(waves) < 2 else of_waves
    low, high = (formats.number(value, "count", language) for value in (min(values), max(values)))
    return high if low == high else span[language].format(low=low, high=high)


def table_if_hidden(chart: Chart) -> Chart:
    """Return a figure as a table if none of its numbers may be printed: an axis without marks says nothing."""
    numbers = [number for _, number in chart.data.entries()]
    if chart.draw is None or not numbers or not all(number.hidden for number in numbers):
        return chart
    return replace(chart, draw=None, beside=None, note=WORDS["none_printed"])


def id_of(chart: Chart) -> str:
    """Return an id derived from the content: 'index-by-channel', with '-table' for a table."""
    items = list(dict.fromkeys(row.keys["item"] for row in chart.data if row.keys.get("item")))
    groups = [key for key in chart.data.keys if key not in ("item", *items)]
    what = items[0] if len(items) == 1 else chart.data.columns[0].unit
    return slug("-by-".join([what, *groups])) + ("" if chart.draw else "-table")


def base(data: Data, study: Study) -> Text:
    """Return how many answered, unweighted, and who they are."""
    texts = {}
    for language in LANGUAGES:
        unit, counts = study.unit[language], bases(data)
        if not counts:
            kept = unit if language == "en" else WORDS["records"].zh
            who = WORDS["all"] if _counted(data) else WORDS["answered"]
            texts[language] = who[language].format(unit=kept)
            continue
        low, high = (formats.number(value, "count", language) for value in (min(counts), max(counts)))
        single = WORDS["base_of_one"][language].format(count=high, unit=unit)
        texts[language] = single if low == high else WORDS["base"][language].format(low=low, high=high, unit=unit)
    return Text(**texts)


def _counted(data: Data) -> bool:
    """Return whether these numbers are complete counts, rather than estimates based on those who answered."""
    return all(number.unit in ("count", "year", "rank") for _, number in data.entries())


def source(study: Study, year: int) -> Text:
    """Return who collected the data and when."""
    return Text(**{
        language: WORDS["source"][language].format(
            organisation=study.organisation[language], title=study.title[language], year=year
        ) + _weight(study, language) + (WORDS["synthetic"][language] if study.synthetic else "")
        for language in LANGUAGES
    })  # fmt: skip


def _weight(study: Study, language: Language) -> str:
    """Return which weight is used, if the study has several."""
    return WORDS["weight"][language].format(weight=study.design.called[language]) if study.design.called else ""


def note(data: Data, how: Text) -> Text:
    """Return how to read the exhibit, and what its marks mean."""
    marks: dict[str, list[str]] = {}
    for row in data.hidden:
        marks.setdefault(mark(row), []).append(row.reason)
    extra = [SUPPRESSED[name].fill(why=why(*marks[name])) for name in sorted(marks)]
    extra += [WORDS["flagged"]] if any(number.status == "flagged" for _, number in data.entries()) else []
    return Text.joined([how, *extra])


def about(what: Both | None, under: Mapping[str, Markup]) -> Mapping[str, Markup]:
    """Return a subtitle that begins with the topic of an exhibit whose title is a finding."""
    between = formats.MARKS["semicolon"]
    return under if what is None else {
        language: escape(what[language]) + between[language] + under[language] for language in LANGUAGES
    }  # fmt: skip


def alt(kind: Text, data: Data, names: Names, heading: Text | Mapping[str, str]) -> Text:
    """Return the alternative text: the kind of exhibit, its topic, and its range in numbers."""
    return Text(**{language: _alt(kind, data, names, heading, language) for language in LANGUAGES})


def _alt(kind: Text, data: Data, names: Names, heading: Text | Mapping[str, str], language: Language) -> str:
    column = max(data.columns, key=lambda candidate: candidate.name in ("estimate", "now"))
    rows = [row for row in data if column.name in row.numbers and not row.numbers[column.name].hidden]
    units = dict.fromkeys(row.numbers[column.name].unit for row in rows)  # a range needs a single unit
    ranges = [
        _range(
            [row for row in rows if row.numbers[column.name].unit == unit],
            column.name,
            data,
            names,
            language,
            len(units),
        )
        for unit in units
    ]
    nothing = WORDS["nothing_to_show_reliably"][language]
    finding = formats.MARKS["semicolon"][language].join(ranges) or nothing
    start = kind[language] + formats.MARKS["colon"][language]
    end = WORDS["finding"][language].format(finding=formats.sentence_case(finding))
    room = LONGEST[language] - len(start) - len(end)
    what = (heading[language] if isinstance(heading, Text) else heading.get(language, "")).rstrip(".。")
    return start + (what if len(what) <= room else what[: max(room - 1, 8)].rstrip() + "…") + end


def _range(rows: list[Row], column: str, data: Data, names: Names, language: Language, units: int = 1) -> str:
    ordered = sorted(rows, key=lambda row: row.numbers[column].value)
    unit = ordered[0].numbers[column].unit
    low, high = (
        (
            formats.number(row.numbers[column].value, unit, language) + formats.after(unit, language),
            _short(data.name(row, names, language), language),
        )
        for row in (ordered[0], ordered[-1])
    )
    if len(rows) == 1:
        return WORDS["single"][language].format(name=high[1], value=high[0])
    # With several ranges there is no room for names.
    ends = [number if units > 1 else formats.bracketed(number, name, language) for number, name in (low, high)]
    return WORDS["range"][language].format(count=len(rows), low=ends[0], high=ends[1])


def _short(name: str, language: Language) -> str:
    most = {"en": 30, "zh": 12}[language]
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
