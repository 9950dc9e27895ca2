"""The one error a user sees: a single line that says where, what, and what was allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

PART = 400  # characters kept of a location, and half of those of a message; anything longer came from a file
CHOICES = 40  # allowed values listed at most


@dataclass(frozen=True)
class Mistake:
    """One mistake: the most exact place known ("" for none), and what is wrong there. As text, one line."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what

    def within(self, where: str) -> Mistake:
        """Return it with a wider place before its own."""
        return replace(self, where=f"{where}: {self.where}" if self.where else where)


class InputError(Exception):
    """Something given to manyi (a file, a setting, a codebook, a parameter) cannot be used.

    Printed as one line, exit code 2, never as a traceback. `where` is the most exact place known, built with
    `place`; `allowed` is listed when there is a closed set to choose from. `others` are the mistakes found along with
    this one (`together`): its line says how many, `mistakes` has them all.
    """

    others: tuple[InputError, ...] = ()

    @property
    def mistakes(self) -> list[Mistake]:
        """Every mistake, in the order found."""
        return [self.mistake, *(mistake for other in self.others for mistake in other.mistakes)]

    @property
    def lines(self) -> list[str]:
        """Every mistake as a line of its own, in the order found."""
        return [str(mistake) for mistake in self.mistakes]

    def __str__(self) -> str:
        more = len(self.mistakes) - 1
        return f"{self.args[0]} (and {more} more: make check lists them)" if more else str(self.args[0])

    def __init__(self, message: str, where: str = "", allowed: Iterable[object] = ()) -> None:
        choices = [_short(str(choice), PART // 4) for choice in allowed]
        what = _short(message, 2 * PART)
        if choices:
            more = f" and {len(choices) - CHOICES} more" if len(choices) > CHOICES else ""
            what = f"{what} (allowed: {_short(', '.join(choices[:CHOICES]), 2 * PART)}{more})"
        self.mistake = Mistake(_visible(_short(where, PART)), _visible(what))
        super().__init__(str(self.mistake))

    def __reduce__(self) -> tuple[Callable[..., InputError], tuple[Mistake, tuple[InputError, ...]]]:
        """Let another process raise it again with the same lines."""
        return _again, (self.mistake, tuple(self.others))


def _again(mistake: Mistake, others: tuple[InputError, ...]) -> InputError:
    error = InputError("")
    error.args, error.mistake, error.others = (str(mistake),), mistake, others
    return error


def _visible(text: str) -> str:
    """Return a text from anywhere with its invisible, line-breaking and direction-reversing characters escaped."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def together(errors: Sequence[InputError]) -> InputError:
    """Return several errors, at least one, as the first of them with the others attached."""
    first, *others = errors
    first.others = (*first.others, *others)
    return first


def _short(text: str, most: int) -> str:
    """Return a text shortened to `most` characters by cutting its middle: the two ends carry most of the meaning."""
    return text if len(text) <= most else f"{text[: most - most // 4]} ... {text[-(most // 4) :]}"


def place(file: object = "", line: int | None = None, column: str = "") -> str:
    """Return 'file, line 12, column Q7', omitting whatever is unknown."""
    parts = [str(file)] if file else []
    if line is not None:
        parts.append(f"line {line}")
    if column:
        parts.append(f"column {column}")
    return ", ".join(parts)
