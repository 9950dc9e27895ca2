"""What was asked, of whom, how: the YAML of a study, read and checked against itself."""
