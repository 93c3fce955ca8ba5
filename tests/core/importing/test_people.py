"""A list of people is taken whole, or refused with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Refusal
from core.i18n import LANGUAGES
from core.importing.people import propose_people, read_people
from core.records.person import Proposed
from tests.core.importing.tables import write

CHINESE = (
    "编号,姓名,班组,职务,资格\n01,李建国,一班,班长,指挥、驾驶\n02,王芳,一班,消防员,\n03,李建国,二班,,通信员\n"
)
ENGLISH = "Code;Name;Team;Posts;Qualifications\n01;Ann Lee;Red;Team leader;driver/radio\n;Bob;Red;;\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_list_gives_its_people(tmp_path: Path, encoding: str) -> None:
    found = read_people(write(tmp_path / "p.csv", CHINESE, encoding))
    assert found.people == [
        Proposed("李建国", "01", "一班", ("qual.commander", "qual.driver"), ("role.team_leader",)),
        Proposed("王芳", "02", "一班"),
        Proposed("李建国", "03", "二班", ("qual.communicator",)),
    ]
    assert found.notices.count.total() == 0


def test_an_english_list_gives_its_people(tmp_path: Path) -> None:
    found = read_people(write(tmp_path / "p.csv", ENGLISH))
    assert found.people[0].qualifications == ("qual.driver", "qual.communicator")
    assert found.people[1] == Proposed("Bob", "", "Red")


def test_a_post_nobody_knows_is_said_and_left_out(tmp_path: Path) -> None:
    found = read_people(write(tmp_path / "p.csv", CHINESE.replace("消防员", "宣传员")))
    assert found.notices.count == {"people_word": 1}
    assert "宣传员" in found.notices.examples["people_word"][0].doubt.sentence()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("02,赵云,一班,,\n", "people_code"),
        ("04,,一班,,\n", "people_name"),
        ("04,赵云\n", "columns"),
        (f"04,{'长' * 41},一班,,\n", "people_long"),
        (",王芳,一班,,\n", "people_twice"),
    ],
)
def test_one_bad_row_refuses_the_whole_list_and_names_its_line(tmp_path: Path, bad: str, reason: str) -> None:
    path = write(tmp_path / "p.csv", CHINESE + bad)
    assert propose_people(path).reasons.count == {reason: 1}
    for language in LANGUAGES:
        with pytest.raises(Refusal) as refused:
            read_people(path)
        assert "5" in refused.value.sentence(language)


def test_a_list_without_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="name"):
        read_people(write(tmp_path / "p.csv", "a,b\n1,2\n"))
    with pytest.raises(Refusal):
        read_people(write(tmp_path / "q.csv", "编号,姓名\n"))
