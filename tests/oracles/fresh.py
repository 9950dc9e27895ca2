"""The reference cases under another seed: data and R's numbers drawn anew, every case checked at its tolerance.

python -m tests.oracles.fresh SEED (make oracle SEED=7) needs R with the packages survey and MASS; the data and numbers
stay in build/oracles/SEED. The suite holds the committed seed; this says that its tolerances are no luck of that seed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from manyi import places
from manyi.errors import InputError
from tests.oracles.registry import Case, Oracles, difference
from tests.oracles.table import ALL

SCRIPTS = Path(__file__).parent / "r"
NEEDED = ("survey", "MASS", "numDeriv")
INSTALL = "Debian and Ubuntu: apt install r-base-core r-cran-survey r-cran-mass"
NOT_OF_A_SEED = {"p_adjust_fixed", "binom_ci"}  # fixed numbers, no survey
LARGEST = 2**31 - 1  # R's largest whole number


def seed_of(text: str) -> int:
    """Return the seed given on the command line."""
    if not text.isdigit() or int(text) > LARGEST:
        raise InputError(f"SEED={text or '(none)'}", allowed=[f"a whole number up to {LARGEST}, for instance SEED=7"])
    return int(text)


def rscript(find: str = "Rscript") -> str:
    """Return where R's command is; raises InputError where R or one of its packages is not installed."""
    command = shutil.which(find)
    if command is None:
        raise InputError(f"R is not installed, and the reference cases are R's. {INSTALL}")
    asked = f"cat(Filter(function(p) !requireNamespace(p, quietly = TRUE), c({', '.join(map(repr, NEEDED))})))"
    missing = subprocess.run([command, "-e", asked], capture_output=True, text=True, check=True).stdout.split()
    if missing:
        raise InputError(f"R lacks the packages {', '.join(missing)}. {INSTALL}")
    return command


def drawn(command: str, seed: int, folder: Path) -> Oracles:
    """Have R draw the data and compute its numbers; raises InputError with R's last line where it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    run = subprocess.run(
        [command, str(SCRIPTS / "reference.R"), str(folder), str(seed)], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise InputError(f"R stopped under seed {seed}: {' '.join(run.stderr.split())[-300:]}")
    return Oracles(folder)


def largest(case: Case, oracles: Oracles) -> tuple[float, str]:
    """Return the largest relative difference of a case and what it is of."""
    return max((difference(ours, theirs), what) for what, ours, theirs in case.check(oracles))


def compare(oracles: Oracles) -> list[tuple[Case, float, str]]:
    """Return every case that R computed, with its largest difference and what it is of."""
    return [(case, *largest(case, oracles)) for case in ALL if case.id in oracles.cases]


def main(arguments: list[str]) -> int:
    """Print one line per case beyond its tolerance and a last one; 0 where there is none, 1 otherwise, 2 without R."""
    try:
        seed = seed_of(arguments[0] if arguments else "")
        oracles = drawn(rscript(), seed, places.root() / "build" / "oracles" / str(seed))
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    rows = compare(oracles)
    beyond = [row for row in rows if row[1] > row[0].tolerance]
    for case, found, what in beyond:
        print(f"{case.id}: {what} differs by {found:.1e}, tolerance {case.tolerance:.0e}")
    print(f"seed {seed}: {len(rows) - len(beyond)} of {len(rows)} cases agree with R")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
