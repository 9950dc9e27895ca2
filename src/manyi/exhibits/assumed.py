"""Which points and rules of an indicator system are confirmed, which assumed, and where each was found.

Input: an indicator system. Output: two tables, displayed at once.
"""

from __future__ import annotations

from manyi.exhibits.chapter import Chapter
from manyi.exhibits.grids import listing
from manyi.exhibits.words import Unit
from manyi.rows.codebook import Text
from manyi.rows.indicators import IndicatorSystem
from manyi.stats.assumed_points import points_table, rules_table

STATUS = {"confirmed": Text(en="confirmed", zh="已确认"), "assumed": Text(en="assumed", zh="假定")}
POINTS: tuple[Text, Unit] = (Text(en="Points", zh="分值"), "score")


def show_assumed(chapter: Chapter, system: IndicatorSystem) -> None:
    """Show the points of every indicator, then every rule of scoring with the place it was found in."""
    table, rules = points_table(system), rules_table(system)
    table["known_status"], rules["known_status"] = table["status"].map(STATUS), rules["status"].map(STATUS)
    names = {
        key: Text(en=f"{one.clause} {one.name.en}", zh=f"{one.clause} {one.name.zh}")
        for key, one in system.indicators.items()
    }
    status = {"known_status": Text(en="Status", zh="状态")}
    chapter.show(
        "assumed-table",
        listing(
            table,
            "indicator",
            {"points": POINTS, "known": (Text(en="of which confirmed", zh="其中已确认"), "score")},
            texts=status,
            labels=names,
            note=Text(
                en="A check within an indicator can be confirmed while the rest is assumed.",
                zh="指标内的某一检查项可能已确认，其余为假定。",
            ),
        ),
        title=Text(en="Points of the indicators, and which are confirmed", zh="各指标分值及其确认情况"),
        subtitle=Text(en="Points of each indicator, out of a hundred together", zh="各二级指标分值，合计一百分"),
        base=system.standard.title,
    )
    chapter.show(
        "assumed-rules",
        listing(
            rules,
            "rule",
            {"points": POINTS},
            texts=status | {"source": Text(en="Found in", zh="出处")},
            labels=dict(zip(rules["rule"], rules["name"], strict=True)) | {"rule": Text(en="Rule", zh="规则")},
            note=Text(en="A limit belongs to the level or tier above it.", zh="分界值归入其上的等级或梯队。"),
        ),
        title=Text(en="Rules of scoring, and where they were found", zh="计分规则及其出处"),
        subtitle=Text(
            en="Points of a dimension, lower limit of a level or tier, points of special items",
            zh="一级指标分值、等级与梯队下限、特别项分值",
        ),
        base=system.standard.title,
    )
