"""What is sealed can be opened with its key and its context alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.vault import Vault, VaultError, load_secret, load_token


def test_what_is_sealed_opens_again_after_a_restart(tmp_path: Path) -> None:
    sealed = Vault(tmp_path / "key").seal_text("陈样本", "name 1")
    assert Vault(tmp_path / "key").open_text(sealed, "name 1") == "陈样本"


def test_sealing_twice_never_looks_the_same(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "key")
    assert vault.seal(b"x") != vault.seal(b"x")


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_changed_byte_is_noticed(tmp_path: Path, place: int) -> None:
    vault = Vault(tmp_path / "key")
    sealed = bytearray(vault.seal(b"resident number"))
    sealed[place] ^= 1
    with pytest.raises(VaultError):
        vault.open(bytes(sealed))


def test_a_value_moved_to_another_row_does_not_open(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "key")
    with pytest.raises(VaultError, match="another key"):
        vault.open(vault.seal(b"x", "name 1"), "name 2")


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    sealed = Vault(tmp_path / "one").seal(b"x")
    with pytest.raises(VaultError):
        Vault(tmp_path / "two").open(sealed)


def test_cut_off_content_is_an_error_of_the_vault(tmp_path: Path) -> None:
    with pytest.raises(VaultError):
        Vault(tmp_path / "key").open(b"")


def test_fingerprints_find_equal_data_under_one_key_only(tmp_path: Path) -> None:
    one, two = Vault(tmp_path / "one"), Vault(tmp_path / "two")
    assert one.fingerprint(b"x") == one.fingerprint(b"x")
    assert one.fingerprint(b"x") != two.fingerprint(b"x")


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    Vault(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_others_can_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    load_secret(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        Vault(tmp_path / "key")


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(VaultError, match="5 bytes instead of 32"):
        Vault(tmp_path / "key")


def test_all_who_make_the_key_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(load_secret, [tmp_path / "key"] * 32))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_token_is_text_and_stays_the_same(tmp_path: Path) -> None:
    token = load_token(tmp_path / "token")
    assert token == load_token(tmp_path / "token")
    assert len(token) == 64


def test_a_weak_token_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    (tmp_path / "token").chmod(0o600)
    with pytest.raises(VaultError, match="at least 32"):
        load_token(tmp_path / "token")
