"""开发用的一个入口，只用标准库，Linux 与 Windows 通用：准备环境、运行、检查、打包。

python dev.py setup               准备 .venv（其余各命令会自己先做这一步）
python dev.py run [-- 参数…]       运行程序；没有显示器时改为在命令行做完一个月的主要工作
python dev.py test [--full] [参数…] 全部检查；多出的参数交给 pytest
python dev.py bench [参数…]        速度：每一项与参照做法并排测量，超出预算则退出码为 1
python dev.py build               打包到 dist/，并让打好的程序断网自检
python dev.py build-windows       在 Linux 上用 wine 预演 Windows 的打包与安装程序
"""

import argparse
import compileall
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "lock.sha256"
DEMO = ROOT / "out" / "demo"
COVERAGE = ROOT / "coverage.json"
# What pytest makes of the tests to say why one fails takes twice as long to make as to load.
KEEPS_BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}

ADDRESS = re.compile(r"[a-z+]+://|index-url|find-links|trusted-host", re.IGNORECASE)

QT_PACKAGES = (
    "libglib2.0-0 libgl1 libegl1 libfontconfig1 libfreetype6 libxkbcommon0 libdbus-1-3 libx11-6 fonts-wqy-microhei"
    " libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0"
    " libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
).split()
BUILD_PACKAGES = ["binutils", "strace"]
REHEARSAL_PACKAGES = "wine wine64 nsis gcc-mingw-w64-x86-64 xvfb xauth".split()


class Failure(Exception):
    """The command cannot go on; the sentence says why and what to do."""


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    print(sentence, flush=True)


def run(command: Sequence[str | Path], **environment: str) -> int:
    """Run ``command`` in the project's folder and return its exit status; ``environment`` is set on top of ours."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


# ---------------------------------------------------------------- setup


def setup() -> None:
    """Make the environment ready to run, test and build; what is already done is skipped."""
    if sys.version_info[:2] != (3, 11):
        raise Failure(f"需要 Python 3.11，当前是 {platform.python_version()}。请安装 Python 3.11 后用它运行本命令。")
    needed = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    install_system_packages([*needed, *QT_PACKAGES])
    if not STAMP.exists() or STAMP.read_text("ascii") != lock_digest():
        install_locked_packages()
    compile_bytecode(ROOT / "app")


def lock_digest() -> str:
    """Return the SHA-256 of the lock, by which an environment knows what it was made from."""
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def install_locked_packages() -> None:
    """Make ``.venv`` anew with exactly the packages of the lock; the stamp comes last, so a broken try is repeated."""
    say("正在准备 .venv，第一次需要几分钟…（installing the locked packages）")
    STAMP.unlink(missing_ok=True)
    if Path(sys.prefix).resolve() != VENV.resolve():
        make_empty_environment()
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--only-binary=:all:", "--require-hashes"]
    options.append("--no-deps")  # the lock is whole; resolving again would meet releases newer than it and refuse them
    if run([PYTHON, "-m", "pip", "install", *options, "-r", LOCK]):
        raise Failure("软件包没有装全，原因见上。请检查网络或 pip 的软件源设置后再运行一次。")
    compile_bytecode(VENV)
    STAMP.write_text(lock_digest(), "ascii")


def make_empty_environment() -> None:
    """Make ``.venv`` with nothing but pip in it."""
    try:
        venv.EnvBuilder(clear=True, symlinks=os.name != "nt", with_pip=True).create(VENV)
    except subprocess.CalledProcessError as error:
        raise Failure(
            "建不成 .venv：这个 Python 不带 ensurepip。Debian 上请先运行：apt-get install python3-venv"
        ) from error


def compile_bytecode(folder: Path) -> None:
    """Compile ``folder`` ahead of time, also where PYTHONDONTWRITEBYTECODE keeps imports from doing it."""
    templates = re.compile(r"[/\\](templates?|lib2to3)[/\\]")
    compileall.compile_dir(folder, quiet=2, rx=templates)


def missing_system_packages(packages: Sequence[str]) -> list[str]:
    """Return those of the Debian ``packages`` that are not installed; none on a system without dpkg."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return []
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *packages]
    lines = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    installed = {line.split()[0] for line in lines if line.endswith(" installed")}
    return [package for package in packages if package not in installed]


