"""Other choices change one thing and leave the published figure as it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from manyi.rows.stored import StoredRows
from manyi.stats import means, survey_design
from manyi.stats.models.imputation import completed
from manyi.stats.planned.headline import other_choices
from manyi.study.codebook import Codebook
from manyi.study.plan import Claims
from manyi.study.study import Design as Sampling
from manyi.study.study import Weighting


@dataclass(frozen=True)
class Facts:
    claims: Claims
    weighting: Weighting
    basis: str = "model"
    study: str = "made-up"
    design: Sampling = field(default_factory=Sampling)


@dataclass(frozen=True)
class Made:
    study: Facts
    codebook: Codebook
    frame: pd.DataFrame
    year: int = 2024
    stored: StoredRows | None = None
    waves: tuple[int, ...] = (2023, 2024)


def a_survey(**held: Any) -> Made:
    rng = np.random.default_rng(5)
    n = 600
    frame = pd.DataFrame({
        "wave": np.repeat([2023, 2024], n // 2), "row": [str(i) for i in range(n)], "stratum": "s",
        "psu": [f"p{i % 30}" for i in range(n)], "sex": pd.Categorical(rng.choice(["f", "m"], n)),
        "eligible": True, "in_population": True, "base_weight": rng.choice([0.6, 1.0, 1.4], n),
    })  # fmt: skip
    frame["weight"] = frame["base_weight"] * np.where(frame["sex"] == "f", 1.3, 0.7)
    frame["y"] = 6.0 + 2 * (frame["sex"] == "f") + rng.normal(0, 1, n)
    frame.loc[::25, "y"] = np.nan
    text = {"en": "x", "zh": "x"}
    items = {"sex": {"text": text, "short": text, "categories": {"f": text, "m": text}, "columns": {2023: "a"}},
             "y": {"text": text, "short": text, "scale": {"from": 1, "to": 10}, "columns": {2023: "b"}}}  # fmt: skip
    claims = Claims.model_validate({"outcome": "y", "delta": 0.2, "unit": "score", **held})
    return Made(Facts(claims, Weighting(margins=["sex"])), Codebook.model_validate({"items": items}), frame)


def test_every_choice_gives_a_level_and_a_change() -> None:
    made = a_survey(held=["sex"])
    rows = other_choices(made, made, 2023, 0.2).set_index("choice")  # type: ignore[arg-type]
    assert list(rows.index) == ["published", "unweighted", "base", "cut", "imputed", "held:sex"]
    inside = made.frame[(made.frame["wave"] == 2024) & made.frame["y"].notna()]
    assert rows.loc["unweighted", "value"] == pytest.approx(inside["y"].mean())
    assert rows.loc["base", "value"] == pytest.approx(np.average(inside["y"], weights=inside["base_weight"]))
    assert rows.loc["published", "value"] == pytest.approx(
        means(survey_design(made, 2024), "y").row()["estimate"]  # type: ignore[arg-type]
    )
    assert rows.loc["imputed", "base"] == 300


def test_rows_on_disk_give_the_same_but_what_is_predicted(tmp_path: Path) -> None:
    made = a_survey(held=["sex"])
    made.frame.to_parquet(tmp_path / "frame.parquet", index=False)
    rows: Any = StoredRows(tmp_path / "frame.parquet", 100)
    stored: Any = replace(made, frame=rows, stored=rows)
    theirs = other_choices(made, made, 2023, 0.2)  # type: ignore[arg-type]
    ours = other_choices(stored, stored, 2023, 0.2)
    wanted = theirs[theirs["choice"] != "imputed"].reset_index(drop=True)
    pd.testing.assert_frame_equal(ours, wanted, rtol=1e-9, atol=1e-12)
    assert rows.refused == ["imputed"]


def test_a_make_up_that_did_not_change_changes_nothing() -> None:
    made = a_survey(held=["sex"])
    half = made.frame["wave"] == 2023
    made.frame["sex"] = pd.Categorical(np.tile(made.frame.loc[half, "sex"].astype(str), 2))
    for weight in ("weight", "base_weight"):
        made.frame[weight] = np.tile(made.frame.loc[half, weight], 2)
    rows = other_choices(made, made, 2023).set_index("choice")  # type: ignore[arg-type]
    assert rows.loc["held:sex", "value"] == pytest.approx(rows.loc["published", "value"])


def test_without_an_earlier_wave_there_are_levels_and_no_make_up() -> None:
    made = a_survey(held=["sex"])
    rows = other_choices(made, made)  # type: ignore[arg-type]
    assert "held:sex" not in set(rows["choice"])
    assert rows["estimate"].notna().all()


def test_missing_answers_are_predicted_from_what_was_answered() -> None:
    x = np.linspace(0, 1, 50)
    z = np.column_stack([2 * x + 1, x])
    z[7, 0], z[9] = np.nan, np.nan
    filled = completed(z, np.ones(50))
    assert filled[7, 0] == pytest.approx(2 * x[7] + 1, abs=1e-3)
    assert filled[9, 0] == pytest.approx(np.nanmean(z[:, 0]), abs=0.05)
    assert (filled[~np.isnan(z)] == z[~np.isnan(z)]).all()
