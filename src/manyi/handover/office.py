"""`make slides` and `make docx`: the findings of a finished page as a deck and as a document, a file per language.

A slide has the finding as a sentence and its figure; the evidence is in the notes. An organisation's template can be
applied to either, since only the program's own layouts are used.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from manyi import places
from manyi.errors import InputError
from manyi.handover.page_findings import Finding, PageFindings, findings_of
from manyi.language.periods import Period
from manyi.publish.identified import refuse_content
from manyi.publish.page.frame import FILE
from manyi.rows.tables import tables_of

MOST = 6  # findings of a deck
WIDE, HIGH = 13.333, 7.5  # inches of a slide
TITLE, BLANK = 0, 6  # layouts of the program's own template
LONG = 160  # characters above which a sentence is set smaller


def slides(folder: Path, name: str) -> Iterator[str]:
    """Write a deck of a built report in each language; yield a line each. Raises InputError as `findings_of`."""
    yield from _written(folder, f"{name}{{}}.pptx", deck)


def documents(folder: Path, name: str) -> Iterator[str]:
    """Write a document of a built report in each language, as `slides` does."""
    yield from _written(folder, f"{name}{{}}.docx", document)


def _written(folder: Path, pattern: str, made_of: Callable[[PageFindings], bytes]) -> Iterator[str]:
    try:
        import docx  # noqa: F401
        import pptx  # noqa: F401
    except ImportError:
        raise InputError("slides and documents need more packages: make office", where="slides, docx") from None
    records = {language: findings_of(folder / page) for language, page in FILE.items()}
    files = {pattern.format("" if language == "en" else f".{language}"): record for language, record in records.items()}
    contents = {file: made_of(record) for file, record in files.items()}
    refuse_content(contents, *_about(folder))
    for file, record in files.items():
        places.write_whole(folder / file, contents[file])
        yield f"{places.near(folder / file)}: {min(len(record.findings), MOST)} findings"


def _about(folder: Path) -> tuple[list[str], Period]:
    """Return the studies of a built report, with their tables, and its wave."""
    record = json.loads((folder / "run.json").read_text("utf-8"))
    year = Period.of(str(record["year"]))
    return [name for study in record["studies"] for name in (study, *tables_of(study, year))], year


def deck(page: PageFindings) -> bytes:
    """Return a deck: a title and a slide per finding, its evidence in the notes."""
    from pptx import Presentation
    from pptx.util import Inches

    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDE), Inches(HIGH)
    first = presentation.slides.add_slide(presentation.slide_layouts[TITLE])
    first.shapes.title.text = page.title
    first.placeholders[1].text = "\n".join(filter(None, (page.draft, page.below)))
    for finding in page.findings[:MOST]:
        _slide(presentation, finding, page.draft)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _slide(presentation: object, finding: Finding, draft: str) -> None:
    from pptx.util import Inches, Pt

    slide = presentation.slides.add_slide(presentation.slide_layouts[BLANK])  # type: ignore[attr-defined]
    box = slide.shapes.add_textbox(Inches(0.6), Inches(0.4), Inches(WIDE - 1.2), Inches(1.6)).text_frame
    box.word_wrap = True
    for number, text in enumerate(filter(None, (finding.title, finding.text))):
        line = box.paragraphs[0] if number == 0 else box.add_paragraph()
        line.text, line.font.bold = text, number == 0 and bool(finding.title)
        line.font.size = Pt(24 if number == 0 and finding.title else 20 if len(text) < LONG else 16)
    if finding.picture:
        picture = slide.shapes.add_picture(io.BytesIO(finding.picture), 0, 0)
        scale = min(Inches(WIDE - 1.2) / picture.width, Inches(HIGH - 2.7) / picture.height)
        picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
        picture.left, picture.top = int((Inches(WIDE) - picture.width) / 2), Inches(2.1)
        picture._element._nvXxPr.cNvPr.set("descr", finding.caption)  # read by screen readers
        caption = slide.shapes.add_textbox(Inches(0.6), Inches(HIGH - 0.55), Inches(WIDE - 1.2), Inches(0.4)).text_frame
        caption.text, caption.word_wrap = finding.caption, True
        caption.paragraphs[0].font.size = Pt(10)
    if draft:  # a slide may be passed on by itself
        warning = slide.shapes.add_textbox(Inches(0.6), Inches(0.05), Inches(WIDE - 1.2), Inches(0.35)).text_frame
        warning.text, warning.word_wrap = draft, True
        warning.paragraphs[0].font.size = Pt(12)
    slide.notes_slide.notes_text_frame.text = "\n".join(filter(None, (draft, *finding.notes)))


def document(page: PageFindings) -> bytes:
    """Return a document: each finding with its figure and its evidence below."""
    from docx import Document
    from docx.shared import Inches

    written = Document()
    written.sections[0].header.paragraphs[0].text = page.draft  # on every sheet of paper
    written.add_heading(page.title, level=0)
    if page.below:
        written.add_paragraph(page.below)
    for finding in page.findings[:MOST]:
        if finding.title:
            written.add_heading(finding.title, level=1)
        written.add_paragraph(finding.text)
        if finding.picture:
            written.add_picture(io.BytesIO(finding.picture), width=Inches(5.5))
            written.add_paragraph(finding.caption, style="Caption")
        for note in finding.notes:
            written.add_paragraph(note, style="List Bullet")
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()
