"""What a citizen says turned into what a field holds; not understood is an answer too (None)."""

from forms.spoken.answers import names_the_same, parse_answer

__all__ = ["names_the_same", "parse_answer"]
