"""What is looked for in an executed notebook, without believing what it says about itself."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_output

from manyi.errors import InputError
from manyi.publish import executed
from tests.publish.conftest import notebook

HERE = Path("/home/someone/project")
BUILD = Path("/srv/build")


def ran(*sources: str) -> nbformat.NotebookNode:
    """Return a notebook as it looks after a good run."""
    made = notebook(*sources, "chapter.close()")
    for place, cell in enumerate(made.cells, start=1):
        cell.execution_count = place
        cell.metadata["papermill"] = {"status": "completed"}
        cell.metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00"}
    made.cells[-1].outputs = [new_output("display_data", {executed.BUNDLE: {"kind": "end"}})]
    made.metadata["papermill"] = {"input_path": "/home/someone/30.ipynb"}
    return made


def test_a_good_run_passes() -> None:
    executed.refuse_unfinished(ran("x = 1"))


@pytest.mark.parametrize("count", [None, 7])
def test_a_cell_that_did_not_run_is_found_whatever_the_metadata_says(count: int | None) -> None:
    made = ran("x = 1", "y = 2")
    made.cells[2].execution_count = count
    with pytest.raises(InputError, match="cell 3: did not run"):
        executed.refuse_unfinished(made)


def test_stderr_is_refused_and_stdout_is_not() -> None:
    made = ran("x = 1")
    made.cells[1].outputs = [new_output("stream", name="stdout", text="fine")]
    executed.refuse_unfinished(made)
    made.cells[1].outputs = [new_output("stream", name="stderr", text="Glyph missing\nfrom font")]
    with pytest.raises(InputError, match="cell 2: wrote to stderr: Glyph missing from font"):
        executed.refuse_unfinished(made)


def test_cells_are_counted_without_the_injected_parameters() -> None:
    made = ran("injected", "x = 1")
    made.cells[1].metadata["tags"] = ["injected-parameters"]
    made.cells[2].outputs = [new_output("error", ename="KeyError", evalue="'q'")]
    with pytest.raises(InputError, match="cell 2: KeyError"):
        executed.refuse_unfinished(made)


def test_scrubbing_leaves_nothing_of_the_run() -> None:
    first, second = ran("x = 1"), ran("x = 1")
    assert nbformat.writes(first) != nbformat.writes(second)  # random cell ids
    assert nbformat.writes(executed.scrub(first, HERE, BUILD)) == nbformat.writes(executed.scrub(second, HERE, BUILD))
    for trace in ("papermill", "2026-01-01", "/home/someone"):
        assert trace not in nbformat.writes(first)


def test_printed_text_is_in_one_place_whenever_it_arrived() -> None:
    shown = new_output("display_data", {"text/plain": "x"})
    halves = [new_output("stream", name="stdout", text=text) for text in ("one ", "two")]
    made = [ran("print()") for _ in range(2)]
    made[0].cells[1].outputs = [halves[0], shown, halves[1]]
    made[1].cells[1].outputs = [shown, new_output("stream", name="stdout", text="one two")]
    assert nbformat.writes(executed.scrub(made[0], HERE, BUILD)) == nbformat.writes(
        executed.scrub(made[1], HERE, BUILD)
    )


def test_a_path_that_a_cell_shows_is_told_from_the_project_on() -> None:
    made = ran("folder")
    made.cells[1].outputs = [
        new_output("execute_result", {"text/plain": f"PosixPath('{HERE}/build')"}, execution_count=2)
    ]
    assert executed.scrub(made, HERE, BUILD).cells[1].outputs[0].data["text/plain"] == "PosixPath('./build')"


def test_a_build_folder_elsewhere_reads_as_the_usual_one() -> None:
    made = ran("folder")
    made.cells[1].outputs = [new_output("stream", name="stdout", text=f"{BUILD}/scratch")]
    assert executed.scrub(made, HERE, BUILD).cells[1].outputs[0].text == "./build/scratch"
