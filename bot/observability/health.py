"""``/healthz`` and ``/metrics`` over HTTP, for whoever operates the bot.

The checks do real work, so they run at most once a second. Requests that arrive meanwhile share the result.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot import clock
from bot.errors import UserError
from bot.observability.metrics import CONTENT_TYPE, Metrics

# A worker has five seconds to respond before it is replaced, and its successor needs a moment to start.
CHECK_TIMEOUT = 10.0
CHECK_INTERVAL = 1.0

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[object]]


class HealthServer:
    """An HTTP server that runs from ``start`` to ``close``.

    :param checks: the checks by name; each raises a UserError that says what is wrong.
    :param interval: seconds for which the result of the checks is reused.
    :param timeout: seconds that one check may take.
    """

    def __init__(
        self,
        host: str,
        port: int,
        checks: Mapping[str, Check],
        metrics: Metrics,
        *,
        interval: float = CHECK_INTERVAL,
        timeout: float = CHECK_TIMEOUT,
    ) -> None:
        self._host = host
        self._port = port
        self._checks = checks
        self._metrics = metrics
        self._interval = interval
        self._timeout = timeout
        self._runner: web.AppRunner | None = None
        self._checking: asyncio.Task[dict[str, str]] | None = None
        self._checked_at = float("-inf")
        self._problems: dict[str, str] = {}

    async def start(self) -> None:
        """Start to listen.

        :raises UserError: if the port cannot be used.
        """
        app = web.Application()
        app.add_routes([web.get("/healthz", self._healthz), web.get("/metrics", self._metrics_text)])
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise UserError(
                f"HEALTH_PORT: {self._host}:{self._port} cannot be used ({error.strerror or error}). "
                "Please choose another HEALTH_PORT or HEALTH_HOST, or leave HEALTH_PORT empty."
            ) from error
        self._runner = runner
        log.info("Health and metrics are at http://%s:%d", self._host, self._port)

    async def close(self) -> None:
        """Cancel a check that is running, and stop listening."""
        runner, self._runner = self._runner, None
        if self._checking is not None:
            self._checking.cancel()
            await asyncio.wait([self._checking])
        if runner is not None:
            await runner.cleanup()

    async def problems(self) -> Mapping[str, str]:
        """Return what is wrong, by check, in words for the operator; empty if nothing is."""
        if self._checking is None or self._checking.done():
            if clock.now() - self._checked_at < self._interval:
                return self._problems
            self._checking = asyncio.create_task(self._check_all())
        return await asyncio.shield(self._checking)

    async def _check_all(self) -> dict[str, str]:
        found = await asyncio.gather(*(self._reason_of(check) for check in self._checks.values()))
        problems = {name: why for name, why in zip(self._checks, found, strict=True) if why is not None}
        for name in self._checks:
            if name in problems and name not in self._problems:
                log.warning("Not well: %s: %s", name, problems[name])
            if name in self._problems and name not in problems:
                log.info("Well again: %s", name)
        self._problems, self._checked_at = problems, clock.now()
        return problems

    async def _reason_of(self, check: Check) -> str | None:
        try:
            async with asyncio.timeout(self._timeout):
                await check()
        except UserError as error:
            return str(error)
        except TimeoutError:
            return f"No answer within {self._timeout:g} s."
        except Exception as error:  # a check that is itself broken is a problem to report as well
            log.exception("A health check failed")
            return f"The check itself failed: {type(error).__name__}."
        return None

    async def _healthz(self, _: web.Request) -> web.Response:
        problems = await self.problems()
        answer = {"status": "unwell" if problems else "well", "problems": problems}
        return web.json_response(answer, status=503 if problems else 200)

    async def _metrics_text(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics.text(), headers={"Content-Type": CONTENT_TYPE})
