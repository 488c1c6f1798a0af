"""docs/settings.md has every setting of every process with its default, and no other."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from chassis.settings import Settings
from devstack.processes import REPOSITORY
from gateway.settings import GatewaySettings
from services.certification.settings import CertificationSettings
from services.identity.settings import IdentitySettings
from services.notifications.settings import NotificationsSettings

PAGE = REPOSITORY / "docs" / "settings.md"
PROCESSES: dict[str, type[Settings]] = {
    "gateway": GatewaySettings,
    "identity": IdentitySettings,
    "certification": CertificationSettings,
    "notifications": NotificationsSettings,
}


def cell(settings: type[Settings], name: str) -> str:
    """What stands in a process's column: its default, `required`, `-` for none or an empty one."""
    field = settings.model_fields.get(name)
    if field is None:
        return ""
    if field.is_required():
        return "required"
    value: Any = field.get_default(call_default_factory=True)
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value in ("", {}):
        return "-"
    return f"`{value}`" if isinstance(value, str | Path) else str(value)


def rows() -> dict[str, list[str]]:
    """By setting, each process's column."""
    names = dict.fromkeys(name for settings in PROCESSES.values() for name in settings.model_fields)
    return {name.upper(): [cell(settings, name) for settings in PROCESSES.values()] for name in names}


def page() -> dict[str, list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    read = {}
    for line in lines:
        name, *columns = (part.strip() for part in line.strip("|").split(" | "))
        assert columns[-1], f"{name} says nothing"
        assert name.strip("`") not in read
        read[name.strip("`")] = columns[:-1]
    return read


def test_the_page_has_every_setting_of_every_process_with_its_default() -> None:
    assert page() == rows()
