"""A matplotlib figure as inline SVG: live text, named, recolourable, the same bytes every time.

Input: a drawing function. Output: one `<svg>` whose ids carry the figure's id, whose colours are CSS variables with the
light value as fallback, whose text is text in the page's font, with a description for screen readers.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

from lxml.etree import fromstring, tostring
from markupsafe import Markup
from matplotlib.figure import Figure

from manyi.errors import InputError
from manyi.exhibits.data import Scene
from manyi.exhibits.figures import look
from manyi.exhibits.figures.paths import Element, box_of, extent, shifted, short
from manyi.exhibits.html.markup import tag

LARGEST = 150_000  # bytes
VARIABLES = {light: f"var(--{name}, {light})" for name, (light, _) in look.COLOURS.items()}
VARIABLES["#000000"] = VARIABLES[look.colour("ink")]
COLOUR = re.compile("#[0-9a-f]{6}")
OUTLINE = f"paint-order:stroke;stroke:{look.colour('paper')};stroke-width:3px"
TARGET = re.compile(r"url\(#([^)]+)\)")


def both(draw: Callable[[Scene], Figure], scene: Scene, id_: str, description: str) -> Markup:
    """Return the drawing for the column of a page, and the one for a phone: a page shows one of them."""
    narrow = replace(scene, width=look.NARROW)
    wide = render(lambda: draw(replace(scene, width=look.WIDE)), id_, description, kind="wide")
    return wide + render(lambda: draw(narrow), f"{id_}-s", description, described=id_, kind="narrow")


def render(draw: Callable[[], Figure], id_: str, description: str, *, described: str = "", kind: str = "") -> Markup:
    """Return the drawing as inline SVG; a glyph missing from the font is an error, not a box.

    described: the id of the drawing that has the description, by default this one; kind: a class of the element.
    """
    buffer = io.StringIO()
    with look.applied(**{"svg.hashsalt": id_}), warnings.catch_warnings():
        warnings.filterwarnings("error", "Glyph .* missing")
        try:
            draw().savefig(buffer, format="svg", metadata={"Date": None})
        except UserWarning as warning:
            point = re.search(r"Glyph (\d+)", str(warning))
            code = f"U+{int(point[1]):04X}" if point else str(warning)
            raise InputError(f"not in the font of the report: {code}", where=id_) from warning
    drawing = inline(buffer.getvalue(), id_, description, described=described or id_, kind=kind)
    if len(drawing.encode()) > LARGEST:
        raise InputError(
            f"the figure has {len(drawing.encode()):,} bytes; at most {LARGEST:,} are published", where=id_
        )
    return drawing


def inline(text: str, id_: str, description: str, *, described: str = "", kind: str = "") -> Markup:
    """Return matplotlib's file as an element of a page; its description is its name for screen readers."""
    drawing = read(text)
    box = drawing.get("viewBox", "").split()
    if len(box) != 4:
        raise InputError("not a drawing", where=id_)
    parts = light(drawing)
    for element in (node for part in parts for node in part.iter()):
        _at_home(element, f"{id_}-")
    desc = tag("desc", description, id=f"{id_}-d") if described in ("", id_) else Markup()
    head = Markup('<svg class="{}" role="img" viewBox="0 0 {} {}" aria-labelledby="{}">')
    classes, named = " ".join(filter(None, ["chart", kind])), f"{described or id_}-d"
    return head.format(classes, box[2], box[3], named) + desc + Markup(written(parts)) + Markup("</svg>")


def read(text: str) -> Element:
    """Return matplotlib's file as a tree without namespaces. It is our own text, so the parser can trust it."""
    drawing = ElementTree.fromstring(text)
    for element in drawing.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if name[0] == "{"]:
            element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)
    return drawing


def light(drawing: Element) -> list[Element]:
    """Return the elements worth keeping inside a drawing."""
    shapes = {shape.get("id", ""): shape for shape in drawing.iter() if shape.get("id")}
    values = (value for shape in drawing.iter() for value in shape.attrib.values() if "url(" in value)
    pointed = {name for value in values for name in TARGET.findall(value)}
    lightened = _joint([part for child in drawing for part in _light(child, shapes, pointed)])
    used = {name for part in lightened for node in part.iter() for name in TARGET.findall(node.get("clip-path", ""))}
    return [part for part in lightened if part.tag != "clipPath" or part.get("id") in used]


def _joint(parts: list[Element]) -> list[Element]:
    """Return consecutive lines of the same style, such as those of a grid, as one path."""
    kept: list[Element] = []
    for part in parts:
        last = kept[-1] if kept else part
        alike = part is not last and part.tag == last.tag == "path" and not len(part) and not len(last)
        if alike and "fill:none" in part.get("style", "") and _butmoved(part) == _butmoved(last):
            last.set("d", last.get("d", "") + part.get("d", ""))
        else:
            kept.append(part)
    return kept


