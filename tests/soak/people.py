"""The simulated people of the soak, and everything that they do."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simcord import ChannelHandle, Env, InteractionResult, MemberActor, ResponseMessage, actors
from simcord.backend.errors import BackendError

from bot.art.palette import palettes
from bot.art.style import styles
from tests.simulation import at_once, record_of, until

ANSWER_TIMEOUT = 120.0
UNKNOWN_MESSAGE = 10008

# The members of the server, by the id of its channel.
MEMBERS: dict[int, list[MemberActor]] = {}


@dataclass
class Crowd:
    """What all people share.

    :ivar pause: the average number of seconds between two actions of a person.
    :ivar done: events that are set when the handler of an interaction has ended, by its id.
    :ivar actions: how often each action was begun.
    :ivar unanswered: descriptions of the interactions that were not answered in time.
    """

    env: Env
    random: Random
    pause: float
    done: dict[int, asyncio.Event]
    actions: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)
    photo: bytes = b""


@dataclass
class Person:
    """A simulated person who does random things."""

    crowd: Crowd
    actor: MemberActor
    channel: ChannelHandle
    random: Random

    async def run(self) -> None:
        actions, weights = zip(*ACTIONS.items(), strict=True)
        await asyncio.sleep(self.random.uniform(0, self.crowd.pause))
        while True:
            (action,) = self.random.choices(actions, weights)
            self.crowd.actions[action.__name__] += 1
            try:
                await action(self)
            except BackendError as too_late:
                # Somebody else has deleted the message meanwhile.
                if too_late.code != UNKNOWN_MESSAGE:
                    raise
            await asyncio.sleep(self.random.expovariate(1 / self.crowd.pause))

    async def interact(
        self, method: Callable[..., Awaitable[Any]], *arguments: Any, **options: Any
    ) -> InteractionResult:
        """Call a method of an actor, and wait until the bot's handler has ended."""
        with at_once(self.crowd.env):
            result: InteractionResult = await method(*arguments, **options)
        record = record_of(result)
        try:
            await until(lambda: record.responded, 10)
            if record.modal is None and record.autocomplete_choices is None:
                done = self.crowd.done.setdefault(record.id, asyncio.Event())
                async with asyncio.timeout(ANSWER_TIMEOUT):
                    await done.wait()
        except TimeoutError:
            self.crowd.unanswered.append(f"{method.__name__} {arguments[1:]} {options}")
        self.crowd.done.pop(record.id, None)
        return result

    async def slash(self, name: str, **options: Any) -> InteractionResult:
        return await self.interact(self.actor.slash, self.channel, name, **options)

    async def click(self, message: Any, action: str, number: int = 0) -> InteractionResult | None:
        """Click a button of a message, or choose from its menu, if it is still there."""
        stored = self.crowd.env.backend.messages.get(message.channel_id, {}).get(message.id)
        found = (
            [c for c in _controls(stored.components) if c["custom_id"].split(":")[1] == action]
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
            return await self.interact(self.actor.select, handle, [value], custom_id=control["custom_id"])
        return await self.interact(self.actor.click, handle, custom_id=control["custom_id"])

    def card(self, *, own: bool = False) -> Any:
        """Return one of the latest cards in the channel."""
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


async def generate(p: Person) -> InteractionResult:
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


async def generate_from_photo(p: Person) -> InteractionResult:
    return await p.slash("genart", colours_from=("photo.jpg", p.crowd.photo))


async def make_mistake(p: Person) -> InteractionResult:
    return await p.slash(
        "genart", **p.random.choice([{"style": "nonsense"}, {"palette": "#12"}, {"size": "1x9"}])
    )


async def autocomplete(p: Person) -> InteractionResult:
    typed = p.random.choice(["", "f", "flow", "night", "grün"])
    option = p.random.choice(["style", "palette", "size"])
    return await p.interact(actors._autocomplete_result, p.actor, p.channel, "genart", option, typed, {})


async def click_another(p: Person) -> InteractionResult | None:
    card = p.card(own=p.random.random() < 0.8)
    return await p.click(card, "another") if card else None


async def click_rapidly(p: Person) -> InteractionResult | None:
    card = p.card()
    for _ in range(3):
        if card:
            await p.click(card, "another")
    return None


async def browse_variations(p: Person) -> InteractionResult | None:
    card = p.card()
    sheet = first_message(await p.click(card, "variations") if card else None)
    if sheet is None:
        return None
    await asyncio.sleep(p.random.uniform(1, 4))
    if p.random.random() < 0.4:
        await p.click(sheet, "others")
    return await p.click(sheet, "take", p.random.randrange(4))


async def remix(p: Person) -> InteractionResult | None:
    card = p.card()
    form = await p.click(card, "remix") if card else None
    if form is None or form.modal is None:
        return None
    values: dict[str, Any] = {}
    for label in form.modal["components"]:
        box = label["component"]
        chosen = [o["value"] for o in box.get("options", []) if o.get("default")]
        values[box["custom_id"]] = chosen if "options" in box else box.get("value", "")
    values["palette"] = p.random.choice([*palettes(), "#0b132b #d1495b", ""])
    await asyncio.sleep(p.random.uniform(1, 3))
    return await p.interact(p.actor.submit_modal, form, values)


async def keep(p: Person) -> InteractionResult | None:
    card = p.card()
    return await p.click(card, "keep") if card else None


async def download(p: Person) -> InteractionResult | None:
    card = p.card()
    if card is None or p.random.random() < 0.5:
        result: InteractionResult | None = await p.slash("download")
    else:
        result = await p.click(card, "download")
    message = first_message(result)
    if message is not None and p.random.random() < 0.2:
        return await p.click(message, "fetch")
    return result


async def browse_gallery(p: Person) -> InteractionResult | None:
    options = {"member": p.random.choice(MEMBERS[p.channel.id]).user} if p.random.random() < 0.3 else {}
    page = first_message(await p.slash("gallery", **options))
    if page is None:
        return None
    for _ in range(p.random.randrange(3)):
        await asyncio.sleep(p.random.uniform(0.5, 2))
        await p.click(page, "gallery", p.random.randrange(3))
    await p.click(page, "open")
    if p.random.random() < 0.2:
        return await p.click(page, "remove")
    return await p.click(page, "post") if p.random.random() < 0.2 else None


async def browse_lists(p: Person) -> InteractionResult | None:
    command = p.random.choice(["styles", "palettes", "about"])
    page = first_message(await p.slash(command))
    if page is None or command == "about":
        return None
    menu = {"styles": "style", "palettes": "palette"}[command]
    return await p.click(page, p.random.choice([menu, menu, "palettes"]))


async def daily(p: Person) -> InteractionResult:
    return await p.slash("daily")


async def recreate(p: Person) -> InteractionResult | None:
    card = p.card()
    return await p.interact(p.actor.context_menu, p.channel, "Recreate this art", card) if card else None


async def delete(p: Person) -> InteractionResult | None:
    card = p.card(own=True)
    return await p.click(card, "delete") if card else None


async def manage_data(p: Person) -> InteractionResult | None:
    page = first_message(await p.slash("mydata"))
    if page is None:
        return None
    if p.random.random() < 0.5:
        return await p.click(page, "export")
    await p.click(page, "erase")
    return await p.click(page, "erasing" if p.random.random() < 0.2 else "mydata")


ACTIONS: dict[Any, float] = {
    generate: 26,
    click_another: 26,
    browse_variations: 7,
    remix: 5,
    keep: 8,
    download: 6,
    browse_gallery: 6,
    browse_lists: 3,
    autocomplete: 5,
    daily: 2,
    recreate: 2,
    delete: 2,
    manage_data: 1,
    click_rapidly: 1,
    generate_from_photo: 1,
    make_mistake: 1,
}
