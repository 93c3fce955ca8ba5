"""The strict shape of a mapping file (pydantic); imported only when one is read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Column = Annotated[str, Field(max_length=200)]
Columns = Annotated[tuple[Column, ...], Field(strict=False, max_length=200)]
Kind = Literal["fire", "rescue", "assist", "cover", "false", "drill"]


class Form(BaseModel):
    """Unknown names and wrong types are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class File(Form):
    """How the table is written, where it should not be found out."""

    encoding: Column = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    header_line: Annotated[int, Field(ge=1, le=1000)] | None = None


class Time(Form):
    """Where the date stands and how it is written."""

    date: Column = ""
    day: Column = ""
    month: Column = ""
    year: Column = ""
    order: Literal["", "dmy", "mdy", "ymd"] = ""
    century: Literal[1900, 2000] | None = None
    zone: Column = ""


class Stamps(Form):
    """The column of each stage (接警 … 归队)."""

    received: Column = ""
    turnout: Column = ""
    on_scene: Column = ""
    controlled: Column = ""
    closed: Column = ""
    back: Column = ""


class Refine(Form):
    """A second look: beginnings of a column's value that give the class."""

    column: Column
    values: dict[Column, Kind]


class Class(Form):
    """The column of the class and what its values mean."""

    column: Column
    values: dict[Column, Kind]
    refine: Refine | None = None


class Casualties(Form):
    """The columns that count people."""

    dead: Column = ""
    injured: Column = ""
    rescued: Column = ""


class MappingForm(Form):
    """A whole mapping file."""

    version: Literal[1] = 1
    id: Annotated[str, Field(min_length=1, max_length=80)]
    number: Column = ""
    subtype: Columns = ()
    place: Columns = ()
    text: Columns = ()
    notes: Columns = ()
    outcome: Columns = ()
    cause: Columns = ()
    caller: Column = ""
    vehicles: Column = ""
    file: File = File()
    time: Time = Time()
    stamps: Stamps
    kind: Class = Field(alias="class")
    casualties: Casualties = Casualties()
