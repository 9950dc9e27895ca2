"""The audit of published figures in the methods chapter: what a source report printed, and what can be said of it.

Input: data/<study>/published.yml. Output: one table of words per study. Its numbers come from the printed figures
alone, none from data of this project, so none is in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manyi.exhibits.chapter import methods
from manyi.exhibits.chapter.chapter import Chapter
from manyi.language import formats
from manyi.language.formats import LANGUAGES, Language, Unit
from manyi.language.text import Text
from manyi.stats.compare.target import rule_of_three
from manyi.studies.source_report import checks, printed
from manyi.studies.source_report.printed import Verdict, published_report

VERDICTS: dict[Verdict, Text] = {
    "consistent": Text(en="consistent", zh="自洽"),
    "inconsistent": Text(en="inconsistent", zh="不自洽"),
    "ambiguous": Text(en="ambiguous", zh="有歧义"),
    "label": Text(en="not what its name says", zh="名实不符"),
    "unchecked": Text(en="cannot be checked", zh="无法核对"),
}
Said = tuple[Verdict, Text]


def show_audit(chapter: Chapter) -> None:
    """Print the table of a study's source report; a line where the study rebuilds none."""
    report = published_report(chapter.survey.study.study)
    if report is None:
        chapter.notice("audit", en="This study rebuilds no published report.", zh="本研究未以已发表报告为来源。")
        return
    chapter.notice(
        "audit-of",
        en="{source}: its figures as printed, without its data. Checked was whether shares can come from one base, whether "
        "parts agree with totals, and whether a figure is what its name says.",
        zh="{source}：仅据其公布的数字，没有其数据。核对内容：比例能否出自同一基数，部分与总计是否相符，数字与其名称是否相符。",
        source=report.source,
    )
    found = [(check, *said(check)) for check in report.checks]

    def rows(language: Language) -> methods.Table:
        return methods.heads("audit", language), [
            (
                check.figure[language],
                check.printed if isinstance(check.printed, str) else check.printed[language],
                VERDICTS[verdict][language],
                result[language],
            )
            for check, verdict, result in found
        ]

    methods.print_table(chapter, "audit", rows)


def said(check: printed.Check) -> Said:
    """Return the verdict on a figure and what was found, in words."""
    if isinstance(check, printed.Words):
        return check.verdict, check.result
    return WAYS[check.kind](check)


def _text(en: str, zh: str, **numbers: tuple[float, Unit] | Text) -> Text:
    """Return both languages with numbers printed as everywhere else."""
    made = {}
    for language, template in zip(LANGUAGES, (en, zh), strict=True):
        shown = {
            name: given[language] if isinstance(given, Text) else formats.number(given[0], given[1], language)
            for name, given in numbers.items()
        }
        made[language] = template.format(**shown)
    return Text(**made)


def _base(check: printed.Base) -> Said:
    found = checks.one_base(check.percents)
    if check.alone:
        low, high = checks.wilson(found.cases[0], found.base)
        return "unchecked", _text(
            "No base is given. It can rest on as few as {n} ({k} of {n}), where a 95 % interval is {low} to {high}.",
            "未给出基数。最少可出自{n}（{n}中的{k}），此时95%区间为{low}至{high}。",
            n=(found.base, "count"), k=(found.cases[0], "count"), low=(low, "percent"), high=(high, "percent"),
        )  # fmt: skip
    listed = {language: formats.listed([f"{case:,}" for case in found.cases], language) for language in LANGUAGES}
    return "consistent", _text(
        "Rounded half up, all can come from one base, the smallest being {n} ({cases}); with digits cut off it is {cut}.",
        "按四舍五入，可出自同一基数，最小为{n}（分别为{cases}）；若为截断，最小为{cut}。",
        n=(found.base, "count"), cut=(checks.one_base(check.percents, "cut").base, "count"), cases=Text(**listed),
    )  # fmt: skip


def _sum(check: printed.Sum) -> Said:
    if checks.adds_up(check.parts, check.total):
        return "consistent", Text(en="The parts add up to the total.", zh="各部分之和与总计相符。")
    return "inconsistent", Text(en="The parts do not add up to the total.", zh="各部分之和与总计不符。")


def _between(check: printed.Between) -> Said:
    parts = sorted(map(float, check.parts))
    if parts[0] <= float(check.whole) <= parts[-1]:
        return "consistent", Text(
            en="The whole lies between its lowest and highest group.", zh="总体位于最低与最高的组之间。"
        )
    return "inconsistent", Text(en="The whole lies outside all of its groups.", zh="总体超出各组的范围。")


