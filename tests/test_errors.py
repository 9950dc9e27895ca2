import pickle

from manyi.errors import InputError, Mistake, place, together


def test_a_line_stays_a_line_whatever_a_file_holds():
    answer = "七" * 100_000
    said = str(InputError(f"no answer {answer!r}, say another", place("a.csv", 3, answer), [answer, *range(1_000)]))
    assert len(said) < 3_000 and said.isprintable()
    assert said.startswith("a.csv, line 3, column 七") and "say another" in said and "and 961 more" in said


def test_a_short_message_is_left_as_it_is():
    assert str(InputError("no sheet 'x'", "a.xlsx", ["one", "two"])) == "a.xlsx: no sheet 'x' (allowed: one, two)"


def test_a_mistake_has_its_place_and_what_is_wrong_there():
    first, second = InputError("no: such item", place("a.yml", 3), ["b"]), InputError("is no file: a.csv, line 2: x")
    error = pickle.loads(pickle.dumps(together([first, second])))  # noqa: S301 - our own
    assert error.mistakes == [
        Mistake("a.yml, line 3", "no: such item (allowed: b)"), Mistake("", "is no file: a.csv, line 2: x")
    ]  # fmt: skip
    assert error.lines == ["a.yml, line 3: no: such item (allowed: b)", "is no file: a.csv, line 2: x"]
    assert str(error) == f"{error.lines[0]} (and 1 more: make check lists them)"
    inside = [mistake.within("weight w") for mistake in error.mistakes]
    assert [mistake.where for mistake in inside] == ["weight w: a.yml, line 3", "weight w"]
    assert [str(mistake) for mistake in inside] == [f"weight w: {line}" for line in error.lines]
