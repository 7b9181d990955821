"""The headless face: commands for scripts, tests and other offices. It decides nothing and imports no Qt."""

import argparse
import re
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from app import __version__
from app.models import home
from app.models.refusal import Refusal
from app.ui.words import KINDS

DONE, REFUSED, USAGE, BUG = 0, 1, 2, 3


# What argparse says in English, and how a clerk reads it.
_MISTAKES = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+): invalid choice: '?(.+?)'? \(choose from (.+)\)", r"\1 不能是“\2”，可以是 \3"),
    (r"argument (.+): expected .+", r"\1 后面要跟一个值"),
    (r"argument (.+): invalid int value: '(.*)'", r"\1 要填整数，不能是“\2”"),
)


def _mistake(message: str) -> str:
    for pattern, sentence in _MISTAKES:
        if match := re.fullmatch(pattern, message):
            return match.expand(sentence).replace("'", "").replace(", ", "、")
    return message


_PERIOD = (
    "例如 2022-06（月）、2022-Q2、2022-H1、2022（季、半年、年）、"
    "2022-06a、2022-W23（上半月、周）、2022-06-17（截至那天）"
)
_TEXTS = "报表里手工填写的文字（亮点、问题、建议、备注）和指标的责任科室、口径说明：列出、填写、沿用上期"
_REPORT = "报表的代号、表号或名称，例如 R4、拆违01表、拆违月报；有哪些报表见 reports"
_SENT = "第几次报送，或它的编号；见 submissions"

_HEADINGS = {"options": "选项", "positional arguments": "参数"}


class _Help(argparse.HelpFormatter):
    """Help under Chinese headings."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(text, width, break_on_hyphens=False)  # 2022-06 stays in one piece

    def start_section(self, heading: str | None) -> None:
        super().start_section(_HEADINGS.get(heading or "", heading))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Wrong usage is said in Chinese and ends with status 2."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words, formatter_class=_Help, add_help=False)
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        print(f"命令写法不对：{_mistake(message)}。请用 --help 查看写法。", file=sys.stderr)
        raise SystemExit(USAGE)


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit status. A refusal is one sentence on standard error, a bug leaves a report."""
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    from app.ui.headless import commands

    try:
        return commands.run(arguments)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        return DONE
    except Exception as error:  # noqa: BLE001 - the one place where a bug ends
        from app.services import crash

        print(f"程序出错了，台账没有改动。故障报告：{crash.report(error) or '没能写下'}", file=sys.stderr)
        return BUG


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = _Parser(prog="main.py", description="资规台账：不带命令时打开窗口；带命令时不开窗口，直接办理。")
    top.add_argument("--ledger", metavar="文件或地址", help="台账文件；不写则用本用户自己的台账")
    top.add_argument("--version", action="version", version=f"{home.NAME} {__version__}", help="显示版本")
    commands = top.add_subparsers(dest="command", required=True, metavar="命令", parser_class=_Parser)

    def command(name: str, help_text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text, description=help_text)
        made.add_argument("--json", action="store_true", help="标准输出只给一份 JSON")
        made.add_argument("--ledger", default=argparse.SUPPRESS, metavar="文件或地址", help=argparse.SUPPRESS)
        return made

    _making(command("new", "为一个填报单位新建空台账"), command("demo", "给空台账填入一年的演示数据"))
    _taking_in(command("import", "识别、比对并导入工作簿"))
    _giving_out(command("export", "导出报表或整本台账"), command("check", "审核一张报表"))
    _reading(command("figures", "各项指标的完成情况"), command("records", "一本台账的记录"))
    _aiming(command("targets", "年度目标：本单位和下辖各地的任务、文号与修订，合计是否一致"))
    _entering(command("enter", "填报手工指标或里程碑状态"), command("settings", "查看或修改设置"))
    _wording(command("texts", _TEXTS))
    _publishing(
        command("rollup", "把下级单位报来的同一张报表汇总成一张，并作节点检查"),
        command("brief", "生成当期通报（.docx）"),
    )
    _sending(
        command("submit", "登记一次报送"),
        command("submissions", "报送登记：列出、取出报出的文件、作废、说明差异、验证文件"),
    )
    _answering(command("returns", "市级退回的意见和整改情况"), command("reply", "写出审核意见的办理回执"))
    _due(command("reports", "有哪些报表可以导出；某月应报哪些、各到哪一步"))
    _learning(command("learn", "学会上级的一张表样，以后按名称导出；不写文件则列出已学会的"))
    _telling(command("history", "做过哪些操作；写了步骤号，那一步改了什么"))
    for name, text in (("undo", "撤销一步操作"), ("redo", "恢复撤销过的一步操作")):
        command(name, text).add_argument("batch", type=int, metavar="步骤号", help="见 history")
    _verifying(command("verify", "检查台账文件是否完好；写了文件，还验证台账是不是那份文件所依据的台账的延续"))
    _rebuilding(command("rebuild", "台账损坏又没有备份时，用它自己的修改历史和导入原件重建；损坏的文件另外留着"))
    _keeping(
        command("backup", "备份台账，或列出已有的备份"),
        command("restore", "用一份备份恢复台账；现有的台账另外留着"),
        command("pack", "做交接包：台账、附件、导入原件和报送件装进一个文件"),
        command("unpack", "在本机打开交接包，成为 --ledger 所指的台账"),
    )
    _seating(
        command("seats", "多人共用的台账：谁坐什么席位；写账号则分配、改换或收回"),
        command("move", "把整本台账搬到另一处：服务器地址（postgresql://…）或本机文件，逐行核对"),
    )
    return top


