"""/gallery and Keep: one's own, what others posted openly, and nothing else."""

import discord
import pytest

from bot.art.recipe import Recipe
from tests.chat.conftest import Chat, code_on, control_on, controls_on, picture_on, shown_to, texts
from tests.pictures import png_of


def options_on(message: discord.Message) -> list[dict[str, str]]:
    """What the menu of a page offers."""
    return next((c["options"] for c in controls_on(message) if "options" in c), [])


async def draw(chat: Chat, count: int, **options: object) -> list[str]:
    """Ann's pictures, newest first."""
    for seed in range(count):
        await chat.ann.slash(chat.channel, "genart", style="squares", seed=str(seed), **options)
    return [code_on(m) for m in reversed(chat.messages())]


async def test_nothing_yet_is_said_kindly(chat: Chat) -> None:
    page = shown_to(await chat.ann.slash(chat.channel, "gallery"))
    assert page.flags.ephemeral
    assert "/genart" in " ".join(texts(page))
    assert options_on(page) == []


async def test_one_s_pictures_the_newest_first_in_pages(chat: Chat) -> None:
    await draw(chat, 8)
    result = await chat.ann.slash(chat.channel, "gallery")
    page = shown_to(result)
    assert "8 pictures · page 1 of 2" in " ".join(texts(page))
    assert [o["label"][0] for o in options_on(page)] == list("123456")
    assert await picture_on(page, chat.env)
    await chat.ann.click(page, label="Older")
    page = shown_to(result)
    assert [o["label"][0] for o in options_on(page)] == ["7", "8"]
    await chat.ann.click(page, label="Newer")
    assert "page 1 of 2" in " ".join(texts(shown_to(result)))


async def test_one_is_opened_posted_and_gone_back_from(chat: Chat) -> None:
    codes = await draw(chat, 2, title="Ж `x`")
    result = await chat.ann.slash(chat.channel, "gallery")
    page = shown_to(result)
    await chat.choose(chat.ann, page, "open", options_on(page)[1]["value"])
    opened = shown_to(result)
    assert code_on(opened) == codes[1]
    assert await picture_on(opened, chat.env) == png_of(codes[1])
    posted = await chat.press(chat.ann, opened, "post")
    assert not posted.ephemeral
    assert code_on(chat.messages()[-1]) == codes[1]
    await chat.press(chat.ann, opened, "gallery")
    assert "page 1 of 1" in " ".join(texts(shown_to(result)))


async def test_what_can_no_longer_be_seen_here_is_in_no_other_s_view(chat: Chat) -> None:
    """Sent directly, as it could not be posted; or replaced by another."""
    chat.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=403, code=50013, message="No")
    await chat.ann.slash(chat.channel, "genart", style="squares")
    page = shown_to(await chat.ben.slash(chat.channel, "gallery", member=chat.ann))
    assert options_on(page) == []
    await chat.ann.slash(chat.channel, "genart", style="squares", title="Ж")
    replaced = code_on(chat.messages()[0])
    await chat.another(chat.ann, chat.messages()[0])
    page = shown_to(await chat.ben.slash(chat.channel, "gallery", member=chat.ann))
    assert len(options_on(page)) == 1
    await chat.choose(chat.ben, page, "open", options_on(page)[0]["value"])
    assert code_on(page) != replaced
    page = shown_to(await chat.ann.slash(chat.channel, "gallery"))
    assert len(options_on(page)) == 3
    # What is swapped before one's own eyes only is still where it was posted.
    await chat.choose(chat.ann, page, "open", options_on(page)[0]["value"])
    await chat.another(chat.ann, page)
    page = shown_to(await chat.ben.slash(chat.channel, "gallery", member=chat.ann))
    assert len(options_on(page)) == 1


async def test_one_is_removed(chat: Chat) -> None:
    codes = await draw(chat, 7)
    result = await chat.ann.slash(chat.channel, "gallery")
    await chat.ann.click(shown_to(result), label="Older")
    page = shown_to(result)
    await chat.choose(chat.ann, page, "open", options_on(page)[0]["value"])
    opened = shown_to(result)
    assert code_on(opened) == codes[6]
    await chat.press(chat.ann, opened, "remove")
    assert "6 pictures · page 1 of 1" in " ".join(texts(shown_to(result)))
    # The message that it was posted in is another matter.
    assert len(chat.messages()) == 7
    # It is gone for good: pressing the old button again finds nothing to remove.
    page = shown_to(await chat.ann.slash(chat.channel, "gallery"))
    assert len(options_on(page)) == 6


