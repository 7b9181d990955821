"""Whose work is in the bundle: a list of the packages that went in, and their licences word for word.

Qt and PySide6 come under the LGPL: they lie in the bundle as libraries of their own that may be replaced, with the
licence's text and a sentence on where the exact sources are.
"""

import shutil
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

LIST = "第三方软件.txt"
UNSAID = "见其许可证文件"
TEXTS = "许可证"
_LICENCES = Path(__file__).parent / "licences"
_PLACES = ("homepage", "home", "source", "source code", "repository", "github")
_NAMED = ("licen", "copying", "notice", "author")
_HEAD = """资规台账使用了下列软件，各按自己的许可证分发，许可证全文在“许可证”文件夹里。

Qt 与 PySide6 按 LGPL-3.0 使用：它们是 _internal 文件夹里单独的动态库，可以换成自己编译的同一版本；为调试这样的
改动而进行的反向工程不受限制。各软件同一版本的源代码可从下面写明的主页取得。
"""


def bundled(modules: Iterable[str]) -> list[Distribution]:
    """The installed packages that the named top-level modules belong to, in the order of their names."""
    owners = packages_distributions()
    names = {owner for module in modules for owner in owners.get(module, ())}
    return sorted((distribution(name) for name in names), key=lambda one: one.name.lower())


def write(folder: Path, packages: Iterable[Distribution]) -> None:
    """Put the list and the licences' texts into ``folder``, in place of older ones."""
    texts = folder / TEXTS
    shutil.rmtree(texts, ignore_errors=True)
    texts.mkdir(parents=True)
    lines = [_HEAD, f"Python {sys.version.split()[0]}\tPSF-2.0\thttps://www.python.org"]
    for package in packages:
        lines.append(_line(package))
        _copy(package, texts)
    for text in _LICENCES.glob("*.txt"):
        shutil.copy(text, texts / text.name)
    _copy_python(texts)
    (folder / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(package: Distribution) -> str:
    return f"{package.name} {package.version}\t{licence(package)}\t{_home(package)}".rstrip()


def licence(package: Distribution) -> str:
    """What a package says its licence is: the expression, else the classifiers, else its own words' first line."""
    classes = _said(package, "Classifier")
    classified = [line.rpartition(" :: ")[2] for line in classes if line.startswith("License ::")]
    own = [line for text in _said(package, "License") for line in text.splitlines() if line.strip()]
    found = [*_said(package, "License-Expression"), "、".join(classified), *own]
    return next((words for words in found if words), UNSAID)


def _home(package: Distribution) -> str:
    """Where a package says it lives: the link called home or source, else the first one."""
    links = [tuple(line.split(", ", 1)) for line in _said(package, "Project-URL")]
    by_label = {label.lower(): link for label, link in links}
    named = [by_label[label] for label in _PLACES if label in by_label]
    return next(iter([*_said(package, "Home-page"), *named, *by_label.values()]), "")


def _said(package: Distribution, key: str) -> list[str]:
    return [str(value) for value in package.metadata.get_all(key) or ()]


def _copy(package: Distribution, texts: Path) -> None:
    """Copy every file of the package's own records that is a licence by its name."""
    for file in package.files or ():
        inside = ".dist-info" in file.parts[0]
        if inside and file.name.lower().startswith(_NAMED):
            place = texts / package.name
            place.mkdir(exist_ok=True)
            shutil.copy(Path(str(file.locate())), place / file.name)


def _copy_python(texts: Path) -> None:
    for folder in (Path(sys.base_prefix), Path(sysconfig.get_path("stdlib"))):
        if (found := folder / "LICENSE.txt").exists():
            shutil.copy(found, texts / "Python.txt")
            return
