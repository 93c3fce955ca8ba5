"""The house rules that a machine can judge, over every file of the four packages."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from core.i18n import LANGUAGES, catalogue
from core.i18n.budget import placeholders
from watchroom.house import PACKAGES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FILE_LINES = 300
FUNCTION_LINES = 60
CHINESE = re.compile(r"[\u3400-\u9fff]")
PHRASE = re.compile(r"\b[A-Z][a-z]+ [a-z]{2,}\b")
WORD = re.compile(r"[A-Za-z]{2,}")
STYLE_NAMES = {"CSS", "DEFAULT_CSS"}
SAID_BY = {"Static": 0, "Label": 0, "Button": 0, "Text": 0, "notify": 0, "Binding": 2, "Checkbox": 0}
"""Calls that put text before an officer, and which of their arguments is the text."""
ERRORS = {"Refusal", "NotFound", "Incomplete", "NotSaved", "Damaged", "WatchroomError"}
SPEAKERS = {"t", "Line"} | ERRORS
"""Calls whose first argument is a key of the catalogue."""
GLYPHS = {"glyphs.py", "keys.py", "marks.py"}
"""Modules that hold what is drawn or pressed rather than said."""
ALPHABETS = {
    "core/commands",
    "core/compile/paper",
    "core/dates",
    "core/importing",
    "core/pinyin",
    "core/records/quickline.py",
    "core/search",
    "core/text",
}
"""Where Chinese text itself is the matter: names of commands, words to recognise, headings of foreign files."""


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """A file as the report names it."""
    return path.relative_to(ROOT).as_posix()


def definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Every function and class of a file, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a plain or dotted name in a file, by its last part."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield (node.func.id if isinstance(node.func, ast.Name) else node.func.attr), node


def literal(call: ast.Call, position: int) -> str | None:
    """The text literal at `position` of a call, if that is what stands there."""
    value = call.args[position] if len(call.args) > position else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def unspoken(path: Path) -> set[int]:
    """The nodes whose text nobody reads: docstrings, bare strings after a name, style sheets."""
    found: set[int] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Expr):
            found.add(id(node.value))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id in STYLE_NAMES for target in targets):
                found.update(id(part) for part in ast.walk(node))
    return found


def strings(path: Path) -> Iterator[ast.Constant]:
    """Every text literal of a file that somebody might read."""
    silent = unspoken(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node


def hidden(path: Path) -> bool:
    """Whether a file or a folder on the way to it begins with a dot."""
    return any(part.startswith(".") for part in path.parts)


def committed() -> list[Path]:
    """The files of the repository; without git, the files of the folder."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if done.returncode == 0:
        return [ROOT / part.decode() for part in done.stdout.split(b"\0") if part]
    return [path for path in ROOT.rglob("*") if not hidden(path.relative_to(ROOT))]


def test_every_module_and_public_name_says_what_it_is():
    silent = [name(path) for path in SOURCES if not ast.get_docstring(tree(path))]
    for path in SOURCES:
        silent += [
            f"{name(path)}:{node.lineno} {node.name}"
            for node in tree(path).body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []


def test_a_file_is_one_idea_and_a_function_one_thought():
    long = [name(path) for path in SOURCES if len(path.read_text("utf-8").splitlines()) > FILE_LINES]
    for path in SOURCES:
        long += [
            f"{name(path)}:{node.lineno} {node.name}"
            for node in definitions(path)
            if not isinstance(node, ast.ClassDef)
            and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
        ]
    assert long == []


def test_annotations_are_never_evaluated_at_import():
    def postponed(path: Path) -> bool:
        return "annotations" in [
            alias.name
            for node in tree(path).body
            if isinstance(node, ast.ImportFrom) and node.module == "__future__"
            for alias in node.names
        ]

    bare = [name(path) for path in SOURCES if len(tree(path).body) > 1 and not postponed(path)]
    assert bare == []


def test_no_chinese_stands_outside_the_catalogue():
    found = [
        f"{name(path)}:{node.lineno} {node.value!r}"
        for path in SOURCES
        if path.name not in GLYPHS and not name(path).startswith(tuple(ALPHABETS))
        for node in strings(path)
        if CHINESE.search(str(node.value))
    ]
    assert found == []


def test_a_screen_says_nothing_in_its_own_words():
    screens = [path for path in SOURCES if name(path).startswith("tui/") and path.name not in GLYPHS]
    found = [
        f"{name(path)}:{node.lineno} {node.value!r}"
        for path in screens
        for node in strings(path)
        if PHRASE.search(str(node.value))
    ]
    for path in screens:
        for called, call in calls(path):
            text = literal(call, SAID_BY[called]) if called in SAID_BY else None
            if text and WORD.search(text):
                found.append(f"{name(path)}:{call.lineno} {called}({text!r})")
    assert found == []


def test_every_key_in_the_code_is_in_the_catalogue():
    unknown = []
    for path in SOURCES:
        for called, call in calls(path):
            key = literal(call, 0) if called in SPEAKERS else None
            if key is not None and key not in catalogue():
                unknown.append(f"{name(path)}:{call.lineno} {called}({key!r})")
    assert unknown == []


def test_every_sentence_gets_the_parameters_it_needs():
    short = []
    for path in SOURCES:
        for called, call in calls(path):
            key = literal(call, 0) if called in {"t"} | ERRORS else None
            if key is None or key not in catalogue() or any(word.arg is None for word in call.keywords):
                continue
            given = {word.arg for word in call.keywords}
            needed = placeholders(catalogue()[key][LANGUAGES[0]])
            if needed - given:
                short.append(f"{name(path)}:{call.lineno} {key} lacks {sorted(needed - given)}")
    assert short == []


@pytest.mark.parametrize("tail", ["work/", "opt/", "farm", "root/"])
def test_no_committed_file_names_a_path_of_one_machine(tail):
    needle = b"/" + tail.encode()
    assert [name(path) for path in committed() if path.is_file() and needle in path.read_bytes()] == []


def test_no_committed_file_names_a_package_index():
    index = re.compile(rb"py[p]i\.|python[h]osted|[-_]index[-_]url *[= ] *[\"']?[a-z]+:")
    assert [name(path) for path in committed() if path.is_file() and index.search(path.read_bytes())] == []
