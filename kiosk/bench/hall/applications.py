"""Specimen applications of twenty fields without files."""

from __future__ import annotations

from datetime import UTC, datetime

from forms.application import Application, AppliedItem, AppliedValue
from forms.values import Source
from kiosk.platform.protocol import SubmitApplication
from kiosk.platform.submission import compose_submission

_FIELDS = 20
_PERSONS = 50_000
_CODE = "11440604MB2C1234563440111017{:03d}"


def application(n: int) -> SubmitApplication:
    """Return the nth application; no two are alike."""
    texts = {"name": "证件样本", "resident_number": f"9315861980{n % _PERSONS:08d}"}
    texts |= {f"field_{k}": f"第 {n} 份申请的第 {k} 项内容" for k in range(_FIELDS - len(texts))}
    return compose_submission(
        Application(
            application_id=f"application-{n:08d}",
            catalogue_version="0123456789abcdef",
            items=(AppliedItem(code=_CODE.format(n % 100), name="居住证申领"),),
            values=tuple(
                AppliedValue(key=key, name=key, text=text, shown=text, source=Source.CARD)
                for key, text in texts.items()
            ),
            materials=(),
            signed=True,
            created_at=datetime(2026, 11, 24, 1, tzinfo=UTC),
        )
    )
