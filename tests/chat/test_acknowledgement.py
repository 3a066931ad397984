"""Every command, button, menu and form is acknowledged before any work and refuses invalid input."""

import asyncio
from typing import Any

import pytest
from discord import InteractionType
from simcord import InteractionResult, actors

from bot.art.recipe import Brief
from bot.interactions.custom_id import ACTIONS, pack_user
from bot.rendering import PoolRenderer
from bot.store import DatabaseStore
from tests.chat.conftest import Chat, answer_to

CODE = "squares1.harbour.7"
# For each action: the fields of its custom_id, and the value chosen in its menu. ANN stands for her id.
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
# These menus ignore the fields of their custom_id.
IGNORE_FIELDS = {"palette", "style"}
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
INVALID_FIELDS = (
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


def test_every_command_and_action_is_listed_here(chat: Chat) -> None:
    listened_for = {name[3:-7] for name in chat.bot.extra_events if name.endswith("_action")}
    assert listened_for == ACTIONS.keys() == CONTROLS.keys() | FORMS.keys()
    commands = {command.name for command in chat.bot.tree.get_commands()}
    assert commands == COMMANDS.keys() | {"Recreate this art"}


@pytest.fixture
async def card(chat: Chat) -> Any:
    """A card that Ann owns."""
    return answer_to(await chat.ann.slash(chat.channel, "genart", recipe=CODE))


async def use(chat: Chat, custom_id: str, value: str | None = None) -> InteractionResult:
    """Let Ann click a button with that custom_id, or choose a value from a menu with it."""
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
    """Return the text of the only answer, which must be ephemeral. The message with the control must stay."""
    answers = [m for m in (result.response, *result.followups) if m is not None and m.content != PANEL]
    assert len(answers) == 1, answers
    assert answers[0].ephemeral
    assert "on my side" not in answers[0].content
    return answers[0].content


async def send_form(chat: Chat, custom_id: str, fields: dict[str, str]) -> InteractionResult:
    """Let Ann submit a form."""
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
    """The number of requests sent to Discord so far, at each call of the store, a worker or a parser."""
    calls: list[int] = []

    def recorded(method: Any) -> Any:
        def recording(*args: Any, **kwargs: Any) -> Any:
            calls.append(len(chat.env.http_requests))
            return method(*args, **kwargs)

        return recording

    for name, method in vars(DatabaseStore).items():
        if asyncio.iscoroutinefunction(method) and not name.startswith("_") and name not in {"open", "close"}:
            monkeypatch.setattr(DatabaseStore, name, recorded(method))
    monkeypatch.setattr(PoolRenderer, "run", recorded(PoolRenderer.run))
    monkeypatch.setattr(Brief, "from_options", recorded(Brief.from_options))
    return calls


async def acknowledged_first(chat: Chat, work: list[int], interaction: Any) -> InteractionResult:
    """Await an interaction and check that the bot acknowledged it once, before any work."""
    before = len(chat.env.http_requests)
    work.clear()
    result: InteractionResult = await interaction
    assert result.acknowledged
    assert chat.env.http_requests[before].path.endswith("/callback")
    assert sum(request.path.endswith("/callback") for request in chat.env.http_requests[before:]) == 1
    assert all(sent > before for sent in work)
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
    worked = 0
    for action, (fields, value) in CONTROLS.items():
        fields = fields.replace("ANN", pack_user(chat.ann.id))
        await acknowledged_first(chat, work, use(chat, f"genart:{action}:{fields}".rstrip(":"), value))
        worked += bool(work)
    assert worked > len(CONTROLS) / 2
    for action, fields in FORMS.items():
        form = send_form(chat, f"genart:{action}:{fields}", {"palette": "harbour", "seed": "1"})
        await acknowledged_first(chat, work, form)
        assert work


async def everything(chat: Chat) -> Any:
    """Return all data that is stored about Ann, and all public messages."""
    store = chat.store
    public = [(m.id, m.content, str(m.components)) for m in chat.messages() if m.content != PANEL]
    return (
        await store.entries(chat.ann.id),
        await store.last_picture(chat.ann.id),
        await store.daily_schedules(),
        public,
    )


async def test_nothing_runs_if_discord_refuses_the_acknowledgement(
    chat: Chat, card: Any, work: list[int]
) -> None:
    before = await everything(chat)
    work.clear()
    chat.env.inject_error(
        "POST", "/interactions/*/*/callback", status=404, code=10062, message="Unknown", times=None
    )
    for name, options in COMMANDS.items():
        assert not (await chat.ann.slash(chat.channel, name, **options)).acknowledged
    for action, (fields, value) in CONTROLS.items():
        custom_id = f"genart:{action}:{fields.replace('ANN', pack_user(chat.ann.id))}".rstrip(":")
        assert not (await use(chat, custom_id, value)).acknowledged
    for action, fields in FORMS.items():
        assert not (await send_form(chat, f"genart:{action}:{fields}", {"seed": "1"})).acknowledged
    assert work == []
    assert await everything(chat) == before


@pytest.mark.parametrize(
    "invalid", [["garbage"], pytest.param(INVALID_FIELDS, marks=pytest.mark.slow)], ids=["one", "all"]
)
async def test_invalid_fields_are_refused_and_change_nothing(
    chat: Chat, card: Any, caplog: pytest.LogCaptureFixture, invalid: list[str]
) -> None:
    before = await everything(chat)
    for action in (
        *(CONTROLS.keys() - IGNORE_FIELDS),
        "nonsense",
        "",
        "on_ready",
        "another_action",
        "Ж",
    ):
        valid, value = CONTROLS.get(action, (None, None))
        for fields in invalid:
            if fields == valid:
                continue
            id = f"genart:{action}:{fields}"[:100]
            result = await use(chat, id, value)
            assert result.acknowledged, id
            if result.modal is None:
                assert refusal(result), id
            assert await everything(chat) == before, id
    assert "Failed" not in caplog.text


async def test_an_invalid_choice_in_a_menu_is_refused(
    chat: Chat, card: Any, caplog: pytest.LogCaptureFixture
) -> None:
    before = await everything(chat)
    for action, (fields, value) in CONTROLS.items():
        for choice in ("garbage", "-1", "99999999999999999999", "ä", "webp-", "png-asis-asis", "x" * 100):
            if value is not None:
                id = f"genart:{action}:{fields.replace('ANN', pack_user(chat.ann.id))}"
                assert refusal(await use(chat, id, choice)), (id, choice)
                assert await everything(chat) == before
    assert "Failed" not in caplog.text


async def test_a_form_with_invalid_fields_is_refused(
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
