from pathlib import Path

from voice.vocabulary import unknown_to_whisper


def test_whisper_writes_common_characters_and_spells_rare_ones(models_folder: Path) -> None:
    lacking = unknown_to_whisper(models_folder / "whisper-base", ("居住证", "鑫的证"))
    assert lacking == {"鑫": "鑫的证"}
