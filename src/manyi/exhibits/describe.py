"""The words an exhibit can say about itself: subtitle, base, source, note and alternative text, from study and data.

Input: the study, the wave and the Data. Output: Text in both languages; a chapter may replace any of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from manyi.exhibits import words
from manyi.exhibits.data import Column, Data, Row, mark
from manyi.exhibits.names import Names
from manyi.exhibits.words import LANGUAGES, Language
from manyi.rows.codebook import Text
from manyi.rows.study import Study

LONGEST = {"en": 150, "zh": 70}  # characters of alternative text
SUPPRESSED = {
    "[u]": Text(en="[u]: too few answers for a reliable figure.", zh="[u]：回答数过少，数字不可靠。"),
    "[c]": Text(en="[c]: withheld to protect those who answered.", zh="[c]：为保护受访者而不公布。"),
}
FLAGGED = Text(en="†: few answers or a wide interval; read with care.", zh="†：回答数较少或区间较宽，请谨慎解读。")
SYNTHETIC = Text(en=" (synthetic sample data)", zh="（合成示例数据）")


def subtitle(data: Data, names: Names, study: Study, year: int, basis: str) -> Text:
    """Return measure, population, period, n and what the interval is."""
    return Text(**{language: _subtitle(data, names, study, year, basis, language) for language in LANGUAGES})


def _subtitle(data: Data, names: Names, study: Study, year: int, basis: str, language: Language) -> str:
    parts = [measure(data, names, language), study.population[language], _period(data, study, year, language)]
    total = largest_base(data)
    if total == total:
        parts.append(f"n = {words.number(total, 'count', language)}")
    if any(not number.certain for _, number in data.entries()):
        parts.append(words.interval_phrase(basis, language))
    return {"en": "; ", "zh": "；"}[language].join(part for part in parts if part)


def measure(data: Data, names: Names, language: Language) -> str:
    """Return what is measured: the items (when few) and the unit."""
    items = list(dict.fromkeys(row.keys["item"] for row in data if row.keys.get("item")))
    unit = words.HEAD[data.columns[0].unit][language]
    if len(items) != 1:
        return unit[:1].upper() + unit[1:]
    return (
        f"{names.of('item', items[0], language)} ({unit})"
        if language == "en"
        else f"{names.of('item', items[0], language)}（{unit}）"
    )


def _period(data: Data, study: Study, year: int, language: Language) -> str:
    waves = sorted({int(number.wave) for _, number in data.entries() if number.wave.isdigit()})
    if len(waves) > 1:
        return words.listed([str(wave) for wave in waves], language)
    wave = study.waves.get(year)
    return words.days(*wave.fieldwork, language) if wave else str(year)


def largest_base(data: Data) -> float:
    """Return the largest number of answers behind a row of the latest wave; NaN when nothing says its base."""
    bases = [number.base for _, number in data.entries() if number.base == number.base]
    return max(bases, default=float("nan"))


def base(data: Data, study: Study) -> Text:
    """Return how many answered, unweighted, and what they are."""
    bases = [number.base for _, number in data.entries() if number.base == number.base]
    made = {}
    for language in LANGUAGES:
        unit = study.unit[language]
        if not bases:
            made[language] = {"en": f"all {unit}", "zh": f"全部{unit}"}[language]
            continue
        low, high = (words.number(value, "count", language) for value in (min(bases), max(bases)))
        several = {"en": f"{low} to {high} {unit} per row, unweighted", "zh": f"每行{low}至{high}{unit}，未加权"}
        one = {"en": f"{high} {unit}, unweighted", "zh": f"{high}{unit}，未加权"}
        made[language] = one[language] if low == high else several[language]
    return Text(**made)


def source(study: Study, year: int) -> Text:
    """Return who made the data and when."""
    return Text(**{
        language: {"en": "{}, {}, {}", "zh": "{}，《{}》，{}"}[language].format(
            study.organisation[language], study.title[language], year
        ) + (SYNTHETIC[language] if study.synthetic else "")
        for language in LANGUAGES
    })  # fmt: skip


def note(data: Data, how: Text) -> Text:
    """Return how to read the exhibit, and what its marks stand for."""
    marks = {mark(row) for row in data.hidden}
    extra = [SUPPRESSED[one] for one in sorted(marks)]
    extra += [FLAGGED] if any(number.status == "flagged" for _, number in data.entries()) else []
    return Text(en=" ".join([how.en, *(text.en for text in extra)]), zh="".join([how.zh, *(text.zh for text in extra)]))


def title(data: Data, names: Names) -> Text:
    """Return what is shown: the item or measure, and by what."""
    made = {}
    for language in LANGUAGES:
        items = list(dict.fromkeys(row.keys["item"] for row in data if row.keys.get("item")))
        what = names.of("item", items[0], language) if len(items) == 1 else words.HEAD[data.columns[0].unit][language]
        groups = [key for key in data.keys if key not in ("item", "wave", "category")]
        by = words.listed([_column(names, key, language) for key in groups], language)
        text = {"en": f"{what} by {by.lower()}", "zh": f"按{by}的{what}"}[language] if by else what
        made[language] = text[:1].upper() + text[1:]
    return Text(**made)


def _column(names: Names, key: str, language: Language) -> str:
    return names.of("item", key, language) if names.definition(key) else key


def alt(kind: Text, data: Data, names: Names, heading: Text | Mapping[str, str]) -> Text:
    """Return the alternative text: what kind of exhibit, of what, and its range in numbers."""
    return Text(**{language: _alt(kind, data, names, heading, language) for language in LANGUAGES})


def _alt(kind: Text, data: Data, names: Names, heading: Text | Mapping[str, str], language: Language) -> str:
    column = max(data.columns, key=lambda one: one.name in ("estimate", "now"))
    rows = [row for row in data if column.name in row.numbers and not row.numbers[column.name].hidden]
    finding = (
        _range(rows, column, data, names, language)
        if rows
        else {"en": "nothing to show reliably", "zh": "无可靠数字"}[language]
    )
    start = {"en": f"{kind.en}: ", "zh": f"{kind.zh}："}[language]
    end = {"en": f". {finding[:1].upper()}{finding[1:]}.", "zh": f"。{finding}。"}[language]
    room = LONGEST[language] - len(start) - len(end)
    what = (heading[language] if isinstance(heading, Text) else heading.get(language, "")).rstrip(".。")
    return start + (what if len(what) <= room else what[: max(room - 1, 8)].rstrip() + "…") + end


def _range(rows: list[Row], column: Column, data: Data, names: Names, language: Language) -> str:
    ordered = sorted(rows, key=lambda row: row.numbers[column.name].value)
    low, high = (
        (
            words.number(row.numbers[column.name].value, column.unit, language),
            _short(data.name(row, names, language), language),
        )
        for row in (ordered[0], ordered[-1])
    )
    if len(rows) == 1:
        return {"en": f"{high[1]} {high[0]}", "zh": f"{high[1]}{high[0]}"}[language]
    return {
        "en": f"{len(rows)} estimates, from {low[0]} ({low[1]}) to {high[0]} ({high[1]})",
        "zh": f"共{len(rows)}个估计值，从{low[0]}（{low[1]}）到{high[0]}（{high[1]}）",
    }[language]


def _short(name: str, language: Language) -> str:
    most = {"en": 30, "zh": 12}[language]
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
