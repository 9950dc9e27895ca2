"""Regression with design-based errors: linear, generalised linear, ordinal; imputation and scenarios."""
