"""The published figures found again: what was planted in a sample study against what its delivered files give.

A check apart from chapters and report: raw files, `rows.load`, the public functions of `manyi.stats`, nothing else.
`python -m tests.published STUDY YEAR ...` writes docs/published-figures.md, which says of what.
"""
