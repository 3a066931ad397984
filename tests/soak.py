"""Fifty people do everything the bot offers, for half an hour, while workers are killed under it.

    python -m tests.soak --minutes 30 --users 50

It reports how the memory of the bot's process grew, every error that was logged, how long the event
loop was held up and by what, and what came of what people did. It ends with 1 if an error was logged.

The people and their Discord live in the same process as the bot. What the simulated Discord would pile
up is pruned all the time (``tests.simulation.forget_old_records``); the little that is left is reported.
"""

import asyncio
import ctypes
import gc
import io
import json
import logging
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from array import array
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from types import CodeType
from typing import Any
from unittest.mock import patch

import click
import numpy as np
from PIL import Image
from simcord import ChannelHandle, Env, InteractionResult, MemberActor, ResponseMessage
from simcord.backend.errors import BackendError

from bot.app import create_bot
from bot.art.palette import palettes
from bot.art.style import styles
from bot.interactions import boundary
from bot.settings import Settings
from tests.simulation import at_once, forget_old_records, let_time_run, record_of, run_clock, sizes, until

TOO_LONG = 0.050
SERVERS = 5
MESSAGES_KEPT = 20
PATIENCE = 120.0
UNKNOWN_MESSAGE = 10008

Deed = Callable[["Person"], Awaitable[InteractionResult | None]]


# ------------------------------------------------------------------ what is measured


@dataclass
class Block:
    """A while in which the event loop did not come round.

    :ivar cpu: seconds that all threads of the process computed meanwhile; if that is next to nothing, it
        was the machine that had something else to do.
    :ivar queued: seconds of it that the loop's thread could have gone on, but had no processor.
    :ivar where: what it was at.
    """

    at: float
    wall: float
    cpu: float
    queued: float
    where: str

    @property
    def own(self) -> float:
        """Seconds that the process itself is to blame for, at most."""
        return min(self.wall - self.queued, self.cpu)


