"""What is shipped works away from its checkout, and what is locked names no address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    """Name and version of everything in a lock file."""
    return dict(PIN.findall(lock.read_text(encoding="utf-8")))


def normal(requirement: str) -> str:
    """The canonical name at the head of a requirement."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]).lower()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_the_four_packages_with_their_data_and_no_tests(wheel):
    shipped = {entry for entry in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in entry}
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in ("core", "tui", "sync", "watchroom")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shipped == ours


@pytest.mark.slow
def test_the_installed_program_runs_from_another_folder(wheel, tmp_path):
    house = tmp_path / "venv"
    venv.create(house, with_pip=False)
    folder = house / ("Scripts" if os.name == "nt" else "bin")
    purelib = Path(sysconfig.get_path("purelib", "venv", {"base": str(house)}))
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "python"), "--disable-pip-version-check"]
    install = [*pip, "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)

    away = tmp_path / "away"
    (away / "core").mkdir(parents=True)
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    run = subprocess.run([str(folder / "watchroom"), "--version"], cwd=away, env=env, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    assert PROJECT["project"]["version"] in run.stdout.decode()
    where = subprocess.run(
        [str(folder / "python"), "-P", "-c", "import core; print(core.__file__)"],
        cwd=away,
        env=env,
        capture_output=True,
    )
    assert str(house) in where.stdout.decode()


@pytest.mark.parametrize("lock", [dev.RUN_LOCK, dev.DEV_LOCK], ids=["run", "dev"])
def test_a_lock_pins_and_hashes_everything_and_names_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert PIN.match(entry), entry
        assert "--hash=sha256:" in entry


def test_the_locks_cover_what_the_project_asks_for_and_agree():
    run, everything = pins(dev.RUN_LOCK), pins(dev.DEV_LOCK)
    extras = PROJECT["project"]["optional-dependencies"]
    asked = [*PROJECT["project"]["dependencies"], *extras["server"], *extras["export"], *extras["print"]]
    assert {normal(requirement) for requirement in asked} <= run.keys()
    asked = [part for group in (*extras.values(), *PROJECT["dependency-groups"].values()) for part in group]
    assert {normal(requirement) for requirement in asked} <= everything.keys()
    assert run.items() <= everything.items()


def test_what_the_environment_tells_pip_is_told_to_uv_unless_uv_knows_better(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "a")
    monkeypatch.setenv("PIP_FIND_LINKS", "b")
    monkeypatch.setenv("UV_FIND_LINKS", "c")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    env = dev.uv_environment()
    assert (env["UV_DEFAULT_INDEX"], env["UV_FIND_LINKS"]) == ("a", "c")


def test_a_python_that_is_too_old_is_told_so_in_both_languages(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(sys, "version", "3.10.4 (old)")
    assert dev.main(["test"]) == 1
    said = capsys.readouterr().err
    assert "需要 Python 3.11" in said
    assert "this is 3.10.4" in said


def test_a_command_dev_does_not_know_is_wrong_use(capsys):
    assert dev.main(["dance"]) == 2
    assert "python3 dev.py test" in capsys.readouterr().err


def test_an_environment_is_made_anew_for_a_new_dependency_and_not_for_a_new_rule(monkeypatch, tmp_path):
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    copy = tmp_path / "pyproject.toml"
    copy.write_text(project, encoding="utf-8")
    before = dev.wanted(dev.RUN_LOCK)
    copy.write_text(project.replace("line-length = 110", "line-length = 99"), encoding="utf-8")
    assert dev.wanted(dev.RUN_LOCK) == before
    copy.write_text(project.replace("click>=8.2", "click>=8.3"), encoding="utf-8")
    assert dev.wanted(dev.RUN_LOCK) != before
