"""Makes the message to the hall out of a finished application."""

from __future__ import annotations

from collections.abc import Mapping

from forms.application import Application
from kiosk.platform.protocol import AppliedItem, MaterialPages, SubmitApplication


def compose_submission(
    application: Application,
    materials: tuple[MaterialPages, ...] = (),
    signature_png: bytes = b"",
    promised_days: Mapping[str, int] | None = None,
) -> SubmitApplication:
    """Put an application, its pictures and the days promised per item code into one message."""
    days = promised_days or {}
    return SubmitApplication(
        application_id=application.application_id,
        items=tuple(
            AppliedItem(code=item.code, name=item.name, promised_days=days.get(item.code))
            for item in application.items
        ),
        applicant_name=application.value("name"),
        applicant_number=application.value("resident_number"),
        application_json=application.to_json(),
        materials=materials,
        signature_png=signature_png,
    )
