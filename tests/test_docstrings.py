"""What a researcher calls says what it returns, and what it refuses."""

from __future__ import annotations

import ast
import inspect
import textwrap
from importlib import import_module
from typing import Any

import pytest

FACADES = [
    "exhibits",
    "stats",
    "stats.planned",
    *(f"studies.{room}" for room in ("firms", "retail", "service", "source_report")),
]
RETURNS = ("return", "yield", "rows:", "columns:")


def functions(facade: str) -> list[Any]:
    """Return the functions of a facade, and the public methods of its classes."""
    module = import_module(f"manyi.{facade}")
    public = [getattr(module, name) for name in module.__all__]
    methods = [
        method
        for thing in public
        if inspect.isclass(thing)
        for name, method in vars(thing).items()
        if inspect.isfunction(method) and name[0] != "_"
    ]
    every = [thing for thing in (*public, *methods) if inspect.isfunction(thing)]
    return [thing for thing in every if thing.__module__.startswith("manyi")]


@pytest.mark.parametrize("facade", FACADES)
def test_functions_say_what_they_return_and_what_raises(facade: str) -> None:
    silent = []
    for function in functions(facade):
        text = (inspect.getdoc(function) or "").lower()
        definition = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
        assert isinstance(definition, ast.FunctionDef)
        raises = any(isinstance(node, ast.Raise) and "InputError" in ast.unparse(node) for node in ast.walk(definition))
        gives = definition.returns is not None and ast.unparse(definition.returns) != "None"
        if not text or (gives and not any(word in text for word in RETURNS)) or (raises and "inputerror" not in text):
            silent.append(function.__qualname__)
    assert not silent
