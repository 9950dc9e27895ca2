"""What a file is made of: its columns counted, a row per answer, replicate weights."""
