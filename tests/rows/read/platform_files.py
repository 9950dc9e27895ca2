"""One small survey as each platform exports it, made from the platforms' documented formats: the same answers in all.

The answers are `PEOPLE`: ten respondents, then one preview and one who broke off, in formats that can tell them.
"""

from __future__ import annotations

import csv
import io
import re
import struct
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat

SEXES = ["Female", "Male"]
RATINGS = ["Very bad", "Bad", "Neither", "Good", "Very good"]
OPTIONS = ["Television", "Friends, family or colleagues", "Radio", "Other"]
# sex, rating 1-5, likelihood 0-10, options heard (by position), words under "other", weight; "" and None: no answer
PEOPLE = [
    ("Female", 5, 10, [0, 1], "", 1.5), ("Male", 4, 9, [1], "", 0.5), ("Male", 1, 0, [2], "", 1.0),
    ("Female", 3, 7, [0, 1, 2], "", 1.0), ("Female", 2, 5, [3], "a leaflet", 1.25),
    ("Male", 5, 8, [1, 3], "a page", 0.75),
    ("Female", 4, 9, [0], "", 1.0), ("Male", None, 6, [1, 2], "", 1.0), ("Female", 4, None, [0, 2], "", 1.0),
    ("Male", 3, 10, [], "", 1.0),
]  # fmt: skip
ASKED = {"sex": "What is your sex?", "rating": "How was your visit?", "heard": "Where did you hear of us?",
         "likely": "How likely are you to recommend us?"}  # fmt: skip


