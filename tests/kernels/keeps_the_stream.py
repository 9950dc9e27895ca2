"""A module that takes hold of sys.stderr when it is imported, as log handlers do."""

import logging
import sys

log = logging.Logger("kept")
log.addHandler(logging.StreamHandler(sys.stderr))
