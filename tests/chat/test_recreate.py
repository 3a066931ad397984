"""“Recreate this art”: from the bot's messages, and from files that carry a recipe."""

from io import BytesIO

import pytest
from PIL import Image

from bot.art.files.export import Format, draw_file
from bot.art.recipe import Recipe
from tests.chat.conftest import Chat, answer_to, code_on
from tests.pictures import png_of

MENU = "Recreate this art"


async def test_a_card_can_be_recreated(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart", title="Ж `x`")
    (card,) = chat.messages()
    again = answer_to(await chat.ben.context_menu(chat.channel, MENU, card))
    assert code_on(again) == code_on(card)
    assert code_on(answer_to(await chat.ben.slash(chat.channel, "download"))) == code_on(card)


@pytest.mark.parametrize("format", ["png", "webp"])
async def test_a_picture_that_was_uploaded_again_can_be_recreated(chat: Chat, format: str) -> None:
    file = draw_file(Recipe.parse("squares1.harbour.7.v2~Ж"), Format(format), 10**7)
    message = await chat.ben.send(chat.channel, "look", attachments=[("renamed.bin", file.data)])
    again = answer_to(await chat.ann.context_menu(chat.channel, MENU, message))
    assert code_on(again) == "squares1.harbour.7.v2~Ж"


async def test_the_first_file_with_a_recipe_is_recreated(chat: Chat) -> None:
    photo = BytesIO()
    Image.new("RGB", (40, 30), "red").save(photo, "JPEG")
    files = [("a.txt", b"hello"), ("b.jpg", photo.getvalue()), ("c.png", png_of("squares1.harbour.7"))]
    message = await chat.ben.send(chat.channel, attachments=files)
    again = answer_to(await chat.ann.context_menu(chat.channel, MENU, message))
    assert code_on(again) == "squares1.harbour.7"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"hello" * 1000])
async def test_a_file_without_a_recipe_is_refused_privately(chat: Chat, content: bytes) -> None:
    message = await chat.ben.send(chat.channel, "x", attachments=[("art.png", content)])
    result = await chat.ann.context_menu(chat.channel, MENU, message)
    assert chat.ephemeral_text(result)
    assert len(chat.messages()) == 1


async def test_a_message_without_files_is_refused_privately(chat: Chat) -> None:
    message = await chat.ben.send(chat.channel, "`squares1.harbour.7`")
    result = await chat.ann.context_menu(chat.channel, MENU, message)
    assert "no picture of mine" in chat.ephemeral_text(result)
