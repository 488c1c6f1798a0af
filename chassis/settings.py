"""Settings come from the environment; `NAME_FILE` names a file that holds `NAME`, as container secrets do."""

from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError


class SettingsError(Exception):
    """Some settings are missing or wrong. The text lists each of them, never a value."""


class _SecretFiles(EnvSettingsSource):
    """Reads `NAME_FILE` for every field `name` that the environment does not give itself."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{field_name}_file"
        path = self.env_vars.get(variable)
        if path is None:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise SettingsError(
                f"{variable.upper()}: cannot read the file it names ({error.strerror})"
            ) from None


class Settings(BaseSettings):
    """What every process has in common. Times are seconds unless a name says otherwise."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    environment: Literal["development", "production"] = "development"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    listen_host: str = "127.0.0.1"
    admin_port: int | None = Field(default=None, ge=0, le=65535)
    failpoints: str = ""

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
    """A service with its own database, its outbox and its tokens to verify."""

    mongodb_url: str = "mongodb://127.0.0.1:27017/?replicaSet=rs0"
    mongodb_database: str
    amqp_url: str = "amqp://guest:guest@127.0.0.1:5672/"
    jwks_url: str = "http://127.0.0.1:8001/.well-known/jwks.json"
    token_issuer: str = "https://identity.mmp.example"
    token_audience: str = "mmp"
    keys_dir: Path
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
            f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors(include_input=False)
        ]
    except SourceError as error:
        lines = [str(error.__cause__ if isinstance(error.__cause__, SettingsError) else error)]
    raise SettingsError("These settings need attention:\n  " + "\n  ".join(sorted(lines)))
