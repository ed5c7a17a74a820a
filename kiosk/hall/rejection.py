"""A request the hall understands and will not carry out."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class Rejection:
    """Why not, in plain Chinese; the same request will be rejected again."""

    status: HTTPStatus
    code: str
    reason: str
