"""Installing a recognizer's model from an archive: a file, a USB stick's too, or a URL."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice.errors import ModelError

Report = Callable[[str, float], None]
"""Told what is being done and how far it is, from 0 to 1."""

_CHUNK_BYTES = 1 << 20
_ANSWER_TIMEOUT_S = 60
_LICENCES = ("LICENSE", "LICENSE.txt", "COPYING", "README", "README.md")
_SPARE = 1.1


@dataclass(frozen=True)
class InstalledModel:
    """A model folder, the digest of what it came from, and the first line about its licence."""

    folder: Path
    sha256: str
    licence: str


def is_vosk_model(folder: Path) -> bool:
    """Tell whether a folder holds what Vosk loads."""
    return (folder / "am").is_dir() or (folder / "final.mdl").is_file()


def install_archive(
    source: str, models_folder: Path, report: Report, sha256: str = ""
) -> InstalledModel:
    """Install a Vosk model from a ZIP; with `sha256`, only when it is that very archive."""
    models_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="model-", dir=models_folder) as scratch:
        archive = _fetch(source, Path(scratch), report)
        report("核对 SHA-256", 0.6)
        digest = _sha256(archive)
        if sha256 and digest != sha256.lower():
            raise ModelError(
                f"SHA-256 不符：应为 {sha256}，实为 {digest}", "请重新下载，或换一个来源"
            )
        model = _unpack(archive, Path(scratch) / "unpacked", report)
        target = models_folder / model.name
        if target.exists():
            raise ModelError(f"{target} 已经有了", "请先删除旧的文件夹，再装一次")
        licence = _licence(model)
        shutil.move(str(model), str(target))
    report(f"{target.name} 已安装", 1.0)
    return InstalledModel(target, digest, licence)


def _fetch(source: str, scratch: Path, report: Report) -> Path:
    if not source.startswith(("https://", "http://")):
        path = Path(source)
        if not path.is_file():
            raise ModelError(f"没有文件 {source}", "请检查路径；U 盘要先插好并挂载")
        return path
    target = scratch / "archive.zip"
    try:
        with urllib.request.urlopen(source, timeout=_ANSWER_TIMEOUT_S) as answer:
            size = int(answer.headers.get("Content-Length") or 0)
            with target.open("wb") as file:
                while chunk := answer.read(_CHUNK_BYTES):
                    file.write(chunk)
                    report("下载", 0.6 * file.tell() / size if size else 0.3)
    except OSError as error:
        raise ModelError(f"下载失败：{error}", "请检查网络，或用 U 盘拷来再装") from error
    return target


def _unpack(archive: Path, folder: Path, report: Report) -> Path:
    report("解压", 0.7)
    try:
        with zipfile.ZipFile(archive) as packed:
            needed = sum(info.file_size for info in packed.infolist())
            if shutil.disk_usage(folder.parent).free < needed * _SPARE:
                raise ModelError("磁盘空间不足", f"请腾出 {needed >> 20} MB 再试一次")
            packed.extractall(folder)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise ModelError(f"{archive.name} 打不开（{error}）", "请重新下载，要 ZIP 文件") from error
    found = [one for one in (folder, *sorted(folder.rglob("*"))) if one.is_dir()]
    model = next((one for one in found if is_vosk_model(one)), None)
    if model is None:
        raise ModelError(f"{archive.name} 里没有 Vosk 模型", "请用 Vosk 网站上的中文模型 ZIP")
    if model == folder:
        named = folder.parent / archive.stem
        folder.rename(named)
        return named
    return model


def _licence(model: Path) -> str:
    for name in _LICENCES:
        path = model / name
        if path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            said = [line.strip() for line in lines if "icen" in line] or [lines[0] if lines else ""]
            return said[0][:120]
    return ""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
