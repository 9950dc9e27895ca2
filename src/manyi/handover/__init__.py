"""Clean rows for further analysis in other programs: data with their labels, and codebooks beside them."""
