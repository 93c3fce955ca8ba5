"""The registry of record kinds."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

from core.records.labels import label
from core.records.registry import ELSEWHERE, MODULES, kinds


def test_every_event_begins_with_the_module_that_knows_it() -> None:
    for module in MODULES:
        for kind in import_module(f"core.records.{module}").KINDS:
            for event in (*kind.openers, *kind.handlers):
                prefix = event.partition(".")[0]
                assert ELSEWHERE.get(prefix, prefix) == module, event


def test_every_kind_has_a_label_in_the_catalogue() -> None:
    assert [name for name in kinds() if not label(name)] == []


def test_folding_a_log_line_loads_no_other_kind() -> None:
    script = (
        "import sys; from core.records.registry import _kind_of; _kind_of('log.noted');"
        "print('core.records.meeting' in sys.modules, 'core.records.handover' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
