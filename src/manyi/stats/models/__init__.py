"""Regression with errors of the design: linear, generalised linear, ordinal; imputation and scenarios."""
