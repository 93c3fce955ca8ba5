"""The sentence before Enter, and the line completed as far as it is clear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.commands.complete import candidates, complete
from core.commands.preview import preview
from core.i18n import LANGUAGES, set_language


@pytest.fixture(autouse=True)
def chinese():
    yield
    set_language(LANGUAGES[0])


SENTENCES = [
    ("", ""),
    ("巡查 泵房正常", "回车 记入日志"),
    ("02:30 巡查", "回车 补录 02:30"),
    ("23:50 东门停水", "回车 补录 昨日 23:50"),
    ("dc 1车", "回车 到场 1车 > A03 3号泊位 集装箱冒烟"),
    ("dc 1车 03:08", "回车 到场 1车 03:08 > A03 3号泊位 集装箱冒烟"),
    ("hz 3号泊位 冒烟", "回车 警情 火灾扑救 3号泊位 冒烟"),
    ("dc 9车", "没有车辆「9车」，未执行。请核对车名。"),
    ("zf A02", "作废 11-21 A02 5号泊位 油轮监护：还要内容"),
    ("zf A02 重复", "回车 作废 11-21 A02 5号泊位 油轮监护"),
    ("zf A09 重复", "没有找到 A09。请用查找核对编号。"),
    ("rz", "值班日志：还要内容"),
    ("yd 沙袋 @何清 明天", "回车 议定事项 沙袋 何清 明日"),
    ("yy en", "回车 语言 英文"),
    ("F5", "回车 记入日志"),
]


@pytest.mark.parametrize(("line", "sentence"), SENTENCES)
def test_the_preview_says_what_enter_will_do(line, sentence, night):
    assert preview(line, night) == sentence


def test_the_preview_speaks_english_too(night):
    set_language("en")
    assert preview("dc 1车 03:08", night) == "Enter: On Scene 1车 03:08 > A03 3号泊位 集装箱冒烟"
    assert preview("zf A02", night) == "Strike 11-21 A02 5号泊位 油轮监护: needs text"


def test_a_long_text_is_cut_in_the_sentence(night):
    assert preview("jq " + "长" * 100, night) == "回车 警情 " + "长" * 13 + "~"


COMPLETIONS = [
    ("cdd", None),
    ("rol", "rollcall "),
    ("记", "记录 "),
    ("：roll", "：rollcall "),
    ("到", "到场 "),
    ("处", "处置完毕 "),
    ("dc ", None),
    ("dc 12", "dc 12车 "),
    ("dc 2h", "dc 2号泡沫车 "),
    ("dc 1车 2hp", "dc 1车 2号泡沫车 "),
    ("dc 1车", None),
    ("ry hq", "ry 何清 "),
    ("yd 沙袋 @zy", "yd 沙袋 @赵原 "),
    ("yd 沙袋 zy", None),
    ("hz 3号泊", None),
    ("巡查 泵", None),
    ("", None),
    ("  ", None),
]


@pytest.mark.parametrize(("line", "completed"), COMPLETIONS)
def test_a_line_is_completed_as_far_as_it_is_clear(line, completed, night):
    assert complete(line, night) == completed


def test_the_menu_lists_what_a_beginning_may_mean(night):
    assert [command.id for command in candidates("：d", night)] == [
        "rollcall",
        "direct",
        "checks",
        "stamp.on_scene",
    ]
    assert len(candidates("", night)) > 20


def test_a_page_sees_its_own_commands_first_and_all_others(night):
    page = replace(night, scope="incident")
    assert preview("dc", page) == preview("dc", night)
