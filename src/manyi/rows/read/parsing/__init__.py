"""Workbooks, statistics and columnar files -> rows of text, in a separate process with limits on memory and time.

`__main__` is that process; `workbooks.py` starts it. The modules import nothing else from manyi, so that it starts
quickly, and each other by a dot, because there this folder is a package by itself.
"""

MEMORY, SECONDS = 3 * 2**30, 300  # enough for a million rows of forty columns