def _butmoved(part: Element) -> dict[str, str]:
    return {name: value for name, value in part.attrib.items() if name != "d"}


def written(parts: list[Element]) -> str:
    """Return elements as text; lxml writes empty elements as in HTML, without a blank before their end."""
    return "".join(tostring(fromstring(ElementTree.tostring(part)), encoding="unicode") for part in parts)


def _at_home(element: Element, prefix: str) -> None:
    """Name an element so that twenty figures can share one page, and let the page choose its colours."""
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, prefix + value)
        elif "#" in value:
            value = value.replace("url(#", f"url(#{prefix}")
            element.set(name, COLOUR.sub(lambda match: VARIABLES.get(match[0], match[0]), value))


def _light(element: Element, shapes: dict[str, Element], pointed: set[str]) -> list[Element]:
    """Return the parts of an element worth keeping, in its place."""
    element.tail = None
    if element.tag in ("metadata", "style"):
        return []
    if element.tag == "clipPath":
        for box in element:
            box.tail = None
        element.text = None
        return [element]
    if element.tag == "defs":  # markers are drawn where they are used
        return [clip for clip in element if clip.tag == "clipPath" for clip in _light(clip, shapes, pointed)]
    if element.tag == "use":
        return [_placed(shapes[element.get("href", "")[1:]], element)]
    children = [part for child in element for part in _light(child, shapes, pointed)]
    name = element.get("id")
    if name not in pointed:
        element.attrib.pop("id", None)
    if element.tag == "g":
        _handed_down(element, children, outlined=name == look.OUTLINED)
        if not element.attrib:
            return [child for child in children if _visible(_unclipped(child, shapes))]
        element.text = None
    element[:] = children
    return [_tidied(_unclipped(element, shapes))] if _visible(element) else []


def _handed_down(group: Element, children: list[Element], outlined: bool) -> None:
    """Pass the clip of a group, and the outline of its words, on to its children."""
    clip = group.attrib.pop("clip-path", "")
    for child in children:
        if clip:
            child.set("clip-path", clip)
        if outlined:
            child.set("style", f"{child.get('style', '')};{OUTLINE}")


def _visible(element: Element) -> bool:
    style = element.get("style", "")
    return element.tag != "path" or not ("fill: none" in style and "stroke:" not in style)


def _placed(marker: Element, use: Element) -> Element:
    """Return a marker as a shape of its own, where a `use` put it."""
    x, y = float(use.get("x", 0)), float(use.get("y", 0))
    path = marker.get("d", "")
    style = {"style": _without_blanks(f"{marker.get('style', '')}; {use.get('style', '')}")}
    if path.count("C") == 8 and path.count("L") == 0:  # matplotlib's circle
        radius = float(path.split()[2])
        return ElementTree.Element("circle", {"cx": short(x), "cy": short(y), "r": short(radius, 2), **style})
    return ElementTree.Element("path", {"d": shifted(path, x, y), **style})


def _tidied(element: Element) -> Element:
    for name in ("x", "y"):
        if name in element.attrib:
            element.set(name, short(float(element.attrib[name])))
    if "transform" in element.attrib:
        element.set(
            "transform", re.sub(r"-?\d+\.\d+", lambda match: short(float(match[0])), element.attrib["transform"])
        )
        if re.fullmatch(r"rotate\(-?0 .*\)", element.attrib["transform"]):
            del element.attrib["transform"]
    if "d" in element.attrib and " " in element.attrib["d"]:
        element.set("d", shifted(element.attrib["d"]))
    if "style" in element.attrib:
        element.set("style", _without_blanks(re.sub(r"font-family:[^;]*", "", element.attrib["style"])))
    return element


def _without_blanks(style: str) -> str:
    """Return a style without blanks; if a property is given twice, the last counts."""
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return ";".join(f"{name}:{value}" for name, value in {n.strip(): v.strip() for n, _, v in pairs}.items())


def _unclipped(element: Element, shapes: dict[str, Element]) -> Element:
    """Return an element without its clip if it is inside it."""
    clip = element.get("clip-path", "")
    if clip and element.tag in ("path", "circle"):
        left, top, right, bottom = box_of(shapes[clip[5:-1]][0])
        x0, y0, x1, y1 = extent(element)
        if left - 0.5 <= x0 and x1 <= right + 0.5 and top - 0.5 <= y0 and y1 <= bottom + 0.5:
            del element.attrib["clip-path"]
    return element
