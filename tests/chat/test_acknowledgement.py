"""Every command, button, menu and form is acknowledged before any work, and refuses nonsense politely."""

import asyncio
from typing import Any

import pytest
from discord import InteractionType
from simcord import InteractionResult, actors

from bot.art.recipe import Brief
from bot.interactions.custom_id import ACTIONS, pack_user
from bot.rendering import PoolRenderer
from bot.store import DatabaseStore
from tests.chat.conftest import Chat, shown_to

CODE = "squares1.harbour.7"
# By the word of its action: a control's fields, and what is chosen in a menu. ANN stands for her id.
CONTROLS: dict[str, tuple[str, str | None]] = {
    "another": (f"ANN:0:{CODE}", None),
    "cancel": ("ANN", None),
    "delete": ("ANN", None),
    "download": (CODE, None),
    "draw": ("squares", None),
    "erase": ("", None),
    "erasing": ("", None),
    "export": ("0", None),
    "fetch": (CODE, "webp-asis"),
    "gallery": ("ANN:a:0:b", None),
    "keep": (CODE, None),
    "mydata": ("", None),
    "open": ("ANN:a:0", "1"),
    "others": (f"ANN:0:{CODE}", None),
    "paint": ("harbour", None),
    "palette": ("", "harbour"),
    "palettes": ("0:b", None),
    "post": (CODE, None),
    "remix": (f"0:{CODE}", None),
    "remove": ("ANN:a:0:1", None),
    "style": ("0", "squares"),
    "styles": ("", None),
    "take": (f"0:{CODE}", None),
    "variations": (f"0:{CODE}", None),
}
FORMS = {"remixed": CODE}
PANEL = "a panel"
# These ignore their fields.
SHOWS_WHAT_IS_CHOSEN = {"palette", "style"}
COMMANDS: dict[str, dict[str, Any]] = {
    "about": {},
    "daily": {},
    "download": {},
    "gallery": {},
    "genart": {"style": "squares"},
    "mydata": {},
    "palettes": {},
    "styles": {},
}
NONSENSE = (
    "",
    "garbage",
    ":",
    "::::::",
    "ÄÖ:Жж:日本",
    "x" * 80,
    "AAAAAAAAAAA:9:squares1.harbour.7",
    "AAAAAAAAAAA:a:0:n",
    "AAAAAAAAAAA:a:99999999999999999999:1",
    f"{'x' * 50}:{CODE}",
    "-1",
    "squares1.harbour.7:",
)


def test_nothing_is_left_out(chat: Chat) -> None:
    listened_for = {name[3:-7] for name in chat.env.bot.extra_events if name.endswith("_action")}
    assert listened_for == ACTIONS.keys() == CONTROLS.keys() | FORMS.keys()
    commands = {command.name for command in chat.env.bot.tree.get_commands()}
    assert commands == COMMANDS.keys() | {"Recreate this art"}


@pytest.fixture
async def card(chat: Chat) -> Any:
    """A card of Ann's."""
    return shown_to(await chat.ann.slash(chat.channel, "genart", recipe=CODE))


async def use(chat: Chat, custom_id: str, value: str | None = None) -> InteractionResult:
    """Ann presses a button with that custom_id, or chooses a value from a menu with it."""
    env = chat.env
    control: dict[str, Any] = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    if value is not None:
        control = {"type": 3, "custom_id": custom_id, "options": [{"label": "x", "value": value}]}
    message = env.backend.create_message(
        chat.channel.id, env.backend.bot_user.id, PANEL, components=[{"type": 1, "components": [control]}]
    )
    handle = next(m for m in chat.channel.history() if m.id == message.id)
    if value is not None:
        return await chat.ann.select(handle, [value], custom_id=custom_id)
    return await chat.ann.click(handle, custom_id=custom_id)


def refusal(result: InteractionResult) -> str:
    """The one answer, for one pair of eyes; the message with the control stays as it was."""
    answers = [m for m in (result.response, *result.followups) if m is not None and m.content != PANEL]
    assert len(answers) == 1, answers
    assert answers[0].ephemeral
    assert "on my side" not in answers[0].content
    return answers[0].content


