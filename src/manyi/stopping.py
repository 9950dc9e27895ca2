"""How a command ends on Ctrl-C, SIGTERM or a closed terminal: within two seconds, in one line, leaving nothing behind.

A thread does this, woken by the signal itself, because the main thread may be deep in a library or still importing.
Nothing is unwound: what has to survive a stop (a report that is being replaced) has to survive a kill anyway.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

SIGNALS = {"SIGINT": "interrupted", "SIGTERM": "ended by SIGTERM", "SIGHUP": "ended with its terminal"}
PATIENCE = 1.5  # seconds for tidying up
_last: list[Callable[[], object]] = []
_ending = threading.Event()


def at_stop(tidy: Callable[[], object]) -> None:
    """Call `tidy` before the process ends on a signal; it may run beside any other thread, and must be quick."""
    _last.append(tidy)


def hold() -> None:
    """Wait if the process is already ending: whatever fails now fails because of that and is not worth reporting."""
    if _ending.is_set():
        time.sleep(2 * PATIENCE)


def listen() -> None:
    """End this process on a signal from now on. A signal its parent had it ignore stays ignored (nohup, background)."""
    if sys.platform == "win32":
        return  # no pipe wakes a thread there; `cli.main` handles KeyboardInterrupt
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)  # before the handlers, so that no signal is missed
    heard = {}
    for name, words in SIGNALS.items():
        number = signal.Signals[name]
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
            heard[int(number)] = words
    threading.Thread(target=_wait, args=(reading, heard), name="stop", daemon=True).start()


def _wait(reading: int, heard: dict[int, str]) -> None:
    number = 0
    while number not in heard:
        number = os.read(reading, 1)[0]
    _ending.set()
    end = threading.Timer(PATIENCE, os._exit, [128 + number])
    end.daemon = True
    end.start()
    with contextlib.suppress(OSError):
        os.write(2, f"manyi: {heard[number]}; every report in place is whole\n".encode())
    for tidy in reversed(_last):
        with contextlib.suppress(Exception):
            tidy()
    os._exit(128 + number)
