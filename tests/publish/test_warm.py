"""What chapters import before they start."""

from __future__ import annotations

from pathlib import Path

import nbformat

from manyi.publish.warm import FIRST_USE, STEPS, preload
from tests.publish.conftest import notebook

TWO = "import json, pandas as pd\nfrom manyi import rows, stats\nfrom scipy.stats import norm"
CELLS = (TWO, "%matplotlib inline\nimport os", "1 +", "import json")


def test_the_imports_of_all_notebooks_that_take_time_are_known_once_each_in_order(tmp_path: Path) -> None:
    for name, cells in (("a", CELLS), ("b", ("from . import x\nfrom manyi import rows as r",))):
        nbformat.write(notebook(*cells), tmp_path / f"{name}.ipynb")
    found = preload(sorted(tmp_path.iterdir()))
    assert found == ("pandas", "scipy.stats:norm", *FIRST_USE, STEPS)
