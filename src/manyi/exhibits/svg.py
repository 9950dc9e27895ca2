"""A matplotlib figure as inline SVG: live text, named, recolourable, the same bytes every time.

Input: a drawing function. Output: one `<svg>` whose ids carry the figure's id, whose colours are CSS variables with the
light value as fallback, whose text is text in the page's font, with a title and a description for screen readers.
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
from manyi.exhibits.font import FAMILY
from manyi.exhibits.markup import tag

STACK = f"'{FAMILY}', 'PingFang SC', 'Microsoft YaHei', sans-serif"
LARGEST = 150_000  # bytes
VARIABLES = {light: f"var(--{name}, {light})" for name, (light, _) in style.COLOURS.items()}


def render(draw: Callable[[], Figure], id_: str, title: str, description: str) -> Markup:
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
    drawing = inline(buffer.getvalue(), id_, title, description)
    if len(drawing.encode()) > LARGEST:
        raise InputError(
            f"the figure has {len(drawing.encode()):,} bytes; at most {LARGEST:,} are published", where=id_
        )
    return drawing


def inline(text: str, id_: str, title: str, description: str) -> Markup:
    """Return matplotlib's file as an element of a page."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    if size is None:
        raise InputError("not a drawing", where=id_)
    body = text[text.index("<svg") :]
    body = re.sub(r"<svg[^>]*>", "", body, count=1)
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->|<style[^>]*>.*?</style>|<defs>\s*</defs>", "", body, flags=re.DOTALL)
    body = _ids(body, id_)
    body = body.replace("xlink:href=", "href=")
    body = _light(body).replace("#000000", style.colour("ink"))
    body = re.sub("#[0-9a-f]{6}", lambda found: VARIABLES.get(found[0], found[0]), body)
    names = tag("title", title, id=f"{id_}-t") + tag("desc", description, id=f"{id_}-d")
    head = Markup(
        '<svg class="chart" role="img" viewBox="0 0 {} {}" width="100%" stroke-linejoin="round" '
        'style="max-width:27rem;font-family:{}" aria-labelledby="{}">'
    ).format(size[1], size[2], Markup(STACK), f"{id_}-t {id_}-d")
    return head + names + Markup(body)


def _light(body: str) -> str:
    """Say once what every element repeats, and leave out what nobody sees: half of the bytes of a figure."""
    body = re.sub(r" ?font-family: [^;\"]*;?", "", body)  # on the root
    body = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", body)
    body = re.sub(r"(\.\d\d)\d+", r"\1", body)  # a hundredth of a point
    body = re.sub(r"\s*\n\s*", " ", body).replace("> <", "><").replace('" style="fill: none"/>', '" fill="none"/>')
    return re.sub(r"\s+(?=[\"/>])", "", body).strip()


def _ids(body: str, id_: str) -> str:
    """Keep only ids something points to, and prefix them: twenty figures share one page."""
    pointed = set(re.findall(r'(?:url\(#|href="#)([^")]+)', body))
    body = re.sub(r' id="([^"]*)"', lambda found: f' id="{id_}-{found[1]}"' if found[1] in pointed else "", body)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{id_}-", body)
