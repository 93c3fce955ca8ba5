"""Run the benchmarks: `python -m tests.benchmarks [NAME …] [--sizes 10000 100000] [--home DIR]` prints one JSON document."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks import kill, store, sync_fresh, sync_large, sync_postgres, sync_storm, sync_wire
from tests.benchmarks.timing import machine

SUITE: dict[str, Callable[[Path, list[int]], dict[str, Any]]] = {
    "save": store.save,
    "fold": store.fold_anew,
    "search": store.search,
    "kill": kill.kill,
    "sync": sync_wire.wire,
    "storm": sync_storm.storm,
    "postgres": sync_postgres.postgres,
    "fresh": sync_fresh.fresh,
    "large": sync_large.large,
}


def main() -> int:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", choices=[[], *SUITE], default=[])
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--home", type=Path, help="keep the journals here between runs")
    asked = parser.parse_args()
    home = asked.home or Path(tempfile.mkdtemp(prefix="watchroom-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    document: dict[str, Any] = {"machine": machine()}
    for name in asked.names or SUITE:
        document[name] = SUITE[name](home, asked.sizes)
    document["machine_afterwards"] = machine()
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