def _mixture(check: printed.Mixture) -> Said:
    share = checks.share_of_first(check.whole, check.first, check.second)
    if not 0 <= share <= 1:
        return "inconsistent", Text(en="No mix of the two groups gives it.", zh="两组的任何构成都得不到该数字。")
    return "consistent", _text(
        "Holds when {name} is {share} of the two; that share is not printed.",
        "当{name}占两者的{share}时成立；该占比未公布。", name=check.name, share=(share, "percent"),
    )  # fmt: skip


def _rest(check: printed.Rest) -> Said:
    return "consistent", _text(
        "{k} of {n} are printed; were all equally large, the others would average {mean}. Which were left out, and why, is "
        "not said.",
        "{n}个中公布{k}个；若各组规模相同，其余平均为{mean}。未说明为何只公布这些。",
        k=(len(check.parts), "count"), n=(check.groups, "count"), mean=(checks.mean_of_rest(check.whole, check.parts, check.groups), "index"),
    )  # fmt: skip


def _change(check: printed.Change) -> Said:
    least, change = checks.smallest_change(check.people, check.sd, check.deff), float(check.change)
    verdict: Verdict = "consistent" if change >= least else "unchecked"
    return verdict, _text(
        "So it was {before} the year before. No interval is printed; two waves of {n}, with a spread of {sd} and a design "
        "effect of {deff} assumed, show changes from {least} on.",
        "即上年为{before}。未给出区间；假定两期各{n}人、标准差{sd}、设计效应{deff}，可显示的最小变化为{least}。",
        before=(float(check.now) - change, "index"), n=(check.people, "count"), sd=(check.sd, "index"),
        deff=(check.deff, "ratio"), least=(least, "score"),
    )  # fmt: skip


def _fall(check: printed.Fall) -> Said:
    found = checks.two_readings(check.whole, check.share, check.fall)
    numbers: dict[str, Any] = {
        f"{reading}{place}": (value, "index") for reading, pair in found.items() for place, value in enumerate(pair)
    }
    return "ambiguous", _text(
        "Read as a part of the level: {relative0} against {relative1}. Read as points: {points0} against {points1}. Both "
        "give the printed mean.",
        "若为相对下降：{relative0}与{relative1}；若为百分点：{points0}与{points1}。两种读法都符合公布的均值。",
        **numbers,
    )


def _precision(check: printed.Precision) -> Said:
    return "unchecked", _text(
        "The last digit means something only from about {n} reviews on; how many there were is not said.",
        "约{n}条评价以上，末位数字才有意义；未说明评价数。",
        n=(float(f"{checks.cases_for_last_digit(check.percent):.2g}"), "count"),
    )


def _target(check: printed.Target) -> Said:
    fewest = checks.fewest_met(check.percent, check.cases)
    if fewest is None:
        return "unchecked", _text(
            "No result of {n} sampled cases could show it met.", "{n}个抽样个案的任何结果都不能证明达标。", n=(check.cases, "count")
        )  # fmt: skip
    return "consistent", _text(
        "Of {n} sampled cases, at least {k} must reach it before it is shown to be met; in a complete count the share itself "
        "decides.",
        "若为抽样，{n}个个案中至少{k}个达成才能证明达标；若为全量，则以比例本身为准。",
        n=(check.cases, "count"), k=(fewest, "count"),
    )  # fmt: skip


def _all(check: printed.All) -> Said:
    return "unchecked", _text(
        "Only a complete count can show it; a sample of {n} without an exception leaves up to {share} open.",
        "只有全量统计才能证明；{n}个抽样个案无一例外，也仍可能有至多{share}的例外。",
        n=(check.cases, "count"), share=(rule_of_three(check.cases), "percent"),
    )  # fmt: skip


def _range(check: printed.Range) -> Said:
    low, high = float(check.low) * 24, float(check.high) * 24
    return "ambiguous", _text(
        "That is {low} to {high} hours. What varies is not said: categories, months, or single cases; nor whether open "
        "requests count.",
        "即{low}至{high}小时。未说明变动的是类目、月份还是个案，亦未说明未完结者是否计入。",
        low=(low, "hours"), high=(high, "hours"),
    )  # fmt: skip


WAYS: dict[str, Callable[[Any], Said]] = {
    "base": _base, "sum": _sum, "between": _between, "mixture": _mixture, "rest": _rest, "change": _change,
    "fall": _fall, "precision": _precision, "target": _target, "all": _all, "range": _range,
}  # fmt: skip
