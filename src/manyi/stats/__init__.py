"""Design-based estimates, tests and drivers: clean rows in, small frames of estimates out."""

from manyi.stats.adjust import adjust_p
from manyi.stats.association import Association, chi_square, goodness_of_fit
from manyi.stats.asymmetry import asymmetry
from manyi.stats.change import changes, changes_between, share_changes
from manyi.stats.compare import columns, letter, letters, pairwise, versus_rest
from manyi.stats.condensed import condensed
from manyi.stats.contrast import contrast, omnibus, one_sample
from manyi.stats.covariance import Reach, design_covariance, reach_of_rows, row_deviations
from manyi.stats.decomposition import Decomposition, decomposition
from manyi.stats.design import Design, survey_design
from manyi.stats.effect import cohen_h, effect_sizes
from manyi.stats.estimate import distribution, means, nps, shares
from manyi.stats.estimates import Estimates, combine
from manyi.stats.extremes import extremes
from manyi.stats.fit import Fit, term_test
from manyi.stats.importance import Importance, importance
from manyi.stats.kpi import bound_verdict, kpi, rule_of_three, share_bounds, share_verdict
from manyi.stats.measures import Measures, measures
from manyi.stats.modules import Modules, module_importance
from manyi.stats.parallel import proportionality
from manyi.stats.priorities import priorities
from manyi.stats.quantile import quantiles
from manyi.stats.ranks import RankTest, rank_test
from manyi.stats.ratio import ratios, totals_of
from manyi.stats.regression import regression, vif
from manyi.stats.reliability import Reliability, cronbach
from manyi.stats.replicate import Replicates, jackknife, rake_replicates, replicate_columns
from manyi.stats.replicated import replicate_means, replicated
from manyi.stats.robustness import robustness
from manyi.stats.shrinkage import shrink
from manyi.stats.suppress import complementary
from manyi.stats.verdict import smallest_detectable, verdict
from manyi.stats.whatif import adjusted_means, scenario

__all__ = [
    "adjust_p",
    "adjusted_means",
    "Association",
    "asymmetry",
    "bound_verdict",
    "changes",
    "changes_between",
    "chi_square",
    "cohen_h",
    "columns",
    "combine",
    "complementary",
    "condensed",
    "contrast",
    "cronbach",
    "decomposition",
    "Decomposition",
    "Design",
    "design_covariance",
    "distribution",
    "effect_sizes",
    "Estimates",
    "extremes",
    "Fit",
    "goodness_of_fit",
    "Importance",
    "importance",
    "jackknife",
    "kpi",
    "letter",
    "letters",
    "means",
    "Measures",
    "measures",
    "module_importance",
    "Modules",
    "nps",
    "omnibus",
    "one_sample",
    "pairwise",
    "priorities",
    "proportionality",
    "quantiles",
    "rake_replicates",
    "rank_test",
    "RankTest",
    "ratios",
    "Reach",
    "reach_of_rows",
    "regression",
    "Reliability",
    "replicate_columns",
    "replicate_means",
    "replicated",
    "Replicates",
    "robustness",
    "row_deviations",
    "rule_of_three",
    "scenario",
    "share_bounds",
    "share_changes",
    "share_verdict",
    "shares",
    "shrink",
    "smallest_detectable",
    "survey_design",
    "term_test",
    "totals_of",
    "verdict",
    "versus_rest",
    "vif",
]
