"""A study with more rows than memory may hold: the same rows and books, the rows on disk."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from manyi import places, rows
from manyi.errors import InputError
from manyi.rows.clean.connect import engine
from manyi.rows.read import large_files
from manyi.rows.stored import StoredRows
from manyi.rows.survey import Survey
from manyi.settings import memory_given

from .conftest import Shop, item, words


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Two waves of 600 records, some of them duplicates, weighted and raked."""
    rng = np.random.default_rng(5)
    shop.items["id"] = item("Id", {2023: "id"}, words=True, roles=["identifier"])
    shop.items["w"] = item("Weight", {2023: "w"}, number={"min": 0, "max": 9, "unit": words("times")})
    shop.items["area"] = item("Area", {2023: "area"}, words=True)
    shop.study |= {
        "design": {"weight": "w", "psu": "area"}, "weighting": {"margins": ["sex"]}, "quality": {"duplicates": ["id"]},
    }  # fmt: skip
    shop.margins = {"sex": {"source": words("Us"), "year": 2022, "targets": {"female": 0.5, "male": 0.5}}}
    for wave in (2023, 2024):
        shop.deliver(wave, [_record(rng, k) for k in range(600)])
    return shop


def _record(rng: np.random.Generator, k: int) -> dict[str, str]:
    return {
        "Q1": rng.choice(["1", "5", "9", "10", "98", "", "77"]), "sex": rng.choice(["female", "male"]),
        "channel": rng.choice(["bot", "store", ""]), "wait": "", "uses": rng.choice(["app┋web", "none", ""]),
        "said": rng.choice(["好", "", "电话13812345678"]), "id": str(k % 590), "w": f"{rng.uniform(0.2, 3):.3f}",
        "area": f"{rng.integers(1, 9):02d}",
    }  # fmt: skip


def load(shop: Shop, most: int) -> Survey:
    shop.study["rows_in_memory"] = most
    shop.write()
    return rows.load("shop", 2024)


def test_rows_beyond_memory_are_the_rows_and_books_of_memory(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load(shop, 5_000)
    monkeypatch.setattr(large_files, "LARGE", 0)
    stored = load(shop, 1_000)
    assert whole.stored is None and isinstance(stored.frame, StoredRows)
    assert len(stored.frame) == len(whole.frame) > 1_000
    for part in fields(Survey)[1:6]:
        pd.testing.assert_frame_equal(getattr(stored, part.name), getattr(whole, part.name))
    theirs = whole.frame.astype(dict.fromkeys(("sex", "channel"), object))
    pd.testing.assert_frame_equal(stored.frame.read(list(whole.frame.columns)), theirs, check_dtype=False)
    assert (stored.waves, stored._facts()) == (whole.waves, whole._facts())
    pd.testing.assert_frame_equal(stored._frame(), whole._frame(), check_dtype=False)
    assert not list((places.build() / "scratch").glob("*"))


def test_they_are_kept_and_built_again_when_damaged(shop: Shop) -> None:
    file = load(shop, 1_000).stored.file  # type: ignore[union-attr]
    before, stamp = file.read_bytes(), file.stat().st_mtime_ns
    rows.load("shop", 2024)
    assert file.stat().st_mtime_ns == stamp
    file.write_bytes(before[:-20] + bytes([before[-20] ^ 1]) + before[-19:])
    rows.load("shop", 2024)
    assert file.read_bytes() == before


def test_an_answer_the_codebook_lacks_is_named_by_its_line(shop: Shop) -> None:
    text = shop.files[2024][0][1].decode().splitlines()
    text[407] = text[407].replace(",bot,", ",fax,").replace(",store,", ",fax,").replace("male,,", "male,fax,")
    shop.deliver(2024, "\r\n".join(text))
    messages = []
    for most in (5_000, 1_000):
        with pytest.raises(InputError, match="line 408") as raised:
            load(shop, most)
        messages.append(str(raised.value))
    assert messages[0] == messages[1]


def test_the_engine_keeps_to_its_memory_beside_the_build(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write()
    monkeypatch.setenv("MANYI_MEMORY", memory_given("500mb"))
    with engine() as on:
        asked = "select current_setting('memory_limit'), current_setting('temp_directory')"
        limit, folder = on.connection.raw_sql(asked).fetchone()
        on.connection.raw_sql("create temp table t as select repeat(range::varchar, 40) from range(3000000)")
        spilt = Path(folder).is_dir() and list(Path(folder).iterdir())
    assert limit == "476.8 MiB" and Path(folder).parent == places.build() / "scratch"
    assert spilt and not Path(folder).exists()


@pytest.mark.parametrize("size", ["", "8", "8 GB or so", "400MB", "0GB", "8TB"])
def test_a_size_of_memory_that_cannot_be_is_refused(size: str) -> None:
    with pytest.raises(InputError, match="MEMORY"):
        memory_given(size)
