"""Delivered files -> one clean, weighted row per respondent. `load(study, year)` is the way in.

Read the modules in the order of the data:

    read/: decode, headers, texts, personal_data, files   files to rows of text, personal data removed
    clean/: problems                                     what a text means as an answer, and what is wrong
    clean/: recode, careless, derive                     typed answers, routing; invalid respondents; scope, design
    clean/: rake, weight                                 weights that meet the population margins
    clean/: steps                                        all of these in order
    survey, cache, loading                               the product; cached until anything changes; the entry point
    fingerprints                                         the digests of what they are made of
    clean/: backend                                      where row-level expressions run
"""

from manyi.rows.clean.rake import kish, rake_cells
from manyi.rows.loading import check, load
from manyi.rows.survey import Survey
from manyi.study.definitions import Definition
from manyi.study.reading import definition, studies, waves, write_schemas

__all__ = [
    "Definition", "Survey", "check", "definition", "kish", "load", "rake_cells", "studies", "waves", "write_schemas",
]  # fmt: skip
