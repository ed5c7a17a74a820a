"""`yimen ask`: one turn of consultation without a window."""

from __future__ import annotations

import json

from kiosk.commands.common import CATALOGUE, AsJson


def ask(text: str, as_json: AsJson = False) -> None:
    """Answer one typed question without a window."""
    from forms.catalogue import load_catalogue
    from kiosk.asking import answer

    turn = answer(text, load_catalogue(CATALOGUE))
    print(json.dumps(turn, ensure_ascii=False) if as_json else turn["answer"] or turn["outcome"])
