"""A mapping is proposed that works, in both languages, and survives its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Refusal
from core.i18n import LANGUAGES
from core.importing.mapping import Mapping, check
from core.importing.mapping_file import load, parse, to_toml
from core.importing.source import open_source
from core.importing.suggest import suggest
from tests.core.importing.tables import BRITISH, CHINESE, write


def test_a_british_table_gets_a_mapping_that_works(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "avon_2014-07.csv", BRITISH, "latin-1"))
    mapping = suggest(source)
    check(mapping, source.header)
    assert mapping.id == "avon"
    assert (mapping.day, mapping.month, mapping.year) == ("Day", "Month", "Year")
    assert (mapping.number, mapping.stamps) == ("Incident Number", {"received": "Time of Call"})
    assert mapping.classes == {"Fire": "fire", "Special Service": "rescue", "False Alarm": "false"}
    assert mapping.place == ("Ward", "Unitary Authority")
    assert mapping.casualties == {"injured": "No. of injuries"}
    assert mapping.refine is not None
    assert mapping.refine.column == "Special Service Type"


def test_a_chinese_table_gets_a_mapping_that_works(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "出警.csv", CHINESE))
    mapping = suggest(source)
    check(mapping, source.header)
    assert (mapping.number, mapping.place, mapping.text) == ("警情编号", ("地点",), ("警情描述",))
    assert mapping.stamps == {
        "received": "接警时间",
        "turnout": "出动时间",
        "on_scene": "到场时间",
        "back": "归队时间",
    }
    assert mapping.classes == {"火灾扑救": "fire", "社会救助": "assist", "误报": "false"}


def test_names_run_together_are_recognised(tmp_path: Path) -> None:
    text = (
        "IncidentNumber,DateOfCall,CalYear,TimeOfCall,IncidentGroup,PropertyCategory,IncGeo_BoroughName\n"
        "1-01012017,13/01/2017,2017,00:00:37,Special Service,Road Vehicle,HARINGEY\n"
        "2-01012017,02/01/2017,2017,00:00:46,Fire,Outdoor,BARKING\n"
    )
    mapping = suggest(open_source(write(tmp_path / "lfb.csv", text)))
    assert (mapping.number, mapping.date, mapping.order) == ("IncidentNumber", "DateOfCall", "dmy")
    assert (mapping.stamps, mapping.kind) == ({"received": "TimeOfCall"}, "IncidentGroup")


def test_an_order_that_the_dates_do_not_prove_is_left_open(tmp_path: Path) -> None:
    text = "number,date,time,type\n1,01/02/2024,10:00,Fire\n2,03/02/2024,10:00,Fire\n"
    assert suggest(open_source(write(tmp_path / "a.csv", text))).order == ""


def test_a_table_that_is_not_about_incidents_is_refused_with_what_to_do(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "a.csv", "fruit,price\napple,3\npear,4\n"))
    with pytest.raises(Refusal, match=r"mapping|映射"):
        check(suggest(source), source.header)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", [BRITISH, CHINESE])
def test_a_mapping_written_and_read_again_is_the_same(tmp_path: Path, language: str, table: str) -> None:
    mapping = suggest(open_source(write(tmp_path / "a.csv", table)))
    path = write(tmp_path / "m.toml", to_toml(mapping, language))
    assert load(path) == mapping


def test_a_name_full_of_signs_survives_the_file() -> None:
    odd = 'a"b\\c\n\t\x7f\u2028[x]=#'
    mapping = Mapping(id="x", stamps={"received": odd}, kind=odd, classes={odd: "fire"}, delimiter="\t")
    assert parse(to_toml(mapping)) == mapping


GOOD = 'id = "x"\n[stamps]\nreceived = "t"\n[class]\ncolumn = "k"\n[class.values]\nFire = "fire"\n'


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (GOOD.replace('"fire"', '"flood"'), "class.values.Fire"),
        (GOOD.replace("received", "recieved"), "stamps.recieved"),
        (GOOD.replace('id = "x"\n', ""), "id"),
        ("number = 5\n" + GOOD, "number"),
        (GOOD + '[time]\norder = "dym"\n', "time.order"),
        ("version = 2\n" + GOOD, "version"),
        ("id = ", "TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_by_its_place(text: str, where: str) -> None:
    for language in LANGUAGES:
        with pytest.raises(Refusal) as refused:
            parse(text)
        assert where in refused.value.sentence(language)


def test_a_mapping_for_another_table_is_refused_by_the_columns_it_misses(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "a.csv", CHINESE))
    with pytest.raises(Refusal, match="k, t"):
        check(parse(GOOD), source.header)
