"""/genart and its options."""

import re
from io import BytesIO
from typing import Any

import discord
import pytest
from discord.utils import escape_mentions
from PIL import Image

from bot.art.describe import alt_text
from bot.art.files.upload import palette_in_upload
from bot.art.recipe import Brief, Recipe, seed_of
from tests.chat.conftest import Chat, code_on, picture_on, texts
from tests.pictures import png_of
from tests.simulation import at_once


async def test_the_card_shows_the_picture_its_title_and_its_code(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "genart")
    assert not result.ephemeral
    (message,) = chat.messages()
    recipe = Recipe.parse(code_on(message))
    assert await picture_on(message, chat.env) == png_of(recipe.code)
    heading, facts = texts(message)
    assert heading.startswith("### ")
    assert f"seed {recipe.seed}" in facts


async def test_the_command_is_acknowledged_before_anything_else(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_before_parsing: list[int] = []
    from_options = Brief.from_options

    def recording(**options: Any) -> Brief:
        sent_before_parsing.append(len(chat.env.http_requests))
        return from_options(**options)

    monkeypatch.setattr(Brief, "from_options", recording)
    before = len(chat.env.http_requests)
    await chat.ann.slash(chat.channel, "genart")
    assert sent_before_parsing == [before + 1]
    first = chat.env.http_requests[before]
    assert first.path.endswith("/callback")
    assert first.json == {"type": discord.InteractionResponseType.deferred_channel_message.value}


async def test_options_determine_the_recipe(chat: Chat) -> None:
    await chat.ann.slash(
        chat.channel, "genart", style="squares", palette="Harbour", seed="hello", title="Night *Train*"
    )
    (message,) = chat.messages()
    recipe = Recipe.parse(code_on(message))
    assert recipe == Recipe("squares", 1, "harbour", seed_of("hello"), title="Night *Train*")
    assert texts(message)[0] == "### Night \\*Train\\*"
    assert alt_text(recipe) in str(message.components[0].to_dict())


async def test_the_button_keeps_the_size(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares", size="banner")
    assert (await chat.click_another(chat.ann, chat.messages()[0])).followups == []
    (message,) = chat.messages()
    assert Recipe.parse(code_on(message)).size == (1500, 500)
    assert Image.open(BytesIO(await picture_on(message, chat.env))).size == (1500, 500)


async def test_the_same_seed_gives_the_same_picture(chat: Chat) -> None:
    for who in (chat.ann, chat.ben):
        await who.slash(chat.channel, "genart", seed="hello")
    first, second = chat.messages()
    assert await picture_on(first, chat.env) == await picture_on(second, chat.env)


async def test_a_code_draws_the_same_picture_again(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", title="Ж 🎨 `%`")
    code = code_on(chat.messages()[0])
    await chat.ben.slash(chat.channel, "genart", recipe=f" `{code}` ")
    first, second = chat.messages()
    assert code_on(second) == code
    assert await picture_on(first, chat.env) == await picture_on(second, chat.env)
    await chat.ben.slash(chat.channel, "genart", recipe=code, title="New", size="avatar")
    assert code_on(chat.messages()[2]) == f"{code.partition('~')[0]}.512x512~New"


async def test_a_palette_can_be_given_as_colours(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", palette="#0B132B #d1495b")
    assert Recipe.parse(code_on(chat.messages()[0])).palette == "#0b132b #d1495b"


async def test_a_private_picture_is_ephemeral(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "genart", private=True)
    assert result.ephemeral
    assert chat.messages() == []
    assert result.response is not None
    shown = result.response.message
    assert await picture_on(shown, chat.env) == png_of(code_on(shown))
    again = await chat.click_another(chat.ann, result.response)
    assert again.response is not None
    assert again.response.ephemeral
    assert chat.messages() == []


async def test_the_command_works_in_a_direct_message(chat: Chat) -> None:
    user = chat.ann.user
    await user.slash("genart", palette="harbour")
    message = user.dm_channel.last_message
    assert message is not None
    await user.click(message, label="I hate this art, make me another")
    assert len(user.dm_channel.history()) == 1
    assert code_on(user.dm_channel.history()[0]) != code_on(message)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"palette": "harbor"}, "no palette called “harbor”. Did you mean harbour"),
        ({"palette": "#12"}, "is not a colour"),
        ({"style": "sqares"}, "no style called “sqares”. Did you mean squares"),
        ({"size": "huge"}, "is not a size"),
        ({"size": "9x9"}, "64 to 4096 pixels"),
        ({"seed": "   "}, "any word or number"),
        ({"recipe": "squares1.harbour"}, "is not a recipe code"),
        ({"recipe": "squares1.harbour.7", "seed": "hello"}, "decides style, palette and seed"),
        ({"palette": "@everyone"}, "no palette called “@everyone”"),
    ],
)
async def test_invalid_options_are_refused_privately(chat: Chat, options: dict[str, str], says: str) -> None:
    result = await chat.ann.slash(chat.channel, "genart", **options)
    assert says in chat.ephemeral_text(result)
    assert chat.messages() == []


