"""Files as delivered -> rows of text with file and line, personal data removed."""
