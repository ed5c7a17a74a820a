"""Personal numbers as they are shown: enough to recognise, too little to copy."""

from __future__ import annotations


def masked(key: str, text: str) -> str:
    """Return a value as it may stand on a lobby screen."""
    if key == "document_number" and len(text) > 5:
        return f"{text[:2]} **** {text[-3:]}"
    if key in ("resident_number", "card_number") and len(text) > 8:
        return f"{text[:4]} **** **** {text[-4:]}"
    if key.endswith("phone") and len(text) == 11:
        return f"{text[:3]} **** {text[-4:]}"
    return text