def _rebuilding(rebuild: argparse.ArgumentParser) -> None:
    rebuild.add_argument("--unit", metavar="代码", help="台账里什么都读不出来时，写明填报单位的六位行政区划代码")
    rebuild.add_argument("--year", type=int, metavar="年度", help="台账里什么都读不出来时，写明工作年度")


def _seating(seats: argparse.ArgumentParser, move: argparse.ArgumentParser) -> None:
    seats.add_argument("name", nargs="?", metavar="账号", help="不写则列出已有的席位")
    seats.add_argument("--role", default="clerk", metavar="席位", help="clerk 经办、reviewer 复核、reader 只读")
    seats.add_argument("--password", metavar="口令", help="新账号的口令；已有的账号写了就改")
    seats.add_argument("--remove", action="store_true", help="收回席位，账号不能再登录")
    move.add_argument("to", metavar="新位置", help="一个空数据库的地址，或还没有的文件")


def _publishing(rollup: argparse.ArgumentParser, brief: argparse.ArgumentParser) -> None:
    rollup.add_argument("files", nargs="+", metavar="文件", help="下级单位报来的工作簿，同一张报表、同一期")
    rollup.add_argument("--out", required=True, metavar="位置", help="文件（.xlsx）或文件夹")
    rollup.add_argument("--nodes", nargs="+", metavar="单位", help="一个单位：只汇总它的各镇；几个单位或镇：只汇总这些")
    brief.add_argument("--period", required=True, metavar="报告期", help="月、季、半年或年，例如 2022-06、2022-Q2")
    brief.add_argument("--out", required=True, metavar="位置", help="文件（.docx）或文件夹")


def _verifying(verify: argparse.ArgumentParser) -> None:
    verify.add_argument("file", nargs="?", metavar="文件", help="本程序写出的导出、备份或交接包")
    verify.add_argument("--passphrase", default="", metavar="口令", help="交接包的口令")


def _making(new: argparse.ArgumentParser, demo: argparse.ArgumentParser) -> None:
    new.add_argument("--unit", required=True, metavar="代码", help="填报单位的六位行政区划代码")
    new.add_argument("--year", type=int, metavar="年度", help="工作年度；不写则用最近一份指标的年度")
    demo.add_argument("--projects", type=int, default=300, metavar="个数", help="三本台账一共多少条记录；不写则 300")
    demo.add_argument("--year", type=int, metavar="年度", help="哪一年的数据；不写则用台账的工作年度")
    demo.add_argument("--seed", type=int, default=1, metavar="种子", help="同一个数得到同样的数据；不写则 1")


def _keeping(
    backup: argparse.ArgumentParser,
    restore: argparse.ArgumentParser,
    pack: argparse.ArgumentParser,
    unpack: argparse.ArgumentParser,
) -> None:
    backup.add_argument("--out", metavar="文件夹", help="备份放在哪里；不写则放在台账旁边")
    backup.add_argument("--list", action="store_true", help="只列出已有的备份和里面有什么")
    backup.add_argument("--second", metavar="文件夹", help="在另一个地方（U盘）再留一份，可验证，可加密")
    restore.add_argument(
        "file", metavar="备份文件", help="有哪些备份见 backup --list；也可以是U盘上的那份或交接包（.zip）"
    )
    restore.add_argument("--look", action="store_true", help="只看备份里有什么，不恢复")
    pack.add_argument("--out", required=True, metavar="文件", help="交接包（.zip）放在哪里")
    unpack.add_argument("file", metavar="交接包", help="pack 做的 .zip 文件")
    unpack.add_argument("--look", action="store_true", help="只看包里有什么，不打开")
    for one in (backup, restore, pack, unpack):
        one.add_argument("--passphrase", default="", metavar="口令", help="加密用的口令")
    for one in (backup, pack):
        one.add_argument("--plain", action="store_true", help="含个人信息也不加密")


