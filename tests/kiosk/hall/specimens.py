"""Specimen applications for the tests of hall and outbox."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from forms.application import Application, AppliedItem, AppliedMaterial, AppliedValue
from forms.values import Source
from kiosk.platform.protocol import MaterialPages, SubmitApplication
from kiosk.platform.submission import compose_submission

PERMIT = "11440604MB2C1234563440111017001"
INSURANCE = "11440604MB2C1234563440111017002"
NAME = "陈样本"
NUMBER = "11010519491231002X"
PAGE = b"\xff\xd8\xff\xe0 specimen picture"
PNG = b"\x89PNG specimen signature"


def specimen(
    application_id: str = "application-0001",
    codes: tuple[str, ...] = (PERMIT, INSURANCE),
    page: bytes = PAGE,
    address: str = "祖庙街道文华北路 1 号",
) -> SubmitApplication:
    """Return a finished application of two items with one picture and a signature."""
    application = Application(
        application_id=application_id,
        catalogue_version="0123456789abcdef",
        items=tuple(AppliedItem(code=code, name=_name(code)) for code in codes),
        values=(
            _value("name", "姓名", NAME),
            _value("resident_number", "公民身份号码", NUMBER),
            _value("residence_address", "居住地址", address),
        ),
        materials=(
            AppliedMaterial(key="photo", name="相片", pages=1, sha256=(_digest(PAGE),)),
            AppliedMaterial(key="household_book", name="户口簿", pages=0, at_window=True),
        ),
        signed=True,
        created_at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    )
    pictures = (MaterialPages(key="photo", name="相片", pages=(page,)),)
    return compose_submission(application, pictures, PNG, {PERMIT: 15})


def _name(code: str) -> str:
    return {PERMIT: "居住证申领"}.get(code, "城乡居民医保参保登记")


def _value(key: str, name: str, text: str) -> AppliedValue:
    return AppliedValue(key=key, name=name, text=text, shown=text, source=Source.CARD)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
