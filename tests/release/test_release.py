"""What turns the source into an installation: the parts of it that can be tried without building."""

import re
import shutil
import struct
import subprocess
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PySide6.QtGui import QImage

from app import __version__
from release import build, icon, notices, windows

ROOT = Path(__file__).resolve().parents[2]
DRAWING = ROOT / "resources" / "icons" / "app.svg"


def test_the_icon_holds_a_picture_of_every_size() -> None:
    data = icon.icon(DRAWING)
    count = struct.unpack_from("<HHH", data)[2]
    entries = [struct.unpack_from("<BBBBHHII", data, 6 + 16 * place) for place in range(count)]
    pictures = [QImage.fromData(data[offset : offset + length], "PNG") for *_, length, offset in entries]
    assert [(one.width(), one.height()) for one in pictures] == [(size, size) for size in icon.SIZES]
    assert [entry[0] or 256 for entry in entries] == list(icon.SIZES)
    assert all(one.pixelColor(one.width() // 2, one.height() // 8).alpha() > 0 for one in pictures)


def test_what_is_no_drawing_makes_no_icon(tmp_path: Path) -> None:
    broken = tmp_path / "broken.svg"
    broken.write_text("<svg", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.svg"):
        icon.icon(broken)


def test_every_package_in_the_bundle_is_named_with_its_licence(tmp_path: Path) -> None:
    packages = notices.bundled(["sqlalchemy", "PySide6", "yaml", "app", "no_such_module"])
    notices.write(tmp_path, packages)
    listed = (tmp_path / notices.LIST).read_text("utf-8")
    assert [one.name for one in packages] == ["PySide6_Essentials", "PyYAML", "SQLAlchemy"]
    assert all(f"{one.name} {one.version}\t{notices.licence(one)}" in listed for one in packages)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / notices.TEXTS / "LGPL-3.0.txt").read_text("utf-8")
    assert list((tmp_path / notices.TEXTS / "SQLAlchemy").iterdir())


def test_every_package_the_program_runs_on_says_its_licence() -> None:
    """The first section of ``requirements.in`` is what is given away; a package without a licence may not be."""
    section = (ROOT / "requirements.in").read_text("utf-8").partition("# Checks")[0]
    names = [Requirement(line).name for line in section.splitlines() if line and not line.startswith("#")]
    assert len(names) > 10
    assert [name for name in names if notices.licence(distribution(name)) == notices.UNSAID] == []


def test_the_windows_lock_is_what_holds_on_windows() -> None:
    lock = "\n".join(
        f"{name} \\\n    --hash=sha256:{'0' * 64}"
        for name in ("six==1.0", "pefile==2.0 ; sys_platform == 'win32'", "uvloop==3.0 ; sys_platform != 'win32'")
    )
    assert re.findall(r"^(\S+) \\$", windows.windows_lock(lock), re.MULTILINE) == ["six==1.0", "pefile==2.0"]


def test_the_windows_lock_keeps_every_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    made = windows.windows_lock(lock)
    assert ";" not in made
    assert "pywin32-ctypes==" in made
    assert made.count("--hash=sha256:") > 0.9 * lock.count("--hash=sha256:")


def test_an_internet_call_is_told_from_a_local_one() -> None:
    local = '7 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X0"}, 20) = 0'
    far = '7 connect(4, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = -1'
    assert build.internet_calls(f"{local}\n{far}\n7 socket(AF_INET6, SOCK_STREAM, 0) = 5") == [
        far,
        "7 socket(AF_INET6, SOCK_STREAM, 0) = 5",
    ]


def test_what_only_a_network_needs_is_found_in_a_bundle(tmp_path: Path) -> None:
    for name in ("libQt6Network.so.6", "libQt6Core.so.6", "plugins/tls/qopensslbackend.so", "notes.txt"):
        path = tmp_path / "PySide6" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert build.network_files(tmp_path) == ["PySide6/libQt6Network.so.6", "PySide6/plugins/tls/qopensslbackend.so"]


def test_the_newest_entry_of_the_changelog_is_this_version_or_not_yet_one() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "未发布" or headings[0].startswith(__version__)
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert "version" in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dynamic"]


@pytest.mark.skipif(shutil.which("makensis") is None, reason="没有 makensis：apt-get install nsis")
def test_the_installer_compiles_and_holds_the_bundle(tmp_path: Path) -> None:
    source, target = tmp_path / "程序", tmp_path / "安装.exe"
    (source / "_internal").mkdir(parents=True)
    (source / "_internal" / "库.bin").write_bytes(bytes(range(256)) * 64)
    said = {"VERSION": __version__, "SOURCE": source, "TARGET": target}
    defined = [f"-D{key}={value}" for key, value in said.items()]
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defined, ROOT / "release" / "installer.nsi"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert target.read_bytes()[:2] == b"MZ"