def _taking_in(one: argparse.ArgumentParser) -> None:
    one.add_argument("files", nargs="+", metavar="文件", help="工作簿、网页表格、CSV 或工作要点文件，可写多个")
    one.add_argument("--dry-run", action="store_true", help="只看结果，不写入台账")
    one.add_argument("--only", metavar="create,update", help="只办理其中几种")
    one.add_argument("--as-of", metavar="日期", help="累计数截至哪一天，例如 2022-06-25")
    one.add_argument("--errors", metavar="位置", help="有错误的表照原样另存一份，错处标红加批注；写文件名或文件夹")
    one.add_argument("--clear", action="store_true", help="空单元格也清空台账里的值")
    one.add_argument("--rules", metavar="文件", help="退回文件的取舍规则，一行一条：字段或列名 = 返回|台账")
    one.add_argument(
        "--map", action="append", default=[], metavar="列=栏目", help="更正某一列是什么栏目，可写多个；“列=”表示不导入"
    )
    one.add_argument("--remember", action="store_true", help="记住这张表的栏目，以后照办")


def _telling(history: argparse.ArgumentParser) -> None:
    history.add_argument(
        "batch", nargs="?", type=int, metavar="步骤号", help="列出这一步改了什么：哪一条、原来、现在、来自哪一格"
    )
    history.add_argument("--words", default="", metavar="几个字", help="只列操作、文件或操作人里有这些字的")
    history.add_argument("--last", type=int, metavar="N", help="只列最近的 N 步")


def _due(reports: argparse.ArgumentParser) -> None:
    reports.add_argument("--due", metavar="月份", help="列出这个月应报的报表、报送期限和状态，例如 2022-06")


def _answering(returns: argparse.ArgumentParser, reply: argparse.ArgumentParser) -> None:
    returns.add_argument("--all", action="store_true", help="已经办理的也列出")
    returns.add_argument("--settle", type=int, metavar="编号", help="记下这一条已经办理")
    returns.add_argument("--how", metavar="说明", help="怎样办理的，与 --settle 一起写")
    reply.add_argument("--out", required=True, metavar="位置", help="文件（.xlsx）或文件夹")
    reply.add_argument("--report", metavar="报表", help="只答复一张报表的意见")
    reply.add_argument("--period", metavar="报告期", help="只答复一个报告期的意见")


def _form_columns(one: argparse.ArgumentParser) -> None:
    """What is said of the columns of a bureau's form."""
    one.add_argument("--blank", action="append", default=[], metavar="列名", help="表样里留空不填的列，可写多个")
    one.add_argument(
        "--column", action="append", default=[], metavar="列名=栏次", help="表样的列是报表的哪一栏，可写多个"
    )


def _learning(learn: argparse.ArgumentParser) -> None:
    learn.add_argument("file", nargs="?", metavar="文件", help="空表样，或填好的一份")
    learn.add_argument("--name", metavar="名称", help="这张表样以后叫什么")
    learn.add_argument("--report", metavar="报表", help="是哪张报表或台账的表样；不写则自动辨认")
    _form_columns(learn)


def _giving_out(export: argparse.ArgumentParser, check: argparse.ArgumentParser) -> None:
    export.add_argument(
        "report", metavar="报表", help="报表代号（见 reports）、ALL，或 reclamation、demolition、greening"
    )
    export.add_argument("--period", metavar="报告期", help=f"{_PERIOD}；整本台账不分报告期")
    export.add_argument("--out", required=True, metavar="位置", help="文件（.xlsx）或文件夹")
    export.add_argument("--alone", action="store_true", help="ALL 只要这一期自己的报表，不带季末、半年末、年末到期的")
    export.add_argument("--unmasked", action="store_true", help="证件号码和电话不遮盖")
    export.add_argument("--photos", action="store_true", help="照片列上附拆前、拆后（造林前、造林后）照片")
    export.add_argument("--template", metavar="表样", help="填进上级发来的表样（空表或去年填好的表），只改要填的格子")
    _form_columns(export)
    _picking(export, "台账填进表样时只填符合条件的记录")
    check.add_argument(
        "report", metavar="报表", help=f"{_REPORT}；ALL 审核这一期要报的全部报表，强制不通过时退出状态为 1"
    )
    check.add_argument("--period", required=True, metavar="报告期", help=_PERIOD)
    check.add_argument("--waive", metavar="提示名称", help="这条提示可以保留（名称写在〔〕里），须写 --reason")
    check.add_argument("--reason", metavar="理由", help="为什么可以保留，会印在报表上")


