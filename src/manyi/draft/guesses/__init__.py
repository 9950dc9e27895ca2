"""The possible answers to the questions of a file, guessed from their cells: one column or several."""
