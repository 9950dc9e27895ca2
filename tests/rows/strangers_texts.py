"""Texts with personal data by another hand than `personal_texts`: other sentences, other ways to write each kind.

Part `first` was measured before the patterns were changed for what it showed, part `second` afterwards: it has
sentences and ways to write that `first` does not have. Drawn at random; the same seed gives the same texts.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import yaml

from tests.rows.personal_texts import Planted

Rng = random.Random
PARTS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
ENDS = {"a": (100, 999), "b": (11, 29), "c": (110, 190), "d": (2, 9), "h": (2, 9), "i": (10, 12), "y": (1990, 2020)}
NUMERALS = ("零一二三四五六七八九", "零幺二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖")


def texts(part: str, count: int, seed: int) -> list[Planted]:
    """Return `count` texts with something personal and as many look-alikes of one part."""
    rng, planted = random.Random(f"{part} {seed}"), []
    ways = PARTS[part]["ways"]
    for at in range(count):
        kind = list(ways)[at % len(ways)]
        secret, written = MAKERS[kind](rng, rng.choice(ways[kind]))
        planted.append(Planted(rng.choice(PARTS[part]["sentences"]).format(written), secret, kind))
    for _ in range(count):
        numbers = {name: rng.randint(*ends) for name, ends in ENDS.items()}
        planted.append(Planted(rng.choice(PARTS[part]["lookalikes"]).format(**numbers), "", ""))
    return planted


def _digits(rng: Rng, count: int) -> str:
    return "".join(str(rng.randint(0, 9)) for _ in range(count))


def _parts(number: str, sizes: tuple[int, ...]) -> list[str]:
    ends = [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    return [number[a:b] for a, b in zip(ends, ends[1:], strict=False)]


def _mobile(rng: Rng, way: str) -> tuple[str, str]:
    number = f"1{rng.choice('3578')}{_digits(rng, 9)}"
    if way.startswith("words"):
        spelt = "".join(NUMERALS[int(way[-1])][int(digit)] for digit in number)
        return number, rng.choice([spelt, " ".join(_parts(spelt, (3, 4, 4))), "，".join(_parts(spelt, (3, 4, 4)))])
    if way == "english":
        names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        return number, "-".join(names[int(digit)] for digit in number)
    if way == "keycaps":
        return number, "".join(f"{digit}\ufe0f\u20e3" for digit in number)
    if way == "singly":
        return number, "。".join(number)
    return number, way.join(_parts(number, (3, 4, 4)))


def _handle(rng: Rng) -> str:
    return rng.choice(["lily", "zhaoqi", "wang_w", "KevinL", "momo", "xue-er"]) + _digits(rng, rng.randint(2, 4))


def _filled(rng: Rng, way: str) -> tuple[str, str]:
    handle = _handle(rng)
    return handle, way.format(handle)


def _mail(rng: Rng, way: str) -> tuple[str, str]:
    name = rng.choice(["lihua", "z.wei", "sunny_77", "qiqi2001", "tom-chen"])
    return name, way.format(name, rng.choice(["163", "qq", "gmail", "outlook"]))


def _american(rng: Rng, way: str) -> tuple[str, str]:
    groups = [f"{rng.randint(2, 9)}{_digits(rng, 2)}", f"{rng.randint(2, 9)}{_digits(rng, 2)}", _digits(rng, 4)]
    return "".join(groups), way.format(*groups)


def _social(rng: Rng, way: str) -> tuple[str, str]:
    groups = [f"{rng.randint(1, 5)}{_digits(rng, 2)}", str(rng.randint(10, 99)), str(rng.randint(1000, 9999))]
    return "".join(groups), way.format(*groups)


def _plate(rng: Rng, way: str) -> tuple[str, str]:
    number = "".join(rng.choice("ABDEFGHJK") if at == 1 else str(rng.randint(0, 9)) for at in range(5))
    return number, way.format(rng.choice("京沪粤浙苏川"), rng.choice("ABCE"), number)


def _position(rng: Rng, way: str) -> tuple[str, str]:
    north, east = (f"{rng.randint(*ends)}.{rng.randint(10000, 99999)}" for ends in ((22, 40), (100, 121)))
    whole = {"n": north[:2], "m": rng.randint(10, 59), "e": east[:3], "k": rng.randint(10, 59)}
    written = way.format(north, east, **whole)
    return (
        north.replace(".", "") if north in written else f"{whole['n']}{whole['m']}{whole['e']}{whole['k']}"
    ), written


Maker = Callable[[Rng, str], tuple[str, str]]
MAKERS: dict[str, Maker] = {
    "mobile": _mobile, "email": _mail, "wechat": _filled, "account": _filled, "phone": _american, "ssn": _social,
    "plate": _plate, "position": _position,
}  # fmt: skip
