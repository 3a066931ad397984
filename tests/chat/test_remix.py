"""“Remix…”: a form that is filled in with a picture's recipe."""

from typing import Any

import pytest
from simcord import InteractionResult

from bot.art.recipe import Recipe
from bot.art.style import styles
from tests.chat.conftest import Chat, answer_to, code_on


def filled_in(form: InteractionResult, **changes: str) -> dict[str, Any]:
    """Return the values of the form's fields with some changes."""
    values: dict[str, Any] = {**fields_of(form), **changes}
    return {**values, "style": [values["style"]], "size": [values["size"]]}


def fields_of(result: InteractionResult) -> dict[str, Any]:
    """Return the initial values of the form's fields."""
    assert result.modal is not None
    found = {}
    for label in result.modal["components"]:
        field = label["component"]
        chosen = [o["value"] for o in field.get("options", []) if o.get("default")]
        found[field["custom_id"]] = chosen[0] if chosen else field.get("value", "")
    return found


async def test_the_form_is_filled_in_with_the_recipe(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77.v3.640x480~Night *Train*")
    shown = await chat.click(chat.ann, chat.messages()[0], "remix")
    assert fields_of(shown) == {
        "style": "weave",
        "palette": "harbour",
        "seed": "77",
        "title": "Night *Train*",
        "size": "640x480",
    }


async def test_changed_fields_change_and_the_rest_stays(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77.v3~One")
    (card,) = chat.messages()
    form = await chat.click(chat.ann, card, "remix")
    made = answer_to(await chat.ann.submit_modal(form, filled_in(form, title="Two", size="512x512")))
    assert code_on(made) == "weave1.harbour.77.v3.512x512~Two"
    form = await chat.click(chat.ann, card, "remix")
    made = answer_to(await chat.ann.submit_modal(form, filled_in(form, palette="#000 #fff #f00")))
    assert Recipe.parse(code_on(made)).palette == "#000000 #ffffff #ff0000"
    untouched = chat.messages()[0]
    assert (untouched.id, code_on(untouched)) == (card.id, code_on(card))


async def test_empty_fields_are_random(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77")
    form = await chat.click(chat.ben, chat.messages()[0], "remix")
    seen = []
    for _ in range(4):
        values = filled_in(form, style="*", palette="", seed="")
        seen.append(Recipe.parse(code_on(answer_to(await chat.ben.submit_modal(form, values)))))
        form = await chat.click(chat.ben, chat.messages()[0], "remix")
    assert len({r.seed for r in seen}) == 4
    assert len({(r.style, r.palette) for r in seen}) > 1


async def test_empty_fields_are_random_even_if_the_seed_was_requested(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", seed="hello")
    (card,) = chat.messages()
    before, seen = Recipe.parse(code_on(card)), []
    for left_open in ({"style": "*"}, {"palette": ""}) * 3:
        form = await chat.click(chat.ann, card, "remix")
        made = answer_to(await chat.ann.submit_modal(form, filled_in(form, **left_open)))
        seen.append(Recipe.parse(code_on(made)))
    assert {r.seed for r in seen} == {before.seed}
    assert {r.palette for r in seen[::2]} == {before.palette}
    assert {r.style for r in seen[1::2]} == {before.style}
    assert {r.style for r in seen[::2]} != {before.style}
    assert {r.palette for r in seen[1::2]} != {before.palette}


async def test_a_remix_belongs_to_the_person_who_sends_the_form(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    form = await chat.click(chat.ben, chat.messages()[0], "remix")
    made = answer_to(await chat.ben.submit_modal(form, filled_in(form, seed="ben's")))
    assert code_on(answer_to(await chat.ben.slash(chat.channel, "download"))) == code_on(made)


async def test_a_form_opened_before_a_restart_works(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77")
    form = await chat.click(chat.ann, chat.messages()[0], "remix")
    await chat.restart_without_data()
    made = answer_to(await chat.ann.submit_modal(form, filled_in(form, seed="8")))
    assert code_on(made) == "weave1.harbour.8"


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"palette": "harbor"}, "Did you mean harbour"), ({"palette": "#12"}, "is not a colour")],
)
async def test_a_mistake_is_reported_privately(chat: Chat, changes: dict[str, str], says: str) -> None:
    await chat.ann.slash(chat.channel, "genart")
    form = await chat.click(chat.ann, chat.messages()[0], "remix")
    result = await chat.ann.submit_modal(form, filled_in(form, **changes))
    assert says in chat.ephemeral_text(result)
    assert len(chat.messages()) == 1


async def test_after_a_mistake_the_form_opens_with_its_fields(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", recipe="weave1.harbour.77.v3")
    form = await chat.click(chat.ann, chat.messages()[0], "remix")
    actions = {"style": "*", "palette": "harbor", "seed": "8", "title": "Ж `x`", "size": "512x512"}
    result = await chat.ann.submit_modal(form, filled_in(form, **actions))
    (refusal,) = result.followups
    again = await chat.click(chat.ann, refusal, "remix")
    assert fields_of(again) == {**actions, "style": "weave", "palette": "harbour"}
    made = answer_to(await chat.ann.submit_modal(again, filled_in(again)))
    assert code_on(made) == "weave1.harbour.8.v3.512x512~Ж %60x%60"


async def test_every_style_is_offered_in_some_form(chat: Chat) -> None:
    offered = set()
    for seed in range(0, 45, 15):
        await chat.ann.slash(chat.channel, "genart", recipe=f"squares1.harbour.{seed}")
        form = await chat.click(chat.ann, chat.messages()[-1], "remix")
        assert form.modal is not None
        options = form.modal["components"][0]["component"]["options"]
        assert len(options) == 25
        offered |= {option["value"] for option in options}
    assert offered == {*styles(), "*"}
