"""Exhibits: estimates become figures, tables and sentences, in both languages, from the same numbers.

A chapter reads like this (its parameters are `study`, `year`, `report`; docs/idioms.md says more):

    from manyi import Chapter, exhibits, load

    survey = load(study, year)
    chapter = Chapter("30-satisfaction", survey, report)
    sample = survey.sample(year)
    overall, groups = sample.mean("index"), sample.mean("index", by="channel")
    chapter.claim("level", exhibits.level(overall.row()), anchor="channels")
    chapter.show("channels", groups.dots(reference=overall))
    chapter.say("lowest", value=exhibits.number(groups.row(channel="phone")))  # its words: 30-satisfaction.words.yml
    chapter.close()

`show` takes any Chart. Title, subtitle, base, source, note and alternative text come from the study and the data;
the chapter's words may give others under the id, or the call itself (`title=` also takes a Claim, for its finding).
"""

from IPython.utils.generics import complete_object

from manyi.display import Displayed
from manyi.exhibits.chapter import findings, methods
from manyi.exhibits.chapter.announced import comparisons, left_out, not_measurable, statements
from manyi.exhibits.chapter.chapter import Chapter
from manyi.exhibits.chapter.opening import first_screen
from manyi.exhibits.chapter.records import read
from manyi.exhibits.claims.between import extremes, gap, part
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.kinds import change, changed, driver, kpi, level
from manyi.exhibits.claims.modelled import agreement, mix, stable, start
from manyi.exhibits.claims.sets import apart, helped, joint, persistent, point, seen
from manyi.exhibits.data import Chart
from manyi.exhibits.figures.drivers import asymmetry, importance, robustness
from manyi.exhibits.figures.dumbbells import dumbbell
from manyi.exhibits.figures.likert_bars import likert
from manyi.exhibits.figures.look import variables
from manyi.exhibits.figures.priority_map import priorities
from manyi.exhibits.figures.rows import bars, dots
from manyi.exhibits.figures.trend_lines import trend
from manyi.exhibits.html.bundle import MIME
from manyi.exhibits.html.font import missing_glyphs, subset
from manyi.exhibits.ledger import COLUMNS
from manyi.exhibits.numbers import Number, difference, number
from manyi.exhibits.tables.alternatives import choices, survives
from manyi.exhibits.tables.grids import grid, lettered, listing
from manyi.exhibits.tables.group_tables import by_words, ranked_words, shrunken, sizes, times
from manyi.exhibits.tables.model_tables import coefficients, methods_beside, scenario, specification_names
from manyi.exhibits.tables.sample_tables import balance, counts, waterfall, waves, weights
from manyi.floors import furnish
from manyi.language.formats import difference_of
from manyi.language.text import Text
from manyi.stats.compare.change import Changes
from manyi.stats.estimate.estimates import Estimates

# Lets results draw themselves, `chapter.show(groups.dots(reference=overall))`; `stats` imports no exhibits.
furnish(Estimates, dots=dots, bars=bars, trend=trend, likert=likert, grid=grid, lettered=lettered)
furnish(Changes, dumbbell=dumbbell)
# On Tab a notebook offers the names an object lists itself; IPython would add those of its class.
complete_object.register(Displayed)(lambda thing, every: dir(thing))

__all__ = [
    "COLUMNS", "MIME", "Chapter", "Chart", "Claim", "Number", "Text", "agreement", "apart", "asymmetry",
    "balance", "bars", "by_words", "change", "changed", "choices", "coefficients", "comparisons", "counts",
    "difference", "difference_of", "dots", "driver", "dumbbell", "extremes", "findings", "first_screen", "gap", "grid", "helped",
    "importance", "joint", "kpi", "left_out", "level", "likert", "listing", "methods", "methods_beside", "missing_glyphs", "mix",
    "not_measurable", "number", "part", "persistent", "point", "priorities", "ranked_words", "read", "robustness",
    "scenario", "seen", "shrunken", "sizes", "specification_names", "stable", "start", "statements", "subset",
    "survives", "times", "trend", "variables", "waterfall", "waves", "weights",
]  # fmt: skip
