"""Notifications' settings: those of every service, the SMTP server, and where its mails lead to (docs/settings.md)."""

from email.headerregistry import Address
from pathlib import Path

from pydantic import Field, SecretStr, field_validator

from chassis.settings import OwnDomain, PublicUrl, ServiceSettings
from services.notifications.smtp.server import SmtpServer


class NotificationsSettings(ServiceSettings):
    """SMTP_URL is smtp://HOST:PORT (STARTTLS where offered), smtp://USER:PASSWORD@HOST:PORT (STARTTLS
    demanded, since a password must not travel in the open) or smtps:// with the same parts.

    SMTP_CA_FILE: certificates to trust instead of the system's, for a mail server with a private CA.
    """

    mongodb_database: str = "mmp_notifications"
    listen_port: int = Field(default=8003, ge=0, le=65535)
    smtp_url: SecretStr = SecretStr("smtp://127.0.0.1:25")
    smtp_ca_file: Path | None = None
    mail_from: OwnDomain = "no-reply@registry.example"
    public_url: PublicUrl = "http://127.0.0.1:8000"
    registration_url: PublicUrl | None = Field(
        default=None, description="Where patients register; else PUBLIC_URL"
    )

    @field_validator("registration_url", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: str | None) -> str | None:
        """A compose file can hand on an optional variable only as an empty one."""
        return value or None

    @field_validator("smtp_url")
    @classmethod
    def _readable(cls, value: SecretStr) -> SecretStr:
        SmtpServer.parse(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _an_address(cls, value: str) -> str:
        try:
            Address(addr_spec=value)
        except Exception:
            raise ValueError("must be one bare e-mail address, e.g. no-reply@registry.example") from None
        if not value.isascii() or "@" not in value:
            raise ValueError("must be an ASCII e-mail address with a domain")
        return value

    @property
    def smtp_server(self) -> SmtpServer:
        return SmtpServer.parse(self.smtp_url.get_secret_value(), ca_file=self.smtp_ca_file)

    @property
    def mail_domain(self) -> str:
        """The right-hand side of our Message-IDs."""
        return self.mail_from.rpartition("@")[2]

    @property
    def registration_link(self) -> str:
        return self.registration_url or self.public_url
