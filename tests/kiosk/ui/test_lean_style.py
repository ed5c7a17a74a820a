"""Kivy's data folder without the rules nobody uses."""

from __future__ import annotations

from pathlib import Path

from kiosk.ui.lean_style import lean_data_folder, rules_of

STYLE = """#:kivy 1.0

<Label>:
    canvas:
        Color:
<-Button,-ToggleButton>:
    state: 1
<Mini@Label>:
    text: ''
<ScrollView>:
    bar: 2
"""


def test_only_the_rules_of_used_widgets_are_kept() -> None:
    kept = rules_of(STYLE, {"Label", "ScrollView"})
    assert kept == STYLE[: STYLE.index("<-Button")] + STYLE[STYLE.index("<ScrollView") :]
    assert rules_of(STYLE, {"ToggleButton"}).splitlines()[2] == "<-Button,-ToggleButton>:"


def test_the_folder_is_made_once_and_links_everything_else(tmp_path: Path) -> None:
    folder = lean_data_folder(tmp_path)
    assert folder is not None
    style = (folder / "style.kv").read_text(encoding="utf-8")
    assert "<Label>:" in style and "<ScrollView>:" in style and "<TextInput>:" not in style
    assert (folder / "glsl" / "default.fs").is_file()
    stamp = (folder / "style.kv").stat().st_mtime_ns
    assert lean_data_folder(tmp_path) == folder
    assert (folder / "style.kv").stat().st_mtime_ns == stamp


def test_an_older_folder_gives_way(tmp_path: Path) -> None:
    (tmp_path / "kivy-data-1-Label").mkdir()
    folder = lean_data_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [folder.name if folder else ""]


def test_a_folder_that_cannot_be_written_keeps_kivys_own(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert lean_data_folder(in_the_way / "kivy") is None
