"""/gallery and “Keep”: a person's own pictures, and what others posted publicly."""

import discord
from simcord import InteractionResult

from bot.art.recipe import Recipe
from bot.interactions.actions import ShowGallery
from tests.chat.conftest import Chat, answer_to, code_on, controls_on, custom_id_on, picture_on, texts
from tests.pictures import png_of


def options_on(message: discord.Message) -> list[dict[str, str]]:
    """Return the options of a page's menu."""
    return next((c["options"] for c in controls_on(message) if "options" in c), [])


async def draw(chat: Chat, count: int, **options: object) -> list[str]:
    """Let Ann make pictures, and return their codes, newest first."""
    for seed in range(count):
        await chat.ann.slash(chat.channel, "genart", style="squares", seed=str(seed), **options)
    return [code_on(m) for m in reversed(chat.messages())]


async def test_an_empty_gallery_points_to_genart(chat: Chat) -> None:
    page = answer_to(await chat.ann.slash(chat.channel, "gallery"))
    assert page.flags.ephemeral
    assert "/genart" in " ".join(texts(page))
    assert options_on(page) == []


async def test_own_pictures_are_paged_newest_first(chat: Chat) -> None:
    await draw(chat, 8)
    result = await chat.ann.slash(chat.channel, "gallery")
    page = answer_to(result)
    assert "8 pictures · page 1 of 2" in " ".join(texts(page))
    assert [o["label"][0] for o in options_on(page)] == list("123456")
    assert await picture_on(page, chat.env)
    await chat.ann.click(page, label="Older")
    page = answer_to(result)
    assert [o["label"][0] for o in options_on(page)] == ["7", "8"]
    await chat.ann.click(page, label="Newer")
    assert "page 1 of 2" in " ".join(texts(answer_to(result)))


async def test_a_picture_can_be_opened_and_posted(chat: Chat) -> None:
    codes = await draw(chat, 2, title="Ж `x`")
    result = await chat.ann.slash(chat.channel, "gallery")
    page = answer_to(result)
    await chat.select(chat.ann, page, "open", options_on(page)[1]["value"])
    opened = answer_to(result)
    assert code_on(opened) == codes[1]
    assert await picture_on(opened, chat.env) == png_of(codes[1])
    posted = await chat.click(chat.ann, opened, "post")
    assert not posted.ephemeral
    assert code_on(chat.messages()[-1]) == codes[1]
    await chat.click(chat.ann, opened, "gallery")
    assert "page 1 of 1" in " ".join(texts(answer_to(result)))


async def test_others_do_not_see_pictures_that_are_no_longer_posted_here(chat: Chat) -> None:
    """One was sent as a direct message because it could not be posted, the other was replaced."""
    chat.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=403, code=50013, message="No")
    await chat.ann.slash(chat.channel, "genart", style="squares")
    page = answer_to(await chat.ben.slash(chat.channel, "gallery", member=chat.ann))
    assert options_on(page) == []
    await chat.ann.slash(chat.channel, "genart", style="squares", title="Ж")
    replaced = code_on(chat.messages()[0])
    await chat.click_another(chat.ann, chat.messages()[0])
    page = answer_to(await chat.ben.slash(chat.channel, "gallery", member=chat.ann))
    assert len(options_on(page)) == 1
    await chat.select(chat.ben, page, "open", options_on(page)[0]["value"])
    assert code_on(page) != replaced
    page = answer_to(await chat.ann.slash(chat.channel, "gallery"))
    assert len(options_on(page)) == 3
    # Replacing a picture in one's own ephemeral gallery does not change the public message.
    await chat.select(chat.ann, page, "open", options_on(page)[0]["value"])
    await chat.click_another(chat.ann, page)
    page = answer_to(await chat.ben.slash(chat.channel, "gallery", member=chat.ann))
    assert len(options_on(page)) == 1


async def test_a_picture_can_be_removed(chat: Chat) -> None:
    codes = await draw(chat, 7)
    result = await chat.ann.slash(chat.channel, "gallery")
    await chat.ann.click(answer_to(result), label="Older")
    page = answer_to(result)
    await chat.select(chat.ann, page, "open", options_on(page)[0]["value"])
    opened = answer_to(result)
    assert code_on(opened) == codes[6]
    await chat.click(chat.ann, opened, "remove")
    assert "6 pictures · page 1 of 1" in " ".join(texts(answer_to(result)))
    # The messages in the channel stay.
    assert len(chat.messages()) == 7
    page = answer_to(await chat.ann.slash(chat.channel, "gallery"))
    assert len(options_on(page)) == 6


