"""What a build makes again and what it keeps: steps and their order, digests, products kept, what stands."""
