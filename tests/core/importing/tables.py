"""Small tables written for the tests, and the usual way from a file to its account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from core.importing.account import Account
from core.importing.mapping import Mapping
from core.importing.plan import plan_incidents
from core.importing.proposal import ProposedIncident
from core.importing.reading import Identity
from core.importing.source import open_source
from core.importing.suggest import suggest

ZONE = ZoneInfo("Asia/Shanghai")
IDENTITY = Identity("东港", ZONE)

BRITISH = (
    "Day,Month,Year,Time of Call,Incident Number,X Coordinate,Ward,Unitary Authority,Incident Category,"
    "Property Type,Special Service Type,No. of injuries\r\n"
    "1,July,2014,01:54:02,0001-01072014,376***,ABBEY,BANES,Fire,Building > House \x96 small,,1\r\n"
    '2,July,2014,23:59:00,0002-02072014,365***,CLIFTON,BRISTOL,Special Service,Car,"RTC, Make safe",\r\n'
    "3,July,2014,07:29:08,0003-03072014,357***,CABOT,BRISTOL,False Alarm,Hospital,,\r\n"
    '4,July,2014,07:29:08,0004-04072014,357***,CABOT,BRISTOL,Special Service,Flat,"Lift Release, Other",\r\n'
    '5,July,2014,07:29:08,0005-05072014,357***,CABOT,BRISTOL,Special Service,Flat,"Advice Only, Other",\r\n'
)
"""As British services publish, in Windows-1252."""

CHINESE = (
    "警情编号,接警时间,出动时间,到场时间,归队时间,警情类别,地点,警情描述,受伤人数\n"
    "A001,2026年3月1日 23:50,23:52,00:05,01:30,火灾扑救,3号泊位,集装箱冒烟,0\n"
    "A002,2026年3月2日 08:10,08:11,,09:00,社会救助,幸福路12号,开门,\n"
    "A003,2026年3月2日 10:00,10:01,10:09,10:40,误报,东港小学,烟感误动作,无\n"
)
"""As a Chinese station keeps it."""


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file with `text`."""
    path.write_bytes(text.encode(encoding))
    return path


def run(
    path: Path, mapping: Mapping | None = None, known: Callable[[str], str | None] = lambda _: None
) -> tuple[list[ProposedIncident], Account]:
    """The incidents a file proposes, by a mapping or by the suggested one, and the account."""
    plan = plan_incidents(path, mapping or suggest(open_source(path)), IDENTITY, known)
    return list(plan.incidents()), plan.account
