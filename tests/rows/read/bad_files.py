"""Files that are not as they should be, made from the good ones of `platform_files`: what to do to bytes, by name."""

from __future__ import annotations

import gzip
import random
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from tests.rows.read import platform_files as made

LOGIN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Password</form></body></html>"
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DOUBLING = b'<!DOCTYPE c [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]>'
Change = Callable[[bytes], bytes]


def _lines(data: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    end = b"\r\n" if b"\r\n" in data else b"\n"
    return end.join(change(data.rstrip(b"\r\n").split(end))) + end


def _zipped(data: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("answers.csv", data)
    return out.getvalue()


TEXT: dict[str, Change] = {
    "empty": lambda data: b"",
    "blank": lambda data: b" \r\n\r\n",
    "only the first row": lambda data: _lines(data, lambda rows: rows[:1]),
    "first row missing": lambda data: _lines(data, lambda rows: rows[1:]),
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut in a quote": lambda data: data + b'"never closed',
    "quote opened in the first row": lambda data: data.replace(b",", b',"', 1),
    "two marks at the start": lambda data: b"\xef\xbb\xbf\xef\xbb\xbf" + data,
    "null bytes": lambda data: data.replace(b"e", b"\0", 3),
    "carriage returns only": lambda data: data.replace(b"\r\n", b"\r"),
    "mixed line ends": lambda data: data.replace(b"\r\n", b"\n", 4),
    "a row too long": lambda data: _lines(data, lambda rows: [*rows[:4], rows[4] + b",x,y,z", *rows[5:]]),
    "a row too short": lambda data: _lines(data, lambda rows: [*rows[:4], rows[4][:5], *rows[5:]]),
    "a header twice": lambda data: _lines(
        data, lambda rows: [rows[0] + b"," + rows[0].split(b",")[0], *(r + b",1" for r in rows[1:])]
    ),
    "a blank header": lambda data: _lines(data, lambda rows: [rows[0] + b",", *(r + b",1" for r in rows[1:])]),
    "the header again": lambda data: _lines(data, lambda rows: [*rows, rows[0]]),
    "blank rows": lambda data: _lines(data, lambda rows: [*rows[:3], b"", b",,,", *rows[3:], b""]),
    "a row of totals": lambda data: _lines(data, lambda rows: [*rows, b"Total,10"]),
    "a byte of another encoding": lambda data: data.replace(b"e", b"\xe9", 1),
    "another encoding": lambda data: data.decode("utf-8", "replace").encode("utf-16-le"),
    "packed": gzip.compress,
    "a zip": _zipped,
    "a page to sign in": lambda data: LOGIN,
    "JSON": lambda data: b'{"responses": [{"Q1": 1}]}',
    "a cell of a megabyte": lambda data: data + b"x" * 2**20,
    "a row of ten thousand cells": lambda data: data + b"," * 10_000,
    "a formula": lambda data: data.replace(b"Female", b"=cmd|' /C calc'!A0", 1),
    "turned letters": lambda data: data.replace(b"Female", "\u202eelameF".encode(), 1),
    "control characters": lambda data: data.replace(b"Male", b"M\x07\x1ble", 1),
    "an unknown answer": lambda data: data.replace(b"Good", b"Great", 1),
    "numbers with commas": lambda data: data.replace(b"10", b"10,5", 1),
    "another delimiter half way": lambda data: data[: len(data) // 2] + data[len(data) // 2 :].replace(b",", b";"),
}


def _flipped(seed: int) -> Change:
    def change(data: bytes) -> bytes:
        draw, changed = random.Random(seed), bytearray(data)
        for _ in range(max(1, len(data) // 500)):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
        return bytes(changed)

    return change


BINARY: dict[str, Change] = {
    "empty": lambda data: b"",
    "its first tenth": lambda data: data[: len(data) // 10],
    "its first half": lambda data: data[: len(data) // 2],
    "without its end": lambda data: data[:-40],
    "without its beginning": lambda data: data[8:],
    "a csv under its name": lambda data: made.google(),
    "a page to sign in": lambda data: LOGIN,
    **{f"flipped bytes {seed}": _flipped(seed) for seed in range(2)},
}
HANDS: dict[str, dict[str, bytes]] = {  # written by hand: data file last
    "a codebook of attacks": {"a.sss": OUTSIDE + b"<sss>&x;</sss>", "a.csv": b"1,2\n"},
    "a codebook without variables": {"a.sss": b'<sss><survey><record ident="A"/></survey></sss>', "a.csv": b"1\n"},
    "a codebook that doubles": {"a.xml": DOUBLING + b"<codeBook>&b;</codeBook>", "a.csv": b"a\n1\n"},
    "one column, one row": {"a.csv": b"a\n1\n"},
    "one cell": {"a.csv": b"a"},
    "only delimiters": {"a.csv": b",,,,\n,,,,\n"},
    "a name of the machine": {"a.csv": b"C:\\Users\\me\\survey.csv\n1\n"},
    "sep without rows": {"a.csv": b"sep=;\n"},
    "every header blank": {"a.csv": b",,\n1,2,3\n"},
    "a header of a megabyte": {"a.csv": b"x" * 2**20 + b"\n1\n"},
    "no ending": {"answers": b"a,b\n1,2\n"},
    "an unknown ending": {"a.pdf": b"%PDF-1.4"},
    "a number of a thousand digits": {"a.csv": b"a,b\n" + b"9" * 1000 + b",1\n"},
    "numbers that are none": {"a.csv": b"a,b\nnan,inf\n-inf,1e999\n"},
    "dates of no calendar": {"a.csv": b"day,b\n0000-00-00,1\n9999-99-99,2\n"},
}  # fmt: skip


def texts() -> dict[str, dict[str, bytes]]:
    """The good text files by platform, each with what must lie beside it; the data file is the last."""
    csv_, sss = made.triple_s("csv")
    fixed, spread = made.triple_s("fixed")
    data, ddi = made.ddi()
    return {
        "qualtrics": {"a.csv": made.qualtrics()["visit.csv"]},
        "qualtrics tsv": {"a.tsv": made.qualtrics()["visit.tsv"]},
        "surveymonkey": {"a.csv": made.surveymonkey()}, "limesurvey": {"a.csv": made.limesurvey()},
        "google": {"a.csv": made.google()}, "wjx": {"a.csv": made.wjx(False)}, "wjx codes": {"a.csv": made.wjx(True)},
        "long": {"a.csv": made.long()}, "triple-s": {"a.sss": sss, "a.csv": csv_},
        "triple-s fixed": {"a.sss": spread, "a.asc": fixed}, "ddi": {"a.xml": ddi, "a.csv": data},
    }  # fmt: skip


def binaries(folder: Path) -> dict[str, dict[str, bytes]]:
    return {
        "xlsx": {"a.xlsx": made.microsoft()}, "sav": {"a.sav": made.spss(folder)},
        "zsav": {"a.zsav": made.spss(folder, ".zsav")},
        "dta": {"a.dta": made.stata(folder)}, "parquet": {"a.parquet": made.columns(".parquet")},
        "feather": {"a.feather": made.columns(".feather")},
    }  # fmt: skip


def cases(good: dict[str, dict[str, bytes]], changes: dict[str, Change]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield every good file with every change, and the codebook beside it changed too."""
    for name, files in good.items():
        *_, last = files
        for what, change in changes.items():
            yield f"{name}: {what}", {**files, last: change(files[last])}
        for beside in list(files)[:-1]:
            for what in ("cut in the middle", "empty", "null bytes", "a page to sign in", "a byte of another encoding"):
                yield f"{name}, its codebook: {what}", {**files, beside: TEXT[what](files[beside])}
