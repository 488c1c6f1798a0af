"""Settings tell everything that is wrong with them at once, and no value."""

from pathlib import Path

import pytest

from chassis.settings import ServiceSettings, SettingsError, load

GOOD = {"MONGODB_DATABASE": "db", "KEYS_DIR": "keys"}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_all_bad_settings_are_listed_in_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_PORT", "canary-port")
    monkeypatch.setenv("LOG_LEVEL", "canary-level")
    monkeypatch.delenv("MONGODB_DATABASE")

    with pytest.raises(SettingsError) as error:
        load(ServiceSettings)

    text = str(error.value)
    assert all(name in text for name in ("LISTEN_PORT", "LOG_LEVEL", "MONGODB_DATABASE"))
    assert "canary" not in text


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("mongodb://user:secret@host/\n")
    monkeypatch.setenv("MONGODB_URL_FILE", str(tmp_path / "url"))

    assert load(ServiceSettings).mongodb_url == "mongodb://user:secret@host/"


def test_the_environment_itself_wins_over_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("mongodb://file/")
    monkeypatch.setenv("MONGODB_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("MONGODB_URL", "mongodb://environment/")

    assert load(ServiceSettings).mongodb_url == "mongodb://environment/"


def test_a_secret_file_that_cannot_be_read_is_named_by_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMQP_URL_FILE", "/nowhere/amqp")

    with pytest.raises(SettingsError, match="AMQP_URL_FILE: cannot read"):
        load(ServiceSettings)
