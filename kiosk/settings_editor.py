"""Settings of a running terminal, changed on the glass: read as text, checked, written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from kiosk.settings import KioskSettings, SettingsError, load_settings
from kiosk.settings_document import change_all, keys_of, value_of
from kiosk.settings_file import ENVIRONMENT_PREFIX


class SettingsEditor:
    """The settings file of this terminal; None where there is no file to be changed."""

    def __init__(self, path: Path | None, environ: Mapping[str, str] = os.environ) -> None:
        self._path = path
        self._environ = environ

    @property
    def can_change(self) -> bool:
        """Whether there is a file, and a folder in which it can be replaced."""
        return self._path is not None and os.access(self._path.parent, os.W_OK)

    def values(self) -> tuple[tuple[str, str], ...]:
        """Return every setting in force as (key, text), without what may be secret."""
        if self._path is None:
            return ()
        try:
            settings = load_settings(self._path, self._environ)
        except SettingsError:
            return ()
        return tuple(
            (key, str(value_of(settings, key)))
            for key, _ in keys_of(KioskSettings)
            if not key.endswith(("url", "token"))
        )

    def change(self, key: str, text: str) -> str:
        """Write one setting; return why it cannot be, or ''."""
        return self.change_all({key: text})

    def change_all(self, texts: Mapping[str, str]) -> str:
        """Write settings together, which alone might not go; return why they cannot be, or ''."""
        if self._path is None:
            return "这台机器的设置不能在屏幕上改"
        variables = {key: ENVIRONMENT_PREFIX + key.upper().replace(".", "__") for key in texts}
        for variable in variables.values():
            if variable in self._environ:
                return f"这一项由环境变量 {variable} 决定，请改环境变量"
        try:
            # The checker turns a text into what the key holds: a number, a switch, a word.
            named = {variables[key]: text for key, text in texts.items()}
            settings = load_settings(self._path, named)
            typed = {key: value_of(settings, key) for key in texts}
            change_all(KioskSettings, self._path, typed)
        except SettingsError as error:
            return _in_words(error.faults[0].split(": ", 1)[-1])
        return ""


def _in_words(fault: str) -> str:
    if "a simulator is refused" in fault:
        return (
            f"现在接的是模拟设备（{fault.split(':')[0]}），不能正式使用。请先接上真的设备并改好设置"
        )
    return f"不能这样设置：{fault}"
