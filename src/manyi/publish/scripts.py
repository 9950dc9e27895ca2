"""The small scripts of the pages: comfort only, every page reads the same without. One element, allowed by its hash."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from markupsafe import Markup

from manyi.publish.frame import TEMPLATE


@cache
def script(*names: str) -> dict[str, Markup | str]:
    """Return what a template needs of the scripts named: `script`, and `script_hash` for the security policy."""
    text = "\n".join((TEMPLATE / f"{name}.js").read_text(encoding="utf-8").strip() for name in names)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"script": Markup(text), "script_hash": digest}  # noqa: S704 - the project's own files
