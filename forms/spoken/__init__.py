"""What a citizen says turned into what a field holds; not understood is an answer too (None)."""

from forms.spoken.answers import parse_answer

__all__ = ["parse_answer"]
