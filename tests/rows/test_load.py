"""The whole of rows, and what is kept of it."""

import os
import subprocess
import sys

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from manyi import rows
from manyi.errors import InputError
from manyi.rows import cache
from tests.conftest import ROOT

from .conftest import RECORDS

FRAMES = ["frame", "problems", "quarantine", "waterfall", "weighting", "diagnostics"]


def kept(shop):
    return sorted((shop.root / "build" / "rows").rglob("*.parquet"))


def same(one, two):
    for name in FRAMES:
        assert_frame_equal(getattr(one, name), getattr(two, name))


def test_a_survey_up_to_a_year(shop):
    shop.deliver(2024, RECORDS[:3])
    shop.write()
    survey = rows.load("shop", 2024)
    assert (survey.year, survey.previous) == (2024, 2023)
    assert survey.frame["wave"].value_counts().to_dict() == {2023: 4, 2024: 3}
    assert rows.load("shop", 2023).previous is None
    assert set(rows.load("shop", 2023).frame["wave"]) == {2023}
    with pytest.raises(InputError, match=r"shop: no wave 2022 \(allowed: 2023, 2024\)"):
        rows.load("shop", 2022)


def test_what_is_kept_is_what_was_built(shop):
    shop.write()
    built = rows.load("shop", 2023)
    stamps = [path.stat().st_mtime_ns for path in kept(shop)]
    again = rows.load("shop", 2023)
    assert [path.stat().st_mtime_ns for path in kept(shop)] == stamps
    same(built, again)
    assert built.data_sha256 == again.data_sha256


def test_the_kept_rows_are_read_without_the_engine(shop):
    shop.write()
    rows.load("shop", 2023)
    code = "import sys; from manyi import rows; rows.load('shop', 2023); print({'ibis', 'duckdb'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()" and not done.stderr


def test_what_is_damaged_is_built_again(shop):
    shop.write()
    built = rows.load("shop", 2023)
    frame = next(path for path in kept(shop) if path.name == "frame.parquet")
    whole = frame.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for damage in (b"", b"PAR1 nonsense", whole[:-9], bytes(flipped)):
        frame.write_bytes(damage)
        assert cache.kept_frames(frame.parent) is None
    same(built, rows.load("shop", 2023))
    assert frame.read_bytes() == whole
    (frame.parent / "files.json").write_text("[]")
    assert cache.kept_frames(frame.parent) is None


def test_any_change_of_data_or_codebook_builds_anew(shop):
    shop.write()
    first = rows.load("shop", 2023)
    shop.items["overall"]["missing"] = {}
    shop.write()
    second = rows.load("shop", 2023)
    assert first.data_sha256 != second.data_sha256
    assert "98" in set(second.problems["value"])
    (shop.folder / "raw" / "2023" / "shop_2023.csv").write_bytes(b"Q1\n1\n")
    with pytest.raises(InputError, match="not the one in origin.yml"):
        rows.load("shop", 2023)


@pytest.mark.slow
def test_two_processes_at_once_and_the_same_bytes_each_time(shop):
    shop.write()
    code = "from manyi import rows; print(len(rows.load('shop', 2023).frame))"
    env = {**os.environ, "MANYI_BUILD": str(shop.root / "both")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    builds = [subprocess.Popen([sys.executable, "-c", code], env=env, **pipes) for _ in range(2)]
    for build in builds:
        out, err = build.communicate(timeout=300)
        assert (out.strip(), err, build.returncode) == ("4", "", 0)
    rows.load("shop", 2023)
    both, here = (
        {p.name: p.read_bytes() for p in (shop.root / f).rglob("*") if p.is_file()} for f in ("both", "build")
    )
    assert both == here and len(here) == 7


def test_the_order_of_columns_of_a_file_does_not_matter(shop):
    shop.write()
    before = rows.load("shop", 2023).frame
    shop.deliver(2023, [dict(reversed(row.items())) for row in RECORDS])
    shop.write()
    assert_frame_equal(before, rows.load("shop", 2023).frame)
    assert isinstance(before, pd.DataFrame)


@pytest.mark.parametrize("name", ["indicators.yml", "themes.yml"])
def test_the_digest_covers_the_rules_by_which_answers_are_judged(shop, name):
    shop.write()
    before = rows.load("shop", 2023).data_sha256
    (shop.folder / name).write_text("extends: other\n", "utf-8")
    extended = rows.load("shop", 2023).data_sha256
    (shop.root / "data" / "other").mkdir()
    (shop.root / "data" / "other" / name).write_text("a: 1\n", "utf-8")
    assert len({before, extended, rows.load("shop", 2023).data_sha256}) == 3


STALE = """
import os, sys
from pathlib import Path
import package.rows.answers as answers
from manyi.rows import cache
cache.__file__ = str(Path(answers.__file__).parent / "cache.py")
cache.refuse_stale_code()
print(answers.VALUE)
"""


def test_rows_of_stale_byte_code_are_not_kept(tmp_path):
    source = tmp_path / "package" / "rows" / "answers.py"
    source.parent.mkdir(parents=True)
    source.write_text("VALUE = 1\n")
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run():
        command = [sys.executable, "-c", STALE]
        environment["PYTHONPATH"] = path
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert run().stdout == run().stdout == "1\n"  # compiled, then from byte code
    times = source.stat()
    source.write_text("VALUE = 2\n")
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))  # as an unpacked archive may leave it
    assert "answers.py: its byte code does not match the source" in run().stderr
