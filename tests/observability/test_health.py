"""Health and metrics over HTTP."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.errors import Outcome, UserError
from bot.observability.health import Check, HealthServer
from bot.observability.metrics import Metrics
from bot.observability.tracing import Span, Trace
from bot.rendering import PoolRenderer, PoolState, Requester, Restart
from bot.rendering.child import ping
from bot.settings import Settings
from bot.store import DatabaseStore, StoreError

ANN = Requester(1)


async def get(port: int, path: str = "/healthz") -> tuple[int, str]:
    async with aiohttp.ClientSession() as web, web.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


def parse(text: str) -> dict[str, float]:
    """Return the value of every sample, by its name and labels."""
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def metrics_with(latency: float = 0.042) -> Metrics:
    """Return the metrics of a bot with one idle worker."""
    state = PoolState(waiting=0, running=0, idle=1, alive=1, wanted=1, restarts=dict.fromkeys(Restart, 0))
    return Metrics(workers=lambda: state, store_failures=lambda: 0, latency=lambda: latency)


StartServer = Callable[..., Awaitable[int]]


@pytest.fixture
async def start_server(unused_tcp_port_factory: Callable[[], int]) -> AsyncIterator[StartServer]:
    """Start a server with these checks, and return its port."""
    async with AsyncExitStack() as servers:

        async def start(checks: dict[str, Check], metrics: Metrics) -> int:
            port = unused_tcp_port_factory()
            server = HealthServer("127.0.0.1", port, checks, metrics, interval=0.0)
            await server.start()
            servers.push_async_callback(server.close)
            return port

        yield start


@dataclass
class Services:
    """A real pool, a real database, and a health server that checks them."""

    pool: PoolRenderer
    store: DatabaseStore
    port: int
    database: Path

    async def metrics(self) -> dict[str, float]:
        status, text = await get(self.port, "/metrics")
        assert status == 200
        return parse(text)


@pytest.fixture
async def services(settings: Settings, start_server: StartServer) -> AsyncIterator[Services]:
    store = DatabaseStore(settings.database())
    await store.open()
    async with PoolRenderer(workers=1, deadline=30) as pool:
        metrics = Metrics(workers=pool.state, store_failures=lambda: store.failures, latency=lambda: 0.042)
        port = await start_server({"pool": pool.check, "store": store.check}, metrics)
        yield Services(pool, store, port, settings.persistent_storage_dir / "genart.db")
    await store.close()


@dataclass
class Gateway:
    """A check whose result a test can set."""

    problems: list[str] = field(default_factory=list)

    async def check(self) -> None:
        if self.problems:
            raise UserError(self.problems[0])


async def test_a_problem_is_reported_until_it_is_over(
    start_server: StartServer, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = Gateway()
    port = await start_server({"gateway": gateway.check}, metrics_with())
    assert await get(port) == (200, '{"status": "well", "problems": {}}')
    gateway.problems.append("Not connected.")
    assert await get(port) == (503, '{"status": "unwell", "problems": {"gateway": "Not connected."}}')
    assert "Not well: gateway: Not connected." in caplog.text
    gateway.problems.clear()
    assert await get(port) == (200, '{"status": "well", "problems": {}}')
    assert (await get(port, "/else"))[0] == 404


async def test_a_killed_worker_is_replaced_by_the_check(services: Services) -> None:
    os.kill(await services.pool.run(ping, requester=ANN), signal.SIGKILL)
    assert (await get(services.port))[0] == 200
    assert services.pool.state().alive == 1
    assert (await services.metrics())["genart_pool_restarts_total died"] == 1


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows cannot suspend a process")
async def test_a_suspended_worker_is_replaced_by_the_check(services: Services) -> None:
    os.kill(await services.pool.run(ping, requester=ANN), signal.SIGSTOP)
    assert (await get(services.port))[0] == 200
    assert (await services.metrics())["genart_pool_restarts_total deadline"] == 1


async def test_a_closed_pool_is_a_problem(services: Services) -> None:
    await services.pool.close()
    status, body = await get(services.port)
    assert status == 503
    assert '"pool"' in body


async def test_a_damaged_database_is_a_problem_and_its_failures_are_counted(services: Services) -> None:
    before = (await services.metrics())["genart_store_failures_total"]
    other = await asyncio.create_subprocess_exec(
        "python3",
        "-c",
        f"import sqlite3; sqlite3.connect({str(services.database)!r}).execute('DROP TABLE notes')",
    )
    await other.wait()
    with pytest.raises(StoreError):
        await services.store.set_value("key", "value")
    assert (await services.metrics())["genart_store_failures_total"] == before + 1
    await services.store.close()
    status, body = await get(services.port)
    assert (status, "The store is closed" in body) == (503, True)


async def test_simultaneous_requests_share_one_check() -> None:
    checks = 0

    async def check() -> None:
        nonlocal checks
        checks += 1
        await asyncio.sleep(0.05)

    server = HealthServer("127.0.0.1", 1, {"it": check}, metrics_with(), interval=60.0)
    assert await asyncio.gather(*(server.problems() for _ in range(50))) == [{}] * 50
    assert await server.problems() == {}
    assert checks == 1
    await server.close()


async def test_a_check_that_hangs_or_raises_anything_is_a_problem() -> None:
    async def broken() -> None:
        raise ValueError("s3cret")

    checks = {"hangs": asyncio.Event().wait, "broken": broken}
    server = HealthServer("127.0.0.1", 1, checks, metrics_with(), timeout=0.05)
    assert await server.problems() == {
        "hangs": "No answer within 0.05 s.",
        "broken": "The check itself failed: ValueError.",
    }
    await server.close()


async def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"HEALTH_PORT: 127.0.0.1:{port} cannot be used"):
            await HealthServer("127.0.0.1", port, {}, metrics_with()).start()


async def test_the_port_is_free_again_after_closing(unused_tcp_port: int) -> None:
    for _ in range(2):
        server = HealthServer("127.0.0.1", unused_tcp_port, {}, metrics_with())
        await server.start()
        await server.close()


def test_requests_are_counted_by_command_and_outcome() -> None:
    spans = {Span.QUEUE: 0.1, Span.RENDER: 0.2, Span.ENCODE: 0.05, Span.STORE: 0.01, Span.SEND: 0.3}
    metrics = metrics_with()
    metrics.observe(Trace("/genart", "squares", True, spans=spans, total=0.7))
    metrics.observe(Trace("/genart", "squares", False, spans=spans, total=0.7))
    metrics.observe(Trace("another", outcome=Outcome.REFUSED, reason="OnCooldown", total=0.001))
    values = parse(metrics.text().decode())
    assert values["genart_interactions_total /genart answered"] == 2
    assert values["genart_interactions_total another refused"] == 1
    assert values["genart_render_seconds_count squares"] == 2
    assert values["genart_render_seconds_sum squares"] == pytest.approx(0.5)
    assert values["genart_interaction_part_seconds_total send"] == pytest.approx(0.6)
    assert values["genart_interaction_seconds_count another"] == 1
    assert (values["genart_pictures_total yes"], values["genart_pictures_total no"]) == (1, 1)


async def test_values_of_other_parts_are_read_at_each_scrape(services: Services) -> None:
    values = await services.metrics()
    assert values["genart_queue_depth"] == 0
    assert values["genart_workers_alive"] == values["genart_workers_wanted"] == 1
    assert values["genart_gateway_latency_seconds"] == 0.042
    pool = services.pool
    metrics = Metrics(workers=pool.state, store_failures=lambda: 0, latency=lambda: 0.042)
    jobs = [
        asyncio.ensure_future(pool.run(draw_png, Recipe.parse(f"squares1.harbour.{seed}"), requester=ANN))
        for seed in range(4)
    ]
    await asyncio.sleep(0)
    text = metrics.text().decode()
    assert re.search(r"^genart_queue_depth 3\.0$", text, re.MULTILINE)
    assert re.search(r"^genart_jobs_running 1\.0$", text, re.MULTILINE)
    await asyncio.gather(*jobs)


@pytest.mark.parametrize("latency", [float("nan"), float("inf")])
def test_an_unknown_latency_is_left_out(latency: float) -> None:
    assert b"latency" not in metrics_with(latency).text()
