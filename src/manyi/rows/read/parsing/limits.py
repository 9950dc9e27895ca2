"""The limits of the process that parses a file."""

from __future__ import annotations

MEMORY, SECONDS = 3 * 2**30, 300  # a million rows of forty columns stay below


def limit_process() -> None:
    """Limit this process's memory and time, where the system supports it."""
    try:
        import resource

        for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))
    except (ImportError, ValueError, OSError):
        pass
