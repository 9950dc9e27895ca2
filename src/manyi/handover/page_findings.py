"""The findings of a finished page: sentence, figure as a picture, evidence. In: index.html; out: records.

Nothing is computed again: the output has the words and numbers of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from manyi.errors import InputError
from manyi.publish.page.tree import parsed

FONTS = Path(__file__).parents[1] / "exhibits" / "fonts"
WIDTH = 1600  # pixels of a picture


@dataclass(frozen=True)
class Finding:
    """A finding: what it says, its figure (png, title and description; b"" without one), and the evidence in lines."""

    title: str
    text: str
    picture: bytes
    caption: str
    notes: list[str]


@dataclass(frozen=True)
class PageFindings:
    """A page's title, the lines below it, its findings in order, and the warning of a draft ("" for none)."""

    title: str
    below: str
    findings: list[Finding]
    draft: str = ""


def findings_of(page: Path) -> PageFindings:
    """Return the findings of a page. Raises InputError: no such page, or one without findings."""
    if not page.is_file():
        raise InputError("no such page: run make report first", where=page.name)
    root = parsed(page.read_text("utf-8"))
    entries = root.xpath('//li[@class="finding"]')
    if not entries:
        raise InputError("the page has no findings: list a summary chapter in its report", where=page.name)
    style = _style("\n".join(root.xpath("//style/text()")))
    heading, lead = root.xpath("//h1"), root.xpath('//*[contains(@class, "subtitle") or contains(@class, "about")][1]')
    title = _text(heading[0]) if heading else page.stem
    findings, warned = [_finding(root, entry, style) for entry in entries], root.xpath("//*[@data-draft]")
    return PageFindings(title, _text(lead[0]) if lead else "", findings, _text(warned[0]) if warned else "")


def _finding(root: Any, entry: Any, style: str) -> Finding:
    evidence = next((link.get("href", "")[1:] for link in entry.xpath('.//a[@class="evidence"]')), "")
    heading, told = entry.xpath("./h3"), entry.xpath("./p")
    for link in entry.xpath('./p//a[@class="evidence"]'):
        link.drop_tree()
    text = _text(told[0]) if told else "" if heading else _text(entry)
    claims = root.xpath("//*[@id=$id]", id=evidence) if evidence else []
    figure = next(iter(entry.xpath(".//figure[.//svg]") or _of_claim(root, evidence)), None)
    return Finding(
        title=_text(heading[0]) if heading else "",
        text=text,
        picture=_picture(figure.xpath(".//svg")[0], style) if figure is not None else b"",
        caption=" ".join(map(_text, figure.xpath("./figcaption/*"))) if figure is not None else "",
        notes=_notes(claims, figure),
    )


def _of_claim(root: Any, claim: str) -> list[Any]:
    """Return the figures of a claim: their ids begin its own, as `city` begins `city-ends`; the closest first."""
    figures = [figure for figure in root.xpath("//figure[.//svg]") if figure.get("id")]
    return sorted((f for f in figures if claim.startswith(f"{f.get('id')}-")), key=lambda f: -len(f.get("id")))


def _notes(claims: list[Any], figure: Any) -> list[str]:
    """Return the evidence: the text under the sentence and under the figure, one line each."""
    parts = [node for claim in claims for node in claim.xpath(".//details//p | .//details//li | .//dl/*")]
    parts += figure.xpath(".//p | .//details//li") if figure is not None else []
    lines = [_text(part) for part in parts]
    return list(dict.fromkeys(filter(None, lines)))


def _text(node: Any) -> str:
    return " ".join(node.text_content().split())


def _style(sheet: str) -> str:
    """Return a style sheet for a renderer without variables and media queries: with the light colours filled in."""
    while rule := re.search(r"@[\w-]+[^{};]*\{", sheet):
        end, depth = rule.end(), 1
        while depth and end < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        sheet = sheet[: rule.start()] + sheet[end:]
    values: dict[str, str] = {}
    for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;}]+)", sheet):
        values.setdefault(name, value.strip())
    for _ in range(3):  # a variable may refer to another
        sheet = re.sub(r"var\((--[\w-]+)[^()]*\)", lambda match: values.get(match[1], "#000"), sheet)
    return sheet


def _picture(svg: Any, style: str) -> bytes:
    """Return a figure as png on white."""
    try:
        import resvg_py
    except ImportError:
        raise InputError("pictures need extra packages: run make office first", where="slides, docx") from None
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    text = etree.tostring(svg, encoding="unicode", with_tail=False)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=text, style_sheet=style, background="#ffffff", width=WIDTH, font_dirs=[str(FONTS)],
            font_family="Noto Sans SC", sans_serif_family="Noto Sans SC",
        )
    )  # fmt: skip
