"""What results can draw of themselves: `chapter.show(groups.dots(reference=overall))`.

The one place where exhibits add methods to the objects of `stats`, which do not import them.
"""

from __future__ import annotations

from manyi.exhibits.figures.dumbbell import dumbbell
from manyi.exhibits.figures.likert import likert
from manyi.exhibits.figures.rows import bars, dots
from manyi.exhibits.figures.trend import trend
from manyi.exhibits.tables.grid import grid, lettered
from manyi.floors import furnish
from manyi.stats.compare.change import Changes
from manyi.stats.estimate.estimates import Estimates

furnish(Estimates, dots=dots, bars=bars, trend=trend, likert=likert, grid=grid, lettered=lettered)
furnish(Changes, dumbbell=dumbbell)
