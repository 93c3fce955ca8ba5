"""Any file is read to its end, and what is wrong with a row is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NotFound, Refusal
from core.importing.lines import LINE_LIMIT
from core.importing.source import Source, open_source
from tests.core.importing.tables import BRITISH, CHINESE, write


def faults(source: Source) -> dict[int, str]:
    return {row.line: row.fault.reason for row in source.rows() if row.fault}


def good(source: Source) -> list[list[str]]:
    return [list(row.cells) for row in source.rows() if row.fault is None]


@pytest.mark.parametrize(
    ("encoding", "name", "basis"),
    [
        ("utf-8", "UTF-8", "fits"),
        ("utf-8-sig", "UTF-8", "bom"),
        ("utf-16", "UTF-16", "bom"),
        ("utf-16-le", "UTF-16", "guess"),
        ("utf-16-be", "UTF-16", "guess"),
        ("utf-32", "UTF-32", "bom"),
        ("gb18030", "GB18030", "fits"),
        ("gbk", "GB18030", "fits"),
    ],
)
def test_a_chinese_table_reads_the_same_in_every_encoding(
    tmp_path: Path, encoding: str, name: str, basis: str
) -> None:
    source = open_source(write(tmp_path / "a.csv", CHINESE, encoding))
    assert (source.encoding.name, source.encoding.basis) == (name, basis)
    assert source.header[0] == "警情编号"
    assert good(source)[0][6:8] == ["3号泊位", "集装箱冒烟"]
    assert faults(source) == {}


def test_windows_1252_is_a_guess_and_says_so(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "a.csv", BRITISH, "latin-1"))
    assert (source.encoding.name, source.encoding.basis) == ("Windows-1252", "guess")
    assert good(source)[0][9] == "Building > House \u2013 small"


def test_an_encoding_shows_even_when_its_first_letter_comes_late(tmp_path: Path) -> None:
    text = "a,b\n" + "1,2\n" * 200_000 + "3,火警出动\n"
    source = open_source(write(tmp_path / "a.csv", text, "gb18030"))
    assert source.encoding.name == "GB18030"
    assert good(source)[-1] == ["3", "火警出动"]


def test_bytes_that_do_not_fit_the_encoding_cost_their_row_and_name_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        "编号,地点\n".encode() + "1,东港路\n".encode() * 300_000 + b"2,\xff\xfe\n" + "3,码头\n".encode()
    )
    source = open_source(path)
    assert source.encoding.name == "UTF-8"
    assert faults(source) == {300_002: "undecodable"}
    assert good(source)[-1] == ["3", "码头"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = f'number{delimiter}when{delimiter}what\n1{delimiter}10:00{delimiter}"a, b; c"\n'
    source = open_source(write(tmp_path / "a.txt", text))
    assert source.delimiter == delimiter
    assert good(source) == [["1", "10:00", "a, b; c"]]


def test_titles_above_the_table_are_passed_over_and_counted_by_the_header_line(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "a.csv", "2026年3月出警统计,,\n,,\n编号,时间,类别\n1,10:00,火灾\n"))
    assert (source.header, source.header_line) == (("编号", "时间", "类别"), 3)
    assert good(source) == [["1", "10:00", "火灾"]]


def test_a_quote_may_span_lines(tmp_path: Path) -> None:
    source = open_source(write(tmp_path / "a.csv", 'a,b\n1,"x\ny\nz"\n2,w\n'))
    assert [(row.line, list(row.cells)) for row in source.rows()] == [(2, ["1", "x\ny\nz"]), (5, ["2", "w"])]


def test_a_quote_that_never_closes_costs_one_row_not_the_file(tmp_path: Path) -> None:
    text = 'a,b\n1,"open\n' + "".join(f"{n},x\n" for n in range(2, 200))
    source = open_source(write(tmp_path / "a.csv", text))
    assert faults(source) == {2: "quotes"}
    assert len(good(source)) == 198


def test_bad_rows_are_kept_apart_with_their_lines(tmp_path: Path) -> None:
    long, cell = "x" * (LINE_LIMIT + 5), "y" * 20_000
    text = f"a,b\n1,2\n1,2,3\n1\n1,\0\n1,{long}\n1,{cell}\n\n,\n1,2,\n3,4\n"
    source = open_source(write(tmp_path / "a.csv", text))
    assert faults(source) == {3: "columns", 4: "columns", 5: "nul", 6: "line_long", 7: "cell_long"}
    assert good(source) == [["1", "2"], ["1", "2"], ["3", "4"]]
    assert source.blank == 2


def test_json_lines_keep_numbers_as_they_were_written(tmp_path: Path) -> None:
    text = '{"编号": 1.10, "地点": "东港", "x": null}\n{"编号": 2, "地点": {"路": "幸福"}, "late": true}\n'
    source = open_source(write(tmp_path / "a.jsonl", text + "[1]\n{bad\n" + '{"编号": 1, "编号": 2}\n'))
    assert source.header == ("编号", "地点", "x", "late")
    assert good(source) == [["1.10", "东港", "", ""], ["2", '{"路": "幸福"}', "", "true"]]
    assert faults(source) == {3: "json_object", 4: "json", 5: "json"}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "importing.empty"),
        (b"\n\n  \n", "importing.empty"),
        (b"PK\x03\x04rest", "importing.foreign"),
        (b"\xd0\xcf\x11\xe0rest", "importing.foreign"),
        (b"\0\0\0\n\0\0", "importing.no_header"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        open_source(path)
    assert refused.value.key == key
    assert refused.value.sentence("zh")
    assert refused.value.sentence("en")


def test_a_json_array_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="JSON"):
        open_source(write(tmp_path / "a.json", '[{"a": 1}]'))
    with pytest.raises(Refusal):
        open_source(tmp_path)
    with pytest.raises(NotFound):
        open_source(tmp_path / "none.csv")
    with pytest.raises(Refusal):
        open_source(write(tmp_path / "b.csv", "a,b\n"), encoding="no-such")