async def test_keep_and_take_out_again(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", title="Keeper")
    (card,) = chat.messages()
    for who in (chat.ann, chat.ben):
        assert "Kept" in chat.private(await chat.press(who, card, "keep"))
        page = shown_to(await who.slash(chat.channel, "gallery", kept=True))
        assert [o["label"] for o in options_on(page)] == ["1 · Keeper"]
        assert "No longer kept" in chat.private(await chat.press(who, card, "keep"))
        page = shown_to(await who.slash(chat.channel, "gallery", kept=True))
        assert options_on(page) == []
    assert len(options_on(shown_to(await chat.ann.slash(chat.channel, "gallery")))) == 1
    assert options_on(shown_to(await chat.ben.slash(chat.channel, "gallery"))) == []
    assert code_on(chat.messages()[0]) == code_on(card)


async def test_only_what_i_kept_and_all_again(chat: Chat) -> None:
    await draw(chat, 3)
    await chat.press(chat.ann, chat.messages()[1], "keep")
    result = await chat.ann.slash(chat.channel, "gallery")
    await chat.ann.click(shown_to(result), label="Only what I kept")
    assert len(options_on(shown_to(result))) == 1
    await chat.ann.click(shown_to(result), label="Show all")
    assert len(options_on(shown_to(result))) == 3


async def test_of_others_only_what_they_posted_openly_here(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", seed="open")
    openly = code_on(chat.messages()[0])
    await chat.ann.slash(chat.channel, "genart", seed="secret", private=True)
    await chat.ann.user.slash("genart", seed="in a DM")
    elsewhere = chat.env.create_guild("Elsewhere")
    there = elsewhere.add_member(chat.ann.user)
    await there.slash(elsewhere.create_text_channel("room"), "genart", seed="there")
    staff = chat.ann.guild.create_text_channel(
        "staff",
        overwrites={
            chat.ann.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            chat.ann: discord.PermissionOverwrite(view_channel=True),
        },
    )
    await chat.ann.slash(staff, "genart", seed="for the staff")
    result = await chat.ben.slash(chat.channel, "gallery", member=chat.ann)
    page = shown_to(result)
    assert result.ephemeral
    assert "What ann posted here" in texts(page)[0]
    (option,) = options_on(page)
    await chat.choose(chat.ben, page, "open", option["value"])
    opened = shown_to(result)
    assert code_on(opened) == openly
    wishes = [c["custom_id"].split(":")[1] for c in controls_on(opened)]
    assert "remove" not in wishes
    assert len(options_on(shown_to(await chat.ann.slash(chat.channel, "gallery")))) == 5


@pytest.fixture
def forged(chat: Chat) -> object:
    """Presses a button whose custom_id somebody made up, on a message of their own."""

    async def press(
        who: object, message: discord.Message, was: str, custom_id: str, value: str = ""
    ) -> object:
        stored = chat.env.backend.get_message(message.channel.id, message.id)
        for control in controls_on(stored):
            if control["custom_id"] == was:
                control["custom_id"] = custom_id
                if value:
                    control["options"][0]["value"] = value
        if value:
            return await who.select(message, [value], custom_id=custom_id)  # type: ignore[attr-defined]
        return await who.click(message, custom_id=custom_id)  # type: ignore[attr-defined]

    return press


async def test_nobody_reaches_another_s_by_making_up_a_button(chat: Chat, forged: object) -> None:
    await chat.ann.slash(chat.channel, "genart", private=True)
    result = await chat.ann.slash(chat.channel, "gallery")
    page = shown_to(result)
    secret = options_on(page)[0]["value"]
    anns = control_on(page, "open")
    await chat.ben.slash(chat.channel, "genart")
    bens_page = shown_to(await chat.ben.slash(chat.channel, "gallery"))
    own = control_on(bens_page, "open")
    for custom_id in (anns, own):
        answer = await forged(chat.ben, bens_page, own, custom_id, secret)  # type: ignore[operator]
        assert "no longer there" in answer.followups[0].content
        own = custom_id
    removing = anns.replace(":open:", ":remove:") + f":{secret}"
    turn = control_on(bens_page, "gallery")
    answer = await forged(chat.ben, bens_page, turn, removing)  # type: ignore[operator]
    assert "Only its owner" in answer.followups[0].content
    assert len(options_on(shown_to(await chat.ann.slash(chat.channel, "gallery")))) == 1


async def test_after_a_restart(chat: Chat) -> None:
    codes = await draw(chat, 1)
    result = await chat.ann.slash(chat.channel, "gallery")
    page = shown_to(result)
    await chat.restart()
    await chat.choose(chat.ann, page, "open", options_on(page)[0]["value"])
    assert code_on(shown_to(result)) == codes[0]
    assert Recipe.parse(code_on(shown_to(result)))


async def test_a_deleted_one_is_no_longer_seen_by_others(chat: Chat) -> None:
    await draw(chat, 1)
    await chat.press(chat.ann, chat.messages()[0], "delete")
    assert options_on(shown_to(await chat.ben.slash(chat.channel, "gallery", member=chat.ann))) == []
    assert len(options_on(shown_to(await chat.ann.slash(chat.channel, "gallery")))) == 1
