"""Means, shares, ratios, quantiles and durations, with errors of the design and rules of suppression."""
