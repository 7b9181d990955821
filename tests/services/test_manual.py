"""手册：每页有一章，链接都有去处，图片都在，表由数据填。"""

import re

from app.models import resources
from app.services import manual


def whole() -> str:
    return "\n".join(chapter.text for chapter in manual.chapters())


def test_every_link_leads_somewhere_and_every_picture_is_there() -> None:
    targets = re.findall(r"]\(([^) ]+)[^)]*\)", whole())
    assert len(targets) > 50
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in manual.anchors(), target
        else:
            assert (manual.folder() / target).is_file(), target


def test_tables_are_filled_from_the_data_they_tell_of() -> None:
    keys = next(chapter.text for chapter in manual.chapters() if chapter.title == "键盘")
    assert "| 在哪里 | 按键 | 做什么 |" in keys
    for row in resources.rows("keys.csv"):
        assert f"| {row['where']} | {row['key']} | {row['what']} |" in keys
    assert "resources/" not in whole()


def test_a_heading_that_is_looked_for_comes_first_and_nothing_finds_nothing() -> None:
    found = manual.find("历史")
    assert (found[0].line, found[0].chapter) == ("历史", "历史")
    assert len({one.chapter for one in found}) > 2
    assert manual.find("冲减 台账") != manual.find("冲减")
    assert manual.find("  ") == []
    assert not any(mark in one.line for one in found for mark in ("**", "`", "](", "|"))
