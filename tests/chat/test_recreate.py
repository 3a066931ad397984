"""Recreate this art: from the bot's own messages, and from any picture it ever made."""

from io import BytesIO

import pytest
from PIL import Image

from bot.art.files.export import Format, draw_file
from bot.art.recipe import Recipe
from tests.chat.conftest import Chat, code_on, shown_to
from tests.pictures import png_of

MENU = "Recreate this art"


async def test_from_a_card(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", title="Ж `x`")
    (card,) = chat.messages()
    again = shown_to(await chat.ben.context_menu(chat.channel, MENU, card))
    assert code_on(again) == code_on(card)
    assert code_on(shown_to(await chat.ben.slash(chat.channel, "download"))) == code_on(card)


@pytest.mark.parametrize("format", ["png", "webp"])
async def test_from_a_picture_that_somebody_uploaded_again(chat: Chat, format: str) -> None:
    file = draw_file(Recipe.parse("squares1.harbour.7.v2~Ж"), Format(format), 10**7)
    message = await chat.ben.send(chat.channel, "look", attachments=[("renamed.bin", file.data)])
    again = shown_to(await chat.ann.context_menu(chat.channel, MENU, message))
    assert code_on(again) == "squares1.harbour.7.v2~Ж"


async def test_the_first_file_that_has_a_recipe_counts(chat: Chat) -> None:
    photo = BytesIO()
    Image.new("RGB", (40, 30), "red").save(photo, "JPEG")
    files = [("a.txt", b"hello"), ("b.jpg", photo.getvalue()), ("c.png", png_of("squares1.harbour.7"))]
    message = await chat.ben.send(chat.channel, attachments=files)
    again = shown_to(await chat.ann.context_menu(chat.channel, MENU, message))
    assert code_on(again) == "squares1.harbour.7"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"hello" * 1000])
async def test_a_file_that_holds_none_is_told_privately(chat: Chat, content: bytes) -> None:
    message = await chat.ben.send(chat.channel, "x", attachments=[("art.png", content)])
    result = await chat.ann.context_menu(chat.channel, MENU, message)
    assert chat.private(result)
    assert len(chat.messages()) == 1


async def test_words_hold_none(chat: Chat) -> None:
    message = await chat.ben.send(chat.channel, "`squares1.harbour.7`")
    result = await chat.ann.context_menu(chat.channel, MENU, message)
    assert "no picture of mine" in chat.private(result)
