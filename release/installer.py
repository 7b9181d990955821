"""The installer: compiled, then used under wine as on a clerk's PC: put in, refused while open, put over, taken out.

The installer that is given away is a 32-bit program, which every Windows runs and which can tell a 32-bit Windows why
it is refused. Wine runs 64-bit programs alone, so what is tried is the same script compiled for 64 bits.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from app import __version__
from app.models.home import NAME
from release import icon
from release.build import ROOT, Failure
from release.wine import DRIVE, WORK, offscreen, refused, run, running, windows_path, wine

BUNDLE = WORK / "dist" / NAME
INSTALLER = ROOT / "dist" / f"{NAME}-{__version__}-安装.exe"
PROOF = WORK / "self-test-installed"
_PROGRAM, _UNINSTALLER = f"{NAME}.exe", "卸载.exe"
_TRIAL = WORK / "trial.exe"
_FOR_WINE = ("-XTarget amd64-unicode", "-XSetCompressor /FINAL zlib")
_PATIENCE = 60.0  # seconds


def compile_installer() -> None:
    """Make the installer that is given away."""
    _compiled(INSTALLER, "-WX")


def try_installer() -> None:
    """Install, install over, and uninstall; raise ``Failure`` where a PC would be left otherwise than it should."""
    _compiled(_TRIAL, *_FOR_WINE)
    local = next(DRIVE.glob("users/*/AppData/Roaming")).with_name("Local")
    place = local / "Programs" / NAME
    shutil.rmtree(place, ignore_errors=True)
    _install(place)
    _install_over(place)
    _uninstall(place, [local / NAME / "台账.db", place / "data" / "台账.db"])


def _install(place: Path) -> None:
    """On a PC that never had it: what is there afterwards is the bundle, and it works."""
    wine([_TRIAL, "/S"], "安装")
    _expect(_files(place) == {**_files(BUNDLE), _UNINSTALLER: (place / _UNINSTALLER).stat().st_size}, "装上的不全")
    _expect(len(_shortcuts()) == 2, "开始菜单或桌面没有图标")
    shutil.rmtree(PROOF, ignore_errors=True)
    PROOF.mkdir(parents=True)
    wine(offscreen(_PROGRAM, "--self-test", windows_path(PROOF)), "装上的程序自检", place)


def _install_over(place: Path) -> None:
    """Over an earlier version: refused while that is open, nothing of it is left afterwards."""
    earlier = place / "_internal" / "earlier.txt"

    def is_refused() -> bool:
        earlier.write_text("上一版的文件", encoding="utf-8")
        return refused([_TRIAL, "/S"])

    with running(_PROGRAM, place):
        _wait_until(is_refused, "程序开着时没有拒绝安装")
        _expect(earlier.exists(), "程序开着时安装动了它的文件")
    wine([_TRIAL, "/S"], "覆盖安装")
    _expect(not earlier.exists(), "覆盖安装留下了上一版的文件")


def _uninstall(place: Path, ledgers: list[Path]) -> None:
    """The program goes, ledgers stay, beside it too."""
    for path in ledgers:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"ledger")
    wine([place / _UNINSTALLER, "/S"], "卸载")
    _wait_until(lambda: not (place / _UNINSTALLER).exists(), "卸载没有做完")
    _expect(_files(place) == {str(Path("data") / "台账.db"): 6}, "卸载后还有程序的文件，或数据不见了")
    _expect(all(path.read_bytes() == b"ledger" for path in ledgers), "卸载动了台账")
    _expect(not _shortcuts(), "卸载后还有图标")


def _files(folder: Path) -> dict[str, int]:
    """Every file below a folder with its size."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def _shortcuts() -> list[Path]:
    return list(DRIVE.glob(f"users/**/{NAME}.lnk"))


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Failure(f"试装：{otherwise}。")


def _wait_until(holds: Callable[[], bool], otherwise: str) -> None:
    """A program needs a moment to open its window, and the uninstaller ends in a process of its own."""
    end = time.monotonic() + _PATIENCE
    while not holds():
        _expect(time.monotonic() < end, otherwise)
        time.sleep(0.5)


def _compiled(target: Path, *options: str) -> None:
    drawing = WORK / "app.ico"
    drawing.write_bytes(icon.icon(ROOT / "resources" / "icons" / "app.svg"))
    target.parent.mkdir(exist_ok=True)
    said = {"VERSION": __version__, "SOURCE": BUNDLE, "TARGET": target, "ICON": drawing}
    defined = [f"-D{key}={value}" for key, value in said.items()]
    command = ["makensis", "-V2", *options, "-INPUTCHARSET", "UTF8", *defined]
    run([*command, str(ROOT / "release" / "installer.nsi")], "编译安装程序", LC_ALL="C.UTF-8")
