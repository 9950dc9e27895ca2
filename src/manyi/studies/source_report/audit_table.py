"""The audit of published figures in the methods chapter: what a source report printed, and what can be said about it.

Input: data/<study>/published.yml. Output: one table of words per study. Its numbers come from the printed figures
alone, none from data of this project, so none is in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from manyi.exhibits.chapter import methods
from manyi.exhibits.chapter.chapter import Chapter
from manyi.language import formats, words
from manyi.language.formats import LANGUAGES, Language, Unit
from manyi.language.text import Text
from manyi.stats.compare.target import rule_of_three
from manyi.studies.source_report import checks, printed
from manyi.studies.source_report.printed import Verdict, published_report

WORDS = words.beside(__file__).section("table")

VERDICTS = WORDS.section("verdicts")
Result = tuple[Verdict, Text]


def show_audit(chapter: Chapter) -> None:
    """Print the table of a study's source report, or a line if the study rebuilds none."""
    report = published_report(chapter.survey.study.study)
    if report is None:
        chapter.notice("audit", WORDS["none"])
        return
    chapter.notice("audit-of", WORDS["about"], source=report.source)
    results = [(check, *result_of(check)) for check in report.checks]

    def rows(language: Language) -> methods.Rows:
        return methods.heads("audit", language), [
            (check.figure[language], check.text[language], VERDICTS[verdict][language], result[language])
            for check, verdict, result in results
        ]

    methods.print_table(chapter, "audit", rows)


def result_of(check: printed.Check) -> Result:
    """Return the verdict on a figure and what was found, in words."""
    if isinstance(check, printed.Words):
        return check.verdict, check.result
    return WAYS[check.kind](check)


def _filled(template: Text, **values: Mapping[str, float] | Text) -> Text:
    """Return a template filled with texts, and with numbers by their unit, printed as everywhere else."""
    texts = {name: value for name, value in values.items() if isinstance(value, Text)}
    for unit, numbers in values.items():
        for name, number in numbers.items() if not isinstance(numbers, Text) else ():
            printed_as = {language: formats.number(number, cast(Unit, unit), language) for language in LANGUAGES}
            texts[name] = Text(**printed_as)
    return template.fill(**texts)


def _base(check: printed.Base) -> Result:
    base = checks.one_base(check.percents)
    if check.alone:
        low, high = checks.wilson(base.cases[0], base.base)
        cases, limits = {"n": base.base, "k": base.cases[0]}, {"low": low, "high": high}
        return "unchecked", _filled(WORDS.section("base")["alone"], count=cases, percent=limits)
    listed = {language: formats.listed([f"{case:,}" for case in base.cases], language) for language in LANGUAGES}
    bases = {"n": base.base, "cut": checks.one_base(check.percents, "cut").base}
    return "consistent", _filled(WORDS.section("base")["several"], count=bases, cases=Text(**listed))


def _sum(check: printed.Sum) -> Result:
    verdict: Verdict = "consistent" if checks.adds_up(check.parts, check.total) else "inconsistent"
    return verdict, WORDS.section("sum")[verdict]


def _between(check: printed.Between) -> Result:
    parts = [float(part) for part in check.parts]
    verdict: Verdict = "consistent" if min(parts) <= float(check.whole) <= max(parts) else "inconsistent"
    return verdict, WORDS.section("between")[verdict]


def _mixture(check: printed.Mixture) -> Result:
    share = checks.share_of_first(check.whole, check.first, check.second)
    if not 0 <= share <= 1:
        return "inconsistent", WORDS.section("mixture")["inconsistent"]
    return "consistent", _filled(WORDS.section("mixture")["consistent"], percent={"share": share}, name=check.name)


def _rest(check: printed.Rest) -> Result:
    mean = checks.mean_of_rest(check.whole, check.parts, check.groups)
    return "consistent", _filled(WORDS["rest"], count={"k": len(check.parts), "n": check.groups}, index={"mean": mean})


def _change(check: printed.Change) -> Result:
    least, change = checks.smallest_change(check.people, check.sd, check.deff), float(check.change)
    verdict: Verdict = "consistent" if change >= least else "unchecked"
    levels = {"before": float(check.now) - change, "sd": check.sd}
    people, deff = {"n": check.people}, {"deff": check.deff}
    return verdict, _filled(WORDS["change"], index=levels, count=people, ratio=deff, score={"least": least})


def _fall(check: printed.Fall) -> Result:
    readings = checks.two_readings(check.whole, check.share, check.fall)
    levels = {f"{reading}{place}": value for reading, pair in readings.items() for place, value in enumerate(pair)}
    return "ambiguous", _filled(WORDS["fall"], index=levels)


def _precision(check: printed.Precision) -> Result:
    cases = float(f"{checks.cases_for_last_digit(check.percent):.2g}")
    return "unchecked", _filled(WORDS["precision"], count={"n": cases})


def _target(check: printed.Target) -> Result:
    fewest = checks.fewest_met(check.percent, check.cases)
    if fewest is None:
        return "unchecked", _filled(WORDS.section("target")["never"], count={"n": check.cases})
    return "consistent", _filled(WORDS.section("target")["fewest"], count={"n": check.cases, "k": fewest})


def _all(check: printed.All) -> Result:
    share = rule_of_three(check.cases)
    return "unchecked", _filled(WORDS["all"], count={"n": check.cases}, percent={"share": share})


def _range(check: printed.Range) -> Result:
    return "ambiguous", _filled(WORDS["range"], hours={"low": float(check.low) * 24, "high": float(check.high) * 24})


WAYS: dict[str, Callable[[Any], Result]] = {
    "base": _base, "sum": _sum, "between": _between, "mixture": _mixture, "rest": _rest, "change": _change,
    "fall": _fall, "precision": _precision, "target": _target, "all": _all, "range": _range,
}  # fmt: skip
