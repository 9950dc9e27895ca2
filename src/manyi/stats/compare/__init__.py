"""Tests: changes, groups, targets, rankings, associations, each with its correction for many comparisons."""
