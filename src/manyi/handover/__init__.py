"""Clean rows for analysis in other programs: data with their labels, and codebooks beside them."""
