"""manyi (满意): a reproducible, bilingual survey report.

The data flow, one folder a stage: rows (files in, one clean weighted row per respondent), stats (rows to
estimates), exhibits (estimates to figures, tables and sentences in two languages), publish (notebooks to one page).
"""

__version__ = "0.1.0"
