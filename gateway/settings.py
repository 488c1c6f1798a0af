"""The gateway's settings. It serves a supergraph file alone with none of the others given."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from pydantic import Field, field_validator

from chassis.settings import Settings


class GatewaySettings(Settings):
    """Times are seconds, sizes bytes."""

    supergraph: Path
    listen_port: int = Field(default=8000, ge=0, le=65535)
    subgraph_urls: dict[str, list[str]] = Field(default_factory=dict)
    jwks_url: str | None = None  # without it no token is verified; they are passed on as they are
    token_issuer: str = "https://identity.mmp.example"
    token_audience: str = "mmp"
    trusted_proxies: str = ""  # networks, separated by commas, whose X-Forwarded-For counts
    subgraph_timeout: float = Field(default=10, gt=0)
    body_timeout: float = Field(default=10, gt=0)
    max_body: int = Field(default=256 * 1024, gt=0)
    max_answer: int = Field(default=16 * 1024 * 1024, gt=0)
    max_tokens: int = Field(default=2000, gt=0)
    max_depth: int = Field(default=20, gt=0)
    max_aliases: int = Field(default=50, ge=0)

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for each in filter(None, (part.strip() for part in text.split(","))):
            ip_network(each)
        return text

    @property
    def trusted_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(p.strip()) for p in self.trusted_proxies.split(",") if p.strip())
