"""Exhibits: estimates become figures, tables and sentences, in both languages, from the same numbers.

A notebook reads like this (its parameters are `study`, `year`, `report`; the last cell is `chapter.close()`):

    from manyi import rows, stats
    from manyi.exhibits import Chapter, Text, change, dots, extremes, number

    survey = rows.load(study, year)
    chapter = Chapter("30-satisfaction", survey, report)
    design = stats.survey_design(survey, year)

    by_channel = stats.means(design, "index", by="channel")
    chapter.show("channels", dots(by_channel, reference=number(overall.row(), "index")))
    chapter.say(
        "overall",
        en="The index was {value:full}, from {value:base} answers.",
        zh="指数为{value:full}，回答数{value:base}。",
        value=number(overall.row(), "index"),
    )
    chapter.claim("change", change(changes.iloc[0], year, survey.previous), anchor="change-figure")

`show` takes any Chart: dots, bars, dumbbell, trend, likert, importance, robustness, asymmetry, priorities, waterfall,
scorecard, or `grid` and `listing` for tables. Title, subtitle, base, source, note and alternative text are made from
the study and the data; give `title=` (a Text, or a Claim: its finding becomes the title) and any other to replace them.
"""

from IPython.utils.generics import complete_object

from manyi.display import Displayed
from manyi.exhibits.chapter.chapter import Chapter
from manyi.exhibits.chapter.records import read
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.kinds import change, changed, driver, extremes, gap, kpi, level, part
from manyi.exhibits.data import Chart
from manyi.exhibits.figures.drivers import asymmetry, importance, robustness
from manyi.exhibits.figures.dumbbells import dumbbell
from manyi.exhibits.figures.likert_bars import likert
from manyi.exhibits.figures.look import variables
from manyi.exhibits.figures.priority_map import priorities
from manyi.exhibits.figures.rows import bars, dots
from manyi.exhibits.figures.trend_lines import trend
from manyi.exhibits.figures.waterfalls import waterfall
from manyi.exhibits.html.bundle import MIME
from manyi.exhibits.html.font import missing_glyphs, subset
from manyi.exhibits.ledger import COLUMNS
from manyi.exhibits.numbers import Number, difference, number
from manyi.exhibits.tables.grids import grid, lettered, listing
from manyi.floors import furnish
from manyi.language.text import Text
from manyi.stats.compare.change import Changes
from manyi.stats.estimate.estimates import Estimates

# What results draw of themselves, `chapter.show(groups.dots(reference=overall))`: `stats` imports no exhibits.
furnish(Estimates, dots=dots, bars=bars, trend=trend, likert=likert, grid=grid, lettered=lettered)
furnish(Changes, dumbbell=dumbbell)
# On Tab a notebook offers what an object names itself; IPython would add what its class has.
complete_object.register(Displayed)(lambda thing, every: dir(thing))

__all__ = [
    "COLUMNS", "MIME", "Chapter", "Chart", "Claim", "Number", "Text", "asymmetry", "bars", "change", "changed",
    "difference", "dots", "driver", "dumbbell", "extremes", "gap", "grid", "importance", "kpi", "level", "likert",
    "listing", "missing_glyphs", "number", "part", "priorities", "read", "robustness", "subset", "trend",
    "variables", "waterfall",
]  # fmt: skip
