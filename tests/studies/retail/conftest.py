"""These tests read the studies of this project, from wherever they are started."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module", autouse=True)
def _project() -> Iterator[None]:
    was = Path.cwd()
    os.chdir(ROOT)
    yield
    os.chdir(was)
