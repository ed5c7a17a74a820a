"""`yimen config`: what a technician asks of settings, and how an older file is brought along."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.commands.config import CONFIG_FOLDER, SCHEMA_FOLDER, schema_text
from kiosk.settings import KioskSettings, SettingsError, load_hall_settings, load_settings
from kiosk.settings_document import change_all, comments_of, keys_of

FILES = {"kiosk.toml": "kiosk", "robot.toml": "kiosk", "hall.toml": "hall"}


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["config", *arguments])
    return done.exit_code, done.output


@pytest.fixture
def config(tmp_path: Path) -> Path:
    place = tmp_path / "kiosk.toml"
    place.write_text((CONFIG_FOLDER / "kiosk.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return place


@pytest.mark.parametrize("name", ["kiosk", "hall"])
def test_the_published_schema_is_the_one_in_force(name: str) -> None:
    published = (SCHEMA_FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    said = "renew it: python -m kiosk config schema --write"
    assert published == schema_text(CONFIG_FOLDER / f"{name}.toml") + "\n", said


@pytest.mark.parametrize(("file", "schema"), FILES.items())
def test_the_files_that_come_with_the_program_fit_their_schema(file: str, schema: str) -> None:
    text = (CONFIG_FOLDER / file).read_text(encoding="utf-8")
    assert text.startswith(f"#:schema schema/{schema}.schema.json\n")
    published = json.loads((SCHEMA_FOLDER / f"{schema}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(tomllib.loads(text), published)
    assert run("check", "--config", str(CONFIG_FOLDER / file))[0] == 0


def test_an_editor_is_told_of_an_unknown_key_and_shown_what_each_is_for() -> None:
    published = json.loads((SCHEMA_FOLDER / "kiosk.schema.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError, match="timeout"):
        jsonschema.validate({"hall": {"timeout": 3}}, published)
    assert "offline" in published["$defs"]["HallLink"]["properties"]["timeout_s"]["description"]


def test_every_setting_of_a_terminal_is_explained() -> None:
    comments = comments_of(CONFIG_FOLDER / "kiosk.toml")
    assert [key for key, _ in keys_of(KioskSettings) if not comments.get(key)] == []


def test_check_names_every_fault_a_line(config: Path) -> None:
    config.write_text("[visit]\ninactivity_s = 0\ncountdown = 1\n", encoding="utf-8")
    code, output = run("check", "--config", str(config))
    assert code == 2
    assert f"{config}: visit.inactivity_s: must be greater than 0 (it is 0)" in output
    assert "did you mean 'countdown_s'?" in output


def test_explain_says_what_a_setting_is_and_where_it_comes_from(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIMEN_SPEECH__VOLUME", "0.5")
    code, output = run("explain", "speech.volume", "--config", str(config), "--json")
    found = json.loads(output)
    assert code == 0 and "volume from 0 to 1" in found["comment"]
    assert (found["value"], found["default"]) == (0.5, 0.9)
    assert found["source"] == "environment YIMEN_SPEECH__VOLUME"
    assert found["allowed"] == "float >= 0, <= 1"
    code, output = run("explain", "speech.volum", "--config", str(config))
    assert code == 2 and "did you mean 'speech.volume'?" in output
    assert run("explain", "qqq", "--config", str(config))[0] == 2


def test_diff_lists_what_is_not_at_its_default(config: Path) -> None:
    change_all(KioskSettings, config, {"camera.source": "none"})
    code, output = run("diff", "--config", str(config), "--json")
    assert code == 0
    assert json.loads(output) == [
        {"key": "camera.source", "default": 0, "value": "none", "source": "file"}
    ]


def test_a_change_keeps_every_comment(config: Path) -> None:
    before = config.read_text(encoding="utf-8")
    change_all(KioskSettings, config, {"printer.kind": "none"})
    after = config.read_text(encoding="utf-8")
    assert after == before.replace('kind = "file"', 'kind = "none"')


def test_a_change_that_would_be_wrong_is_not_written(config: Path) -> None:
    before = config.read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match=r"kiosk\.toml: speech\.volume: must be less than"):
        change_all(KioskSettings, config, {"speech.volume": 11})
    assert config.read_text(encoding="utf-8") == before
    assert [place.name for place in config.parent.iterdir()] == ["kiosk.toml"]


def test_an_older_file_is_migrated_with_a_backup_and_its_comments(config: Path) -> None:
    older = '# Our hall.\n[hall]\nname = "样本大厅"  # on the door\n[camera]\nsource = ""\n'
    config.write_text(older, encoding="utf-8")
    code, output = run("migrate", "--config", str(config))
    assert code == 0 and "camera.source" in output
    (backup,) = config.parent.glob("kiosk.toml.*.bak")
    assert backup.read_text(encoding="utf-8") == older
    text = config.read_text(encoding="utf-8")
    assert "# Our hall." in text and "# on the door" in text
    settings = load_settings(config, {})
    assert settings.settings_version == 3
    assert (settings.camera.source, settings.hall.name) == ("none", "样本大厅")
    code, output = run("migrate", "--config", str(config))
    assert code == 0 and "已是最新" in output


def test_the_codes_of_the_five_levels_move_to_their_own_section(tmp_path: Path) -> None:
    config = tmp_path / "hall.toml"
    older = 'settings_version = 2\n[exchange]\nurl = ""\nsatisfaction = "54321"\n'
    config.write_text(older, encoding="utf-8")
    code, output = run("migrate", "--config", str(config))
    assert code == 0 and "evaluation.codes" in output
    assert load_hall_settings(config, {}).evaluation.codes == ("5", "4", "3", "2", "1")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('codes = ["1", "2", "3", "4"]', "5 items"),
        ('codes = ["1", "1", "3", "4", "5"]', "the same"),
        ('names = ["好", "", "c", "d", "e"]', "at least 1 character"),
        ("satisfied = 5", "less than or equal to 4"),
    ],
)
def test_levels_that_cannot_be_are_one_clear_line(tmp_path: Path, line: str, reason: str) -> None:
    config = tmp_path / "hall.toml"
    config.write_text(f"[evaluation]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"hall\.toml: evaluation\.\w+.*{reason}"):
        load_hall_settings(config, {})


def test_a_file_that_would_still_be_wrong_is_left_alone(config: Path) -> None:
    older = "[hall]\ntimeout = 3\n"
    config.write_text(older, encoding="utf-8")
    assert run("migrate", "--config", str(config))[0] == 2
    assert config.read_text(encoding="utf-8") == older
    assert [place.name for place in config.parent.iterdir()] == ["kiosk.toml"]


def test_a_file_of_a_newer_program_is_refused(config: Path) -> None:
    config.write_text("settings_version = 9\n", encoding="utf-8")
    assert run("migrate", "--config", str(config))[0] == 2
    assert run("check", "--config", str(config))[0] == 2


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path, config: Path) -> None:
    secret = tmp_path / "hall-url"
    secret.write_text("http://kiosk:password@10.0.0.1\n", encoding="utf-8")
    environ = {"YIMEN_HALL__URL_FILE": str(secret)}
    assert load_settings(config, environ).hall.url == "http://kiosk:password@10.0.0.1"
    with pytest.raises(SettingsError, match="YIMEN_HALL__URL_FILE"):
        load_settings(config, {"YIMEN_HALL__URL_FILE": str(tmp_path / "gone")})


def test_passwords_are_not_shown(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIMEN_HALL__URL", "http://kiosk:password@10.0.0.1")
    for command in (("show",), ("diff",), ("explain", "hall.url")):
        output = run(*command, "--config", str(config))[1]
        assert "password" not in output and "10.0.0.1" in output
