"""What a build redoes and what it keeps: steps and their order, digests, kept products, whether a report is current."""
