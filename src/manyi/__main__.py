"""python -m manyi: the command line."""

import sys

from manyi.cli import main

sys.exit(main())
