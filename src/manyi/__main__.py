"""python -m manyi: the command line."""

import sys

from manyi.publish.cli import main

sys.exit(main())
