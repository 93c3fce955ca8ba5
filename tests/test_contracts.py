"""Arrows run one way, and nothing heavy is imported before the first paint: asked of a fresh interpreter."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from watchroom.house import PACKAGES, homes, refuse_strangers

ROOT = Path(__file__).resolve().parent.parent
SCREEN = {"textual", "rich"}
NETWORK = {"httpx", "starlette", "uvicorn"}
HEAVY = {"pydantic", "httpx", "sqlite_utils", "cryptography", "argon2"}


def loaded_by(module: str) -> set[str]:
    """The top-level names in `sys.modules` after `import module`, nothing else having been imported."""
    script = f"import {module}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-P", "-c", script]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def exists(module: str) -> bool:
    """Whether `module` is in this checkout; a package on the way to it may be missing too."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def every_module_of(package: str) -> list[str]:
    """All modules of `package`, dotted."""
    paths = sorted((ROOT / package).rglob("*.py"))
    dotted = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in dotted if not name.endswith("__main__")]


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("core", SCREEN | NETWORK | {"tui", "sync", "watchroom"}),
        ("core.records", HEAVY | SCREEN | {"tui", "sync"}),
        ("core.replica", HEAVY | SCREEN | {"tui", "sync"}),
        ("core.journal", HEAVY | SCREEN | {"tui", "sync"}),
        ("core.commands", HEAVY | SCREEN | {"tui", "sync"}),
        ("sync", SCREEN | {"tui"}),
        ("tui.app", HEAVY | {"sync", "starlette", "uvicorn"}),
        ("watchroom.cli", HEAVY | SCREEN | {"starlette", "uvicorn"}),
    ],
)
def test_importing_a_module_pulls_in_no_stranger(module, strangers):
    if not exists(module):
        pytest.skip(f"{module} is not built")
    assert loaded_by(module) & strangers == set()


@pytest.mark.parametrize(
    ("package", "strangers"),
    [("core", SCREEN | NETWORK | {"tui", "sync"}), ("sync", SCREEN | {"tui"}), ("tui", NETWORK | {"sync"})],
)
def test_no_module_of_a_package_pulls_in_what_the_package_may_not_know(package, strangers):
    assert loaded_by(", ".join(every_module_of(package))) & strangers == set()


def test_the_import_contracts_hold():
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter belongs to the development environment"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_four_packages_come_from_one_place():
    assert set(homes().values()) == {ROOT}
    refuse_strangers()


def test_a_folder_that_shadows_one_of_the_packages_is_refused(tmp_path):
    shadow = tmp_path / "core"
    shadow.mkdir()
    (shadow / "__init__.py").touch()
    script = "from watchroom.house import refuse_strangers; refuse_strangers()"
    path = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run([sys.executable, "-P", "-c", script], env=path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "core" in done.stderr.splitlines()[-1]


def test_the_distribution_names_the_same_four_packages():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert tuple(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == PACKAGES
