#!/usr/bin/env python3
"""The one tool of a checkout, standard library only: makes its own `.venv`, then does what was asked.

    python3 dev.py demo      a throw-away branch and two stations with invented data
    python3 dev.py run …     watchroom itself, with its arguments
    python3 dev.py test      lint, types, import contracts, tests with coverage; with arguments: pytest alone
    python3 dev.py setup     only the environment
    python3 dev.py lock      write the two lock files anew (needs uv)

It names no package index: pip and uv ask wherever this machine's configuration and environment send them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "watchroom.stamp"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
UV_TWIN = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
    "PIP_CERT": "SSL_CERT_FILE",
}
TOO_OLD = "需要 Python 3.11 或更新版本，当前是 {0}。\nPython 3.11+ needed; this is {0}."
NO_VENV = (
    "这个 Python 没有 venv。请先执行：{0}\n"
    "This Python cannot make a virtual environment. Please type first: {0}"
)
PREPARING = "正在准备 .venv（仅第一次）/ preparing .venv (first time only)"
FAILED = "未完成，退出码 {1}：{0}\nStopped with exit code {1}: {0}"


def say(text: str) -> None:
    """One message on stderr, whatever the console can spell."""
    encoding = sys.stderr.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def call(*command: object, env: dict[str, str] | None = None) -> int:
    """Run `command` at the root and return its exit code."""
    return subprocess.call([str(part) for part in command], cwd=ROOT, env=env)


def must(*command: object, env: dict[str, str] | None = None) -> None:
    """Run `command`; a failure ends this program with the same exit code."""
    code = call(*command, env=env)
    if code:
        say(FAILED.format(" ".join(map(str, command)), code))
        sys.exit(code)


# -- the environment ---------------------------------------------------------------------------------------


def wanted(lock: Path) -> str:
    """The stamp of an environment that holds `lock` for this checkout and this Python."""
    import tomllib  # absent from the Pythons that are told they are too old

    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:2]} {lock.name}".encode())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    digest.update(repr((project["project"], project["build-system"], project["tool"]["hatch"])).encode())
    digest.update(lock.read_bytes())
    return digest.hexdigest()


def ready(lock: Path) -> bool:
    """Whether `.venv` already holds `lock`, or more."""
    if not (STAMP.exists() and PYTHON.exists()):
        return False
    return STAMP.read_text(encoding="ascii") in {wanted(lock), wanted(DEV_LOCK)}


def uv_environment() -> dict[str, str]:
    """This environment, with what it tells pip told to uv too, and every index asked as pip asks them all.

    Which index a file comes from does not matter: its hash stands in the lock.
    """
    env = {"UV_INDEX_STRATEGY": "unsafe-best-match", **os.environ}
    for ours, theirs in UV_TWIN.items():
        if ours in env:
            env.setdefault(theirs, env[ours])
    return env


def with_uv(lock: Path) -> bool:
    """Fill `.venv` by uv; false when there is no uv or it did not manage."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    env = uv_environment()
    install = (uv, "pip", "install", "-q", "--python", PYTHON)
    steps: tuple[tuple[object, ...], ...] = (
        (uv, "venv", "-q", "--clear", "--python", sys.executable, VENV),
        (*install, "--require-hashes", "-r", lock),
        (*install, "--no-deps", "--no-build-isolation", "-e", "."),
    )
    return not any(call(*step, env=env) for step in steps)


