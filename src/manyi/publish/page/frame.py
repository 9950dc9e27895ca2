"""What all pages share: words and template, style and font, and the names of files.

In: a language, and the text of a page for the font. Out: the pieces that fill a page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, partial
from pathlib import Path

import jinja2
from markupsafe import Markup

from manyi.errors import InputError
from manyi.exhibits.figures import look
from manyi.exhibits.html import font
from manyi.language import words
from manyi.publish.flow.kept import remembered
from manyi.publish.page.tree import Tree, parsed, texts

TEMPLATE = Path(__file__).parent / "template"
TAG = {"en": "en", "zh": "zh-Hans"}
OTHER = {"en": "zh", "zh": "en"}
FILE = {"en": "index.html", "zh": "index.zh.html"}


# What is bold on a Chinese page, where emphasis is by weight: set in a real bold face, not one the browser makes. Its
# headings only break where `phrases` marks them.
BOLD_TAGS = ("h1", "h2", "h3", "h4", "strong")
BOLD_CLASSES = frozenset({"title", "do"})
CHINESE = (
    ":lang(zh){font-synthesis:none}"
    f":lang(zh) :is({','.join([*BOLD_TAGS, *(f'.{name}' for name in sorted(BOLD_CLASSES))])}){{font-weight:700;"
    "word-break:keep-all;line-break:strict;overflow-wrap:anywhere}"
)


@cache
def own_words(language: str, page: str = "words", folder: Path = TEMPLATE) -> dict[str, str]:
    """Return words by name: those of all pages, or a page's own (<page>.yml in the folder of its template)."""
    return {name: text[language] for name, text in words.read(folder / f"{page}.yml").items()}


@cache
def template(name: str, kind: str = "html", folder: Path = TEMPLATE) -> jinja2.Template:
    """Return the template of a page or a feed; an undefined name is an error, and text is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template(f"{name}.{kind}.j2")


def toplines_files(study: str) -> dict[str, str]:
    """Return the names of the files with every question and answer of a study: a page per language, and `xlsx`."""
    return {"en": f"toplines-{study}.html", "zh": f"toplines-{study}.zh.html", "xlsx": f"toplines-{study}.xlsx"}


def styled(page: str, language: str, looks: str = "", tree: Tree | None = None) -> str:
    """Return a page with its font and styles inserted where the template leaves room, whatever its words.

    `tree`: that of the page, if it exists already.
    """
    face = font_face(parsed(page) if tree is None else tree, language)
    before, room, after = page.partition("<style>/*FONT*/")
    styles, looked, rest = after.partition("/*LOOKS*/</style>")
    room, looked = room.replace("/*FONT*/", face), looked.replace("/*LOOKS*/", looks)
    return f"{before}{room}{styles}{looked}{rest}\n"


def font_face(tree: Tree, language: str) -> str:
    """Return the font cut to the characters of a page, as a style rule.

    The text of a figure must be in the font it was laid out with. Text outside figures may hold what people typed,
    including emoji and rare characters; those fall back to the reader's own fonts.
    """
    for figure in tree.iter("svg"):
        if missing := font.missing_glyphs("".join(texts(figure))):
            name = next((part.get("id") for part in figure.iter() if part.get("id")), "without id")
            raise InputError(f"character {missing[0]!r} (U+{ord(missing[0]):04X}) is not in the font", f"figure {name}")
    said_by_scripts = (value for element in tree.iter() for name, value in element.items() if name.startswith("data-"))
    # What a page says about the machine that made it has characters every page has: the font is the same anywhere.
    text = "".join([*texts(tree), *said_by_scripts, *map(chr, range(32, 127))])
    # The font has these at full width, as in Chinese; English takes them from the reader's own fonts.
    wide = set("‘’“”…") if language == "en" else set()
    regular = _face(sorted(set(text) & font.characters() - wide), 400)
    return regular if language == "en" else regular + _face(_heavy(tree), 700) + CHINESE


def _face(characters: list[str], weight: int) -> str:
    cut = remembered(partial(font.subset, characters, weight), "font", weight, characters, font.origin(weight))
    data = base64.b64encode(cut).decode()
    return (
        f'@font-face{{font-family:"{font.FAMILY}";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
    )


def _heavy(tree: Tree) -> list[str]:
    """Return the bold characters of a Chinese page."""
    bold = (
        element for element in tree.iter()
        if element.tag in BOLD_TAGS or BOLD_CLASSES & set((element.get("class") or "").split())
    )  # fmt: skip
    return sorted({character for element in bold for character in element.text_content()} & font.characters())


def base_style() -> str:
    """Return the style sheet with the figures' colours as variables, light and dark."""
    light, dark = (
        ";".join(f"{name}:{value}" for name, value in look.variables(dark).items()) for dark in (False, True)
    )
    colours = f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    sheets = ((TEMPLATE / f"{name}.css").read_text(encoding="utf-8") for name in ("page", "comfort"))
    return colours + "".join(map(lean_style, sheets))


def lean_style(sheet: str) -> str:
    """Return a style sheet without comments and layout blanks."""
    on_one_line = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    return re.sub(r"\s*([{};,])\s*|(?<=[a-z]:) ", r"\1", on_one_line).replace(";}", "}")


def _lean_script(text: str) -> str:
    """Return a script without indents and comment lines."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def script(*names: str) -> dict[str, Markup | str]:
    """Return what a template needs for the named scripts: `script`, and `script_hash` for the security policy."""
    text = "\n".join(_lean_script((TEMPLATE / f"{name}.js").read_text(encoding="utf-8")) for name in names)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"script": Markup(text), "script_hash": digest}  # noqa: S704 - the project's own files
