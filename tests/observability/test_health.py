"""Health and metrics, asked for over HTTP, of a real pool and a real database."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.errors import Outcome, UserError
from bot.observability.health import HealthServer
from bot.observability.metrics import Metrics
from bot.observability.tracing import Span, Trace
from bot.rendering import PoolRenderer, Requester
from bot.rendering.child import pid
from bot.settings import Settings
from bot.store import DatabaseStore, StoreError

ANN = Requester(1)


@dataclass
class House:
    """What a bot is made of, without Discord."""

    pool: PoolRenderer
    store: DatabaseStore
    metrics: Metrics
    port: int
    file: Path
    gateway: list[str] = field(default_factory=list)

    async def ask(self, path: str = "/healthz") -> tuple[int, str]:
        async with aiohttp.ClientSession() as web, web.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, await answer.text()

    async def scrape(self) -> dict[str, float]:
        status, text = await self.ask("/metrics")
        assert status == 200
        return {
            sample.name + "".join(f" {v}" for v in sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    async def check_gateway(self) -> None:
        if self.gateway:
            raise UserError(self.gateway[0])


@pytest.fixture
async def house(
    settings: Settings, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setattr("bot.health.AT_MOST_EVERY", 0.0)
    store = DatabaseStore(settings.database())
    await store.open()
    async with PoolRenderer(workers=1, deadline=30) as pool:
        metrics = Metrics(pool, store, latency=lambda: 0.042)
        house = House(pool, store, metrics, unused_tcp_port, settings.persistent_storage_dir / "genart.db")
        checks = {"gateway": house.check_gateway, "pool": pool.check, "store": store.check}
        server = HealthServer("127.0.0.1", unused_tcp_port, checks, metrics)
        await server.start()
        yield house
        await server.close()
    await store.close()


async def test_all_is_well(house: House) -> None:
    assert await house.ask() == (200, '{"status": "well", "problems": {}}')
    assert (await house.ask("/else"))[0] == 404


async def test_each_reason_is_told_until_it_is_over(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.gateway.append("Not connected.")
    assert await house.ask() == (503, '{"status": "unwell", "problems": {"gateway": "Not connected."}}')
    assert "Not well: gateway: Not connected." in caplog.text
    house.gateway.clear()
    assert (await house.ask())[0] == 200


async def test_a_worker_that_was_killed_is_replaced_by_the_check(house: House) -> None:
    os.kill(await house.pool.run(pid, requester=ANN), signal.SIGKILL)
    status, _ = await house.ask()
    assert status == 200
    assert house.pool.state().alive == 1
    assert (await house.scrape())["genart_pool_restarts_total died"] == 1


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows stops no processes")
async def test_a_worker_that_was_stopped_is_replaced_by_the_check(house: House) -> None:
    os.kill(await house.pool.run(pid, requester=ANN), signal.SIGSTOP)
    status, _ = await house.ask()
    assert status == 200
    assert (await house.scrape())["genart_pool_restarts_total deadline"] == 1


async def test_a_pool_that_has_ended_is_not_well(house: House) -> None:
    await house.pool.close()
    status, body = await house.ask()
    assert status == 503
    assert '"pool"' in body


async def test_a_database_that_is_gone_is_not_well_and_counted(house: House) -> None:
    before = (await house.scrape())["genart_store_failures_total"]
    other = await asyncio.create_subprocess_exec(
        "python3", "-c", f"import sqlite3; sqlite3.connect({str(house.file)!r}).execute('DROP TABLE notes')"
    )
    await other.wait()
    with pytest.raises(StoreError):
        await house.store.set_value("key", "value")
    assert (await house.scrape())["genart_store_failures_total"] == before + 1
    await house.store.close()
    status, body = await house.ask()
    assert (status, "The store is closed" in body) == (503, True)


async def test_everybody_who_asks_at_once_gets_one_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def check() -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.05)

    monkeypatch.setattr("bot.health.AT_MOST_EVERY", 60.0)
    server = HealthServer("127.0.0.1", 1, {"it": check}, house.metrics)
    assert await asyncio.gather(*(server.problems() for _ in range(50))) == [{}] * 50
    assert await server.problems() == {}
    assert asked == 1
    await server.close()


async def test_a_check_that_hangs_or_breaks_is_a_reason(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise ValueError("s3cret")

    monkeypatch.setattr("bot.health.CHECK_WITHIN", 0.05)
    checks = {"hangs": asyncio.Event().wait, "broken": broken}
    server = HealthServer("127.0.0.1", 1, checks, house.metrics)
    problems = await server.problems()
    assert problems == {
        "hangs": "No answer within 0.05 s.",
        "broken": "The check itself failed: ValueError.",
    }
    await server.close()


async def test_a_port_in_use_is_named(house: House) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=rf"HEALTH_PORT: 127\.0\.0\.1:{port} cannot be used"):
            await HealthServer("127.0.0.1", port, {}, house.metrics).start()


async def test_it_can_be_started_again_where_it_ended(house: House, unused_tcp_port_factory) -> None:  # type: ignore[no-untyped-def]
    port = unused_tcp_port_factory()
    for _ in range(2):
        server = HealthServer("127.0.0.1", port, {}, house.metrics)
        await server.start()
        await server.close()


async def test_requests_are_counted_by_what_they_were_and_came_to(house: House) -> None:
    spans = {Span.QUEUE: 0.1, Span.RENDER: 0.2, Span.ENCODE: 0.05, Span.STORE: 0.01, Span.SEND: 0.3}
    house.metrics.observe(Trace("/genart", "squares", True, spans=spans, total=0.7))
    house.metrics.observe(Trace("/genart", "squares", False, spans=spans, total=0.7))
    house.metrics.observe(Trace("another", outcome=Outcome.REFUSED, reason="OnCooldown", total=0.001))
    numbers = await house.scrape()
    assert numbers["genart_interactions_total /genart answered"] == 2
    assert numbers["genart_interactions_total another refused"] == 1
    assert numbers["genart_render_seconds_count squares"] == 2
    assert numbers["genart_render_seconds_sum squares"] == pytest.approx(0.5)
    assert numbers["genart_interaction_part_seconds_total send"] == pytest.approx(0.6)
    assert numbers["genart_interaction_seconds_count another"] == 1
    assert (numbers["genart_pictures_total yes"], numbers["genart_pictures_total no"]) == (1, 1)


async def test_what_others_know_is_asked_for_at_the_scrape(house: House) -> None:
    numbers = await house.scrape()
    assert numbers["genart_queue_depth"] == 0
    assert numbers["genart_workers_alive"] == numbers["genart_workers_wanted"] == 1
    assert numbers["genart_gateway_latency_seconds"] == 0.042
    jobs = [
        asyncio.ensure_future(
            house.pool.run(draw_png, Recipe.parse(f"squares1.harbour.{seed}"), requester=ANN)
        )
        for seed in range(4)
    ]
    await asyncio.sleep(0)
    assert house.pool.state().waiting == 3
    text = house.metrics.text().decode()
    assert re.search(r"^genart_queue_depth 3\.0$", text, re.MULTILINE)
    assert re.search(r"^genart_jobs_running 1\.0$", text, re.MULTILINE)
    await asyncio.gather(*jobs)


@pytest.mark.parametrize("latency", [float("nan"), float("inf")])
async def test_a_latency_that_is_not_known_is_left_out(house: House, latency: float) -> None:
    metrics = Metrics(house.pool, house.store, latency=lambda: latency)
    assert b"latency" not in metrics.text()
