import hashlib
import zipfile
from pathlib import Path

import pytest

from voice.archives import install_archive
from voice.errors import ModelError


def quietly(text: str, part: float) -> None:
    assert text and 0 <= part <= 1


def archive(folder: Path, *names: str) -> Path:
    path = folder / "vosk-model-small-cn.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name in names:
            packed.writestr(name, "Apache 2.0 License\n" if "README" in name else "x")
    return path


def test_a_model_from_a_usb_stick_is_unpacked_with_its_digest_and_licence(tmp_path: Path) -> None:
    source = archive(tmp_path, "small-cn/am/final.mdl", "small-cn/README")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    installed = install_archive(str(source), tmp_path / "models", quietly, digest)
    assert (installed.folder / "am" / "final.mdl").is_file()
    assert installed.folder.parent == tmp_path / "models"
    assert installed.sha256 == digest
    assert installed.licence == "Apache 2.0 License"
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["small-cn"]


def test_another_archive_than_the_digest_names_is_refused_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    source = archive(tmp_path, "small-cn/am/final.mdl")
    with pytest.raises(ModelError) as caught:
        install_archive(str(source), tmp_path / "models", quietly, "0" * 64)
    assert "SHA-256" in caught.value.reason and caught.value.remedy
    assert not list((tmp_path / "models").iterdir())


@pytest.mark.parametrize("content", [b"not an archive", b""])
def test_a_damaged_archive_is_said_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.zip").write_bytes(content)
    with pytest.raises(ModelError) as caught:
        install_archive(str(tmp_path / "broken.zip"), tmp_path / "models", quietly)
    assert caught.value.remedy


def test_an_archive_without_a_model_a_missing_file_and_a_dead_address_are_said(
    tmp_path: Path,
) -> None:
    empty = archive(tmp_path, "notes/readme.txt")
    for source in (str(empty), str(tmp_path / "none.zip"), "http://127.0.0.1:9/model.zip"):
        with pytest.raises(ModelError) as caught:
            install_archive(source, tmp_path / "models", quietly)
        assert caught.value.remedy
