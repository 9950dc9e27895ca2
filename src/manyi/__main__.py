"""python -m manyi: the command line."""

import sys

from manyi import stopping

stopping.listen()  # before anything that takes time to import

from manyi.cli import main  # noqa: E402

sys.exit(main())
