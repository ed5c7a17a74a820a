"""Specimen applications for the tests of hall and outbox."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from forms.application import Application, AppliedItem, AppliedMaterial, AppliedValue
from forms.pictures import AT_WINDOW, digests_of, pages_key, text_of_pages
from forms.values import Source, Value
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


def pictured_specimen(
    application_id: str = "application-0001",
    codes: tuple[str, ...] = (PERMIT,),
    ink: bytes = PNG,
    pages: tuple[bytes, ...] = (PAGE,),
) -> SubmitApplication:
    """Return one whose form was signed by a second person, with a photographed field.

    A third field is left to be signed at the window.
    """
    plain = specimen(application_id, codes)
    signed = Value(text_of_pages((PNG,)), Source.SIGNED)
    photographed = Value(text_of_pages((PAGE,)), Source.PHOTOGRAPHED)
    absent = Value(AT_WINDOW, Source.TYPED)
    application = Application.model_validate_json(plain.application_json)
    application = application.model_copy(
        update={
            "values": (
                *application.values,
                _pictured("guardian_signature", "监护人签名", signed, "已签名"),
                _pictured("shop_photo", "门店照片", photographed, "已拍摄，1 页"),
                _pictured("spouse_signature", "配偶签名", absent, "到窗口签"),
            )
        }
    )
    travelling = (
        *plain.materials,
        MaterialPages(key=pages_key("guardian_signature"), name="监护人签名", pages=(ink,)),
        MaterialPages(key=pages_key("shop_photo"), name="门店照片", pages=pages),
    )
    return compose_submission(application, travelling, PNG)


def _pictured(key: str, name: str, value: Value, shown: str) -> AppliedValue:
    return AppliedValue(
        key=key,
        name=name,
        text=value.text,
        shown=shown,
        source=value.source,
        source_label=value.origin,
        pages=digests_of(value.text),
        at_window=value.text == AT_WINDOW,
    )


def _name(code: str) -> str:
    return {PERMIT: "居住证申领"}.get(code, "城乡居民医保参保登记")


def _value(key: str, name: str, text: str) -> AppliedValue:
    return AppliedValue(key=key, name=name, text=text, shown=text, source=Source.CARD)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
