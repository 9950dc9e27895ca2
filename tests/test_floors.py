"""What an upper floor adds to a class below it: too early it names the import, filled it is a method."""

from __future__ import annotations

import subprocess
import sys

import pytest

from manyi.errors import InputError
from manyi.floors import Upstairs, furnish


class Lower:
    drawn = Upstairs("manyi.attic")

    def __init__(self, value: int) -> None:
        self.value = value


class Narrower(Lower):
    """A class that inherits the place."""


def drawn(thing: Lower, times: int = 1) -> int:
    return thing.value * times


@pytest.fixture(autouse=True)
def _as_it_was():
    place = vars(Lower)["drawn"]
    yield
    Lower.drawn = place


def test_too_early_it_says_which_import_is_missing():
    with pytest.raises(InputError, match=r"Narrower\.drawn comes with manyi\.attic: write `import manyi\.attic` first"):
        _ = Narrower(3).drawn
    assert isinstance(Lower.drawn, Upstairs)


def test_filled_it_is_a_method_of_the_class_and_of_those_below():
    furnish(Lower, drawn=drawn)
    assert (Lower(3).drawn(), Narrower(3).drawn(times=2)) == (3, 6)
    furnish(Lower, drawn=drawn)  # an import that happens twice


def test_nothing_is_replaced_and_no_place_is_made():
    furnish(Lower, drawn=drawn)
    with pytest.raises(TypeError, match="Lower has no place drawn"):
        furnish(Lower, drawn=lambda thing: 0)
    with pytest.raises(TypeError, match="Lower has no place erased"):
        furnish(Lower, erased=drawn)
    assert Lower(3).drawn() == 3


def test_a_survey_alone_says_so_and_importing_stats_fills_its_place():
    script = (
        "from manyi.rows.survey import Survey; from manyi.floors import Upstairs; print(type(Survey.sample).__name__);"
        "import manyi.stats; print(Survey.sample.__name__)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["Upstairs", "survey_design"]
