"""Notebooks to one page: definition, run (and executed), export, page, check; build puts it in place.

In: notebooks and a report definition. Out: reports/<report>/<year>/ with one self-contained page per language, the
executed notebooks and every printed number as a row of results.csv.
"""

import sys

# With JupyterLab installed, nbformat's checker of schemas would build the grammar of internationalised addresses at its
# import, for two seconds; a notebook's schema has none. Without this module the checker leaves addresses unchecked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
