"""How an upper floor adds methods to an object of a lower one, so that the lower one need not import it.

A class declares the place (`sample = Upstairs("manyi.stats")`), the upper floor fills it when it is imported
(`furnish(Survey, sample=...)`). Before that, using the place raises an error that names the missing import.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from manyi.errors import InputError


class Upstairs:
    """A method of a class that comes from a package above it."""

    def __init__(self, package: str) -> None:
        self.package, self.name = package, ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            return self
        raise InputError(f"{owner.__name__}.{self.name} comes with {self.package}: write `import {self.package}` first")


def furnish(lower: type, **methods: Callable[..., Any]) -> None:
    """Fill places a class declared with `Upstairs`. Raises TypeError for a place it does not have."""
    for name, method in methods.items():
        place = next((vars(cls)[name] for cls in lower.__mro__ if name in vars(cls)), None)
        if not isinstance(place, Upstairs) and place is not method:
            raise TypeError(f"{lower.__name__} has no place {name} for an upper floor to fill")
        setattr(lower, name, method)
