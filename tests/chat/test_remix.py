"""Remix…: a form with what the picture was made of."""

from typing import Any

import pytest
from simcord import InteractionResult

from bot.art.recipe import Recipe
from bot.art.style import styles
from tests.chat.conftest import Chat, code_on, shown_to


def filled_in(form: InteractionResult, **changes: str) -> dict[str, Any]:
    """The form as it is sent in with these changes."""
    values: dict[str, Any] = {**fields_of(form), **changes}
    return {**values, "style": [values["style"]], "size": [values["size"]]}


def fields_of(result: InteractionResult) -> dict[str, Any]:
    """What the form is prefilled with, by field."""
    assert result.modal is not None
    found = {}
    for label in result.modal["components"]:
        field = label["component"]
        chosen = [o["value"] for o in field.get("options", []) if o.get("default")]
        found[field["custom_id"]] = chosen[0] if chosen else field.get("value", "")
    return found


async def test_the_form_knows_the_picture(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77.v3.640x480~Night *Train*")
    shown = await chat.press(chat.ann, chat.messages()[0], "remix")
    assert fields_of(shown) == {
        "style": "weave",
        "palette": "harbour",
        "seed": "77",
        "title": "Night *Train*",
        "size": "640x480",
    }


async def test_what_is_changed_changes_and_the_rest_stays(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77.v3~One")
    (card,) = chat.messages()
    form = await chat.press(chat.ann, card, "remix")
    made = shown_to(await chat.ann.submit_modal(form, filled_in(form, title="Two", size="512x512")))
    assert code_on(made) == "weave1.harbour.77.v3.512x512~Two"
    form = await chat.press(chat.ann, card, "remix")
    made = shown_to(await chat.ann.submit_modal(form, filled_in(form, palette="#000 #fff #f00")))
    assert Recipe.parse(code_on(made)).palette == "#000000 #ffffff #ff0000"
    untouched = chat.messages()[0]
    assert (untouched.id, code_on(untouched)) == (card.id, code_on(card))


async def test_what_is_left_empty_is_left_to_chance(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77")
    form = await chat.press(chat.ben, chat.messages()[0], "remix")
    seen = []
    for _ in range(4):
        values = filled_in(form, style="*", palette="", seed="")
        seen.append(Recipe.parse(code_on(shown_to(await chat.ben.submit_modal(form, values)))))
        form = await chat.press(chat.ben, chat.messages()[0], "remix")
    assert len({r.seed for r in seen}) == 4
    assert len({(r.style, r.palette) for r in seen}) > 1


async def test_chance_decides_also_where_the_seed_had_decided(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", seed="hello")
    (card,) = chat.messages()
    before, seen = Recipe.parse(code_on(card)), []
    for left_open in ({"style": "*"}, {"palette": ""}) * 3:
        form = await chat.press(chat.ann, card, "remix")
        made = shown_to(await chat.ann.submit_modal(form, filled_in(form, **left_open)))
        seen.append(Recipe.parse(code_on(made)))
    assert {r.seed for r in seen} == {before.seed}
    assert {r.palette for r in seen[::2]} == {before.palette}
    assert {r.style for r in seen[1::2]} == {before.style}
    assert {r.style for r in seen[::2]} != {before.style}
    assert {r.palette for r in seen[1::2]} != {before.palette}


async def test_a_stranger_gets_one_of_their_own(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    form = await chat.press(chat.ben, chat.messages()[0], "remix")
    made = shown_to(await chat.ben.submit_modal(form, filled_in(form, seed="ben's")))
    assert code_on(shown_to(await chat.ben.slash(chat.channel, "download"))) == code_on(made)


async def test_a_form_that_was_open_over_a_restart(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77")
    form = await chat.press(chat.ann, chat.messages()[0], "remix")
    await chat.forget_everything()
    made = shown_to(await chat.ann.submit_modal(form, filled_in(form, seed="8")))
    assert code_on(made) == "weave1.harbour.8"


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"palette": "harbor"}, "Did you mean harbour"), ({"palette": "#12"}, "is not a colour")],
)
async def test_a_mistake_is_told_privately(chat: Chat, changes: dict[str, str], says: str) -> None:
    await chat.ann.slash(chat.channel, "genart")
    form = await chat.press(chat.ann, chat.messages()[0], "remix")
    result = await chat.ann.submit_modal(form, filled_in(form, **changes))
    assert says in chat.private(result)
    assert len(chat.messages()) == 1


async def test_after_a_mistake_the_form_comes_back_as_it_was(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77.v3")
    form = await chat.press(chat.ann, chat.messages()[0], "remix")
    wishes = {"style": "*", "palette": "harbor", "seed": "8", "title": "Ж `x`", "size": "512x512"}
    result = await chat.ann.submit_modal(form, filled_in(form, **wishes))
    (refusal,) = result.followups
    again = await chat.press(chat.ann, refusal, "remix")
    assert fields_of(again) == {**wishes, "style": "weave", "palette": "harbour"}
    made = shown_to(await chat.ann.submit_modal(again, filled_in(again)))
    assert code_on(made) == "weave1.harbour.8.v3.512x512~Ж %60x%60"


async def test_every_style_is_offered_sooner_or_later(chat: Chat) -> None:
    offered = set()
    for seed in range(0, 45, 15):
        await chat.ann.slash(chat.channel, "genart", recipe=f"squares1.harbour.{seed}")
        form = await chat.press(chat.ann, chat.messages()[-1], "remix")
        assert form.modal is not None
        options = form.modal["components"][0]["component"]["options"]
        assert len(options) == 25
        offered |= {option["value"] for option in options}
    assert offered == {*styles(), "*"}
