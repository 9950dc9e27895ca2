from manyi.errors import InputError, place


def test_a_line_stays_a_line_whatever_a_file_holds():
    answer = "七" * 100_000
    said = str(InputError(f"no answer {answer!r}, say another", place("a.csv", 3, answer), [answer, *range(1_000)]))
    assert len(said) < 3_000 and said.isprintable()
    assert said.startswith("a.csv, line 3, column 七") and "say another" in said and "and 961 more" in said


def test_a_short_message_is_left_as_it_is():
    assert str(InputError("no sheet 'x'", "a.xlsx", ["one", "two"])) == "a.xlsx: no sheet 'x' (allowed: one, two)"
