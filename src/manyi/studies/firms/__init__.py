"""Firms scored under GB/T 27922: forms, points, tiers, scorecards."""
