"""The commands the Makefile calls: python -m manyi new-survey|report|reports|check|verify|publish|explain ..."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from manyi import places, stopping
from manyi.commands import COMMANDS
from manyi.errors import InputError
from manyi.settings import OPTIONS, engine_given, folder_given, memory_given

REFUSALS = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EFBIG", "EIO", "EMFILE", "ENFILE", "ENOMEM", "ELOOP",
                 "ENAMETOOLONG", "ENOTDIR", "EBUSY")
    if hasattr(errno, name)
)  # fmt: skip
ENGINE = ("duckdb", "_duckdb")  # modules of its errors


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 2 something given cannot be used, 1 differences or a defect."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a character shows its number
    given = _parser().parse_args(arguments)
    try:
        _own_source()
        _set_environment(given)
        return int(given.run(given, _say))
    except InputError as error:
        stopping.hold()
        print(f"manyi: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:  # where no signal wakes `stopping`
        print("manyi: interrupted; every report in place is whole", file=sys.stderr)
        sys.stderr.flush()
        os._exit(130)  # running kernels end with this process; waiting for them is what was interrupted
    except Exception as error:
        stopping.hold()
        if refused := refusal(error):
            print(f"manyi: {refused}", file=sys.stderr)
            return 2
        print(f"manyi: a defect in manyi itself: {type(error).__name__}: {error}; {_logged()}", file=sys.stderr)
        return 1


def refusal(error: BaseException | None) -> str:
    """Return what the machine refused (a full disk, a read-only folder), or '' for any other error."""
    while error:
        if isinstance(error, MemoryError):
            return "not enough memory"
        if isinstance(error, OSError) and error.errno is not None and error.errno in REFUSALS:
            file = error.filename
            where = f"{places.near(Path(os.fsdecode(file)))}: " if isinstance(file, str | bytes) else ""
            return f"{where}{os.strerror(error.errno).lower()}; every report in place is whole"
        if type(error).__module__.partition(".")[0] in ENGINE:  # its errors only carry the system's message
            reason = str(error).lower()
            if words := next((text for text in map(os.strerror, REFUSALS) if text.lower() in reason), ""):
                return f"{words.lower()}; every report in place is whole"
            if "out of memory" in reason:
                return "not enough memory, or disk for what does not fit into it"
        error = error.__cause__
    return ""


def _say(line: str) -> None:
    """Print a line; if nobody reads on (`| head`), finish the work without printing."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _set_environment(given: argparse.Namespace) -> None:
    """Put the settings given into the environment, for this process and all it starts."""
    if given.data:
        os.environ["MANYI_DATA"] = str(folder_given(given.data))
    if getattr(given, "engine", ""):
        os.environ["MANYI_ENGINE"] = engine_given(given.engine)
    if given.memory:
        os.environ["MANYI_MEMORY"] = memory_given(given.memory)


def _own_source() -> None:
    """Refuse to run another project's source, which an old .venv would do after being copied or moved."""
    source, running = places.root() / "src" / "manyi", Path(__file__).resolve().parent
    if source.is_dir() and source.resolve() != running:
        raise InputError(f".venv runs the source of another project, {running}; remove .venv", where="src")


def _logged() -> str:
    """Write the traceback of the current error to the build folder; return where it is, or the line that failed."""
    try:
        log = places.build() / "log" / "defect.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(traceback.format_exc(), encoding="utf-8")
    except (OSError, InputError):
        last = traceback.extract_tb(sys.exc_info()[2])[-1]
        return f"at {Path(last.filename).name}, line {last.lineno} (no log could be written)"
    return f"log: {log.name}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m manyi", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, (run, about, options) in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        for option in ("data", "memory", *options):
            command.add_argument(f"--{option}", **OPTIONS[option])
    return parser
