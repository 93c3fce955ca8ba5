"""The documents scripts rely on: the same keys, the same exit codes, nothing else on stdout."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from core.replica.replica import DATABASE
from tests.watchroom.conftest import Type


def test_init_names_station_device_and_letter(type_: Type):
    answer = type_("init", "--station", "东港站", "--code", "东港", "--json")
    assert answer.code == 0
    assert answer.document.keys() == {"station", "device", "letter"}
    assert (answer.document["station"], answer.document["letter"]) == ("东港站", "A")


def test_a_line_is_numbered(station: Type):
    answer = station("log", "巡查", "泵房正常", "--json")
    assert answer.document.keys() == {"number", "id"}
    assert answer.document["number"].startswith("东港-")
    assert answer.document["number"].endswith("-AL01")


@pytest.mark.parametrize(
    "words", [("--json", "log", "巡查"), ("log", "--json", "巡查"), ("log", "巡查", "--json")]
)
def test_common_options_may_stand_before_or_after(station: Type, words: tuple[str, ...]):
    assert set(station(*words).document) == {"number", "id"}


def test_an_incident_is_opened_stamped_and_completed(station: Type):
    opened = station("incident", "new", "hz 3号泊位 集装箱冒烟", "--json").document
    assert opened.keys() == {"number", "id", "class", "place"}
    assert (opened["class"], opened["place"]) == ("fire", "3号泊位")
    number = opened["number"]
    for stage in ("turnout", "on_scene", "controlled", "closed", "back"):
        assert station("incident", "stamp", number, stage).code == 0
    lacking = station("incident", "close", number, "--json")
    assert lacking.code == 1
    missing = lacking.document["missing"]
    assert missing
    assert all(isinstance(field, str) for field in missing)
    answers = [word for field in missing for word in ("--unknown", f"{field}=现场无人可问")]
    done = station("incident", "close", number, *answers, "--json")
    assert (done.code, done.document) == (0, {"missing": []})


def test_a_stamp_of_one_vehicle_at_a_time(station: Type):
    number = station("incident", "new", "3号泊位 集装箱冒烟", "--json").document["number"]
    stamp = station("incident", "stamp", number, "on_scene", "--unit", "1车", "--json").document
    assert (stamp["number"], stamp["stage"], stamp["unit"]) == (number, "on_scene", "1车")
    assert station("incident", "stamp", number, "on_scene", "--at", "nonsense").code == 2


def test_answers_are_kept_while_something_else_is_missing(station: Type):
    number = station("incident", "new", "hz 3号泊位 集装箱冒烟", "--json").document["number"]
    before = station("incident", "close", number, "--json").document["missing"]
    after = station("incident", "close", number, "--unknown", f"{before[0]}=无", "--json").document["missing"]
    assert after == before[1:]


def test_a_list_counts_all_and_shows_some(station: Type):
    for text in ("一", "二", "三"):
        station("log", text)
    answer = station("list", "log", "--limit", "2", "--since", "昨天", "--json").document
    assert answer.keys() == {"total", "items"}
    assert (answer["total"], [item["title"] for item in answer["items"]]) == (3, ["三", "二"])
    assert station("list", "值班日志", "--json").document["total"] == 3


def test_a_record_is_shown_by_the_end_of_its_number(station: Type):
    number = station("log", "巡查 泵房正常", "--json").document["number"]
    shown = station("show", "AL01", "--json").document
    assert (shown["number"], shown["kind"], shown["title"]) == (number, "log", "巡查 泵房正常")
    assert [line["text"] for line in shown["lines"]] == ["巡查 泵房正常"]
    assert shown["record"]["text"] == "巡查 泵房正常"


def test_a_whole_journal_verifies(station: Type):
    station("log", "巡查")
    answer = station("verify", "--json")
    assert answer.code == 0
    assert answer.document.keys() == {"ok", "events", "problems"}
    assert answer.document["ok"] is True
    assert answer.document["problems"] == []
    assert answer.document["events"] == station("status", "--json").document["events"]


def test_status_says_what_waits(station: Type):
    answer = station("status", "--json").document
    assert {"events", "waiting", "last_sync"} <= answer.keys()
    assert answer["last_sync"] is None
    assert answer["waiting"] == answer["events"] > 0


def test_doctor_looks_and_says_what_to_do(station: Type, type_: Type):
    answer = station("doctor", "--json")
    assert answer.code in (0, 1)
    assert answer.document["ok"] is (answer.code == 0)
    assert {check["name"] for check in answer.document["checks"]} >= {
        "sqlite",
        "disk",
        "station",
        "key",
        "clock",
    }


def test_a_backup_is_verified_and_restored(station: Type, tmp_path):
    station("log", "备份前")
    copy = tmp_path / "copy.db"
    assert station("backup", str(copy), "--json").document["file"] == str(copy)
    assert station("verify", "--copy", str(copy), "--json").document["ok"] is True
    station("log", "备份后")
    again = station("restore", str(copy))
    assert again.code == 0
    assert "原数据改名留在" in again.out
    assert [one["title"] for one in station("list", "log", "--json").document["items"]] == ["备份前"]
    after = station("log", "恢复后", "--json").document["number"]
    assert int(after[-3:]) > 500
    assert station("verify").code == 0


def test_a_restore_into_an_empty_place_does_not_speak_of_former_data(station: Type, tmp_path):
    copy = tmp_path / "copy.db"
    station("backup", str(copy))
    done = station("restore", str(copy), "--data", str(tmp_path / "elsewhere"))
    assert done.code == 0
    assert "原数据" not in done.out


def test_a_problem_of_the_whole_file_is_told_without_an_event_number(station: Type, data: Path):
    path = data / DATABASE
    path.write_bytes(path.read_bytes()[: 4096 * 3] + b"\x00" * 4096 * 20)
    said = station("verify")
    assert said.code == 3
    assert not any(line.startswith("/") for line in said.out.splitlines())


def test_rebuild_counts_the_records(station: Type):
    station("log", "一")
    assert station("rebuild", "--json").document["records"] > 1


def test_a_document_is_one_line_of_utf8_and_nothing_else(station: Type):
    answer = station("log", "\x1b[31m红\u202e[/x]", "--json")
    assert answer.out.count("\n") == 1
    assert json.loads(answer.out)
    assert station("show", "AL01", "--json").document["title"] == "[31m红[/x]"


def test_a_roll_call_counts_by_exception(station: Type):
    station("shift", "open", "--team", "一班", "--officer", "赵原")
    answer = station("rollcall", "--absent", "李建国=请假", "--json")
    assert answer.document == {"expected": 3, "present": 2, "absent": ["李建国"]}
    assert station("rollcall", "--absent", "ljg=培训", "--json").document == {
        "expected": 2,
        "present": 2,
        "absent": ["李建国"],
    }


def test_a_micro_meeting_leaves_its_decisions(station: Type):
    answer = station(
        "meeting", "new", "micro", "--topic", "台风前检查",
        "--decision", "沙袋200只到东门 @何清 明天 18:00", "--decision", "检查2号泵", "--json",
    )  # fmt: skip
    assert answer.document.keys() == {"number"}
    actions = station("list", "action", "--json").document
    assert {(one["title"], one["owner"]) for one in actions["items"]} == {
        ("沙袋200只到东门", "何清"),
        ("检查2号泵", ""),
    }
    assert station("meeting", "new", "micro", "--topic", "晨会", "--nothing", "--json").code == 0


def test_a_meeting_of_which_nothing_came_stays_open_until_somebody_says_so(station: Type):
    begun = station("meeting", "new", "micro", "--topic", "台风前检查", "--json")
    number = begun.document["number"]
    assert number in begun.err
    assert station("meeting", "close", number).code == 2
    assert station("meeting", "close", number, "--nothing", "--json").document == {"number": number}


def test_a_handover_is_compiled_and_printed(station: Type):
    assert station("handover", "prepare").code == 2
    station("shift", "open", "--team", "一班", "--officer", "赵原")
    station("incident", "new", "3号泊位 集装箱冒烟")
    prepared = station("handover", "prepare", "--json").document
    assert any("集装箱冒烟" in item["text"] for item in prepared["brief"]["items"])
    printed = station("handover", "print")
    assert "集装箱冒烟" in printed.out
    assert prepared["number"] in printed.out


def test_a_search_finds_one_character_and_initials(station: Type):
    station("log", "东门消火栓停水")
    station("incident", "new", "3号泊位 集装箱冒烟")
    answer = station("search", "栓", "--json").document
    assert answer.keys() == {"total", "hits"}
    assert answer["hits"][0].keys() == {"number", "kind", "text", "at"}
    assert (answer["total"], answer["hits"][0]["kind"]) == (1, "log")
    assert station("search", "xhs", "--json").document["total"] == 1
    nothing = station("search", "没有这样的话", "--json")
    assert (nothing.code, nothing.document) == (0, {"total": 0, "hits": []})


def test_what_was_struck_or_amended_stays_readable(station: Type):
    station("log", "东门停水")
    station("log", "西门停水")
    assert station("strike", "AL01", "--reason", "重复").code == 0
    assert station("amend", "AL02", "text=西门停电", "--reason", "听错").code == 0
    assert station("show", "AL01", "--json").document["struck"] is True
    amended = station("show", "AL02", "--json").document
    assert amended["title"] == "西门停电"
    assert amended["lines"][0]["marks"] == ["amended"]


def test_the_last_act_is_taken_back_with_a_sentence(station: Type):
    station("log", "东门停水")
    assert "东门停水" in station("undo", "--json").document["undone"]
    assert station("undo").code in (0, 2)


def test_people_are_listed_added_and_given_pins(station: Type, monkeypatch):
    assert station("people", "list", "--json").document["total"] == 4
    added = station("people", "add", "高远", "--team", "一班", "--qualified", "driver", "--json").document
    assert added["code"] == "05"
    monkeypatch.setattr("sys.stdin", io.StringIO("480261\n"))
    assert station("people", "pin", "高远", "--pin-stdin", "--json").document == {"name": "高远"}
    monkeypatch.setattr("sys.stdin", io.StringIO("123456\n"))
    assert station("people", "pin", "高远", "--pin-stdin").code == 2
    assert station("people", "leave", "高远").code == 0
    assert station("people", "list", "--json").document["total"] == 4


def test_an_import_is_tried_first_and_found_again(station: Type, tmp_path):
    table = tmp_path / "calls.csv"
    table.write_text(
        "编号,日期,接警,到场,类别,地点,情况\n1,2026-11-01,08:00,08:09,火灾,东门,垃圾着火\n"
        "2,2026-11-02,23:50,00:04,救助,西门,送水\n",
        encoding="utf-8",
    )
    tried = station("import", "incident", str(table), "--json").document
    assert tried["read"] == 2
    assert station("list", "incident", "--json").document["total"] == 0
    assert station("import", "incident", str(table), "--apply").code == 0
    assert station("import", "incident", str(table), "--apply").code == 0
    assert station("list", "incident", "--json").document["total"] == 2
    assert station("verify").code == 0
    assert "[stamps]" in station("import", "incident", str(table), "--suggest").out


def test_a_demo_leaves_a_station_that_opens(type_: Type, data, monkeypatch):
    monkeypatch.setattr("core.demo.building.DAYS", 2)
    answer = type_("demo", "--headless", "--date", "2026-11-22", "--json")
    assert answer.code == 0
    document = answer.document
    assert (document["station"], document["data"]) == ("东港站", str(data))
    assert document["until"] == "2026-11-22T03:12:00+08:00"
    assert type_("list", "incident", "--json").document["total"] == document["records"]["incident"]
    assert type_("verify").code == 0
    again = type_("demo", "--headless")
    assert (again.code, again.out) == (2, "")


def test_without_a_terminal_the_demo_prints_one_page_and_the_screen_says_why_not(type_: Type, monkeypatch):
    monkeypatch.setattr("core.demo.building.DAYS", 1)
    page = type_("demo", "--date", "2026-11-22", "--lang", "en")
    assert page.code == 0
    assert len(page.out.splitlines()) < 40
    assert "135790" in page.out
    assert type_().code == 2


def test_a_new_station_has_room_put_by_for_the_day_the_disk_is_full(station: Type, data: Path):
    from core.replica import ballast

    assert (data / ballast.NAME).stat().st_size == ballast.SIZE
