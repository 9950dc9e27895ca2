"""Design-based estimates, tests and drivers: clean rows in, small frames of estimates out."""

from manyi.stats.adjust import adjust_p
from manyi.stats.association import Association, chi_square, goodness_of_fit
from manyi.stats.change import changes, changes_between, share_changes
from manyi.stats.compare import columns, letters, pairwise, versus_rest
from manyi.stats.contrast import contrast, omnibus, one_sample
from manyi.stats.covariance import Reach, design_covariance, reach_of_rows, row_deviations
from manyi.stats.decomposition import Decomposition, decomposition
from manyi.stats.design import Design, survey_design
from manyi.stats.effect import cohen_h, effect_sizes
from manyi.stats.estimate import distribution, means, nps, shares
from manyi.stats.estimates import Estimates, combine
from manyi.stats.extremes import extremes
from manyi.stats.kpi import bound_verdict, kpi, rule_of_three, share_bounds, share_verdict
from manyi.stats.quantile import quantiles
from manyi.stats.ranks import RankTest, rank_test
from manyi.stats.ratio import ratios, totals_of
from manyi.stats.reliability import Reliability, cronbach
from manyi.stats.replicate import Replicates, jackknife, rake_replicates, replicate_columns
from manyi.stats.replicated import replicate_means, replicated
from manyi.stats.suppress import complementary
from manyi.stats.verdict import smallest_detectable, verdict

__all__ = [
    "adjust_p",
    "Association",
    "bound_verdict",
    "changes",
    "changes_between",
    "chi_square",
    "cohen_h",
    "columns",
    "combine",
    "complementary",
    "contrast",
    "cronbach",
    "Decomposition",
    "decomposition",
    "Design",
    "design_covariance",
    "distribution",
    "effect_sizes",
    "Estimates",
    "extremes",
    "goodness_of_fit",
    "jackknife",
    "kpi",
    "letters",
    "means",
    "nps",
    "omnibus",
    "one_sample",
    "pairwise",
    "quantiles",
    "rake_replicates",
    "rank_test",
    "RankTest",
    "ratios",
    "Reach",
    "reach_of_rows",
    "Reliability",
    "replicate_columns",
    "replicate_means",
    "replicated",
    "Replicates",
    "row_deviations",
    "rule_of_three",
    "share_bounds",
    "share_changes",
    "share_verdict",
    "shares",
    "smallest_detectable",
    "survey_design",
    "totals_of",
    "verdict",
    "versus_rest",
]
