"""What can be answered to the questions of a file, guessed from their cells: one column or several."""
