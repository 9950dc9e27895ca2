"""What belongs to one kind of study and is needed by nothing else. The core imports nothing from here.

A chapter writes `from manyi import studies` and reaches a kind by its name (`studies.firms`); it is loaded only then.
"""

from importlib import import_module
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    """Bring a kind of study."""
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise
        raise AttributeError(f"no kind of study {name!r}") from None
