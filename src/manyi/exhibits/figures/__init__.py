"""Figures: each function takes one tidy frame of results and returns a Chart."""
