"""The one error a user sees: a single line that says where, what, and what was allowed."""

from __future__ import annotations

from collections.abc import Iterable

PART = 400  # characters of a place or a half message; a longer one was made by a file, not by a person
CHOICES = 40  # that are listed


class InputError(Exception):
    """Something given to manyi (a file, a setting, a codebook, a parameter) cannot be used.

    Printed as one line, exit code 2, never as a traceback. `where` is the most exact place known, built with
    `place`; `allowed` is listed when there is a closed set to choose from.
    """

    def __init__(self, message: str, where: str = "", allowed: Iterable[object] = ()) -> None:
        choices = [_short(str(choice), PART // 4) for choice in allowed]
        line = f"{_short(where, PART)}: {_short(message, 2 * PART)}" if where else _short(message, 2 * PART)
        if choices:
            more = f" and {len(choices) - CHOICES} more" if len(choices) > CHOICES else ""
            line = f"{line} (allowed: {_short(', '.join(choices[:CHOICES]), 2 * PART)}{more})"
        # Names and answers come from strangers: what is not drawn, or breaks or turns a line round, is spelt out.
        super().__init__("".join(one if one.isprintable() else ascii(one)[1:-1] for one in line))


def _short(text: str, most: int) -> str:
    """Return a text of at most so many characters, its middle left out: both ends say most."""
    return text if len(text) <= most else f"{text[: most - most // 4]} ... {text[-(most // 4) :]}"


def place(file: object = "", line: int | None = None, column: str = "") -> str:
    """Return 'file, line 12, column Q7', leaving out what is not known."""
    parts = [str(file)] if file else []
    if line is not None:
        parts.append(f"line {line}")
    if column:
        parts.append(f"column {column}")
    return ", ".join(parts)
