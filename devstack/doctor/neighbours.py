"""The mail server, the keys that tokens are verified with, and whether the subgraphs are those of the supergraph."""

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp

from devstack.doctor.finding import Finding
from devstack.installation import Installation
from services.notifications.settings import NotificationsSettings
from services.notifications.smtp.postbox import NotAccepted, Postbox

SECONDS = 5.0
COMPOSED_FROM = re.compile(r"^# (\w+) sha256:([0-9a-f]{64})$", re.MULTILINE)
SDL = "{ _service { sdl } }"


async def smtp(installation: Installation) -> AsyncIterator[Finding]:
    settings = installation.settings("notifications")
    assert isinstance(settings, NotificationsSettings)
    server = settings.smtp_server
    try:
        await Postbox(server, settings.mail_domain).try_connection()
    except NotAccepted as refused:
        cure = "correct SMTP_URL (and SMTP_CA_FILE), or start the mail server; mails wait for 24 hours"
        yield Finding("mail server", str(refused), cure)
    else:
        yield Finding("mail server", note="takes our login" if server.username else "takes our connection")


async def jwks(installation: Installation) -> AsyncIterator[Finding]:
    for url in {settings.jwks_url for settings in installation.all_settings().values()}:
        try:
            keys = (await _get(url)).get("keys") or []
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            yield Finding(
                "keys of tokens", f"JWKS_URL does not answer ({type(error).__name__})", "start identity-api"
            )
            continue
        wrong = "" if keys else "identity publishes none"
        yield Finding("keys of tokens", wrong, "look at identity.signing.json", note=f"{len(keys)} published")


async def supergraph(installation: Installation) -> AsyncIterator[Finding]:
    """Asks each subgraph for its schema: it must be the one that the supergraph was composed from."""
    settings = installation.gateway_settings()
    composed_from = dict(COMPOSED_FROM.findall(_text(settings.supergraph)))
    for name, urls in sorted(settings.subgraph_urls.items()):
        for url in urls:
            try:
                answer = await _ask(url)
                sdl = str(answer["data"]["_service"]["sdl"]).strip() + "\n"
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                yield Finding(
                    f"subgraph {name}", f"does not answer ({type(error).__name__})", f"start {name}-api"
                )
                continue
            drifted = composed_from.get(name) != sha256(sdl.encode()).hexdigest()
            yield Finding(
                f"subgraph {name}",
                "has another schema than the supergraph was composed from" if drifted else "",
                "bring the gateway's SUPERGRAPH and the service to one version, then SIGHUP the gateway",
                note="as composed",
            )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


async def _get(url: str) -> dict[str, Any]:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url) as answer:
        answer.raise_for_status()
        got: dict[str, Any] = await answer.json(content_type=None)
        return got


async def _ask(url: str) -> dict[str, Any]:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as http, http.post(url, json={"query": SDL}) as answer:
        got: dict[str, Any] = await answer.json(content_type=None)
        return got
