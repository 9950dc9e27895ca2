"""Tests of manyi, with one thread of linear algebra as in a build: several on a busy machine take ten times as long."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
