"""A second implementation of the division, written from the method alone: slow, plain, sharing no code."""
