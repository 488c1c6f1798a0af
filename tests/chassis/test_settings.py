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


def test_secret_files_that_cannot_be_read_are_listed_with_everything_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("AMQP_URL_FILE", "/nowhere/amqp")
    monkeypatch.setenv("MONGODB_URL_FILE", str(tmp_path / "binary"))
    monkeypatch.setenv("LOG_LEVEL", "loud")

    with pytest.raises(SettingsError) as error:
        load(ServiceSettings)

    _, *lines = str(error.value).splitlines()
    assert [line.split(":")[0].strip() for line in lines] == ["AMQP_URL", "LOG_LEVEL", "MONGODB_URL"]
    assert "cannot read the file that AMQP_URL_FILE names (No such file" in lines[0]
    assert "not UTF-8" in lines[2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MONGODB_URL", "canary"),
        ("AMQP_URL", "http://canary"),
        ("JWKS_URL", "https://"),
        ("FAILPOINTS", "canary"),
        ("FAILPOINTS", "canary=exit*often"),
    ],
)
def test_what_could_never_work_is_refused_at_the_start(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=f"{name}: ") as error:
        load(ServiceSettings)
    assert "canary" not in str(error.value)
