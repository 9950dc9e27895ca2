"""Clean rows for whoever goes on in another program: data with their labels, and codebooks beside them."""
