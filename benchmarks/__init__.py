"""Benchmarks of rarekg, each against a reference taken in the same run; see docs/benchmarks.md."""
