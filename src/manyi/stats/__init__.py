"""Design-based estimates, tests and drivers: clean rows in, small frames of estimates out."""

from manyi.stats.adjust import adjust_p
from manyi.stats.change import changes, changes_between, share_changes
from manyi.stats.compare import columns, letters, pairwise, versus_rest
from manyi.stats.contrast import contrast, omnibus, one_sample
from manyi.stats.covariance import Reach, design_covariance, reach_of_rows, row_deviations
from manyi.stats.design import Design, survey_design
from manyi.stats.estimate import distribution, means, nps, shares
from manyi.stats.estimates import Estimates, combine
from manyi.stats.quantile import quantiles
from manyi.stats.ratio import ratios, totals_of
from manyi.stats.verdict import smallest_detectable, verdict

__all__ = [
    "Design",
    "Estimates",
    "Reach",
    "adjust_p",
    "changes",
    "changes_between",
    "columns",
    "combine",
    "contrast",
    "design_covariance",
    "distribution",
    "letters",
    "means",
    "nps",
    "omnibus",
    "one_sample",
    "pairwise",
    "quantiles",
    "ratios",
    "reach_of_rows",
    "row_deviations",
    "share_changes",
    "shares",
    "smallest_detectable",
    "survey_design",
    "totals_of",
    "verdict",
    "versus_rest",
]
