"""How an application lies in its row: shortened, then encrypted."""

from __future__ import annotations

import zlib

from kiosk.vault import Vault

_QUICKLY = 1


def seal_body(vault: Vault, application_id: str, body: bytes) -> bytes:
    """Encrypt an application's JSON at a sixth of its size, which fits into its row."""
    return seal_shortened(vault, application_id, shorten(body))


def shorten(body: bytes) -> bytes:
    """Return an application's JSON at a sixth of its size, not yet encrypted."""
    return zlib.compress(body, _QUICKLY)


def seal_shortened(vault: Vault, application_id: str, shortened: bytes) -> bytes:
    """Encrypt what `shorten` returned."""
    return vault.seal(shortened, _context(application_id))


def open_body(vault: Vault, application_id: str, sealed: bytes) -> bytes:
    """Return an application's JSON, or raise `VaultError`; the first halls did not shorten it."""
    body = vault.open(sealed, _context(application_id))
    return body if body.startswith(b"{") else zlib.decompress(body)


def _context(application_id: str) -> str:
    return f"body {application_id}"
