"""Reviews, complaints and refunds of online retail."""
