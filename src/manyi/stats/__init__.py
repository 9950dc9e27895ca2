"""Design-based estimates, tests and drivers: clean rows in, small frames of estimates out."""

from manyi.stats.covariance import Reach, design_covariance, reach_of_rows, row_deviations
from manyi.stats.design import Design, survey_design

__all__ = [
    "Design",
    "Reach",
    "design_covariance",
    "reach_of_rows",
    "row_deviations",
    "survey_design",
]