def install_system_packages(packages: Sequence[str]) -> None:
    """Install what Debian lacks of ``packages`` as root; otherwise name the one line that does."""
    missing = missing_system_packages(packages)
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.name == "nt" or os.geteuid() != 0:
        say(f"还缺系统软件包，请先运行：sudo {' '.join(install)}")
        return
    say(f"正在安装系统软件包：{' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if run(["apt-get", "update", "-q"], **quiet) or run(install, **quiet):
        say(f"系统软件包没有装全，窗口可能打不开。请检查网络后运行：{' '.join(install)}")


# ---------------------------------------------------------------- run


def command_run(arguments: list[str]) -> int:
    """Start the program with ``arguments``; without a display and without arguments, do a month's work headless."""
    setup()
    if arguments or has_display():
        return run([PYTHON, "main.py", *arguments])
    say("没有显示器，改为在命令行做完一个月的主要工作。（no display: doing the month's main job headless）")
    return demonstrate()


def has_display() -> bool:
    """Return whether a window could be shown here."""
    if sys.platform != "linux":
        return True
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demonstrate() -> int:
    """Do the month's main job into ``out/demo`` and print every file that came of it; return the exit status."""
    if DEMO.exists():
        shutil.rmtree(DEMO)
    DEMO.mkdir(parents=True)
    for title, ledger, arguments in demonstration():
        say(f"\n== {title}")
        if status := run([PYTHON, "main.py", "--ledger", DEMO / f"{ledger}.db", *arguments]):
            say(f"这一步没有完成（退出码 {status}）。（this step failed）")
            return status
    say("\n完成，结果在：（done; the results are in）")
    for path in sorted(path for path in DEMO.rglob("*") if path.is_file()):
        say(f"  {path}")
    return 0


def demonstration() -> list[tuple[str, str, list[str]]]:
    """Return the steps of the headless month, each with its title, its ledger and the program's arguments.

    The sample goes into a ledger of its own: its numbers are those of other projects than the demonstration year's.
    """
    sample = ROOT / "tests" / "data" / "samples" / "01-复垦台账-合并表头.xlsx"
    new, out = ["new", "--unit", "330421", "--year", "2022"], ["--out", str(DEMO)]
    periods, ledgers = ("2022-06", "2022-Q2", "2022"), ("reclamation", "demolition", "greening")
    return [
        ("新建台账 new ledger", "import", new),
        ("导入一份台账 import", "import", ["import", str(sample), "--as-of", "2022-06-25"]),
        ("导入的项目 records", "import", ["records", "reclamation"]),
        ("新建台账 new ledger", "demo", new),
        ("填入一年的演示数据 demo data", "demo", ["demo", "--projects", "300", "--year", "2022"]),
        ("指标完成情况 figures", "demo", ["figures", "--as-of", "2022-06-25"]),
        *((f"导出 {period} 的报表 export", "demo", ["export", "ALL", "--period", period, *out]) for period in periods),
        *((f"导出 {ledger} export", "demo", ["export", ledger, *out]) for ledger in ledgers),
        ("每一页的图 page pictures", "demo", ["--shots", str(DEMO / "pages")]),
    ]


# ---------------------------------------------------------------- test


def command_test(arguments: list[str], *, full: bool) -> int:
    """Run every check, all of them even when one fails, and return 0 only if none did."""
    setup()
    results = []
    for name, check in checks(arguments, full=full):
        say(f"\n== {name}")
        began = time.monotonic()
        results.append((name, check(), time.monotonic() - began))
    say("\n== 小结 summary")
    for name, passed, seconds in results:
        say(f"  {'通过 ok    ' if passed else '未过 FAILED'}  {name}（{seconds:.0f} 秒）")
    return 0 if all(passed for _, passed, _ in results) else 1


def checks(arguments: list[str], *, full: bool) -> list[tuple[str, Callable[[], bool]]]:
    """Return the checks in the order they run: the quick ones first, pytest and what it covered last."""
    tests = pytest_command(full=full, measured=not arguments)
    steps: list[tuple[str, Callable[[], bool]]] = [
        ("锁定文件不含地址 lock", lock_is_clean),
        ("ruff format", lambda: not run([SCRIPTS / "ruff", "format", "--check"])),
        ("ruff check", lambda: not run([SCRIPTS / "ruff", "check"])),
        ("mypy --strict", lambda: not run([PYTHON, "-m", "mypy"])),
        ("import-linter", lambda: not run([SCRIPTS / "lint-imports", "--no-logo"])),
        ("pytest", lambda: not run([*tests, *arguments], **KEEPS_BYTECODE)),
    ]
    if not arguments:
        steps.append(("覆盖率下限 coverage", coverage_holds))
    return steps


def pytest_command(*, full: bool, measured: bool) -> list[str]:
    """Return the pytest command: two or more workers, the slow tests only if ``full``, coverage if ``measured``."""
    workers = str(min(os.cpu_count() or 1, 4))
    command = [str(PYTHON), "-m", "pytest", "-n", workers, "--dist", "worksteal", "--durations", "25"]
    command += [] if full else ["-m", "not slow"]
    return [*command, "--cov", f"--cov-report=json:{COVERAGE}", "--cov-report="] if measured else command


def addresses_in(lock: str) -> list[str]:
    """Return the lines of a lock's text that name a place to fetch from; a lock holds versions and hashes only."""
    return [line for line in lock.splitlines() if ADDRESS.search(line)]


def lock_is_clean() -> bool:
    """Print the lock's lines that name an address; return whether there are none."""
    found = addresses_in(LOCK.read_text("utf-8"))
    for line in found:
        say(f"requirements.lock 不应写明下载地址：{line}")
    return not found


def coverage_floors() -> dict[str, float]:
    """Return the least coverage in per cent (statements and branches) by folder, from ``pyproject.toml``."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    floors: dict[str, float] = settings["tool"]["zigui-taizhang"]["coverage-floors"]
    return floors


def covered_percent(report: dict[str, dict[str, dict[str, dict[str, int]]]], folder: str) -> float:
    """Return what share of ``folder`` a coverage JSON ``report`` says was run, in per cent; an empty one is whole."""
    files = [
        entry["summary"] for path, entry in report["files"].items() if path.replace("\\", "/").startswith(f"{folder}/")
    ]
    run_through = sum(each["covered_lines"] + each["covered_branches"] for each in files)
    whole = sum(each["num_statements"] + each["num_branches"] for each in files)
    return 100 * run_through / whole if whole else 100.0


def coverage_holds() -> bool:
    """Print each folder's coverage beside its floor; return whether every floor holds."""
    if not COVERAGE.exists():
        say("没有覆盖率结果。")
        return False
    report = json.loads(COVERAGE.read_text("utf-8"))
    shares = {folder: covered_percent(report, folder) for folder in coverage_floors()}
    for folder, floor in coverage_floors().items():
        say(f"{folder}：{shares[folder]:.1f} %，下限 {floor:g} %")
    return all(shares[folder] >= floor for folder, floor in coverage_floors().items())


# ---------------------------------------------------------------- build


def command_build() -> int:
    """Freeze the program into ``dist/``, prove that it works without a network, and return the exit status."""
    setup()
    if sys.platform == "linux":
        install_system_packages(BUILD_PACKAGES)
    return run([PYTHON, "-m", "release.build"])


def command_build_windows() -> int:
    """Rehearse the Windows build and its installer on this Linux machine; return the exit status."""
    setup()
    if sys.platform != "linux":
        raise Failure("build-windows 是在 Linux 上预演；在 Windows 上直接运行：python dev.py build")
    # Another maker's Node brings npm without Debian's package of it, which would not go beside it.
    install_system_packages([*REHEARSAL_PACKAGES, *([] if shutil.which("npm") else ["npm"])])
    return run([PYTHON, "-m", "release.windows"])


# ---------------------------------------------------------------- command line


def command_bench(arguments: list[str]) -> int:
    """Measure every budget of speed; return the exit status."""
    setup()
    return run([PYTHON, "-m", "tests.bench", *arguments])


def command_setup() -> int:
    """Make the environment ready and say where it is."""
    setup()
    say(f"环境已就绪：{PYTHON}")
    return 0


COMMANDS = ("setup", "run", "test", "bench", "build", "build-windows")
TAKE_OPTIONS = {"test", "bench"}  # what they do not know goes on to pytest, or to the measurements
TAKE_WHAT_FOLLOWS = {*TAKE_OPTIONS, "run"}  # what stands after --


def main(argv: list[str]) -> int:
    """Run the command that ``argv`` names and return its exit status; what follows ``--`` is passed on."""
    cut = argv.index("--") if "--" in argv else len(argv)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--full", action="store_true", help="test：连同长时间的检查")
    options, extra = parser.parse_known_args(argv[:cut])
    passed_on = [*extra, *argv[cut + 1 :]]
    unknown = (extra and options.command not in TAKE_OPTIONS) or (
        passed_on and options.command not in TAKE_WHAT_FOLLOWS
    )
    if unknown:
        parser.error(f"{options.command} 不认识：{' '.join(passed_on)}（给程序的参数写在 run -- 之后）")
    if options.full and options.command != "test":
        parser.error("--full 只用于 test")
    try:
        return perform(options.command, passed_on, full=options.full)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1


def perform(command: str, arguments: list[str], *, full: bool) -> int:
    """Carry out one command with the arguments meant for the program, pytest or the measurements; its exit status."""
    ways: dict[str, Callable[[], int]] = {
        "setup": command_setup,
        "run": lambda: command_run(arguments),
        "test": lambda: command_test(arguments, full=full),
        "bench": lambda: command_bench(arguments),
        "build": command_build,
        "build-windows": command_build_windows,
    }
    return ways[command]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
