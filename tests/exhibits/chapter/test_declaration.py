"""A chapter says in its own metadata what it prints; what it says wrong is named with what was allowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from manyi.errors import InputError
from manyi.exhibits.chapter import declaration


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write a notebook of a project with this metadata and read what it declares."""
    for folder in ("notebooks", "data"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)

    def read(metadata: object) -> declaration.Declaration:
        (tmp_path / "notebooks" / "35-more.ipynb").write_text(json.dumps({"metadata": metadata, "cells": []}), "utf-8")
        return declaration.declared_by("35-more")

    return read


def test_a_notebook_declares_what_it_prints_and_what_may_be_found(written: Any) -> None:
    declared = written({"manyi": {"prints": ["segments", "statements:parking"], "findings": ["gap"]}})
    assert (declared.prints, declared.findings) == (["segments", "statements:parking"], ["gap"])
    assert written({"manyi": {"discloses": True}}).discloses and not declared.discloses


def test_a_chapter_declares_when_it_is_drafted(written: Any) -> None:
    declared = written({"manyi": {"drafted": {"when": "models", "place": "summary", "once": True}}})
    assert declared.drafted.listed("35-more") == {"notebook": "35-more", "place": "summary", "once": True}
    assert list(declaration.drafted({"models", "always"})) == ["35-more"]
    assert declaration.drafted({"always"}) == {} and written({}).drafted is None


@pytest.mark.parametrize("wrong", [{"when": "never"}, {"place": "middle"}, {"unrated": {"who": {"en": "x"}}}])
def test_a_moment_nobody_knows_is_refused_with_those_there_are(written: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="35-more.ipynb.*drafted.*allowed:"):
        written({"manyi": {"drafted": wrong}})


def test_one_that_says_nothing_or_is_not_there_prints_nothing_announced(written: Any) -> None:
    assert written({}).prints == declaration.declared_by("36-none").findings == []


@pytest.mark.parametrize("key", ["segment", "statements", "segments:satisfaction", "nothing:firms"])
def test_a_key_no_plan_has_is_refused_with_those_it_has(written: Any, key: str) -> None:
    with pytest.raises(InputError, match=f"35-more.ipynb.*{key}.*statements:<chapter>"):
        written({"manyi": {"prints": [key]}})


@pytest.mark.parametrize("metadata", [{"manyi": {"print": []}}, {"manyi": {"prints": "all"}}, {"manyi": 3}, [], None])
def test_what_is_no_declaration_is_refused(written: Any, metadata: object) -> None:
    with pytest.raises(InputError, match="35-more.ipynb"):
        written(metadata)


def test_a_misspelt_kind_of_claim_is_refused_with_the_one_meant(written: Any) -> None:
    with pytest.raises(InputError, match="35-more.ipynb.*'extreme'.*extremes"):
        written({"manyi": {"findings": ["extreme"]}})
    assert written({"manyi": {"findings": ["rate"]}}).findings == ["rate"]  # a study's own kind
