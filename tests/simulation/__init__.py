"""The protocol under faults: one seed, one run; `python -m tests.simulation --seeds 0..2000`."""
