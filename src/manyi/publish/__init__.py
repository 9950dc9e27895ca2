"""Notebooks to one page: definition, run (and executed), export, page, check; build puts it in place.

In: notebooks and a report definition. Out: reports/<report>/<year>/ with one self-contained page per language, the
executed notebooks and every printed number as a row of results.csv.
"""

import sys

# With JupyterLab installed, nbformat's schema checker would build the grammar of internationalised addresses when
# imported, which takes two seconds; a notebook's schema has no addresses. Without this module it leaves them unchecked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
