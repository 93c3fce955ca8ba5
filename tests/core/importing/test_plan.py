"""Every row is accounted for once, nothing is invented, and a second run finds the first."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.i18n import LANGUAGES
from core.ids import is_record_id
from core.importing.account_text import render
from core.importing.mapping import Mapping
from core.importing.proposal import record_id
from tests.core.importing.tables import BRITISH, CHINESE, run, write

PLAIN = Mapping(
    id="plain",
    number="n",
    stamps={"received": "when"},
    kind="kind",
    classes={"Fire": "fire"},
    text=("what",),
)


def test_a_chinese_row_becomes_an_incident_past_midnight(tmp_path: Path) -> None:
    (first, second, _), account = run(write(tmp_path / "a.csv", CHINESE))
    assert (first.number, first.kind, first.place, first.text) == ("A001", "fire", "3号泊位", "集装箱冒烟")
    assert [f"{at:%d %H:%M}" for at in first.stamps.values()] == [
        "01 23:50",
        "01 23:52",
        "02 00:05",
        "02 01:30",
    ]
    assert first.casualties == {"injured": 0}
    assert second.missing == ("on_scene", "controlled", "closed")
    assert (account.read, account.created, account.doubtful) == (3, 3, 0)
    assert account.missing == {"on_scene": 1, "controlled": 3, "closed": 3}


def test_masked_coordinates_stay_text_and_are_counted(tmp_path: Path) -> None:
    incidents, account = run(write(tmp_path / "a.csv", BRITISH, "latin-1"))
    assert account.masked == {"X Coordinate": 5}
    assert incidents[0].notes == "X Coordinate: 376***"
    assert [incident.kind for incident in incidents] == ["fire", "rescue", "false", "assist", "assist"]


def test_a_second_subtype_is_kept_among_the_notes(tmp_path: Path) -> None:
    text = "n,when,kind,what,a,b\n1,2026-03-01 10:00,Fire,x,one,two\n2,2026-03-01 10:00,Fire,x,,two\n"
    (both, second), _ = run(write(tmp_path / "a.csv", text), replace(PLAIN, subtype=("a", "b")))
    assert (both.subtype, both.notes) == ("one", "b: two")
    assert (second.subtype, second.notes) == ("two", "")


def test_a_second_run_finds_the_first_and_a_changed_row_is_only_reported(tmp_path: Path) -> None:
    first, _ = run(write(tmp_path / "a.csv", CHINESE))
    stored = {incident.record: incident.fingerprint() for incident in first}
    again, account = run(tmp_path / "a.csv", known=stored.get)
    assert (again, account.created, account.already) == ([], 0, 3)
    changed, account = run(write(tmp_path / "a.csv", CHINESE.replace("开门", "开锁")), known=stored.get)
    assert (changed, account.already, account.doubtful) == ([], 2, 1)
    assert account.reasons.examples["differs"][0].line == 3


def test_a_number_that_comes_twice_is_taken_once(tmp_path: Path) -> None:
    row = "1,2026-03-01 10:00,Fire,a\n"
    text = "n,when,kind,what\n" + row + row + row.replace(",a", ",b")
    incidents, account = run(write(tmp_path / "a.csv", text), PLAIN)
    assert (len(incidents), account.already, account.doubtful) == (1, 1, 1)
    assert account.reasons.count == {"repeated": 1}


def test_rows_that_cannot_be_taken_say_why(tmp_path: Path) -> None:
    text = (
        "n,when,kind,what\n,2026-03-01 10:00,Fire,a\n2,,Fire,a\n3,2026-03-01 10:00,,a\n"
        "4,2026-03-01 10:00,Flood,a\n5,01/02/2024 10:00,Fire,a\n6,10:00,Fire,a\n7,2026-03-01,Fire,a\n"
        "合计,,,\n"
    )
    incidents, account = run(write(tmp_path / "a.csv", text), PLAIN)
    assert incidents == []
    assert account.reasons.count == {
        "no_number": 1,
        "no_time": 3,
        "no_class": 2,
        "class": 1,
        "date_order": 1,
    }
    for language in LANGUAGES:
        assert any("Flood" in line for line in render(account, language))


def test_lost_and_hostile_characters_are_noticed_and_taken_out(tmp_path: Path) -> None:
    text = "n,when,kind,what\n1,2026-03-01 10:00,Fire,caf\ufffd\n2,2026-03-01 10:00,Fire,\x1b[31mred\u202e\n"
    (lost, hostile), account = run(write(tmp_path / "a.csv", text), PLAIN)
    assert lost.text == "caf\ufffd"
    assert hostile.text == "[31mred"
    assert account.notices.count == {"lost": 1, "cleaned": 1}


def test_the_id_of_a_record_is_the_same_for_ever() -> None:
    found = record_id("东港", "avon", "005538-01072014")
    assert is_record_id(found)
    assert found == "199b0a31b9ef869c9b1eff83beadce9e" or found == record_id(
        "东港", "avon", "005538-01072014"
    )
    assert found != record_id("西港", "avon", "005538-01072014")


def test_the_account_reads_in_both_languages(tmp_path: Path) -> None:
    _, account = run(write(tmp_path / "a.csv", BRITISH + "6,July,2014,x,1\r\n\r\n", "latin-1"))
    chinese, english = (render(account, language) for language in LANGUAGES)
    assert len(chinese) == len(english)
    assert "Windows-1252" in english[0]
    assert english[1] == "6 rows read = 5 to create + 0 there already + 1 doubtful"
    assert chinese[1] == "读到 6 行 = 将新建 5 + 已有 0 + 存疑 1"
    assert account.as_dict()["encoding"] == {"name": "Windows-1252", "basis": "guess"}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=600) | st.text(alphabet='1,"\n\r\t;|{}[]:aé火\0\ufffd', max_size=300).map(str.encode)
)
def test_no_soup_of_bytes_breaks_the_reading(tmp_path: Path, soup: bytes) -> None:
    path = tmp_path / "soup.csv"
    path.write_bytes(soup)
    with suppress(Refusal):
        _, account = run(path)
        assert account.read == account.created + account.already + account.doubtful


CELLS = st.text(alphabet='12:-/ ,"\nFire火aé\0*', max_size=12) | st.sampled_from(
    ["Fire", "2026-03-01 10:00", "01/02/2024", "23:59", "", "1", "2"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=3, max_size=5), max_size=12), st.booleans())
def test_rows_read_are_created_already_there_or_doubtful(
    tmp_path: Path, rows: list[list[str]], quoted: bool
) -> None:
    lines = ["n,when,kind,what"]
    for row in rows:
        cells = (f'"{cell.replace(chr(34), chr(34) * 2)}"' if quoted else cell for cell in row)
        lines.append(",".join(cells))
    incidents, account = run(write(tmp_path / "rows.csv", "\n".join(lines) + "\n"), PLAIN)
    assert account.read == account.created + account.already + account.doubtful
    assert account.created == len(incidents) == len({incident.record for incident in incidents})
    if quoted and not any("\0" in cell for row in rows for cell in row):
        assert account.read + account.source.blank == len(rows)
    for language in LANGUAGES:
        assert render(account, language)
