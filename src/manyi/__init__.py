"""manyi (满意): a reproducible, bilingual survey report.

The data flow, one folder a stage: rows (files in, one clean weighted row per respondent), stats (rows to
estimates), exhibits (estimates to figures, tables and sentences in two languages), publish (notebooks to one page).
"""

import importlib

__version__ = "0.1.0"
_LAZY = {  # what a notebook starts with, then the six types
    "load": "manyi.rows.loading",
    "load_tables": "manyi.rows.tables",
    "Chapter": "manyi.exhibits",
    "Text": "manyi.language.text",
    "Study": "manyi.study.study",
    "Survey": "manyi.rows.survey",
    "Sample": "manyi.stats.sample",
    "Estimates": "manyi.stats.estimate.estimates",
    "Exhibit": "manyi.exhibits.chapter.exhibit",
}


def __getattr__(name: str) -> object:
    """Bring what a notebook starts with, `from manyi import load`, ready to use; nothing is imported before."""
    if name not in _LAZY:
        raise AttributeError(f"module 'manyi' has no attribute {name!r}")
    import manyi.exhibits  # an upper floor adds its methods to the objects below it
    import manyi.stats  # noqa: F401

    return getattr(importlib.import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted([*_LAZY, "__version__"])
