"""Files changed at random, as many as are asked for: python -m tests.rows.read.fuzz 10000 [seed] [text|binary].

The same seed changes the same bytes. It prints how many were read, how many refused, and stops at the first defect with
its seed and number, by which the case comes again.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.rows.read import bad_files as bad
from tests.rows.read.test_bad_files import outcome

TOKENS = [b"\0", b'"', b"'", b",", b";", b"\t", b"\r", b"\n", b"\xff\xfe", b"\xef\xbb\xbf", b"=1+1", b"9" * 400,
          b"\xe2\x80\xae", b"nan", b"1e999", b"-0", b"{}", b"<", b"&#0;", b"\x1a", "好".encode(), "┋".encode(),
          b"sep=,\n"]  # fmt: skip


def changed(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Return the bytes with one to eight changes: flipped, cut, doubled, put in, or taken from another file."""
    result = bytearray(data)
    for _ in range(draw.randint(1, 8)):
        at, size = draw.randrange(len(result) + 1), draw.choice([1, 2, 8, 64])
        match draw.randrange(5):
            case 0 if result:
                result[at % len(result)] = draw.randrange(256)
            case 1:
                del result[at : at + size]
            case 2:
                result[at:at] = result[at : at + size] * draw.choice([1, 2, 50])
            case 3:
                result[at:at] = draw.choice(TOKENS)
            case _:
                other = draw.choice(others)
                start = draw.randrange(len(other))
                result[at : at + size] = other[start : start + size]
    return bytes(result)


def cases(good: dict[str, dict[str, bytes]], seed: int) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield changed files without end: a platform's, its data or the codebook beside it."""
    number, names, all_ = 0, list(good), [data for files in good.values() for data in files.values()]
    while True:
        draw = random.Random(f"{seed}:{number}")
        name = draw.choice(names)
        part = draw.choice(list(good[name]))
        yield f"seed {seed}, case {number}: {name}", {**good[name], part: changed(draw, good[name][part], all_)}
        number += 1


def run(good: dict[str, dict[str, bytes]], count: int, seed: int) -> Counter[tuple[str, str]]:
    """Return the outcomes by kind of file. Raises AssertionError at the first that is neither read nor refused."""
    counted: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for _, (name, files) in zip(range(count), cases(good, seed), strict=False):
            for before in Path(folder).iterdir():
                before.unlink()
            came = outcome(Path(folder), files)
            assert came in ("read", "refused"), f"{name}: {came}"
            counted[name.partition(": ")[2], came] += 1
    return counted


def by_outcome(counted: Counter[tuple[str, str]]) -> Counter[str]:
    """Return the outcomes of all kinds of files together."""
    whole: Counter[str] = Counter()
    for (_, came), count in counted.items():
        whole[came] += count
    return whole


if __name__ == "__main__":
    size, first, kind = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, (sys.argv[3:] or ["text"])[0]
    with tempfile.TemporaryDirectory() as made:
        for (of, result), times in sorted(
            run(bad.texts() if kind == "text" else bad.binaries(Path(made)), size, first).items()
        ):
            print(of, result, times)