async def test_a_picture_can_be_kept_and_released_again(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", title="Keeper")
    (card,) = chat.messages()
    for who in (chat.ann, chat.ben):
        assert "Kept" in chat.ephemeral_text(await chat.click(who, card, "keep"))
        page = answer_to(await who.slash(chat.channel, "gallery", kept=True))
        assert [o["label"] for o in options_on(page)] == ["1 · Keeper"]
        assert "No longer kept" in chat.ephemeral_text(await chat.click(who, card, "keep"))
        page = answer_to(await who.slash(chat.channel, "gallery", kept=True))
        assert options_on(page) == []
    assert len(options_on(answer_to(await chat.ann.slash(chat.channel, "gallery")))) == 1
    assert options_on(answer_to(await chat.ben.slash(chat.channel, "gallery"))) == []
    assert code_on(chat.messages()[0]) == code_on(card)


async def test_the_gallery_can_be_limited_to_kept_pictures(chat: Chat) -> None:
    await draw(chat, 3)
    await chat.click(chat.ann, chat.messages()[1], "keep")
    result = await chat.ann.slash(chat.channel, "gallery")
    await chat.ann.click(answer_to(result), label="Only what I kept")
    assert len(options_on(answer_to(result))) == 1
    await chat.ann.click(answer_to(result), label="Show all")
    assert len(options_on(answer_to(result))) == 3


async def test_others_see_only_what_was_posted_publicly_here(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", seed="open")
    public = code_on(chat.messages()[0])
    await chat.ann.slash(chat.channel, "genart", seed="secret", private=True)
    await chat.ann.user.slash("genart", seed="in a DM")
    elsewhere = chat.env.create_guild("Elsewhere")
    ann_there = elsewhere.add_member(chat.ann.user)
    await ann_there.slash(elsewhere.create_text_channel("there"), "genart", seed="there")
    staff = chat.ann.guild.create_text_channel(
        "staff",
        overwrites={
            chat.ann.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            chat.ann: discord.PermissionOverwrite(view_channel=True),
        },
    )
    await chat.ann.slash(staff, "genart", seed="for the staff")
    result = await chat.ben.slash(chat.channel, "gallery", member=chat.ann)
    page = answer_to(result)
    assert result.ephemeral
    assert "What ann posted here" in texts(page)[0]
    (option,) = options_on(page)
    await chat.select(chat.ben, page, "open", option["value"])
    opened = answer_to(result)
    assert code_on(opened) == public
    actions = [c["custom_id"].split(":")[1] for c in controls_on(opened)]
    assert "remove" not in actions
    assert len(options_on(answer_to(await chat.ann.slash(chat.channel, "gallery")))) == 5


async def use_forged(
    chat: Chat, message: discord.Message, was: str, custom_id: str, value: str = ""
) -> InteractionResult:
    """Let Ben use a control on his own message after he has changed its custom_id."""
    stored = chat.env.backend.get_message(message.channel.id, message.id)
    for control in controls_on(stored):
        if control["custom_id"] == was:
            control["custom_id"] = custom_id
            if value:
                control["options"][0]["value"] = value
    if value:
        return await chat.ben.select(message, [value], custom_id=custom_id)
    return await chat.ben.click(message, custom_id=custom_id)


async def test_a_forged_custom_id_reaches_nothing_of_another_person(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", private=True)
    result = await chat.ann.slash(chat.channel, "gallery")
    page = answer_to(result)
    secret = options_on(page)[0]["value"]
    anns = custom_id_on(page, "open")
    await chat.ben.slash(chat.channel, "genart")
    bens_page = answer_to(await chat.ben.slash(chat.channel, "gallery"))
    own = custom_id_on(bens_page, "open")
    for custom_id in (anns, own):
        answer = await use_forged(chat, bens_page, own, custom_id, secret)
        assert "no longer there" in answer.followups[0].content
        own = custom_id
    removing = anns.replace(":open:", ":remove:") + f":{secret}"
    turn = custom_id_on(bens_page, "gallery")
    answer = await use_forged(chat, bens_page, turn, removing)
    assert "Only its owner" in answer.followups[0].content
    assert len(options_on(answer_to(await chat.ann.slash(chat.channel, "gallery")))) == 1


async def test_the_menu_works_after_a_restart(chat: Chat) -> None:
    codes = await draw(chat, 1)
    result = await chat.ann.slash(chat.channel, "gallery")
    page = answer_to(result)
    await chat.restart()
    await chat.select(chat.ann, page, "open", options_on(page)[0]["value"])
    assert code_on(answer_to(result)) == codes[0]
    assert Recipe.parse(code_on(answer_to(result)))


async def test_the_filter_for_pinned_pictures_is_for_the_owner_alone(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares")
    filtered = ShowGallery(chat.ann.id, True, 0, "s").custom_id
    button = {"type": 2, "style": 2, "label": "x", "custom_id": filtered}
    bot_user = chat.env.backend.bot_user.id
    rows = [{"type": 1, "components": [button]}]
    message = chat.env.backend.create_message(chat.channel.id, bot_user, "a button", components=rows)
    shown = next(m for m in chat.channel.history() if m.id == message.id)
    page = answer_to(await chat.ben.click(shown, custom_id=filtered))
    assert len(options_on(page)) == 1


async def test_others_do_not_see_a_deleted_picture(chat: Chat) -> None:
    await draw(chat, 1)
    await chat.click(chat.ann, chat.messages()[0], "delete")
    assert options_on(answer_to(await chat.ben.slash(chat.channel, "gallery", member=chat.ann))) == []
    assert len(options_on(answer_to(await chat.ann.slash(chat.channel, "gallery")))) == 1
