"""Shows just enough of a person's data to tell people apart."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """Keep the family name alone: 陈样本 becomes 陈**."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else "未填写"
