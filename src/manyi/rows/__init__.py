"""Delivered files -> one clean, weighted row per respondent. `load(study, year)` is the way in.

Read the modules in the order of the data: `codebook`, `study`, `margins`, `origin` (what the YAML may say), `documents` and
`definition` (reading it), `consistency` (does it contradict itself); `decode`, `sheets`, `redact`, `read` (files to rows of
text); `meaning`, `check` (what a text means, and what is wrong); `recode` (typed answers, routing), `careless` (who is not
valid), `derive` (derived columns, scope, design), `rake`, `weight`; `account` (the books balance), `clean` (all of it),
`cache`, `load`. `engine` is where row-level expressions run.
"""

from manyi.rows.definition import Definition, definition, studies, waves, write_schemas
from manyi.rows.load import check, load
from manyi.rows.rake import kish, rake_cells
from manyi.rows.survey import Survey

__all__ = [
    "Definition",
    "Survey",
    "check",
    "definition",
    "kish",
    "load",
    "rake_cells",
    "studies",
    "waves",
    "write_schemas",
]
