"""Let fifty people use every feature of the bot for half an hour, while its workers are killed.

    python -m tests.soak --minutes 30 --users 50

It prints how the memory of the bot's process grew, every logged error, how long the event loop was
blocked and by what, and the outcomes of the requests. It exits with 1 if there was an error.

The people and the simulated Discord are in the same process as the bot. What that Discord would accumulate is
deleted regularly (``tests.simulation.forget_old_records``); what remains of it is printed.
"""

import asyncio
import gc
import io
import logging
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import click
import numpy as np
from PIL import Image
from simcord import Env

from bot.app import create_bot
from bot.interactions import boundary
from bot.settings import Settings
from tests.simulation import forget_old_records, let_time_run, run_clock, sizes
from tests.soak.measures import LogCounter, Memory, Watchdog, children, read
from tests.soak.people import MEMBERS, Crowd, Person
from tests.soak.result import Result

SERVERS = 5
MESSAGES_KEPT = 20


def _photo() -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (60, 80, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).resize((800, 600)).save(file, "JPEG")
    return file.getvalue()


@contextmanager
def answers_watched(done: dict[int, asyncio.Event]) -> Iterator[None]:
    """Set an event when an interaction's handler has ended. The cogs must be imported inside the block."""
    answering = boundary.answering

    @asynccontextmanager
    async def watched(interaction: Any, reply: boundary.Reply) -> AsyncIterator[None]:
        try:
            async with answering(interaction, reply):
                yield
        finally:
            done.setdefault(interaction.id, asyncio.Event()).set()

    with patch.object(boundary, "answering", watched):
        yield


async def kill_workers(random: Random, every: float, killed: Counter[str]) -> None:
    while True:
        await asyncio.sleep(random.uniform(0.5, 1.5) * every)
        workers = [
            pid
            for pid in map(int, children(os.getpid()))
            if "spawn_main" in read(Path(f"/proc/{pid}/cmdline"))
        ]
        if workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            killed["SIGKILL"] += 1


async def soak(minutes: float, users: int, seed: int, pause: float, kill_every: float, warm_up: float) -> int:
    random, started = Random(seed), time.perf_counter()  # noqa: S311 - for people, not for secrets
    log = LogCounter()
    logging.getLogger().addHandler(log)
    logging.getLogger("bot").setLevel(logging.INFO)
    unretrieved: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, c: unretrieved.append(str(c)))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        settings = Settings(
            persistent_storage_dir=Path(folder), render_workers=2, render_timeout=60, cooldown=2
        )
        bot = create_bot(settings)
        env = Env(bot, settle_timeout=60)
        done: dict[int, asyncio.Event] = {}
        stack.enter_context(answers_watched(done))
        await env.start()
        let_time_run(env)
        # ``genart-bot run`` does the same.
        gc.collect()
        gc.freeze()
        crowd = Crowd(env, random, pause, done, photo=_photo())
        people = create_people(env, crowd, users, random)
        watchdog, memory, killed = Watchdog(started), Memory(), Counter[str]()
        helpers = [
            asyncio.ensure_future(work)
            for work in (watchdog.run(), run_clock(env), kill_workers(random, kill_every, killed))
        ]
        runs = [asyncio.ensure_future(person.run()) for person in people]
        end = started + minutes * 60
        next_report = 0.0
        while time.perf_counter() < end:
            await asyncio.sleep(5)
            forget_old_records(env, MESSAGES_KEPT)
            at = time.perf_counter() - started
            memory.sample(at, sizes(env)["files_mib"])
            if at >= next_report:
                next_report = at + 60
                _, own, workers, _ = memory.samples[-1]
                click.echo(
                    f"{at:6.0f} s: {own:.1f} MiB + {workers:.0f} in workers, "
                    f"{sum(log.outcomes.values())} requests, {len(watchdog.blocks)} blocks, "
                    f"{len(log.errors)} errors, {sizes(env)}"
                )
            for run in runs:
                if run.done():
                    run.result()
        for task in runs:
            task.cancel()
        await asyncio.gather(*runs, return_exceptions=True)
        seconds = time.perf_counter() - started
        for task in helpers:
            task.cancel()
        await asyncio.gather(*helpers, return_exceptions=True)
        await bot.finish()
        await env.shutdown()
        await bot.close()
    gc.collect()
    result = Result(
        log, watchdog, memory, crowd, killed["SIGKILL"], unretrieved, [*map(str, env.errors)], seconds
    )
    result.print(warm_up)
    return 1 if result.has_errors() else 0


def create_people(env: Env, crowd: Crowd, users: int, random: Random) -> list[Person]:
    """Create the servers and their members."""
    people = []
    for number in range(SERVERS):
        guild = env.create_guild(f"Server {number}")
        channel = guild.create_text_channel("art")
        members = [guild.add_member(env.create_user(f"user-{i}")) for i in range(number, users, SERVERS)]
        MEMBERS[channel.id] = members
        for member in members:
            chance = Random(random.random())  # noqa: S311 - for people, not for secrets
            people.append(Person(crowd, member, channel, chance))
    return people


@click.command()
@click.option("--minutes", default=30.0)
@click.option("--users", default=50)
@click.option("--seed", default=1)
@click.option("--pause", default=8.0, help="Seconds between two actions of a person, on average.")
@click.option("--kill-every", default=60.0, help="Seconds between two workers killed, on average.")
@click.option("--warm-up", default=8.0, help="Minutes before the memory's slope is measured.")
def main(minutes: float, users: int, seed: int, pause: float, kill_every: float, warm_up: float) -> None:
    """Soak the bot."""
    sys.exit(asyncio.run(soak(minutes, users, seed, pause, kill_every, min(warm_up, minutes / 3))))


if __name__ == "__main__":
    main()
