"""The run under another seed: where R is installed it agrees; where it is not, one line says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from manyi.errors import InputError
from tests.oracles.fresh import NOT_OF_A_SEED, SCRIPTS, drawn, main, rscript, seed_of
from tests.oracles.table import ALL


@pytest.mark.parametrize("seed", ["", "-1", "7.5", "seven", "99999999999"])
def test_a_seed_is_a_whole_number(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([seed]) == 2
    said = capsys.readouterr().err
    assert "SEED=" in said and said.count("\n") == 1
    assert seed_of("7") == 7


def test_without_r_one_line_says_what_to_install() -> None:
    with pytest.raises(InputError, match="R is not installed.*apt install r-base-core r-cran-survey"):
        rscript("no-such-command")


def test_every_case_but_the_fixed_ones_is_drawn_anew() -> None:
    text = "".join(part.read_text(encoding="utf-8") for part in SCRIPTS.glob("*.R"))
    made = {"lonely_jkn", "lonely_", "quantile_wait_"}  # named by pasting
    lacking = [c.id for c in ALL if not c.reference and c.id not in text and not any(c.id.startswith(m) for m in made)]
    assert set(lacking) == NOT_OF_A_SEED


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_a_script_that_fails_is_one_line(tmp_path: Path) -> None:
    try:
        command = rscript()
    except InputError as lacking:
        pytest.skip(str(lacking))
    (tmp_path / "survey_small.csv").mkdir()  # cannot be written
    with pytest.raises(InputError, match="R stopped under seed 7") as failed:
        drawn(command, 7, tmp_path)
    assert "\n" not in str(failed.value)