async def test_options_are_autocompleted(chat: Chat) -> None:
    offered = await chat.ann.autocomplete(chat.channel, "genart", "palette", "night")
    assert "night-train" in [choice["value"] for choice in offered]
    assert len(await chat.ann.autocomplete(chat.channel, "genart", "palette", "")) == 25
    offered = await chat.ann.autocomplete(chat.channel, "genart", "palette", "navy red")
    assert "harbour" in [choice["value"] for choice in offered]
    offered = await chat.ann.autocomplete(chat.channel, "genart", "size", "ph")
    assert [choice["value"] for choice in offered] == ["phone"]
    offered = await chat.ann.autocomplete(chat.channel, "genart", "style", "jittered")
    assert "squares" in [choice["value"] for choice in offered]


@pytest.mark.parametrize(
    "title",
    ["https://x.y/z", "https://a.b/||x||", "[free](https://evil.example)", "discord.gg/abc", "<#1> </a:1>"],
)
async def test_a_title_contains_no_links(chat: Chat, title: str) -> None:
    await chat.ann.slash(chat.channel, "genart", style="squares", title=title)
    (message,) = chat.messages()
    heading = texts(message)[0]
    assert not re.search(r"://\w|\w\.\w|(?<!\\)[<\[|]", heading)
    assert Recipe.parse(code_on(message)).title == title


async def test_a_title_pings_nobody(chat: Chat) -> None:
    title = f"@everyone {chat.ben.mention} <@&1> @here"
    await chat.ann.slash(chat.channel, "genart", title=title)
    (message,) = chat.messages()
    assert not message.mention_everyone
    assert Recipe.parse(code_on(message)).title == title
    assert escape_mentions(texts(message)[0]) == texts(message)[0]
    sent: Any = chat.env.http_requests[-1].json
    assert sent["allowed_mentions"] == {"parse": []}


def picture_of(*colours: str) -> bytes:
    """Return a PNG file with a band of each colour."""
    image = Image.new("RGB", (60, 20 * len(colours)))
    for at, colour in enumerate(colours):
        image.paste(colour, (0, 20 * at, 60, 20 * at + 20))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


async def test_the_palette_can_come_from_an_uploaded_picture(chat: Chat) -> None:
    picture = picture_of("#102040", "#e0a030")
    await chat.ann.slash(chat.channel, "genart", colours_from=("photo.png", picture))
    assert Recipe.parse(code_on(chat.messages()[0])).palette == palette_in_upload(picture)
    await chat.click_another(chat.ann, chat.messages()[0])
    assert Recipe.parse(code_on(chat.messages()[0])).palette == palette_in_upload(picture)


async def test_one_upload_of_each_person_is_examined_at_a_time(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.studio.create.MAX_UPLOADS", 1)
    picture = ("photo.png", picture_of("#102040", "#e0a030"))
    with at_once(chat.env):
        first = await chat.ann.slash(chat.channel, "genart", colours_from=picture)
        second = await chat.ann.slash(chat.channel, "genart", colours_from=picture)
        third = await chat.ben.slash(chat.channel, "genart", colours_from=picture)
    await chat.env.settle()
    assert first.followups == []
    assert "still looking at the picture you sent before" in chat.ephemeral_text(second)
    assert "I am looking at many pictures" in chat.ephemeral_text(third)
    assert len(chat.messages()) == 1
    await chat.ben.slash(chat.channel, "genart", colours_from=picture)
    assert len(chat.messages()) == 2


async def test_the_palette_can_come_from_an_avatar(chat: Chat) -> None:
    vera = chat.ann.guild.add_member(chat.env.create_user("vera", avatar="a1b2"))
    avatar = picture_of("#205020", "#f0d0d0", "#a03050")
    url = f"https://cdn.discordapp.com/avatars/{vera.id}/a1b2.png?size=256"
    chat.env.backend.cdn._blobs[url] = avatar
    await chat.ann.slash(chat.channel, "genart", colours_of=vera)
    assert Recipe.parse(code_on(chat.messages()[0])).palette == palette_in_upload(avatar)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"colours_from": ("x.png", b"no picture")}, "cannot read that file"),
        ({"colours_from": ("x.png", bytes(9 * 2**20))}, "too large"),
        ({"colours_from": ("x.png", b""), "palette": "harbour"}, "one place"),
        ({"colours_from": ("x.png", b""), "recipe": "squares1.harbour.7"}, "decides style, palette and seed"),
    ],
)
async def test_an_unusable_upload_is_refused_privately(
    chat: Chat, options: dict[str, object], says: str
) -> None:
    assert says in chat.ephemeral_text(await chat.ann.slash(chat.channel, "genart", **options))
    assert chat.messages() == []


async def test_an_avatar_that_cannot_be_loaded_is_reported_privately(chat: Chat) -> None:
    assert "could not load that avatar" in chat.ephemeral_text(
        await chat.ann.slash(chat.channel, "genart", colours_of=chat.ben)
    )
