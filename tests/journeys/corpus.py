"""What hostile or merely strange people write into a record: the strings no screen may obey."""

from __future__ import annotations

ESC, CSI, OSC, ST, BEL = "\x1b", "\x9b", "\x9d", "\x9c", "\x07"

CORPUS: dict[str, str] = {
    # what a terminal obeys
    "colour": f"{ESC}[31m红{ESC}[0m",
    "wipe the screen": f"{ESC}[2J{ESC}[H口令：",
    "leave the alternate screen": f"{ESC}[?1049l",
    "move the cursor": f"{ESC}[1;1H假的",
    "window title": f"{ESC}]0;标题{ESC}\\",
    "window title ended by a bell": f"{ESC}]2;标题{BEL}",
    "clipboard": f"{ESC}]52;c;5Y+j5Luk{ESC}\\",
    "link": f"{ESC}]8;;file:///etc/passwd{ESC}\\点我{ESC}]8;;{ESC}\\",
    "ask the terminal": f'{ESC}[6n{ESC}[c{ESC}P$q"p{ESC}\\',
    "reset": f"{ESC}c{ESC}[!p",
    "line drawing": f"{ESC}(0lqqk{ESC}(B",
    "mouse on": f"{ESC}[?1003h{ESC}[?2004h",
    "eight-bit control": f"{CSI}2J{CSI}31m",
    "eight-bit title": f"{OSC}0;标题{ST}",
    "a lone escape": ESC,
    "bell and backspaces": f"{BEL}甲\b\b\b乙",
    "carriage return": "真实\r伪造",
    "vertical tab, form feed": "一\x0b二\x0c三",
    "nul and delete": "甲\x00乙\x7f丙",
    "shift out": "甲\x0e乙\x0f丙",
    "next line, separators": "一\x85二\u2028三\u2029四",
    "tabs and lines": "一\t二\n三\r\n四",
    # what a widget library obeys
    "markup": "[bold red]大[/bold red]",
    "markup that closes nothing": "坏 [/nonsense] [/]",
    "markup that acts": "[@click=app.quit]退出[/]",
    "markup link": "[link=file:///etc/passwd]看[/link]",
    "markup swallowed": "[A] 班 [b",
    "emoji code": ":skull: :warning:",
    # what a format or a catalogue obeys
    "braces": "{name} {0} {0.__class__.__mro__} {",
    "percent": "%s %d %(name)s %",
    "a catalogue key": "@cli.fault",
    "no catalogue key": "@nothing.of.the.kind",
    "dollar": "${HOME} $(id) `id`",
    # what a spreadsheet, a shell, a database, a browser obeys
    "formula": '=HYPERLINK("http://x","y")',
    "formula plus": "+1+cmd|' /C calc'!A0",
    "formula minus": "-2+3",
    "formula at": "@SUM(1+1)",
    "sql": "'); DROP TABLE event; --",
    "fts": '" OR * NEAR(',
    "html": "<script>alert(1)</script>&lt;",
    "path": "../../../../etc/passwd",
    "an option": "--data=/",
    # what eyes obey
    "right to left": "甲\u202e乙丙\u202c",
    "bidi isolates": "甲\u2066\u2067乙\u2069\u200f",
    "zero width": "张\u200b三\u200d\ufeff\u2060",
    "tag characters": "甲\U000e0041\U000e007f",
    "combining pile": "甲" + "\u0301" * 400,
    "a mark alone": "\u0301\u20dd",
    "wide and ambiguous": "“”…—·●→Ω①㊙ﷺ",
    "emoji with joiners": "👩\u200d🚒👨🏽\u200d🚒🇨🇳",
    "hangul fillers": "\u115f\u1160\u3164\uffa0",
    "private use": "\ue000\uf8ff\U0010ffff",
    "thai and devanagari": "ก็็็็็็็็็็ क्षि",
    # what patience obeys
    "a million characters": "长" * 1_000_000,
    "a long word": "x" * 5_000,
    "only blanks": " \u3000\xa0  ",
    "a lot of lines": "行\n" * 3_000,
    "decomposed": "e\u0301\u1100\u1161\u11a8",
}
"""Name → text."""

LONE_SURROGATE = "甲\ud800乙"
"""Cannot be stored as UTF-8, but can be typed into a JSON escape or an argument."""
