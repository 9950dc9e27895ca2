"""The published report a sample study follows: its figures audited, and found again."""
