"""`/livez`: the process runs. `/readyz`: it can do its work now, each part by name."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

CHECK_SECONDS = 2

Check = Callable[[], Awaitable[None]]


class Health:
    """Named checks; each raises where its part does not work."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self.stopping = False

    def add(self, name: str, check: Check) -> None:
        self._checks[name] = check

    def routes(self) -> list[Route]:
        return [Route("/livez", self._livez), Route("/readyz", self._readyz)]

    async def _livez(self, _: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    async def _readyz(self, _: Request) -> JSONResponse:
        states = dict(
            zip(self._checks, await asyncio.gather(*map(self._state, self._checks.values())), strict=True)
        )
        if self.stopping:
            states["process"] = "stopping"
        ready = all(state == "ok" for state in states.values())
        return JSONResponse(states, status_code=200 if ready else 503)

    @staticmethod
    async def _state(check: Check) -> str:
        try:
            await asyncio.wait_for(check(), CHECK_SECONDS)
        except Exception as error:
            return type(error).__name__
        return "ok"
