"""The sample package finds the studies from the project's folder."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def _in_the_project():
    import os

    was = Path.cwd()
    os.chdir(Path(__file__).resolve().parents[2])
    yield
    os.chdir(was)
