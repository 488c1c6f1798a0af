"""Where mails are handed in, read from one URL."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

DEFAULT_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """`tls`: encrypted from the first byte (RFC 8314). Without it, STARTTLS where offered (RFC 3207)."""

    host: str
    port: int
    tls: bool = False
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    @property
    def starttls(self) -> bool | None:
        """True: demanded; None: taken where offered; False: not asked for."""
        if self.tls:
            return False
        return True if self.username else None

    @classmethod
    def parse(cls, url: str, *, ca_file: Path | None = None) -> "SmtpServer":
        """Raises ValueError with a text that holds nothing of the URL."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError("cannot be read as a URL: write smtp://HOST:PORT") from None
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            raise ValueError("must be smtp://[USER:PASSWORD@]HOST[:PORT], or the same with smtps://")
        if (parts.username is None) != (parts.password is None):
            raise ValueError("needs both a user and a password, or neither")
        return cls(
            host=parts.hostname,
            port=port or DEFAULT_PORTS[parts.scheme],
            tls=parts.scheme == "smtps",
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            ca_file=ca_file,
        )
