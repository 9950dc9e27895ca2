"""The structure of a file: its columns counted, a row per answer, replicate weights."""