def _sending(submit: argparse.ArgumentParser, submissions: argparse.ArgumentParser) -> None:
    submit.add_argument("report", metavar="报表", help=_REPORT)
    submit.add_argument("--period", required=True, metavar="报告期", help=f"登记这一期最近一次导出；{_PERIOD}")
    submit.add_argument("--number", metavar="编号", help="报送编号或文号；不写则自动编号")
    submit.add_argument("--replaces", metavar="次", help="更正哪一次报送（次或编号，见 submissions）")
    actions = submissions.add_subparsers(dest="action", metavar="办理", parser_class=_Parser)

    def action(name: str, help_text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=help_text, description=help_text)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="标准输出只给一份 JSON")
        made.add_argument("--ledger", default=argparse.SUPPRESS, metavar="文件或地址", help=argparse.SUPPRESS)
        return made

    cancel = action("cancel", "作废一次报送，写明理由")
    cancel.add_argument("which", metavar="次", help=_SENT)
    cancel.add_argument("--reason", required=True, metavar="理由", help="为什么作废，留在登记里")
    copy = action("copy", "取出报出的那份文件；文件已不在时按登记的数字重新写出")
    copy.add_argument("which", metavar="次", help=_SENT)
    copy.add_argument("--out", required=True, metavar="位置", help="文件（.xlsx）或文件夹")
    diff = action("diff", "说明两次报送之间每个数字为什么不同")
    diff.add_argument("first", metavar="次", help=_SENT)
    diff.add_argument("second", metavar="次或 now", help="另一次报送；now 是现在的台账")
    action(
        "check", "一个文件是不是报出的那一份：未改动、已改动、内容一致、内容不一致（哪些格）、无法判断"
    ).add_argument("file", metavar="文件", help="要验证的工作簿，改过名、另存过也可以")


def _reading(figures: argparse.ArgumentParser, records: argparse.ArgumentParser) -> None:
    figures.add_argument("--as-of", metavar="日期", help="截至哪一天，例如 2022-06-25；不写则为今天")
    figures.add_argument("--by", choices=("town", "month"), metavar="town|month", help="town 分镇(街道)，month 分月")
    titles = "、".join(f"{kind}（{named.title}）" for kind, named in KINDS.items())
    records.add_argument("kind", type=_kind, choices=tuple(KINDS), metavar="台账", help=titles)
    _picking(records, "只列符合条件的记录")
    records.add_argument("--as-of", metavar="日期", help="累计数截至哪一天")


def _picking(one: argparse.ArgumentParser, what: str) -> None:
    """The conditions that records must meet."""
    one.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="字段=值",
        help=f"{what}，例如 当前阶段=验收；可写多个，同时满足",
    )


def _kind(said: str) -> str:
    """A ledger by its name here or on the screen."""
    return next((kind for kind, named in KINDS.items() if said.strip() == named.title), said)


def _aiming(targets: argparse.ArgumentParser) -> None:
    targets.add_argument("--as-of", metavar="日期", help="哪一天有效的目标；不写则为今天")
    targets.add_argument("--by", choices=("town",), metavar="town", help="同时列出下辖各地的目标")


def _wording(texts: argparse.ArgumentParser) -> None:
    texts.add_argument("report", metavar="报表", help=_REPORT)
    texts.add_argument("--period", required=True, metavar="报告期", help=_PERIOD)
    texts.add_argument("--column", metavar="文字栏", help="填写哪一栏，例如 亮点")
    texts.add_argument("--row", metavar="行", help="镇(街道)或指标的代码或名称；不写则为合计行")
    texts.add_argument("--text", metavar="文字", help='填写的文字；写 "" 则清空')
    texts.add_argument("--carry", action="store_true", help="没有填写的格沿用上一期的文字")


def _entering(enter: argparse.ArgumentParser, settings: argparse.ArgumentParser) -> None:
    enter.add_argument("indicator", metavar="指标编号", help="例如 T01；见 figures")
    enter.add_argument("--period", required=True, metavar="报告期", help=_PERIOD)
    enter.add_argument(
        "--value", required=True, metavar="累计数或状态", help="截至期末的累计数；里程碑写 未启动、进行中或已完成"
    )
    enter.add_argument("--region", metavar="代码", help="镇(街道)代码；不写则为本单位")
    enter.add_argument("--date", metavar="日期", help="里程碑完成的日期；不写则为报告期截止日")
    settings.add_argument("key", nargs="?", metavar="设置项", help="不写则全部列出")
    settings.add_argument("value", nargs="?", metavar="值", help="不写则只看这一项")
