"""The commands: what is wrong is one line on stderr and exit code 2, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from manyi import cli
from manyi.publish import build

WRONG = {
    "no year": (["report", "--report=tiny"], "YEAR: which year? as in YEAR=2024"),
    "a word": (["report", "--report=tiny", "--year=last"], "YEAR: 'last' is not a year"),
    "other digits": (["report", "--report=tiny", "--year=２０２４"], "is not a year"),
    "no wave": (["report", "--report=tiny", "--year=1999"], "YEAR: no study has a wave for 1999 (allowed: 2023, 2024)"),
    "no report": (["report", "--report=../x", "--year=2024"], "REPORT: there is no report '../x' (allowed: tiny)"),
    "no folder": (["report", "--report=tiny", "--year=2024", "--data=nowhere"], "DATA: no folder 'nowhere'"),
    "no engine": (["report", "--report=tiny", "--year=2024", "--engine=abacus"], "ENGINE: no engine 'abacus'"),
    "no page": (["verify", "--report=tiny", "--year=2024", "--against=x.html"], "AGAINST: no file 'x.html'"),
    "no id": (["explain", "--report=tiny", "--year=2024"], "ID: which number?"),
    "not built": (["explain", "--report=tiny", "--year=2023", "--id=x"], "tiny 2023: has not been built"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert cli.main(arguments) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_a_defect_is_one_line_too_and_its_traceback_is_in_the_build_folder(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "build", lambda *given: 1 / 0)
    assert cli.main(["report", "--report=tiny", "--year=2024"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert "ZeroDivisionError" in (project / "build" / "log" / "defect.log").read_text()


def test_check_shows_problems_by_rule_and_builds_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--report=tiny", "--year=2024"]) == 0
    said = capsys.readouterr().out
    for name, what in (("problems", "problems"), ("quarantine", "records left out")):
        file = f"build/rows/parks/2024/{name}.csv"
        assert f"parks 2024: 0 {what}, {file}" in said
        assert (project / file).is_file()


def test_no_site_without_a_report(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "reports" / "tiny" / "2024" / "index.html").unlink()
    assert cli.main(["site"]) == 2
    assert "no report has been built yet" in capsys.readouterr().err
