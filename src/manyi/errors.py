"""The one error a user sees: a single line that says where, what, and what was allowed."""

from __future__ import annotations

from collections.abc import Iterable


class InputError(Exception):
    """Something given to manyi (a file, a setting, a codebook, a parameter) cannot be used.

    Printed as one line, exit code 2, never as a traceback. `where` is the most exact place known, built with
    `place`; `allowed` is listed when there is a closed set to choose from.
    """

    def __init__(self, message: str, where: str = "", allowed: Iterable[object] = ()) -> None:
        choices = ", ".join(str(choice) for choice in allowed)
        line = f"{where}: {message}" if where else message
        line = f"{line} (allowed: {choices})" if choices else line
        # Names and answers come from strangers: what is not drawn, or breaks or turns a line round, is spelt out.
        super().__init__("".join(one if one.isprintable() else ascii(one)[1:-1] for one in line))


def place(file: object = "", line: int | None = None, column: str = "") -> str:
    """Return 'file, line 12, column Q7', leaving out what is not known."""
    parts = [str(file)] if file else []
    if line is not None:
        parts.append(f"line {line}")
    if column:
        parts.append(f"column {column}")
    return ", ".join(parts)
