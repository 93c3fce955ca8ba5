"""Benchmarks: measured figures as ratios to a floor taken in the same run; `python -m tests.benchmarks` prints JSON."""