class Watchdog:
    """Notes every time the event loop does not come round for long, and looks at what it does meanwhile."""

    def __init__(self, started: float) -> None:
        self.blocks: list[Block] = []
        self.ticks = 0
        self._started = started
        self._beat = time.perf_counter()
        self._seen: str | None = None
        self._over = threading.Event()
        self._loop_thread = threading.get_ident()
        self._looker = threading.Thread(target=self._look, daemon=True)
        self._collecting = 0.0
        gc.callbacks.append(self._gc)
        self.collections = array("d")

    async def run(self) -> None:
        self._looker.start()
        try:
            while True:
                before, cpu, queued = time.perf_counter(), time.process_time(), _queued()
                self._beat, self._seen = before, None
                await asyncio.sleep(0.005)
                wall = time.perf_counter() - before - 0.005
                self.ticks += 1
                if wall > TOO_LONG:
                    self.blocks.append(
                        Block(
                            before - self._started,
                            wall,
                            time.process_time() - cpu,
                            _queued() - queued,
                            self._seen or "?",
                        )
                    )
        finally:
            self._over.set()

    def _look(self) -> None:
        while not self._over.wait(0.01):
            if self._seen is None and time.perf_counter() - self._beat > 0.005 + TOO_LONG * 0.6:
                # Not with ``traceback.extract_stack``, which reads all the source, and keeps it.
                stack = traceback.walk_stack(sys._current_frames().get(self._loop_thread))
                self._seen = " < ".join(_spot(frame.f_code, line) for frame, line in islice(stack, 9))

    def _gc(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._collecting = time.perf_counter()
        elif threading.get_ident() == self._loop_thread:
            self.collections.append(time.perf_counter() - self._collecting)


def _spot(code: CodeType, line: int) -> str:
    file = Path(code.co_filename)
    return f"{file.parent.name}/{file.name}:{line} {code.co_name}"


def _queued() -> float:
    """Seconds that the main thread has waited for a processor so far."""
    return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9


@dataclass
class Memory:
    """MiB over seconds: of the bot's own process, of its children together, and what the process holds.

    What it holds is what was allocated and not freed; where that is flat and the process grows, the C
    library keeps what was freed. The files in the simulated Discord, of which there are now more and now
    fewer, are left out.
    """

    samples: list[tuple[float, float, float, float]] = field(default_factory=list)

    def sample(self, at: float, files: float) -> None:
        children = map(int, _children(os.getpid()))
        own, held = _rss(os.getpid()) - files, _allocated() - files
        self.samples.append((at, own, sum(map(_rss, children)), held))

    def slope(self, after: float, column: int) -> tuple[float, float]:
        """MiB per hour by least squares, and its standard error."""
        rows = np.array([s for s in self.samples if s[0] >= after])
        if len(rows) < 10:
            return float("nan"), float("nan")
        hours, mib = rows[:, 0] / 3600, rows[:, column]
        (slope, _), covariance = np.polyfit(hours, mib, 1, cov=True)
        return float(slope), float(np.sqrt(covariance[0, 0]))


class _Mallinfo(ctypes.Structure):
    """As glibc 2.33 and later declare it."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


_mallinfo = ctypes.CDLL(None).mallinfo2
_mallinfo.restype = _Mallinfo


def _allocated() -> float:
    """MiB that Python and the C library have handed out. Python's own small blocks count as 64 bytes."""
    info = _mallinfo()
    return float(info.uordblks + info.hblkhd + 64 * sys.getallocatedblocks()) / 2**20


def _rss(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def _children(pid: int) -> list[str]:
    return [
        pid_ for thread in Path(f"/proc/{pid}/task").iterdir() for pid_ in _read(thread / "children").split()
    ]


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


class Ears(logging.Handler):
    """Hears what is logged: requests, warnings, errors."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.warnings: Counter[str] = Counter()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        facts: Any = getattr(record, "facts", None)
        if record.name == "bot.requests" and facts:
            self.outcomes[f"{facts['command']} {facts['outcome']}"] += 1
            if "reason" in facts:
                self.reasons[f"{facts['command']} {facts['reason']}"] += 1
            self.times[facts["command"]].append(facts["total_s"])
        if record.levelno >= logging.ERROR:
            trace = "" if not record.exc_info else "".join(traceback.format_exception(*record.exc_info)[-6:])
            self.errors.append(f"{record.name}: {record.getMessage()}\n{trace}")
        elif record.levelno == logging.WARNING:
            self.warnings[record.msg] += 1


# ------------------------------------------------------------------ what people do


@dataclass
class Crowd:
    """All the people, and what they share."""

    env: Env
    random: Random
    pause: float
    done: dict[int, asyncio.Event]
    deeds: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    photo: bytes = b""


@dataclass
class Person:
    """Somebody with a mind of their own."""

    crowd: Crowd
    actor: MemberActor
    channel: ChannelHandle
    random: Random

    async def live(self) -> None:
        deeds, weights = zip(*DEEDS.items(), strict=True)
        await asyncio.sleep(self.random.uniform(0, self.crowd.pause))
        while True:
            (deed,) = self.random.choices(deeds, weights)
            self.crowd.deeds[deed.__name__] += 1
            try:
                await deed(self)
            except BackendError as too_late:
                # Somebody else has deleted what this person was about to press.
                if too_late.code != UNKNOWN_MESSAGE:
                    raise
            await asyncio.sleep(self.random.expovariate(1 / self.crowd.pause))

    async def does(self, verb: Callable[..., Awaitable[Any]], *a: Any, **k: Any) -> InteractionResult:
        with at_once(self.crowd.env):
            result: InteractionResult = await verb(*a, **k)
        record = record_of(result)
        try:
            await until(lambda: record.responded, 10)
            if record.modal is None and record.autocomplete_choices is None:
                done = self.crowd.done.setdefault(record.id, asyncio.Event())
                async with asyncio.timeout(PATIENCE):
                    await done.wait()
        except TimeoutError:
            self.crowd.lost.append(f"{verb.__name__} {a[1:]} {k}")
        self.crowd.done.pop(record.id, None)
        return result

    async def slash(self, name: str, **options: Any) -> InteractionResult:
        return await self.does(self.actor.slash, self.channel, name, **options)

    async def press(self, message: Any, wish: str, number: int = 0) -> InteractionResult | None:
        """Presses a button of a message, or chooses from its menu, if it is still there."""
        stored = self.crowd.env.backend.messages.get(message.channel_id, {}).get(message.id)
        found = (
            [c for c in _controls(stored.components) if c["custom_id"].split(":")[1] == wish]
            if stored
            else []
        )
        found = [c for c in found if not c.get("disabled")]
        if stored is None or not found:
            return None
        control = found[min(number, len(found) - 1)]
        handle = ResponseMessage(self.crowd.env, stored)
        if options := control.get("options"):
            value = self.random.choice(options)["value"]
            return await self.does(self.actor.select, handle, [value], custom_id=control["custom_id"])
        return await self.does(self.actor.click, handle, custom_id=control["custom_id"])

    def card(self, *, own: bool = False) -> Any:
        """A card in the channel, mostly a recent one."""
        recent = [
            m
            for m in self.crowd.env.backend.messages.get(self.channel.id, {}).values()
            if not m.flags & 64
            and any(c["custom_id"].startswith("genart:another:") for c in _controls(m.components))
            and (not own or (m.interaction_metadata or {}).get("user", {}).get("id") == str(self.actor.id))
        ][-8:]
        return ResponseMessage(self.crowd.env, self.random.choice(recent)) if recent else None


def _controls(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for component in components:
        if "custom_id" in component:
            found.append(component)
        found += _controls(component.get("components", []))
    return found


def first_message(result: InteractionResult | None) -> Any:
    return None if result is None else result.response or next(iter(result.followups), None)


async def asks(p: Person) -> InteractionResult:
    options: dict[str, Any] = {}
    if p.random.random() < 0.4:
        options["style"] = p.random.choice(list(styles()))
    if p.random.random() < 0.3:
        options["palette"] = p.random.choice(list(palettes()))
    if p.random.random() < 0.2:
        options["title"] = p.random.choice(["Night Train", "Ж `x` *y*", "日本語の題", "@everyone", "a" * 80])
    if p.random.random() < 0.15:
        options["size"] = p.random.choice(["phone", "desktop", "avatar", "banner", "640x480"])
    if p.random.random() < 0.1:
        options["private"] = True
    return await p.slash("genart", **options)


async def asks_in_colours(p: Person) -> InteractionResult:
    return await p.slash("genart", colours_from=("photo.jpg", p.crowd.photo))


async def asks_wrongly(p: Person) -> InteractionResult:
    return await p.slash(
        "genart", **p.random.choice([{"style": "nonsense"}, {"palette": "#12"}, {"size": "1x9"}])
    )


async def types(p: Person) -> InteractionResult:
    import simcord.actors as actors

    typed = p.random.choice(["", "f", "flow", "night", "grün"])
    option = p.random.choice(["style", "palette", "size"])
    return await p.does(actors._autocomplete_result, p.actor, p.channel, "genart", option, typed, {})


async def another(p: Person) -> InteractionResult | None:
    card = p.card(own=p.random.random() < 0.8)
    return await p.press(card, "another") if card else None


async def hammers(p: Person) -> InteractionResult | None:
    card = p.card()
    for _ in range(3):
        if card:
            await p.press(card, "another")
    return None


async def varies(p: Person) -> InteractionResult | None:
    card = p.card()
    sheet = first_message(await p.press(card, "variations") if card else None)
    if sheet is None:
        return None
    await asyncio.sleep(p.random.uniform(1, 4))
    if p.random.random() < 0.4:
        await p.press(sheet, "others")
    return await p.press(sheet, "take", p.random.randrange(4))


async def remixes(p: Person) -> InteractionResult | None:
    card = p.card()
    form = await p.press(card, "remix") if card else None
    if form is None or form.modal is None:
        return None
    values: dict[str, Any] = {}
    for label in form.modal["components"]:
        box = label["component"]
        chosen = [o["value"] for o in box.get("options", []) if o.get("default")]
        values[box["custom_id"]] = chosen if "options" in box else box.get("value", "")
    values["palette"] = p.random.choice([*palettes(), "#0b132b #d1495b", ""])
    await asyncio.sleep(p.random.uniform(1, 3))
    return await p.does(p.actor.submit_modal, form, values)


async def keeps(p: Person) -> InteractionResult | None:
    card = p.card()
    return await p.press(card, "keep") if card else None


async def takes_home(p: Person) -> InteractionResult | None:
    card = p.card()
    if card is None or p.random.random() < 0.5:
        result: InteractionResult | None = await p.slash("download")
    else:
        result = await p.press(card, "download")
    message = first_message(result)
    if message is not None and p.random.random() < 0.2:
        return await p.press(message, "fetch")
    return result


async def browses(p: Person) -> InteractionResult | None:
    options = {"member": p.random.choice(OTHERS[p.channel.id]).user} if p.random.random() < 0.3 else {}
    page = first_message(await p.slash("gallery", **options))
    if page is None:
        return None
    for _ in range(p.random.randrange(3)):
        await asyncio.sleep(p.random.uniform(0.5, 2))
        await p.press(page, "gallery", p.random.randrange(3))
    await p.press(page, "open")
    if p.random.random() < 0.2:
        return await p.press(page, "remove")
    return await p.press(page, "post") if p.random.random() < 0.2 else None


async def looks_around(p: Person) -> InteractionResult | None:
    command = p.random.choice(["styles", "palettes", "about"])
    page = first_message(await p.slash(command))
    if page is None or command == "about":
        return None
    wish = {"styles": "style", "palettes": "palette"}[command]
    return await p.press(page, p.random.choice([wish, wish, "palettes"]))


async def today(p: Person) -> InteractionResult:
    return await p.slash("daily")


async def recreates(p: Person) -> InteractionResult | None:
    card = p.card()
    return await p.does(p.actor.context_menu, p.channel, "Recreate this art", card) if card else None


async def deletes(p: Person) -> InteractionResult | None:
    card = p.card(own=True)
    return await p.press(card, "delete") if card else None


async def looks_at_data(p: Person) -> InteractionResult | None:
    page = first_message(await p.slash("mydata"))
    if page is None:
        return None
    if p.random.random() < 0.5:
        return await p.press(page, "export")
    await p.press(page, "erase")
    return await p.press(page, "erasing" if p.random.random() < 0.2 else "mydata")


DEEDS: dict[Any, float] = {
    asks: 26,
    another: 26,
    varies: 7,
    remixes: 5,
    keeps: 8,
    takes_home: 6,
    browses: 6,
    looks_around: 3,
    types: 5,
    today: 2,
    recreates: 2,
    deletes: 2,
    looks_at_data: 1,
    hammers: 1,
    asks_in_colours: 1,
    asks_wrongly: 1,
}
OTHERS: dict[int, list[MemberActor]] = {}


# ------------------------------------------------------------------ the run


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
            for pid in map(int, _children(os.getpid()))
            if "spawn_main" in _read(Path(f"/proc/{pid}/cmdline"))
        ]
        if workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            killed["SIGKILL"] += 1


async def soak(minutes: float, users: int, seed: int, pause: float, kill_every: float, warm_up: float) -> int:
    random, started = Random(seed), time.perf_counter()  # noqa: S311 - for people, not for secrets
    ears = Ears()
    logging.getLogger().addHandler(ears)
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
        # As ``genart-bot run`` does.
        gc.collect()
        gc.freeze()
        crowd = Crowd(env, random, pause, done, photo=_photo())
        people = settle(env, crowd, users, random)
        dog, memory, killed = Watchdog(started), Memory(), Counter[str]()
        helpers = [
            asyncio.ensure_future(work)
            for work in (dog.run(), run_clock(env), kill_workers(random, kill_every, killed))
        ]
        lives = [asyncio.ensure_future(person.live()) for person in people]
        end = started + minutes * 60
        next_word = 0.0
        while time.perf_counter() < end:
            await asyncio.sleep(5)
            forget_old_records(env, MESSAGES_KEPT)
            at = time.perf_counter() - started
            memory.sample(at, sizes(env)["files_mib"])
            if at >= next_word:
                next_word = at + 60
                _, own, children, _ = memory.samples[-1]
                click.echo(
                    f"{at:6.0f} s: {own:.1f} MiB + {children:.0f} in workers, "
                    f"{sum(ears.outcomes.values())} requests, {len(dog.blocks)} blocks, "
                    f"{len(ears.errors)} errors, {sizes(env)}"
                )
            for life in lives:
                if life.done():
                    life.result()
        for task in lives:
            task.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
        seconds = time.perf_counter() - started
        for task in helpers:
            task.cancel()
        await asyncio.gather(*helpers, return_exceptions=True)
        await bot.finish()
        await env.shutdown()
        await bot.close()
    gc.collect()
    return report(ears, dog, memory, crowd, killed, unretrieved, [*map(str, env.errors)], seconds, warm_up)


def settle(env: Env, crowd: Crowd, users: int, random: Random) -> list[Person]:
    """Puts the people into servers."""
    people = []
    for number in range(SERVERS):
        guild = env.create_guild(f"Server {number}")
        channel = guild.create_text_channel("art")
        members = [guild.add_member(env.create_user(f"user-{i}")) for i in range(number, users, SERVERS)]
        OTHERS[channel.id] = members
        for member in members:
            own = Random(random.random())  # noqa: S311 - for people, not for secrets
            people.append(Person(crowd, member, channel, own))
    return people


def report(
    ears: Ears,
    dog: Watchdog,
    memory: Memory,
    crowd: Crowd,
    killed: Counter[str],
    unretrieved: list[str],
    escaped: list[str],
    seconds: float,
    warm_up: float,
) -> int:
    """Prints the figures; 1 if any error came up."""
    total = sum(ears.outcomes.values())
    own, own_error = memory.slope(warm_up * 60, 1)
    children, children_error = memory.slope(warm_up * 60, 2)
    held, held_error = memory.slope(warm_up * 60, 3)
    first, last = memory.samples[0], memory.samples[-1]
    blamed = [b for b in dog.blocks if b.own > TOO_LONG]
    everything = sorted(t for times in ears.times.values() for t in times)
    figures = {
        "seconds": round(seconds),
        "interactions": total,
        "per_second": round(total / seconds, 2),
        "errors_logged": len(ears.errors),
        "escaped": len(escaped) + len(unretrieved),
        "unanswered": len(crowd.lost),
        "workers_killed": killed["SIGKILL"],
        "own_mib": [round(first[1], 1), round(last[1], 1)],
        "own_slope_mib_per_hour": [round(own, 2), round(own_error, 2)],
        "held_mib": [round(first[3], 1), round(last[3], 1)],
        "held_slope_mib_per_hour": [round(held, 2), round(held_error, 2)],
        "children_mib": [round(first[2]), round(last[2])],
        "children_slope_mib_per_hour": [round(children, 2), round(children_error, 2)],
        "seconds_to_answer_p50_p95_max": [
            round(everything[int(q * (len(everything) - 1))], 3) for q in (0.5, 0.95, 1)
        ],
        "loop_lags_over_50_ms": len(dog.blocks),
        "of_them_own": len(blamed),
        "longest_lag_ms": round(1000 * max((b.wall for b in dog.blocks), default=0)),
        "longest_own_ms": round(1000 * max((b.own for b in blamed), default=0)),
        "collections_over_20_ms": sum(c > 0.02 for c in dog.collections),
        "longest_collection_ms": round(1000 * max(dog.collections, default=0), 1),
    }
    click.echo(json.dumps(figures, indent=1))
    click.echo("\nWhat it came to:")
    for what, count in sorted(ears.outcomes.items()):
        click.echo(f"  {count:6} {what}")
    click.echo("Reasons: " + ", ".join(f"{why} {n}" for why, n in ears.reasons.most_common()))
    click.echo("Deeds: " + ", ".join(f"{deed} {n}" for deed, n in crowd.deeds.most_common()))
    click.echo("Warnings: " + "; ".join(f"{n} x {words}" for words, n in ears.warnings.most_common(12)))
    for title, lines in (
        ("Errors", ears.errors),
        ("Never retrieved", unretrieved),
        ("Escaped", escaped),
        ("Unanswered", crowd.lost),
    ):
        for line in lines[:8]:
            click.echo(f"{title}: {line}")
    click.echo("\nThe longest blocks:")
    for block in sorted(dog.blocks, key=lambda b: -b.own)[:15]:
        click.echo(
            f"  at {block.at:.0f} s: {block.wall * 1000:.0f} ms, of them {block.cpu * 1000:.0f} computing, "
            f"{block.queued * 1000:.0f} without a processor: {block.where}"
        )
    click.echo("\nMemory, MiB (own, workers, held):")
    for at, mine, theirs, kept in memory.samples[:: max(1, len(memory.samples) // 15)]:
        click.echo(f"  {at:6.0f} s  {mine:7.1f}  {theirs:7.1f}  {kept:7.1f}")
    return 1 if ears.errors or escaped or unretrieved or crowd.lost else 0


@click.command()
@click.option("--minutes", default=30.0)
@click.option("--users", default=50)
@click.option("--seed", default=1)
@click.option("--pause", default=8.0, help="Seconds between two deeds of a person, on average.")
@click.option("--kill-every", default=60.0, help="Seconds between two workers killed, on average.")
@click.option("--warm-up", default=8.0, help="Minutes before the memory's slope is measured.")
def main(minutes: float, users: int, seed: int, pause: float, kill_every: float, warm_up: float) -> None:
    """Soak the bot."""
    sys.exit(asyncio.run(soak(minutes, users, seed, pause, kill_every, min(warm_up, minutes / 3))))


if __name__ == "__main__":
    main()
