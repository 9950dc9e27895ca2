"""Warm kernels do what stock kernels do: real processes, spoken to through jupyter_client."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from manyi.kernels import available
from tests.kernels.conftest import Running

Start = Callable[..., Running]
INLINE = "matplotlib_inline.backend_inline"
PRELOAD = ["numpy:random", "matplotlib.pyplot", INLINE, "keeps_the_stream", "no_such_module"]
KEPT = "import keeps_the_stream\nkeeps_the_stream.log.warning('careful')"
FIGURE = "import matplotlib.pyplot as plt\nfigure = plt.figure()\nplt.plot([1, 2]);"
ARGUMENTS = "import sys; print(sys.argv[1:2], sys.path[0])"
pytestmark = pytest.mark.skipif(not available(), reason="kernels are forked on Linux only")


def parent(kernel: Running) -> str:
    """Return the command line of the process that started a kernel."""
    return kernel.value("open(f'/proc/{__import__(\"os\").getppid()}/cmdline').read()")


def gone(process: int) -> bool:
    """Wait until a process has ended (a zombie has); False after ten seconds."""
    for _ in range(200):
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_kernels_are_forked_from_one_process_with_its_imports_behind_it(start: Start) -> None:
    one, other = start(PRELOAD), start(PRELOAD)
    assert one.value("__import__('os').getppid()") == other.value("__import__('os').getppid()")
    assert "server.py" in parent(one)
    assert one.value("'matplotlib.pyplot' in __import__('sys').modules") == "True"


def test_nothing_of_one_kernel_is_seen_in_the_next(start: Start) -> None:
    one, other = start(PRELOAD), start(PRELOAD)
    one.run("import os, numpy; here = 1; numpy.here = 1; os.environ['HERE'] = '1'")
    assert other.value("'here' in globals(), hasattr(__import__('numpy'), 'here')") == "False False"
    assert other.value("__import__('os').environ.get('HERE')") == "None"


def test_two_kernels_draw_different_numbers(start: Start) -> None:
    draw = "__import__('random').random(), float(__import__('numpy').random.random())"
    first, second = (start(PRELOAD).value(draw).split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_kernel_has_the_environment_and_folder_it_was_given(start: Start, tmp_path: Path) -> None:
    kernel = start(PRELOAD, cwd=tmp_path, PLACE="here", TZ="Asia/Shanghai")
    assert kernel.value("__import__('os').environ['PLACE'], __import__('os').getcwd()") == f"here {tmp_path}"
    assert kernel.value("__import__('time').strftime('%z')") == "+0800"
    assert start(PRELOAD).value("__import__('os').environ.get('PLACE')") == "None"


def test_cells_put_out_the_same_in_a_warm_and_in_a_stock_kernel(start: Start) -> None:
    """A figure, the arguments, a stream kept at import, an error, the end."""
    warm, stock = start(PRELOAD), start(None)
    figure, arguments, kept, error, end = (
        (warm.run(source), stock.run(source)) for source in (FIGURE, ARGUMENTS, KEPT, "1 / 0", "exit")
    )
    assert figure[0] == figure[1] and "image/png" in figure[0][-1]["data"]
    assert arguments[0] == arguments[1]
    assert kept[0] == kept[1] == [{"type": "stream", "name": "stderr", "text": "careful\n"}]
    assert error[0] == error[1] and error[0][-1]["ename"] == "ZeroDivisionError"
    assert end[0] == end[1]


@pytest.mark.parametrize("module", ["prints_at_import", "starts_a_thread"])
def test_where_a_fork_would_differ_the_kernel_is_a_stock_one(start: Start, module: str) -> None:
    kernel = start([module])
    assert "server.py" not in parent(kernel)
    assert kernel.value("1 + 1") == "2"


@pytest.mark.parametrize(("source", "code"), [("os._exit(3)", 3), ("os.kill(os.getpid(), 9)", -9)])
def test_the_end_of_a_kernel_is_seen(start: Start, source: str, code: int) -> None:
    kernel = start(PRELOAD)
    process = kernel.manager.provisioner.process
    kernel.client.execute(f"import os; {source}")
    assert process.wait() == code
    assert not kernel.manager.is_alive()


def test_a_cell_can_be_interrupted_and_the_kernel_goes_on(start: Start) -> None:
    kernel = start(PRELOAD)
    # After an error a kernel aborts what comes next, for a moment, unless told not to.
    asked = kernel.client.execute("import time\nprint('begun')\ntime.sleep(60)", stop_on_error=False)
    while kernel.client.get_iopub_msg(timeout=20)["msg_type"] != "stream":
        pass
    kernel.manager.interrupt_kernel()
    while (reply := kernel.client.get_shell_msg(timeout=20))["parent_header"]["msg_id"] != asked:
        pass  # an answer to what was asked while it started
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.value("1 + 1") == "2"


def test_kernels_end_with_the_warm_process_and_the_next_one_is_stock(start: Start) -> None:
    kernel = start(["numpy"])
    warm = int(kernel.value("__import__('os').getppid()"))
    os.kill(warm, signal.SIGKILL)
    assert gone(kernel.manager.provisioner.pid)
    assert not kernel.manager.is_alive()
    assert start(["numpy"]).value("1 + 1") == "2"


def test_a_killed_starter_leaves_no_process(tmp_path: Path) -> None:
    source = (
        "import os, sys, time\nfrom manyi.kernels.process import processes\n"
        "log = os.open(os.devnull, os.O_WRONLY)\n"
        "process = processes.get(sys.executable, [], os.environ)\n"
        "kernel = process.fork(['-f', sys.argv[1]], os.environ, '.', log, log)\n"
        "print(kernel.pid, process.pid, flush=True)\ntime.sleep(60)"
    )
    command = [sys.executable, "-c", source, str(tmp_path / "kernel.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        processes = [int(one) for one in starter.stdout.readline().split()]
        starter.kill()
    assert len(processes) == 2
    assert all(gone(one) for one in processes)
