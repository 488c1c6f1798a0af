"""Settings come from the environment; `NAME_FILE` names a file that holds `NAME`, as container secrets do."""

import contextlib
import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

from chassis import failpoint


class SettingsError(Exception):
    """Some settings are missing or wrong. The text lists each of them, never a value."""


@dataclass(frozen=True)
class _Unreadable:
    """Stands for the value of a file that cannot be read, so that it is listed with all other faults."""

    reason: str


class _SecretFiles(EnvSettingsSource):
    """Reads `NAME_FILE` for every field `name` that the environment does not give itself."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = self.env_vars.get(f"{field_name}_file")
        if path is None:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            reason = error.strerror
        except UnicodeDecodeError:
            reason = "it is not UTF-8"
        return (
            _Unreadable(f"cannot read the file that {field_name.upper()}_FILE names ({reason})"),
            field_name,
            False,
        )

    def prepare_field_value(
        self, field_name: str, field: FieldInfo, value: Any, value_is_complex: bool
    ) -> Any:
        if isinstance(value, _Unreadable):
            return value
        return super().prepare_field_value(field_name, field, value, value_is_complex)


def url_with(*schemes: str) -> AfterValidator:
    """Accepts a URL with one of the schemes and a host. What it says of others holds nothing of them."""

    def check(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not parts.netloc:
            raise ValueError(
                f"must be a URL that begins with {' or '.join(f'{each}://' for each in schemes)}"
            )
        return text

    return AfterValidator(check)


PLACEHOLDERS = ("example", "invalid", "test", "localhost")  # top-level domains that are nobody's (RFC 2606)
_COOKIE_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 6265 section 4.1.1


def in_production(info: ValidationInfo) -> bool:
    return info.data.get("environment") == "production"


def _own_host(host: str, info: ValidationInfo) -> None:
    """Raises ValueError in production for a name or address that can be nobody's but this machine's."""
    loopback = False
    with contextlib.suppress(ValueError):
        loopback = ip_address(host).is_loopback
    if in_production(info) and (loopback or host.rstrip(".").rpartition(".")[2].lower() in PLACEHOLDERS):
        raise ValueError("is a placeholder: in production it has to be your own")


def _public_url(text: str, info: ValidationInfo) -> str:
    _own_host(urlsplit(text).hostname or "", info)
    if in_production(info) and urlsplit(text).scheme != "https":
        raise ValueError("must begin with https:// in production")
    if urlsplit(text).query or urlsplit(text).fragment:
        raise ValueError("must have neither ? nor #: paths are put behind it")
    return text.rstrip("/")


def _own_domain(text: str, info: ValidationInfo) -> str:
    _own_host(text.rpartition("@")[2], info)
    return text


def _cookie_name(text: str) -> str:
    if not _COOKIE_NAME.fullmatch(text):
        raise ValueError("must be the name of a cookie: letters, digits, - and _")
    return text


PublicUrl = Annotated[
    str, url_with("http", "https"), AfterValidator(_public_url)
]  # what people's mails lead to
OwnDomain = Annotated[str, AfterValidator(_own_domain)]  # a domain, or an e-mail address in it
CookieName = Annotated[str, AfterValidator(_cookie_name)]


class Settings(BaseSettings):
    """What every process has in common. Times are seconds unless a name says otherwise.

    `drain_seconds`: how long a process that was told to end still takes requests, so that those who send them can
    see by `/readyz` that they should go elsewhere.
    """

    model_config = SettingsConfigDict(
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,  # what will do in development may not in production
    )

    environment: Literal["development", "production"] = "development"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    listen_host: str = "127.0.0.1"
    admin_port: int | None = Field(default=None, ge=0, le=65535)
    drain_seconds: float = Field(default=0, ge=0)
    failpoints: Annotated[str, AfterValidator(failpoint.readable)] = ""

    @field_validator("*", mode="before")
    @classmethod
    def _was_read(cls, value: Any) -> Any:
        if isinstance(value, _Unreadable):
            raise ValueError(value.reason)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretFiles(settings_cls)


class ServiceSettings(Settings):
    """A service with its own database, its outbox and its tokens to verify.

    `patience_seconds`: how long `migrate` waits for servers that do not answer yet.
    """

    mongodb_url: Annotated[str, url_with("mongodb", "mongodb+srv")] = (
        "mongodb://127.0.0.1:27017/?replicaSet=rs0"
    )
    mongodb_database: str
    amqp_url: Annotated[str, url_with("amqp", "amqps")] = "amqp://guest:guest@127.0.0.1:5672/"
    jwks_url: Annotated[str, url_with("http", "https")] = "http://127.0.0.1:8001/.well-known/jwks.json"
    token_issuer: str = "https://identity.mmp.example"
    token_audience: str = "mmp"
    keys_dir: Path
    patience_seconds: float = Field(default=0, ge=0)
    listen_port: int = Field(default=8000, ge=0, le=65535)


S = TypeVar("S", bound=Settings)


def load(settings: type[S], **given: Any) -> S:
    """Read all settings at once.

    Raises SettingsError with one line for every bad value, so that an operator mends them in one go.
    """
    try:
        return settings(**given)
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors(include_input=False)
        ]
    except SourceError as error:
        lines = [str(error)]
    raise SettingsError("These settings need attention:\n  " + "\n  ".join(sorted(lines)))
