"""Private warnings in the shell: nothing is saved before its author has seen them; `--keep` saves it with its marks."""

from __future__ import annotations

from tests.watchroom.conftest import Type
from tests.watchroom.test_duties import on_duty

__all__ = ["on_duty"]
TEXT = "泵房漏水已堵，排涝泵每两小时巡查一次，夜间双人同行，沙袋备足二百只"


def test_a_report_alike_to_the_last_one_is_kept_only_on_purpose(on_duty: Type):
    assert on_duty("report", "submit", "daily", "--line", TEXT).code == 0
    again = on_duty("report", "submit", "daily", "--line", TEXT)
    assert again.code == 2
    assert "E07" in again.err
    assert len(on_duty("list", "report", "--json").document["items"]) == 1
    kept = on_duty("report", "submit", "daily", "--line", TEXT, "--keep", "--json")
    assert kept.code == 0
    assert on_duty("show", kept.document["number"], "--json").document["record"]["kept"] == ["E07"]


def test_a_meeting_written_in_one_line_is_looked_at_before_it_is_saved(on_duty: Type):
    said = ("meeting", "new", "micro", "--topic", "防汛", "--note", f"requirements={TEXT}", "--nothing")
    assert on_duty(*said).code == 0
    again = on_duty(*said)
    assert (again.code, "100%" in again.err) == (2, True)
    assert len(on_duty("list", "meeting", "--json").document["items"]) == 1
    assert on_duty(*said, "--keep").code == 0
    number = on_duty("list", "meeting", "--json").document["items"][0]["number"]
    assert on_duty("show", number, "--json").document["record"]["kept"] in (["E07"], [])
