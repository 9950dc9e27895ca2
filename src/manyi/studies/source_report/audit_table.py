"""The audit of published figures in the methods chapter: what a source report printed, and what can be said of it.

Input: data/<study>/published.yml. Output: one table of words per study. Its numbers come from the printed figures
alone, none from data of this project, so none is in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
Found = tuple[Verdict, Text]


def show_audit(chapter: Chapter) -> None:
    """Print the table of a study's source report; a line where the study rebuilds none."""
    report = published_report(chapter.survey.study.study)
    if report is None:
        chapter.notice("audit", WORDS["none"])
        return
    chapter.notice("audit-of", WORDS["about"], source=report.source)
    results = [(check, *result_of(check)) for check in report.checks]

    def rows(language: Language) -> methods.Rows:
        return methods.heads("audit", language), [
            (
                check.figure[language],
                check.printed if isinstance(check.printed, str) else check.printed[language],
                VERDICTS[verdict][language],
                result[language],
            )
            for check, verdict, result in results
        ]

    methods.print_table(chapter, "audit", rows)


def result_of(check: printed.Check) -> Found:
    """Return the verdict on a figure and what was found, in words."""
    if isinstance(check, printed.Words):
        return check.verdict, check.result
    return WAYS[check.kind](check)


def _filled(template: Text, **values: tuple[float, Unit] | Text) -> Text:
    """Return a template filled with texts, and with numbers printed as everywhere else."""
    return template.fill(**{
        name: value if isinstance(value, Text) else Text(en=formats.number(*value, "en"), zh=formats.number(*value, "zh"))
        for name, value in values.items()
    })  # fmt: skip


def _base(check: printed.Base) -> Found:
    base = checks.one_base(check.percents)
    if check.alone:
        low, high = checks.wilson(base.cases[0], base.base)
        return "unchecked", _filled(
            WORDS.section("base")["alone"],
            n=(base.base, "count"), k=(base.cases[0], "count"), low=(low, "percent"), high=(high, "percent"),
        )  # fmt: skip
    listed = {language: formats.listed([f"{case:,}" for case in base.cases], language) for language in LANGUAGES}
    return "consistent", _filled(
        WORDS.section("base")["several"],
        n=(base.base, "count"), cut=(checks.one_base(check.percents, "cut").base, "count"), cases=Text(**listed),
    )  # fmt: skip


def _sum(check: printed.Sum) -> Found:
    if checks.adds_up(check.parts, check.total):
        return "consistent", WORDS.section("sum")["consistent"]
    return "inconsistent", WORDS.section("sum")["inconsistent"]


def _between(check: printed.Between) -> Found:
    parts = sorted(map(float, check.parts))
    if parts[0] <= float(check.whole) <= parts[-1]:
        return "consistent", WORDS.section("between")["consistent"]
    return "inconsistent", WORDS.section("between")["inconsistent"]


def _mixture(check: printed.Mixture) -> Found:
    share = checks.share_of_first(check.whole, check.first, check.second)
    if not 0 <= share <= 1:
        return "inconsistent", WORDS.section("mixture")["inconsistent"]
    return "consistent", _filled(
        WORDS.section("mixture")["consistent"], name=check.name, share=(share, "percent"),
    )  # fmt: skip


def _rest(check: printed.Rest) -> Found:
    return "consistent", _filled(
        WORDS["rest"],
        k=(len(check.parts), "count"), n=(check.groups, "count"), mean=(checks.mean_of_rest(check.whole, check.parts, check.groups), "index"),
    )  # fmt: skip


def _change(check: printed.Change) -> Found:
    least, change = checks.smallest_change(check.people, check.sd, check.deff), float(check.change)
    verdict: Verdict = "consistent" if change >= least else "unchecked"
    return verdict, _filled(
        WORDS["change"],
        before=(float(check.now) - change, "index"), n=(check.people, "count"), sd=(check.sd, "index"),
        deff=(check.deff, "ratio"), least=(least, "score"),
    )  # fmt: skip


def _fall(check: printed.Fall) -> Found:
    readings = checks.two_readings(check.whole, check.share, check.fall)
    numbers: dict[str, Any] = {
        f"{reading}{place}": (value, "index") for reading, pair in readings.items() for place, value in enumerate(pair)
    }
    return "ambiguous", _filled(
        WORDS["fall"],
        **numbers,
    )


def _precision(check: printed.Precision) -> Found:
    return "unchecked", _filled(
        WORDS["precision"],
        n=(float(f"{checks.cases_for_last_digit(check.percent):.2g}"), "count"),
    )


def _target(check: printed.Target) -> Found:
    fewest = checks.fewest_met(check.percent, check.cases)
    if fewest is None:
        return "unchecked", _filled(
            WORDS.section("target")["never"], n=(check.cases, "count")
        )  # fmt: skip
    return "consistent", _filled(
        WORDS.section("target")["fewest"],
        n=(check.cases, "count"), k=(fewest, "count"),
    )  # fmt: skip


def _all(check: printed.All) -> Found:
    return "unchecked", _filled(
        WORDS["all"],
        n=(check.cases, "count"), share=(rule_of_three(check.cases), "percent"),
    )  # fmt: skip


def _range(check: printed.Range) -> Found:
    low, high = float(check.low) * 24, float(check.high) * 24
    return "ambiguous", _filled(
        WORDS["range"],
        low=(low, "hours"), high=(high, "hours"),
    )  # fmt: skip


WAYS: dict[str, Callable[[Any], Found]] = {
    "base": _base, "sum": _sum, "between": _between, "mixture": _mixture, "rest": _rest, "change": _change,
    "fall": _fall, "precision": _precision, "target": _target, "all": _all, "range": _range,
}  # fmt: skip
