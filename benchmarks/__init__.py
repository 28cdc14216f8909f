"""Benchmarks: how long the core and the whole way from files take, beside one plain programme for the same limits."""
