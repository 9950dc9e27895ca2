"""Does once what each step would have to do first: in the process they are forked from, when it imports this.

In: nothing. Out: filled caches of that process. Everything is read from the package, whose source identifies the
process.
"""

from __future__ import annotations

from nbformat.v4 import new_notebook

from manyi.exhibits.html import font
from manyi.language.formats import LANGUAGES
from manyi.publish.page.export import export_chapter
from manyi.publish.page.frame import own_words, template

PAGES = {"page": "words", "toplines": "toplines"}  # templates, each with the name of its words

export_chapter(new_notebook(), "en", "none", 1)  # compiles the schema of notebooks and the template of chapters
font.characters()
font.read_ahead()
for _name, _words in PAGES.items():
    template(_name)
    for _language in LANGUAGES:
        own_words(_language, _words)
