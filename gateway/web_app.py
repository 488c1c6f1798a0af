"""The built files of a web client, served at /app.

A path that names no file is a page of the client, which knows what to show: it gets index.html. What the build names
by its content's hash may be kept for good; everything else is asked for anew.
"""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from chassis.process import CannotStart

PATH = "/app"
_HASHED = "assets/"
_INDEX = "index.html"
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",  # the links of mails carry a secret
    "x-content-type-options": "nosniff",
}


def web_app(folder: Path, *, at_root: bool) -> list[BaseRoute]:
    """The routes of the client in this folder; `at_root`: who comes to / is sent there.

    Raises CannotStart where none was built into it.
    """
    if not (folder / _INDEX).is_file():
        raise CannotStart(
            f"WEB_APP: {folder} holds no {_INDEX}. Build it with `make web-build`, or leave WEB_APP out."
        )
    doors = [PATH, "/"] if at_root else [PATH]
    return [
        *(Route(door, _to_start) for door in doors),
        Mount(PATH, GZipMiddleware(_Files(directory=folder))),
    ]


async def _to_start(_: Request) -> Response:
    return RedirectResponse(f"{PATH}/", status_code=307)


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        hashed = path.startswith(_HASHED)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or hashed:
                raise
            response = await super().get_response(_INDEX, scope)
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        response.headers.update(_HEADERS)
        return response
