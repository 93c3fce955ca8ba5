"""Wrong use: one sentence with a way on, exit 2, nothing written."""

from __future__ import annotations

import pytest

from tests.watchroom.conftest import Type

WRONG = [
    ("nonsense",),
    ("--nonsense",),
    ("log",),
    ("log", "   "),
    ("log", "\x1b\x07"),
    ("log", "x", "--nonsense"),
    ("log", "x", "--at", "99:99"),
    ("log", "x", "--by", "没有这个人"),
    ("log", "长" * 2001),
    ("log", "x", "--data"),
    ("--data", "", "log", "x"),
    ("--lang", "fr", "log", "x"),
    ("incident",),
    ("incident", "nonsense"),
    ("incident", "new"),
    ("incident", "new", " "),
    ("incident", "stamp", "A99", "on_scene"),
    ("incident", "stamp", "", "on_scene"),
    ("incident", "stamp", "%", "on_scene"),
    ("incident", "stamp", "A01", "arrived"),
    ("incident", "close", "A99"),
    ("incident", "close", "AL01"),
    ("incident", "fill", "A01", "cause"),
    ("incident", "reopen", "A01"),
    ("list", "nonsense"),
    ("list", "log", "--since", "someday"),
    ("list", "log", "--limit", "-1"),
    ("list", "log", "--limit", "many"),
    ("list", "session"),
    ("shift", "open"),
    ("shift", "open", "--team", "九班"),
    ("shift", "open", "--team", "一班", "--officer", "没有这个人"),
    ("rollcall", "--absent", "李建国"),
    ("rollcall", "--absent", "李建国="),
    ("rollcall", "--absent", "没有这个人=请假"),
    ("rollcall", "--absent", "李建国=心情不好"),
    ("meeting", "new", "micro"),
    ("meeting", "new", "tea", "--topic", "x"),
    ("meeting", "new", "micro", "--topic", " "),
    ("meeting", "new", "micro", "--topic", "x", "--decision", "沙袋 @没有这个人 明天"),
    ("meeting", "new", "micro", "--topic", "x", "--decision", " "),
    ("meeting", "new", "micro", "--topic", "x", "--note", "nonsense=y"),
    ("meeting", "close", "AM99"),
    ("handover", "print"),
    ("handover", "prepare"),
    ("strike", "AL01"),
    ("strike", "AL01", "--reason", " "),
    ("strike", "AL99", "--reason", "x"),
    ("amend", "AL01", "--reason", "x"),
    ("amend", "AL01", "nonsense=1", "--reason", "x"),
    ("amend", "AL01", "text=y", "--reason", ""),
    ("search",),
    ("search", "  "),
    ("people", "add", " "),
    ("people", "add", "高远", "--code", "01"),
    ("people", "pin", "何清"),
    ("people", "leave", "没有这个人"),
    ("import", "incident", "no-such-file"),
    ("import", "incident", "/"),
    ("import", "people", "no-such-file"),
    ("show", "A99"),
    ("show",),
    ("backup",),
    ("restore", "no-such-file"),
    ("init", "--station", "西港站", "--code", "西港"),
]


@pytest.mark.parametrize("words", WRONG, ids=[" ".join(words)[:40] for words in WRONG])
def test_it_is_refused_in_one_sentence_and_nothing_is_written(station: Type, words: tuple[str, ...]):
    station("log", "before")
    before = station("status", "--json").document["events"]
    answer = station(*words, "--json") if words[-1] != "--data" else station(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert len(answer.err.splitlines()) == 1
    assert len(answer.err) > 5
    assert "Traceback" not in answer.err
    assert station("status", "--json").document["events"] == before


@pytest.mark.parametrize(
    "words",
    [("log", "x"), ("list", "log"), ("show", "A01"), ("verify",), ("status",), ("rebuild",), ("backup", "x")],
)
def test_without_a_station_it_says_how_to_set_one_up_and_leaves_nothing(type_: Type, data, words):
    answer = type_(*words, "--json")
    assert answer.code == 2
    assert "watchroom init" in answer.err
    assert answer.out == ""
    assert not data.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("init",),
        ("init", "--station", "东港站"),
        ("init", "--station", "", "--code", ""),
        ("init", "--station", "东港站", "--code", "东-港"),
        ("init", "--station", "东港站", "--code", "东港", "--people", "no-such-file"),
        ("init", "--station", "东港站", "--code", "东港", "--letter", "AA"),
        ("init", "--station", "东港站", "--code", "东港", "--officer", "赵原"),
    ],
)
def test_setting_up_wrongly_leaves_nothing(type_: Type, data, words, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    answer = type_(*words)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert not data.exists() or not any(data.iterdir())


def test_a_people_list_with_a_bad_row_sets_nothing_up(type_: Type, data, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("编号,姓名\n01,何清\n01,赵原\n", encoding="utf-8")
    answer = type_("init", "--station", "东港站", "--code", "东港", "--people", str(people))
    assert answer.code == 2
    assert not data.exists() or not any(data.iterdir())


def test_data_that_is_a_file_is_refused(type_: Type, tmp_path):
    path = tmp_path / "a-file"
    path.write_text("x", encoding="utf-8")
    assert type_("--data", str(path), "status").code == 2


def test_the_sentence_comes_in_the_language_asked_for(type_: Type):
    assert "watchroom init" in type_("--lang", "en", "status").err
    assert "Run" in type_("status", "--lang=en").err
    assert "请先运行" in type_("status").err
