"""What chapters import before they start."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from manyi import kernels
from manyi.publish import warm
from manyi.publish.warm import BEFOREHAND, FIRST_USE, STEPS, preload
from tests.publish.conftest import notebook

TWO = "import json, pandas as pd\nfrom manyi import rows, stats\nfrom scipy.stats import norm"
CELLS = (TWO, "%matplotlib inline\nimport os", "1 +", "import json")


def test_the_imports_of_all_notebooks_that_take_time_are_known_once_each_in_order(tmp_path: Path) -> None:
    for name, cells in (("a", CELLS), ("b", ("from . import x\nfrom manyi import rows as r",))):
        nbformat.write(notebook(*cells), tmp_path / f"{name}.ipynb")
    found = preload(sorted(tmp_path.iterdir()))
    assert found == ("pandas", "scipy.stats:norm", *FIRST_USE, STEPS, BEFOREHAND)


def test_a_process_is_left_only_when_the_source_it_imported_is_still_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[float] = []
    for folder in ("data", "notebooks", "source"):
        (tmp_path / folder).mkdir()
    module = tmp_path / "source" / "module.py"
    module.write_text("1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MANYI_WARM", "")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(warm, "SOURCE", tmp_path / "source")
    monkeypatch.setattr(kernels.processes, "stay", left.append)
    begun = warm.Warm()
    begun.leave()
    assert left == [warm.STAYS]
    module.write_text("2")
    begun.leave()
    monkeypatch.setenv("CI", "true")
    warm.Warm().leave()
    monkeypatch.setenv("CI", "")
    monkeypatch.setenv("MANYI_WARM", "0")
    warm.Warm().leave()
    assert left == [warm.STAYS]
    assert warm.Warm().made_of != begun.made_of
