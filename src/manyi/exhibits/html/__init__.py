"""Markup: the bundle a cell emits, tables, the answer to 'How sure?', the font."""
