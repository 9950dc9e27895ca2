"""Notebooks to one page: definition, run (and executed), export, page, check; build puts it in place.

In: notebooks and a report definition. Out: reports/<report>/<year>/ with one self-contained page per language, the
executed notebooks and every printed number as a row of results.csv.
"""
