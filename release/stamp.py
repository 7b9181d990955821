"""What Windows shows under 属性 → 详细信息 of the program."""

from typing import Any

_CHINESE, _UNICODE = 2052, 1200


def version_resource(name: str, version: str) -> Any:
    """The version resource of ``name`` at ``version`` (three numbers); PyInstaller takes it on Windows only."""
    from PyInstaller.utils.win32 import versioninfo

    numbers = (*(int(part) for part in version.split(".")), 0)
    said = {
        "CompanyName": name,
        "FileDescription": f"{name} 县级自然资源台账与报表",
        "FileVersion": version,
        "InternalName": name,
        "OriginalFilename": f"{name}.exe",
        "ProductName": name,
        "ProductVersion": version,
    }
    strings = [versioninfo.StringStruct(key, value) for key, value in said.items()]
    table = versioninfo.StringTable(f"{_CHINESE:04x}{_UNICODE:04x}", strings)
    spoken = versioninfo.VarStruct("Translation", [_CHINESE, _UNICODE])
    return versioninfo.VSVersionInfo(
        ffi=versioninfo.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[versioninfo.StringFileInfo([table]), versioninfo.VarFileInfo([spoken])],
    )
