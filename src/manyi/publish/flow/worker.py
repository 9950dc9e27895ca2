"""Runs steps of a build in separate processes forked from the warm process, or in this process without fork.

In: 'module:function' and its arguments, which JSON can hold. The function leaves its result as files. What it raises is
raised again here.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import pickle
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from manyi import kernels, places
from manyi.errors import InputError
from manyi.language.periods import Period
from manyi.publish.run import Job

_alone = threading.Lock()


def call(function: str, job: Job, name: str, **arguments: Any) -> None:
    """Call a function in a new process and wait for it; `name` is that of its log."""
    log, outcome = job.logs / f"{name}.log", job.logs / f"{name}.outcome"
    outcome.unlink(missing_ok=True)
    given = json.dumps(arguments)
    try:
        if not kernels.available():
            raise kernels.NoForkError("no fork here")
        with log.open("w", encoding="utf-8") as file:
            warm = kernels.processes.get(sys.executable, job.preload, job.environment())
            asked, streams = [function, given, str(outcome)], (file.fileno(), file.fileno())
            process = warm.fork(asked, job.environment(), str(places.root()), *streams, call=f"{__name__}:main")
        code = process.wait()
    except kernels.NoForkError:
        with _alone:
            _called(function, given)
        return
    if not outcome.is_file():
        raise InputError(f"its process was ended (exit code {code}); log: {places.near(log)}", where=name)
    raised = pickle.loads(outcome.read_bytes())  # written by our own process a moment ago
    outcome.unlink()
    if raised:
        raise raised


def main(function: str, arguments: str, outcome: str) -> None:
    """Call the function and write what it raised, None for nothing; runs in the new process."""
    raised: BaseException | None = None
    try:
        _called(function, arguments)
    except Exception as error:
        traceback.print_exc()
        raised = _portable(error)
    half = Path(outcome).with_suffix(".part")
    half.write_bytes(pickle.dumps(raised))
    half.replace(outcome)


def _portable(error: Exception) -> Exception:
    """Return an error that can be passed to the other process, with its text."""
    with contextlib.suppress(Exception):
        if str(pickle.loads(pickle.dumps(error))) == str(error):
            return error
    return RuntimeError(f"{type(error).__name__}: {error}")


def _called(name: str, arguments: str) -> None:
    """Call a function by its name with arguments from JSON, where a wave is only its number."""
    module, _, function = name.partition(":")
    given = json.loads(arguments)
    if "year" in given:
        given["year"] = Period(given["year"])
    getattr(importlib.import_module(module), function)(**given)
