"""Figures: each function takes one tidy frame of results and returns a Chart."""

from manyi.exhibits.figures.drivers import asymmetry, importance, robustness
from manyi.exhibits.figures.dumbbell import dumbbell
from manyi.exhibits.figures.likert import likert
from manyi.exhibits.figures.priorities import priorities
from manyi.exhibits.figures.rows import bars, dots
from manyi.exhibits.figures.trend import trend
from manyi.exhibits.figures.waterfall import waterfall
from manyi.studies.service.scorecard import scorecard

__all__ = [
    "asymmetry", "bars", "dots", "dumbbell", "importance", "likert", "priorities", "robustness", "scorecard", "trend",
    "waterfall",
]  # fmt: skip