def with_pip(lock: Path) -> None:
    """Fill `.venv` by the standard library's venv and pip."""
    if not can_venv():
        fetch_venv()
    must(sys.executable, "-m", "venv", "--clear", VENV)
    pip = (PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    # The lock is the whole resolution: a pip that resolved again would look at newer releases than it names.
    must(*pip, "--require-hashes", "--no-deps", "-r", lock)
    must(*pip, "--no-deps", "--no-build-isolation", "-e", ".")


def can_venv() -> bool:
    """Whether this Python has both venv and ensurepip; Debian ships them apart."""
    probe = (sys.executable, "-c", "import venv, ensurepip")
    return subprocess.call(probe, stderr=subprocess.DEVNULL) == 0


def fetch_venv() -> None:
    """Install Debian's python3-venv as root, or by sudo on a terminal; else say the line to type."""
    apt = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-venv")
    if WINDOWS or shutil.which("apt-get") is None or not sys.executable.startswith("/usr/bin/"):
        say(NO_VENV.format("python3 -m ensurepip"))
        sys.exit(1)
    if os.geteuid() == 0:
        become: tuple[str, ...] = ()
    elif shutil.which("sudo") and sys.stdin.isatty():
        become = ("sudo",)
    else:
        say(NO_VENV.format("sudo apt-get install python3-venv"))
        sys.exit(1)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if call(*become, *apt, env=env):
        must(*become, "apt-get", "update", "-qq", env=env)
        must(*become, *apt, env=env)


def prepare(lock: Path) -> None:
    """Make `.venv` hold `lock` unless it does already."""
    if ready(lock):
        return
    say(PREPARING)
    if not with_uv(lock):
        with_pip(lock)
    STAMP.write_text(wanted(lock), encoding="ascii")


# -- the commands ------------------------------------------------------------------------------------------


def program(*arguments: str) -> int:
    """Become watchroom itself, so that signals and the terminal are its own."""
    prepare(RUN_LOCK)
    command = [str(PYTHON), "-P", "-m", "watchroom", *arguments]
    if WINDOWS:
        return subprocess.call(command)
    os.environ["WATCHROOM_CALLED_AS"] = "python3 dev.py run"
    os.execv(command[0], command)


def test(*arguments: str) -> int:
    """Judge the checkout, cheapest first, stopping at the first failure; pytest speaks last."""
    prepare(DEV_LOCK)
    # The root is put first by name: a folder `core` where the caller stands must not be taken for ours.
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    python = (PYTHON, "-P", "-m")
    if arguments:
        return call(*python, "pytest", *arguments, env=env)
    must(*python, "ruff", "check", "-q", ".")
    must(*python, "ruff", "format", "--check", "-q", ".")
    must(*python, "mypy")
    must(PYTHON.parent / "lint-imports", "--no-logo", env=env)
    whole = ("-q", "-n", "auto", "--dist", "worksteal", "--hypothesis-profile=judge")
    return call(*python, "pytest", *whole, "--cov", "--cov-report=term", env=env)


def lock() -> int:
    """Resolve the dependencies anew: every platform, every hash, no address."""
    compile_ = ("uv", "pip", "compile", "-q", "--universal", "--generate-hashes", "--python-version", "3.11")
    quiet = (*compile_, "--no-header", "--no-annotate", "--upgrade", "pyproject.toml", "--group", "build")
    must(*quiet, "--all-extras", "--group", "dev", "-o", DEV_LOCK)
    extras = ("--extra", "server", "--extra", "export", "--extra", "print")
    must(*quiet, *extras, "-c", DEV_LOCK, "-o", RUN_LOCK)
    return 0


def setup() -> int:
    """The environment of a developer, and nothing else."""
    prepare(DEV_LOCK)
    return 0


def main(arguments: list[str]) -> int:
    """Do the command named first in `arguments`; 2 when it is none of ours."""
    if sys.version_info < (3, 11):
        say(TOO_OLD.format(sys.version.split()[0]))
        return 1
    name, rest = (arguments or ["help"])[0], arguments[1:]
    if name == "demo":
        return program("demo", *rest)
    if name == "run":
        return program(*rest)
    if name == "test":
        return test(*rest)
    if name in {"setup", "lock"} and not rest:
        return setup() if name == "setup" else lock()
    say((__doc__ or "").strip())
    return 0 if name in {"help", "-h", "--help"} else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