def _csv(rows: list[list[str]], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _xlsx(rows: list[list[str]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(out)
    return out.getvalue()


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _rating(value: int | None) -> str:
    return "" if value is None else RATINGS[value - 1]


def qualtrics_rows() -> list[list[str]]:
    meta = {"StartDate": "Start Date", "EndDate": "End Date", "Status": "Response Type", "IPAddress": "IP Address",
            "Progress": "Progress", "Duration (in seconds)": "Duration (in seconds)", "Finished": "Finished",
            "RecordedDate": "Recorded Date", "ResponseId": "Response ID",
            "DistributionChannel": "Distribution Channel", "UserLanguage": "User Language"}  # fmt: skip
    heard = {f"Q3_{at}": f"{ASKED['heard']} - Selected Choice - {option}" for at, option in enumerate(OPTIONS, 1)}
    asked = {"Q1": ASKED["sex"], "Q2": ASKED["rating"], **heard, "Q3_4_TEXT": f"{ASKED['heard']} - Other - Text",
             "Q4_NPS_GROUP": f"{ASKED['likely']} - Group", "Q4": ASKED["likely"]}  # fmt: skip
    head = {**meta, **asked}
    ids = [f'{{"ImportId":"{name}"}}' for name in head]

    def record(person: tuple, status: str = "IP Address", finished: str = "True") -> list[str]:
        sex, rating, likely, options, words, _ = person
        group = "" if likely is None else "Promoter" if likely > 8 else "Passive" if likely > 6 else "Detractor"
        about = ["2024-05-01 10:00:00", "2024-05-01 10:05:00", status, "192.0.2.1", "100", "300", finished,
                 "2024-05-01 10:05:01", "R_1", "anonymous", "EN"]  # fmt: skip
        marks = [option if at in options else "" for at, option in enumerate(OPTIONS)]
        return [*about, sex, _rating(rating), *marks, words, group, _text(likely)]

    rows = [record(person) for person in PEOPLE]
    rows[2:2] = [record(PEOPLE[0], status="Survey Preview"), record(PEOPLE[1], finished="False")]
    return [list(head), list(head.values()), ids, *rows]


def qualtrics() -> dict[str, bytes]:
    """The three formats of its export: csv with a mark, xlsx, and tsv in UTF-16."""
    rows = qualtrics_rows()
    return {
        "visit.csv": _csv(rows).encode("utf-8-sig"),
        "visit.xlsx": _xlsx(rows),
        "visit.tsv": _csv(rows, "\t").encode("utf-16"),
    }


def surveymonkey() -> bytes:
    """Two header rows; the question stands above its first option only."""
    meta = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"]
    first = [*meta, ASKED["sex"], ASKED["rating"], ASKED["heard"], "", "", "", ASKED["likely"]]
    options = [*OPTIONS[:3], "Other (please specify)"]
    second = [*[""] * len(meta), "Response", "Response", *options, "Response"]
    rows = [first, second]
    for number, (sex, rating, likely, heard, words, _) in enumerate(PEOPLE, 1):
        marks = [option if at in heard else "" for at, option in enumerate(OPTIONS[:3])]
        about = [f"1140000{number:02}", "4001", "05/01/2024 10:00:00 AM", "05/01/2024 10:05:00 AM", "192.0.2.1", ""]
        rows.append([*about, sex, _rating(rating), *marks, words, _text(likely)])
    return _csv(rows).encode()


def limesurvey() -> bytes:
    """Question codes as headings, semicolons, every field quoted; who broke off has no submitdate."""
    parts = [f"G01Q03[SQ00{at}]" for at in (1, 2, 3)]
    head = [
        "id",
        "submitdate",
        "lastpage",
        "startlanguage",
        "seed",
        "G01Q01",
        "G01Q02",
        *parts,
        "G01Q03[other]",
        "G01Q04",
    ]
    rows = [head]
    for number, (sex, rating, likely, heard, words, _) in enumerate(PEOPLE, 1):
        marks = ["Yes" if at in heard else "No" for at in range(3)] if heard else ["", "", ""]
        rows.append(
            [str(number), "2024-05-01 10:05:00", "2", "en", "7", sex, _rating(rating), *marks, words, _text(likely)]
        )
    rows.insert(4, ["11", "", "1", "en", "7", "Male", "", "", "", "", "", ""])
    return _csv(rows, ";", csv.QUOTE_ALL).encode()


def joined(separator: str, trailing: bool = False) -> list[list[str]]:
    """The questions as headers, several answers in one cell, the words written under "other" among them."""
    rows = [list(ASKED.values())]
    for sex, rating, likely, heard, words, _ in PEOPLE:
        chosen = [words if at == 3 else OPTIONS[at] for at in heard]
        rows.append(
            [sex, _rating(rating), separator.join(chosen) + (separator if trailing and chosen else ""), _text(likely)]
        )
    return rows


def google() -> bytes:
    """A sheet of Google Forms: a time, then the questions; an option may hold the separator itself."""
    head, *rows = joined(", ")
    return _csv([["Timestamp", *head], *[["5/1/2024 10:05:00", *row] for row in rows]]).encode()


def microsoft() -> bytes:
    head, *rows = joined(";", trailing=True)
    meta = ["ID", "Start time", "Completion time", "Email", "Name"]
    return _xlsx(
        [[*meta, *head], *[[str(n), "2024-05-01", "2024-05-01", "anonymous", "", *r] for n, r in enumerate(rows, 1)]]
    )


def wjx(codes: bool) -> bytes:
    """问卷星: labels with ┋ and 〖〗, or codes with a 0/1 column per option. Code 2 is the first sex on the page."""
    meta = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    several = [f"第3题({option})" for option in OPTIONS] if codes else [f"3、{ASKED['heard']}"]
    rows = [[*meta, f"1、{ASKED['sex']}", f"2、{ASKED['rating']}", *several, f"4、{ASKED['likely']}"]]
    for number, (sex, rating, likely, heard, words, _) in enumerate(PEOPLE, 1):
        about = [str(number), "2024/5/1 10:05:00", "300秒", "链接", "直接访问", "192.0.2.1(北京-北京)"]
        if codes:
            marks = [str(int(at in heard)) for at in range(4)] if heard else [""] * 4
            rows.append([*about, str(2 - SEXES.index(sex)), _text(rating), *marks, _text(likely)])
        else:
            chosen = "┋".join(f"Other〖{words}〗" if at == 3 else OPTIONS[at] for at in heard)
            rows.append([*about, sex, _rating(rating), chosen, _text(likely)])
    return _csv(rows).encode("gb18030")


def coded() -> pd.DataFrame:
    """The answers as codes, 9 and 99 where there is none."""
    rows = []
    for sex, rating, likely, heard, _, weight in PEOPLE:
        marks = {f"heard_{at + 1}": float(at in heard) if heard else float("nan") for at in range(4)}
        rows.append({"sex": SEXES.index(sex) + 1.0, "rating": float(rating or 9), **marks,
                     "likely": 99.0 if likely is None else float(likely), "wt": weight})  # fmt: skip
    return pd.DataFrame(rows)


LABELS = {"sex": dict(enumerate(SEXES, 1)), "rating": {**dict(enumerate(RATINGS, 1)), 9: "No answer"},
          "likely": {99: "No answer"}}  # fmt: skip
COLUMN_LABELS = [ASKED["sex"], ASKED["rating"], *OPTIONS, ASKED["likely"], "Weight"]


def spss(folder: Path, ending: str = ".sav") -> bytes:
    """With labels, missing codes, a multiple-response set and a weight variable in the dictionary."""
    path = folder / f"made{ending}"
    pyreadstat.write_sav(
        coded(), path, column_labels=COLUMN_LABELS, variable_value_labels=LABELS, row_compress=ending == ".sav",
        compress=ending == ".zsav", missing_ranges={"rating": [9], "likely": [{"lo": 97, "hi": 99}]},
    )  # fmt: skip
    data = path.read_bytes()
    sets = b"$heard=D1 1 25 Where did you hear of us? HEARD_1 HEARD_2 HEARD_3 HEARD_4\n"
    record = struct.pack("<4i", 7, 7, 1, len(sets)) + sets
    end = data.index(struct.pack("<ii", 999, 0))
    data = data[:end] + record + data[end:]
    if ending == ".zsav":
        data = _moved(data, end + len(record) + 8, len(record))
    return data[:76] + struct.pack("<i", 8) + data[80:92] + b"01 May 2410:00:00" + data[109:]  # weight, and when saved


def _moved(data: bytes, start: int, by: int) -> bytes:
    """Return a zsav file whose positions, of its compressed data and in their trailer, are right again."""
    result = bytearray(data)
    header, trailer, length = struct.unpack_from("<3q", data, start)
    struct.pack_into("<3q", result, start, header + by, trailer + by, length)
    [blocks] = struct.unpack_from("<i", data, trailer + by + 20)
    for at in range(trailer + by + 24, trailer + by + 24 + 24 * blocks, 24):
        plain, packed = struct.unpack_from("<2q", data, at)
        struct.pack_into("<2q", result, at, plain + by, packed + by)
    return bytes(result)


def stata(folder: Path) -> bytes:
    """With labels and the extended missing values .a and .b."""
    frame = coded().astype({"rating": object, "likely": object})
    frame.loc[frame["rating"] == 9, "rating"] = "a"
    frame.loc[frame["likely"] == 99, "likely"] = "b"
    labels = {**LABELS, "rating": {**dict(enumerate(RATINGS, 1)), "a": "No answer"}, "likely": {"b": "No answer"}}
    path = folder / "made.dta"
    pyreadstat.write_dta(frame, path, column_labels=COLUMN_LABELS, variable_value_labels=labels,
                         missing_user_values={"rating": ["a"], "likely": ["b"]})  # fmt: skip
    return re.sub(rb"(<timestamp>.)[^<]*", rb"\g<1>01 May 2024 10:00", path.read_bytes())


def columns(kind: str) -> bytes:
    """Parquet or Feather, several answers as a list."""
    head, *rows = joined("|")
    frame = pd.DataFrame(rows, columns=head)
    frame[ASKED["heard"]] = [cell.split("|") if cell else None for cell in frame[ASKED["heard"]]]
    out = io.BytesIO()
    (frame.to_parquet if kind == ".parquet" else frame.to_feather)(out)
    return out.getvalue()


def long() -> bytes:
    """A row per answer; the weight stands on every row of a respondent."""
    rows = [["person", "wt", "question", "answer"]]
    for number, (sex, rating, likely, heard, words, weight) in enumerate(PEOPLE, 1):
        given = [("sex", sex), ("rating", _rating(rating)), ("likely", _text(likely))]
        given += [("heard", words if at == 3 else OPTIONS[at]) for at in heard]
        rows += [[str(number), str(weight), question, answer] for question, answer in given]
    return _csv(rows).encode()


TRIPLE_S = """<?xml version="1.0" encoding="utf-8"?>
<sss version="2.0"><survey><name>visit</name><record ident="V" {format}>
<variable ident="1" type="single"><name>sex</name><label>What is your sex?</label><position start="1"/>
<values><value code="1">Female</value><value code="2">Male</value></values></variable>
<variable ident="2" type="single"><name>rating</name><label>How was your visit?</label><position start="2"/>
<values>{ratings}</values></variable>
<variable ident="3" type="multiple"><name>heard</name><label>Where did you hear of us?</label>{heard}
<values>{options}</values></variable>
<variable ident="4" type="quantity"><name>likely</name><label>How likely are you to recommend us?</label>{likely}
<values><range from="0" to="10"/></values></variable>
</record></survey></sss>"""


def triple_s(layout: str) -> tuple[bytes, bytes]:
    """Data and codebook: "csv" with a 0/1 field of bits, "fixed" with the codes spread over subfields."""
    data = []
    for sex, rating, likely, heard, _, _ in PEOPLE:
        first = [str(SEXES.index(sex) + 1), _text(rating) or " "]
        if layout == "csv":
            bits = "".join(str(int(at in heard)) for at in range(4))
            data.append(",".join([*first, bits, _text(likely)]))
        else:
            spread = "".join(str(at + 1) for at in heard).ljust(4)
            data.append("".join(first) + spread + _text(likely).rjust(2))
    csv_ = layout == "csv"
    heard = '<position start="3"/>' if csv_ else '<position start="3" finish="6"/><spread subfields="4" width="1"/>'
    book = TRIPLE_S.format(
        format='format="csv"' if csv_ else "",
        ratings="".join(f'<value code="{n}">{label}</value>' for n, label in enumerate(RATINGS, 1)),
        options="".join(f'<value code="{n}">{label}</value>' for n, label in enumerate(OPTIONS, 1)),
        heard=heard,
        likely='<position start="4"/>' if csv_ else '<position start="7" finish="8"/>',
    )
    return "\n".join(data).encode() + b"\n", book.encode()


def ddi() -> tuple[bytes, bytes]:
    """A csv of codes, and a DDI codebook with questions, categories and missing codes."""
    frame = coded().drop(columns="wt")
    variables = []
    for name, label in zip(frame, COLUMN_LABELS, strict=False):
        categories = "".join(
            f"<catgry{' missing=' + chr(34) + 'Y' + chr(34) if text == 'No answer' else ''}>"
            f"<catValu>{code}</catValu><labl>{text}</labl></catgry>"
            for code, text in LABELS.get(name, {}).items()
        )
        variables.append(
            f'<var name="{name.upper()}"><labl>short</labl><qstn><qstnLit>{label}</qstnLit></qstn>{categories}</var>'
        )
    book = f'<codeBook xmlns="ddi:codebook:2_5"><dataDscr>{"".join(variables)}</dataDscr></codeBook>'
    return frame.to_csv(index=False, float_format="%.0f").encode(), book.encode()
