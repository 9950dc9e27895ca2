"""Reviews, complaints and refunds of online retail."""

from manyi.studies.retail.retail_year import RetailYear, published_counts, published_table

__all__ = ["RetailYear", "published_counts", "published_table"]
