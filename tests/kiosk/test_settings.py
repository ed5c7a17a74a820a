"""Settings are right before anything starts, or one line says what to mend."""

from pathlib import Path

import pytest

from kiosk.settings import (
    PROJECT_FOLDER,
    KioskSettings,
    SettingsError,
    load_hall_settings,
    load_settings,
)


@pytest.fixture
def write(tmp_path: Path):
    def write_settings(text: str) -> Path:
        path = tmp_path / "kiosk.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_settings


def fault_of(path: Path, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environ or {})
    return str(caught.value).removeprefix(f"{path}: ")


def test_an_empty_file_gives_the_defaults(write):
    assert load_settings(write(""), {}) == KioskSettings()


def test_the_shipped_kiosk_file_states_every_setting_with_its_default():
    path = PROJECT_FOLDER / "config/kiosk.toml"
    stated = load_settings(path, {})
    assert stated == KioskSettings()
    for section, field in KioskSettings().model_dump().items():
        for key in field if isinstance(field, dict) else [section]:
            assert f"\n{key} = " in path.read_text(encoding="utf-8"), key


def test_every_shipped_setting_has_a_comment_above_its_group():
    for path in sorted((PROJECT_FOLDER / "config").glob("*.toml")):
        for group in path.read_text(encoding="utf-8").split("\n[")[1:]:
            assert group.splitlines()[1].startswith("#"), f"{path.name}: [{group.splitlines()[0]}"


def test_the_shipped_robot_opens_with_the_conversation():
    settings = load_settings(PROJECT_FOLDER / "config/robot.toml", {})
    assert settings.screen.home == "conversation"
    assert settings.screen.width > settings.screen.height


def test_the_shipped_hall_file_listens_on_this_machine_alone():
    settings = load_hall_settings(PROJECT_FOLDER / "config/hall.toml", {})
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8080)


def test_an_unknown_key_names_file_key_and_the_nearest_setting(write):
    path = write("[hall]\ntimeout = 3\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, {})
    expected = f"{path}: hall.timeout: unknown setting; did you mean 'timeout_s'?"
    assert str(caught.value) == expected


def test_an_unknown_section_lists_the_known_ones(write):
    assert fault_of(write("[qqq]\n")).startswith("qqq: unknown setting; known are production, hall")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[hall]\ntimeout_s = -1\n", "hall.timeout_s: must be greater than 0 (it is -1)"),
        ("[hall]\nurl = 'hall:8080'\n", "hall.url: String should match"),
        (
            "[speech]\nrecognizer = 'sphinx'\n",
            "speech.recognizer: must be 'auto', 'whisper', 'vosk' or",
        ),
        ("[speech]\nrecognizer = 'vosk'\n", "speech.vosk_model: name the folder of a Vosk model"),
        ("[speech]\nrecognizer = 'both'\n", "speech.vosk_model: name the folder of a Vosk model"),
        ("[printer]\nkind = 'usb'\n", "printer.target: a usb printer needs vendor and product"),
        ("hall = 3\n", "hall: must be a valid dictionary or instance of HallLink (it is 3)"),
        ("[hall\n", "syntax: Expected ']'"),
    ],
)
def test_a_bad_value_says_key_and_reason_in_one_line(write, text: str, expected: str):
    fault = fault_of(write(text))
    assert fault.startswith(expected)
    assert "\n" not in fault


def test_several_faults_are_counted_and_all_kept(write):
    path = write("[visit]\ninactivity_s = 0\ncountdown_s = 0\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, {})
    assert str(caught.value).endswith("(and 1 more)")
    assert len(caught.value.faults) == 2


def test_a_missing_file_is_named(tmp_path: Path):
    assert fault_of(tmp_path / "kiosk.toml") == "file: there is no such file"


def test_the_environment_wins_over_the_file(write):
    environ = {
        "YIMEN_HALL__URL": "http://10.0.0.1:8080",
        "YIMEN_VISIT__INACTIVITY_S": "3",
        "YIMEN_SCREEN__FULLSCREEN": "true",
        "YIMEN_CAMERA__SOURCE": "2",
        "YIMEN_CHROME": "not a setting",
        "HOME": "/root",
    }
    settings = load_settings(write("[hall]\nname = '样本大厅'\nurl = 'http://old'\n"), environ)
    assert settings.hall.name == "样本大厅"
    assert settings.hall.url == "http://10.0.0.1:8080"
    assert settings.visit.inactivity_s == 3
    assert settings.screen.fullscreen is True
    assert settings.camera.source == 2


def test_a_fault_of_the_environment_names_the_variable(write):
    path = write("")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, {"YIMEN_HALL__TIMEOUT_S": "soon"})
    assert str(caught.value).startswith(
        "environment YIMEN_HALL__TIMEOUT_S: hall.timeout_s: must be"
    )


def test_relative_folders_start_at_the_project(write):
    settings = load_settings(write("[data]\nfolder = 'x/y'\n"), {})
    assert settings.data.folder == PROJECT_FOLDER / "x/y"
    assert settings.printer.file == PROJECT_FOLDER / ".yimen/data/tickets.bin"


def test_an_absolute_folder_stays_as_it_is(write, tmp_path: Path):
    settings = load_settings(write(""), {"YIMEN_DATA__FOLDER": str(tmp_path)})
    assert settings.data.folder == tmp_path


PRODUCTION = "production = true\n[printer]\nkind = 'none'\n"


def test_production_accepts_real_devices(write):
    text = PRODUCTION + "[camera]\nsource = '/dev/video2'\n[card_reader]\nname = 'ACS'\n"
    assert load_settings(write(text), {}).production


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (PRODUCTION + "[camera]\nsource = 'page.avi'\n", "camera.source"),
        (PRODUCTION + "[card_reader]\nname = 'Virtual PCD 00 00'\n", "card_reader.name"),
        (PRODUCTION + "[card_reader]\nplace = '/dev/pts/3'\n", "card_reader.place"),
        ("production = true\n", "printer.kind"),
    ],
)
def test_production_refuses_simulators(write, text: str, key: str):
    assert fault_of(write(text)) == f"{key}: a simulator is refused while production = true"


def test_a_resident_card_reader_has_its_place(write):
    text = "[card_reader]\nkind = 'pcsc+sdt'\nplace = '/dev/ttyUSB0@57600'\n"
    assert load_settings(write(text), {}).card_reader.place == "/dev/ttyUSB0@57600"
    fault = fault_of(write("[card_reader]\nkind = 'sdt'\nplace = 'COM3'\n"))
    assert "place" in fault and "COM3" in fault
