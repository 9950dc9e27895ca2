"""Design-based estimates, tests and drivers: clean rows in, small frames of estimates out."""

from manyi.stats import planned
from manyi.stats.compare.association import Association, chi_square, cohen_h, effect_sizes, goodness_of_fit
from manyi.stats.compare.battery_items import against_mean, low_in_every_wave
from manyi.stats.compare.between_groups import columns, letter, letters, pairwise, versus_rest
from manyi.stats.compare.change import Changes, changes, changes_between, share_changes
from manyi.stats.compare.change_verdicts import smallest_detectable, verdict
from manyi.stats.compare.contrasts import adjust_p, contrast, one_sample
from manyi.stats.compare.highest_lowest import standing, standing_apart
from manyi.stats.compare.joint import omnibus
from manyi.stats.compare.mix_and_rate import Decomposition, decomposition
from manyi.stats.compare.ranking import extremes, shrink
from manyi.stats.compare.ranks import RankTest, rank_test
from manyi.stats.compare.reliability import Reliability, cronbach
from manyi.stats.compare.target import bound_verdict, kpi, rule_of_three, share_bounds, share_verdict
from manyi.stats.design.condense import condensed
from manyi.stats.design.design import Design
from manyi.stats.drivers.key_drivers import Importance, Modules, importance, module_importance
from manyi.stats.drivers.penalty_reward import asymmetry
from manyi.stats.drivers.quadrants import priorities
from manyi.stats.drivers.specification_curve import Measures, measures, robustness
from manyi.stats.estimate.covariance import Reach, design_covariance, reach_of_rows, row_deviations
from manyi.stats.estimate.estimates import Estimates, combine
from manyi.stats.estimate.means_and_shares import distribution, means, nps, ratios, shares, totals_of
from manyi.stats.estimate.suppress import complementary
from manyi.stats.estimate.woodruff import quantiles
from manyi.stats.models.fit import Fit, term_test
from manyi.stats.models.linear_model import regression, vif
from manyi.stats.models.proportional_odds import proportionality
from manyi.stats.models.standardisation import adjusted_means, scenario
from manyi.stats.replicates import (
    Replicates,
    jackknife,
    rake_replicates,
    replicate_columns,
    replicate_means,
    replicated,
)
from manyi.stats.sample import Sample
from manyi.stats.survey_sample import survey_design

__all__ = [
    "adjust_p", "against_mean", "adjusted_means", "Association", "asymmetry", "bound_verdict", "Changes", "changes",
    "changes_between", "chi_square", "cohen_h", "columns", "combine", "complementary", "condensed", "contrast",
    "cronbach", "decomposition", "Decomposition", "Design", "design_covariance", "distribution", "effect_sizes",
    "Estimates", "extremes", "Fit", "goodness_of_fit", "Importance", "importance", "jackknife", "kpi", "letter",
    "letters", "low_in_every_wave", "means", "Measures", "measures", "module_importance", "Modules", "nps", "omnibus",
    "one_sample", "pairwise", "planned", "priorities", "proportionality", "quantiles", "rake_replicates", "rank_test",
    "RankTest", "ratios", "Reach", "reach_of_rows", "regression", "Reliability", "replicate_columns", "replicate_means",
    "replicated", "Replicates", "robustness", "row_deviations", "rule_of_three", "Sample", "scenario", "share_bounds",
    "share_changes", "share_verdict", "shares", "shrink", "smallest_detectable", "survey_design", "term_test",
    "totals_of", "verdict", "standing", "standing_apart", "versus_rest", "vif",
]  # fmt: skip
