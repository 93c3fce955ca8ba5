"""Packages that import a module when something of it is first used (PEP 562).

A package whose modules are many imports nothing but what declares its kinds, and offers the rest by a table. Opening
the screen or writing one line then loads a few modules instead of all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def offer(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of `package`; `modules` maps each module to the names it offers, separated by blanks."""
    places = {name: module for module, names in modules.items() for name in names.split()}

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{places[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return find
