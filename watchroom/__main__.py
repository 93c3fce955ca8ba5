"""`python -m watchroom` is the console script."""

from __future__ import annotations

from watchroom.cli import main

main(prog_name="watchroom")
