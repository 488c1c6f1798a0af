"""An SMTP inbox for development: `python -m devstack.inbox --smtp-port N --http-port M`.

It keeps what it gets in memory, shows it at `/`, and has the part of mailpit's HTTP API that the tests and
the story use, with the same JSON: so the story plays against this inbox and against mailpit alike.
"""

import argparse
import asyncio
import html
import signal
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGES_HELD = 5_000

PAGE = """<!doctype html><meta charset="utf-8"><title>Inbox</title>
<style>body{{font:15px system-ui;margin:2em auto;max-width:60em;padding:0 1em}}
td{{padding:.3em 1em .3em 0;vertical-align:top}}pre{{white-space:pre-wrap}}
iframe{{width:100%;height:45em;border:1px solid #ccc}}</style>
<h1><a href="/">Inbox</a></h1>{body}"""

# The mail's HTML is somebody else's: shown in a frame without scripts, forms or our origin.
FRAME = '<iframe sandbox="allow-popups" srcdoc="{html}"></iframe>'


class Inbox:
    """The messages, newest first."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self._ids = count(1)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd calls this once for each mail."""
        content = envelope.original_content or b""
        mail = message_from_bytes(content, policy=policy.default)
        self.messages.insert(
            0,
            {
                "ID": str(next(self._ids)),
                "MessageID": str(mail["Message-ID"] or "").strip().strip("<>"),
                "Subject": str(mail["Subject"] or ""),
                "From": {"Address": envelope.mail_from or ""},
                "To": [{"Address": address} for address in envelope.rcpt_tos],
                "Created": datetime.now(UTC).isoformat(),
                "Size": len(content),
                "Text": _body(mail, "plain"),
                "HTML": _body(mail, "html"),
                "raw": content,
            },
        )
        del self.messages[MESSAGES_HELD:]
        return "250 Ok"

    def find(self, wanted: str) -> dict[str, Any]:
        for message in self.messages:
            if message["ID"] == wanted:
                return message
        raise web.HTTPNotFound(text="no such message")


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part else ""


def _without(message: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key not in keys}


def http_app(inbox: Inbox) -> web.Application:
    """mailpit's API as far as we use it, and a page to read."""

    async def ok(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def list_all(_request: web.Request) -> web.Response:
        held = [_without(message, "raw", "Text", "HTML") for message in inbox.messages]
        return web.json_response({"total": len(held), "messages_count": len(held), "messages": held})

    async def show(request: web.Request) -> web.Response:
        return web.json_response(_without(inbox.find(request.match_info["id"]), "raw"))

    async def raw(request: web.Request) -> web.Response:
        return web.Response(body=inbox.find(request.match_info["id"])["raw"], content_type="text/plain")

    async def clear(_request: web.Request) -> web.Response:
        inbox.messages.clear()
        return web.Response(text="ok")

    async def page(_request: web.Request) -> web.Response:
        rows = "".join(_row(message) for message in inbox.messages) or "<tr><td>Nothing yet.</td></tr>"
        return _html(f"<table>{rows}</table>")

    async def view(request: web.Request) -> web.Response:
        return _html(_message_page(inbox.find(request.match_info["id"])))

    app = web.Application()
    app.add_routes(
        [
            web.get("/livez", ok),
            web.get("/readyz", ok),
            web.get("/api/v1/messages", list_all),
            web.delete("/api/v1/messages", clear),
            web.get("/api/v1/message/{id}", show),
            web.get("/api/v1/message/{id}/raw", raw),
            web.get("/", page),
            web.get("/view/{id}", view),
        ]
    )
    return app


def _row(message: dict[str, Any]) -> str:
    to = ", ".join(recipient["Address"] for recipient in message["To"])
    cells = (message["Created"][11:19], to, message["Subject"])
    time, recipient, subject = (html.escape(cell) for cell in cells)
    return (
        f'<tr><td>{time}</td><td>{recipient}</td><td><a href="/view/{message["ID"]}">{subject}</a></td></tr>'
    )


def _message_page(message: dict[str, Any]) -> str:
    to = ", ".join(recipient["Address"] for recipient in message["To"])
    parts = [f"<h2>{html.escape(message['Subject'])}</h2><p>To {html.escape(to)}, {message['Created']}</p>"]
    if message["HTML"]:
        parts.append(FRAME.format(html=html.escape(message["HTML"], quote=True)))
    parts.append(f"<h3>Text</h3><pre>{html.escape(message['Text'])}</pre>")
    return "".join(parts)


def _html(body: str) -> web.Response:
    return web.Response(text=PAGE.format(body=body), content_type="text/html")


async def serve(smtp_port: int, http_port: int) -> None:
    """Serve both ports on 127.0.0.1 until SIGTERM or Ctrl-C."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    inbox = Inbox()
    runner = web.AppRunner(http_app(inbox), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", http_port).start()
    smtp = await loop.create_server(
        lambda: SMTP(inbox, hostname="inbox.localhost", enable_SMTPUTF8=True, loop=loop),
        "127.0.0.1",
        smtp_port,
    )
    try:
        await stop.wait()
    finally:
        smtp.close()
        await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description="An SMTP inbox for development.")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.smtp_port, arguments.http_port))


if __name__ == "__main__":
    main()
