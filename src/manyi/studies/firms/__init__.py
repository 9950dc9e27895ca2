"""Firms scored under GB/T 27922: forms, points, tiers, scorecards."""

from manyi.studies.firms.assessed import scored
from manyi.studies.firms.assessment import Assessment, names_of, published_counts, published_table
from manyi.studies.firms.assumed import show_assumed

__all__ = ["Assessment", "names_of", "published_counts", "published_table", "scored", "show_assumed"]