async def send_form(chat: Chat, custom_id: str, fields: dict[str, str]) -> InteractionResult:
    """Ann sends in a form."""
    rows = [
        {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
        for name, value in fields.items()
    ]
    data = {"custom_id": custom_id, "components": rows}
    result: InteractionResult = await actors._dispatch_actor_interaction(
        chat.ann, InteractionType.modal_submit.value, chat.channel, data
    )
    return result


@pytest.fixture
def work(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many requests Discord had heard each time that the store, a worker or a parser began to work."""
    begun: list[int] = []

    def noting(method: Any) -> Any:
        def noted(*args: Any, **kwargs: Any) -> Any:
            begun.append(len(chat.env.http_requests))
            return method(*args, **kwargs)

        return noted

    for name, method in vars(DatabaseStore).items():
        if asyncio.iscoroutinefunction(method) and not name.startswith("_") and name not in {"open", "close"}:
            monkeypatch.setattr(DatabaseStore, name, noting(method))
    monkeypatch.setattr(PoolRenderer, "run", noting(PoolRenderer.run))
    monkeypatch.setattr(Brief, "from_options", noting(Brief.from_options))
    return begun


async def acknowledged_first(chat: Chat, work: list[int], doing: Any) -> InteractionResult:
    before = len(chat.env.http_requests)
    work.clear()
    result: InteractionResult = await doing
    assert result.acknowledged
    assert chat.env.http_requests[before].path.endswith("/callback")
    assert all(heard > before for heard in work)
    return result


async def test_every_command_is_acknowledged_before_anything_else(
    chat: Chat, card: Any, work: list[int]
) -> None:
    for name, options in COMMANDS.items():
        await acknowledged_first(chat, work, chat.ann.slash(chat.channel, name, **options))
        assert work or name == "about"
    menu = chat.ann.context_menu(chat.channel, "Recreate this art", card)
    await acknowledged_first(chat, work, menu)
    assert work


async def test_every_control_is_acknowledged_before_anything_else(
    chat: Chat, card: Any, work: list[int]
) -> None:
    busy = 0
    for word, (fields, value) in CONTROLS.items():
        fields = fields.replace("ANN", pack_user(chat.ann.id))
        await acknowledged_first(chat, work, use(chat, f"genart:{word}:{fields}".rstrip(":"), value))
        busy += bool(work)
    assert busy > len(CONTROLS) / 2
    for word, fields in FORMS.items():
        sending = send_form(chat, f"genart:{word}:{fields}", {"palette": "harbour", "seed": "1"})
        await acknowledged_first(chat, work, sending)
        assert work


async def everything(chat: Chat) -> Any:
    """All that is stored about Ann, and all that everybody sees."""
    store = chat.store
    seen = [(m.id, m.content, str(m.components)) for m in chat.messages() if m.content != PANEL]
    return (
        await store.entries(chat.ann.id),
        await store.last_picture(chat.ann.id),
        await store.daily_schedules(),
        seen,
    )


async def test_nonsense_is_refused_politely_and_changes_nothing(
    chat: Chat, card: Any, caplog: pytest.LogCaptureFixture
) -> None:
    before = await everything(chat)
    for word in (
        *(CONTROLS.keys() - SHOWS_WHAT_IS_CHOSEN),
        "nonsense",
        "",
        "on_ready",
        "another_action",
        "Ж",
    ):
        sense, value = CONTROLS.get(word, (None, None))
        for fields in NONSENSE:
            if fields == sense:
                continue
            id = f"genart:{word}:{fields}"[:100]
            result = await use(chat, id, value)
            assert result.acknowledged, id
            if result.modal is None:
                assert refusal(result), id
            assert await everything(chat) == before, id
    assert "Failed" not in caplog.text


async def test_a_choice_that_is_nonsense_is_refused_as_well(
    chat: Chat, card: Any, caplog: pytest.LogCaptureFixture
) -> None:
    before = await everything(chat)
    for word, (fields, value) in CONTROLS.items():
        for choice in ("garbage", "-1", "99999999999999999999", "ä", "webp-", "png-asis-asis", "x" * 100):
            if value is not None:
                id = f"genart:{word}:{fields.replace('ANN', pack_user(chat.ann.id))}"
                assert refusal(await use(chat, id, choice)), (id, choice)
                assert await everything(chat) == before
    assert "Failed" not in caplog.text


async def test_a_form_with_nonsense_in_it_is_refused(
    chat: Chat, card: Any, caplog: pytest.LogCaptureFixture
) -> None:
    before = await everything(chat)
    for fields in ("garbage", "", "a:b:c", "x" * 80):
        assert refusal(await send_form(chat, f"genart:remixed:{fields}", {"seed": "1"}))
    for field, value in {
        "style": "nonsense",
        "size": "0x0",
        "palette": "x" * 300,
        "title": "x" * 500,
    }.items():
        assert refusal(await send_form(chat, f"genart:remixed:{CODE}", {field: value}))
    assert await everything(chat) == before
    assert "Failed" not in caplog.text
