"""The key pairs of terminal and hall: what the one signs and the other seals."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from kiosk.vault import load_secret

TERMINAL_HEADER = "X-Terminal"
TIME_HEADER = "X-Terminal-Time"
NONCE_HEADER = "X-Terminal-Nonce"
SIGNATURE_HEADER = "X-Terminal-Signature"


@dataclass(frozen=True)
class SignedRequest:
    """Everything of a request that the signature covers; `at` is in whole seconds since 1970."""

    method: str
    path: str
    """With its query."""
    body_sha256: str
    at: int
    nonce: str

    def to_bytes(self) -> bytes:
        """Return what is signed: one part a line, none of which can hold a line's end."""
        return "\n".join(
            (self.method, self.path, self.body_sha256, str(self.at), self.nonce)
        ).encode()

    def is_signed_by(self, public_key: bytes, signature: str) -> bool:
        """Check a signature as it stands in the header."""
        return is_sealed(self.to_bytes(), signature, public_key)


class HallSeal:
    """The hall's private key, made when first needed; it seals what terminals rely on."""

    def __init__(self, path: Path) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(load_secret(path, 32))

    @property
    def public(self) -> bytes:
        """The public half, which a terminal is given when it enrols."""
        return self._key.public_key().public_bytes_raw()

    def seal(self, content: bytes) -> str:
        """Return the seal of a content."""
        return urlsafe_b64encode(self._key.sign(content)).decode()


def is_sealed(content: bytes, seal: str, hall_key: bytes) -> bool:
    """Say whether the hall of this public key sealed the content."""
    try:
        key = Ed25519PublicKey.from_public_bytes(hall_key)
        key.verify(urlsafe_b64decode(seal), content)
    except (InvalidSignature, ValueError):
        return False
    return True


class TerminalKey:
    """The private key in the terminal's folder, made when first needed; it never leaves it."""

    def __init__(self, path: Path) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(load_secret(path, 32))

    @property
    def public(self) -> bytes:
        """The public half, which the hall keeps."""
        return self._key.public_key().public_bytes_raw()

    def headers(
        self, terminal: str, method: str, path: str, body: bytes, now: datetime
    ) -> Mapping[str, str]:
        """Return the headers that sign one request, once."""
        request = SignedRequest(
            method, path, sha256(body).hexdigest(), int(now.timestamp()), secrets.token_urlsafe(16)
        )
        return {
            TERMINAL_HEADER: terminal,
            TIME_HEADER: str(request.at),
            NONCE_HEADER: request.nonce,
            SIGNATURE_HEADER: urlsafe_b64encode(self._key.sign(request.to_bytes())).decode(),
        }
