"""How an application lies in its row: shortened, then encrypted."""

from __future__ import annotations

import json
import zlib

from forms.application import Application
from kiosk.platform.protocol import SubmitApplication
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


def open_application(
    vault: Vault, application_id: str, sealed: bytes
) -> tuple[SubmitApplication, Application]:
    """Return what was handed in, and the application in it; raises as `open_body` does."""
    body = open_body(vault, application_id, sealed)
    submission = SubmitApplication.model_validate_json(body)
    return submission, Application.model_validate(json.loads(submission.application_json))


def _context(application_id: str) -> str:
    return f"body {application_id}"
