"""Folders replaced whole: two writers, a kill at the worst moment, folders behind links."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from manyi.publish import build, published, site, swap

HOLD = (
    "import sys, time; from pathlib import Path; from manyi.publish import swap\n"
    "with swap.locked(Path(sys.argv[1]), print): print('held', flush=True); time.sleep(2)"
)


def folder(path: Path, word: str) -> Path:
    """Return a new folder with one file in it, named as said."""
    swap.fresh(path)
    (path / word).touch()
    return path


def test_a_second_writer_waits_wherever_its_build_folder_is(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = project / "reports" / "tiny" / "2024"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(target)], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        monkeypatch.setenv("MANYI_BUILD", str(tmp_path / "elsewhere"))
        said: list[str] = []
        with swap.locked(target, said.append):
            assert first.wait() == 0
    assert said == ["reports/tiny/2024 is being written by another process: waiting for it"]


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_new_folder_takes_the_place_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    if not exchanges:
        monkeypatch.setattr(swap, "_exchange", lambda new, target: False)
    swap.replace(folder(tmp_path / "new", "first"), tmp_path / "2024")
    swap.replace(folder(tmp_path / "new", "second"), tmp_path / "2024")
    assert [file.name for file in sorted(tmp_path.rglob("*"))] == ["2024", "second"]


@pytest.mark.skipif(sys.platform != "linux", reason="folders are exchanged in one step on Linux only")
def test_two_folders_are_exchanged_in_one_step(tmp_path: Path) -> None:
    assert swap._exchange(folder(tmp_path / "a", "was-a"), folder(tmp_path / "b", "was-b"))
    assert ((tmp_path / "a" / "was-b").exists(), (tmp_path / "b" / "was-a").exists()) == (True, True)
    with pytest.raises(FileNotFoundError):
        swap._exchange(tmp_path / "a", tmp_path / "nothing")


def test_a_report_set_aside_by_a_killed_build_is_found_by_whoever_reads_it(project: Path) -> None:
    target = project / "reports" / "tiny" / "2024"
    readers = (
        lambda: build.standing_at("tiny", 2024),
        lambda: published.publish("tiny", 2024),
        lambda: site.write_site(lambda line: None),
    )
    for read in readers:
        target.rename(target.with_name(".2024.old"))
        read()
        assert (target / "index.html").is_file()


def test_a_linked_report_folder_is_written_where_it_leads(project: Path, tmp_path: Path) -> None:
    elsewhere, link = tmp_path / "disk" / "2024", project / "reports" / "tiny" / "2024"
    elsewhere.parent.mkdir()
    link.rename(elsewhere)
    link.symlink_to(elsewhere, target_is_directory=True)
    assert build.standing_at("tiny", 2024) == elsewhere
    swap.replace(folder(elsewhere.with_name(".2024.new"), "new"), build.standing_at("tiny", 2024))
    assert link.is_symlink()
    assert (link / "new").exists()
