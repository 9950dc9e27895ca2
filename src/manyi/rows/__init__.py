"""Delivered files -> one clean, weighted row per respondent. `load(study, year)` is the way in.

Read the modules in the order of the data:

    codebook, claims, study, margins, origin    what the YAML of a study may say
    documents, definition, consistency          reading it, and whether it contradicts itself
    decode, sheets, headers, redact, read       files to rows of text
    meaning, check                              what a text means as an answer, and what is wrong
    recode, careless, derive                    typed answers, routing; who is not valid; derived columns, scope, design
    rake, weight                                weights that meet the population margins
    account, clean, survey                      the books balance; all steps in order; their product
    cache, loading                              kept until anything changes
    engine                                      where row-level expressions run
"""

from manyi.rows.clean.rake import kish, rake_cells
from manyi.rows.loading import check, load
from manyi.rows.survey import Survey
from manyi.study.definition import Definition
from manyi.study.reading import definition, studies, waves, write_schemas

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
