"""A matplotlib figure as inline SVG: live text, named, recolourable, the same bytes every time.

Input: a drawing function. Output: one `<svg>` whose ids carry the figure's id, whose colours are CSS variables with the
light value as fallback, whose text is text in the page's font, with a description for screen readers.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure

from manyi.errors import InputError
from manyi.exhibits import style
from manyi.exhibits.compact import compact
from manyi.exhibits.markup import tag

LARGEST = 150_000  # bytes
VARIABLES = {light: f"var(--{name}, {light})" for name, (light, _) in style.COLOURS.items()}


def render(draw: Callable[[], Figure], id_: str, description: str) -> Markup:
    """Return the drawing as inline SVG; a glyph missing from the font is an error, not a box."""
    buffer = io.StringIO()
    with style.look(), mpl.rc_context({"svg.hashsalt": id_}), warnings.catch_warnings():
        warnings.filterwarnings("error", "Glyph .* missing")
        try:
            draw().savefig(buffer, format="svg", metadata={"Date": None})
        except UserWarning as warning:
            point = re.search(r"Glyph (\d+)", str(warning))
            code = f"U+{int(point[1]):04X}" if point else str(warning)
            raise InputError(f"not in the font of the report: {code}", where=id_) from warning
    drawing = inline(buffer.getvalue(), id_, description)
    if len(drawing.encode()) > LARGEST:
        raise InputError(
            f"the figure has {len(drawing.encode()):,} bytes; at most {LARGEST:,} are published", where=id_
        )
    return drawing


def inline(text: str, id_: str, description: str) -> Markup:
    """Return matplotlib's file as an element of a page; its description is its name for those who do not see it."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    if size is None:
        raise InputError("not a drawing", where=id_)
    body = re.sub(r'( id="|url\(#)', rf"\g<1>{id_}-", compact(text))  # twenty figures share one page
    body = body.replace("#000000", style.colour("ink"))
    body = re.sub("#[0-9a-f]{6}", lambda found: VARIABLES.get(found[0], found[0]), body)
    said = tag("desc", description, id=f"{id_}-d")
    head = Markup('<svg class="chart" role="img" viewBox="0 0 {} {}" aria-labelledby="{}">')
    return head.format(size[1], size[2], f"{id_}-d") + said + Markup(body) + Markup("</svg>")
