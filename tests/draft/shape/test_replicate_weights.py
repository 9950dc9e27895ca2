"""Columns of replicate weights are no questions: found by name and by what they are to the weight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from manyi.draft.book import drafted
from manyi.draft.new_survey import draft_survey
from manyi.publish.readiness.rehearsal import rehearse
from manyi.rows.loading import load
from manyi.rows.read.delivered import deliver
from tests.draft.conftest import N, visits

DRAW = np.random.default_rng(4)
SIGN = DRAW.integers(0, 2, (N, 16))
PSU = np.arange(N) % 8
LEFT_OUT = PSU[:, None] == np.arange(8)
SAME = (PSU[:, None] // 4) == (np.arange(8) // 4)  # strata of four clusters
RATIOS: dict[str, tuple[str, np.ndarray, dict[str, Any]]] = {
    "brr": ("BRR{:02d}", 2.0 * SIGN, {"kind": "brr"}),
    "fay": ("REPWT{}", 0.3 + 1.4 * SIGN, {"kind": "fay", "fay": 0.3}),
    "jkn": ("jk_{}", np.where(LEFT_OUT, 0, np.where(SAME, 4 / 3, 1)), {"kind": "jkn", "factors": [0.75] * 8}),
    "jk1": ("w_{}", np.where(LEFT_OUT, 0, 8 / 7), {"kind": "jk1"}),
    "bootstrap": ("bsw{}", DRAW.poisson(1, (N, 20)) * 1.0, {"kind": "bootstrap"}),
}


@pytest.mark.parametrize("name", RATIOS)
def test_kind_and_columns_are_guessed(name: str, project: Path) -> None:
    header, ratio, expected = RATIOS[name]
    frame = visits()
    headers = [header.format(number) for number in range(1, ratio.shape[1] + 1)]
    weights = pd.DataFrame(ratio * frame["weight"].to_numpy()[:, None], columns=headers)
    pd.concat([frame, weights], axis=1).to_csv(project / "visits.csv", index=False)
    list(draft_survey("visits", project / "visits.csv", None, False))
    text = (project / "data" / "visits" / "study.yml").read_text("utf-8")
    drafted = yaml.safe_load(text)["design"]["replicates"]
    assert drafted.pop("factors", []) == pytest.approx(expected.get("factors", []), abs=1e-3)
    kind = {key: value for key, value in expected.items() if key != "factors"}
    assert drafted == {"columns": f"{headers[0]}..{headers[-1]}"} | kind
    assert f"# GUESS: replicate weights: {len(headers)} columns beside weight" in text
    assert headers[0] not in (project / "data" / "visits" / "codebook.yml").read_text("utf-8")
    if name == "brr":  # all the draft proposes can be computed
        row = load("visits", 2024).sample(2024).mean("q4").row()
        q4, w = load("visits", 2024).frame["q4"].to_numpy(), frame["weight"].to_numpy()[:, None] * ratio
        means = (w * q4[:, None]).sum(axis=0) / w.sum(axis=0)
        assert row["se"] == pytest.approx(np.sqrt(np.mean((means - means.mean()) ** 2)), rel=1e-9)
        assert rehearse("visits").mistakes == []


def test_numbered_questions_are_no_weights(project: Path) -> None:
    frame = visits()
    for number in range(1, 13):
        frame[f"w{number}"] = DRAW.integers(1, 6, N)
    frame.to_csv(project / "visits.csv", index=False)
    list(draft_survey("visits", project / "visits.csv", None, False))
    assert "replicates" not in (project / "data" / "visits" / "study.yml").read_text("utf-8")


def test_few_replicate_weights_are_no_answers(tmp_path: Path) -> None:
    """Three are too few for a variance; as numbers they would be reported on. Without a weight they may be anything."""
    few = pd.DataFrame(DRAW.poisson(1, (N, 3)) * 1.25, columns=["w_rep1", "w_rep2", "w_rep3"])
    for weight in (True, False):
        frame = pd.concat([visits() if weight else visits().drop(columns="weight"), few], axis=1)
        frame.to_csv(tmp_path / "few.csv", index=False)
        book = drafted(deliver(tmp_path / "few.csv"))
        left = [column.header for column in book.unused if "too few" in column.why]
        assert left == (list(few) if weight else []) and book.replicates is None
