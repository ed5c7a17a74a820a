"""Encryption of everything personal at rest, with a key that lies outside the database."""

from __future__ import annotations

import hmac
import os
import stat
import tempfile
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"


class VaultError(Exception):
    """The key cannot be used, or what was sealed cannot be opened with it."""


class Vault:
    """Seals and opens with AES-256-GCM; the context binds what is sealed to its place."""

    def __init__(self, key_path: Path) -> None:
        key = load_secret(key_path, KEY_BYTES)
        self._cipher = AESGCM(_derive(key, b"yimen seal"))
        self._fingerprint_key = _derive(key, b"yimen fingerprint")

    def seal(self, plain: bytes, context: str = "") -> bytes:
        """Encrypt; only `open` with the same context gives it back."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str = "") -> bytes:
        """Decrypt, or raise `VaultError` when key, context or content are not the right ones."""
        start = len(_FORMAT)
        nonce = sealed[start : start + _NONCE_BYTES]
        if sealed[:start] != _FORMAT or len(nonce) < _NONCE_BYTES:
            raise VaultError("not something this vault has sealed")
        try:
            return self._cipher.decrypt(nonce, sealed[start + _NONCE_BYTES :], context.encode())
        except InvalidTag:
            raise VaultError("sealed with another key or changed since") from None

    def seal_text(self, text: str, context: str = "") -> bytes:
        """Encrypt a text."""
        return self.seal(text.encode(), context)

    def open_text(self, sealed: bytes, context: str = "") -> str:
        """Decrypt a text, or raise `VaultError`."""
        return self.open(sealed, context).decode()

    def fingerprint(self, data: bytes) -> str:
        """Return a keyed digest: equal data can be found, and nothing can be guessed from it."""
        return hmac.new(self._fingerprint_key, data, sha256).hexdigest()

    def fingerprint_of_number(self, number: str) -> str:
        """Return the keyed digest of a document number, whose letters may be small or capital."""
        return self.fingerprint(number.upper().encode())


def load_secret(path: Path, size: int = KEY_BYTES) -> bytes:
    """Read a secret file of exactly `size` bytes, making it with mode 0600 if there is none."""
    secret = _read_or_make(path, os.urandom(size))
    if len(secret) != size:
        raise VaultError(f"{path}: the key has {len(secret)} bytes instead of {size}; restore it")
    return secret


def load_token(path: Path) -> str:
    """Read a secret that people can copy as text, making one if there is none."""
    token = _read_or_make(path, os.urandom(KEY_BYTES).hex().encode() + b"\n").strip()
    if len(token) < KEY_BYTES or not token.isalnum():
        raise VaultError(f"{path}: a token is at least {KEY_BYTES} letters and digits")
    return token.decode("ascii")


def _read_or_make(path: Path, fresh: bytes) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _create(path, fresh)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise VaultError(f"{path}: others can read the key (mode {mode:o}); run: chmod 600 {path}")
    return path.read_bytes()


def _create(path: Path, secret: bytes) -> None:
    """Put the secret there whole or not at all; whoever comes second takes the first one's."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
        _sync_folder(path.parent)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut: data sealed with a lost key is lost too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(key)
