"""Benchmarks: each figure beside a bare program that does the same in the same run, because machines differ."""
