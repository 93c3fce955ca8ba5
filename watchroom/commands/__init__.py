"""The commands of the shell, one module per group, imported when used."""

from __future__ import annotations

from typing import Final

_HERE: Final = "watchroom.commands."
COMMANDS: Final = {
    name: _HERE + place
    for name, place in {
        "demo": "demo:demo",
        "init": "init:init",
        "log": "log:log",
        "incident": "incident:incident",
        "shift": "shift:shift",
        "rollcall": "rollcall:rollcall",
        "meeting": "meeting:meeting",
        "handover": "handover:handover",
        "due": "due:due",
        "cadence": "cadence:cadence",
        "routing": "routing:routing",
        "metrics": "metrics:metrics",
        "digest": "digest:digest",
        "report": "report:report",
        "direct": "direct:direct",
        "strike": "correct:strike",
        "amend": "correct:amend",
        "undo": "correct:undo",
        "list": "list:list_",
        "show": "show:show",
        "search": "search:search",
        "people": "people:people",
        "phones": "phones:phones",
        "import": "importing:import_",
        "serve": "serve:serve",
        "admin": "admin:admin",
        "verify": "verify:verify",
        "status": "status:status",
        "enrol": "sync:enrol",
        "sync": "sync:sync",
        "alarms": "alarms:alarms",
        "carry": "carry:carry",
        "doctor": "doctor:doctor",
        "rebuild": "care:rebuild",
        "backup": "care:backup",
        "restore": "care:restore",
        "salvage": "care:salvage",
    }.items()
}
"""Name → where it is, in the order of the help."""
