"""Who was sampled and how: weights, strata, clusters, calibration, domains, and the sums estimates need."""
