"""/about: a short introduction, with somewhere to go on."""

from importlib.metadata import version

from bot.art.style import styles
from tests.chat.conftest import Chat, shown_to, texts


async def test_it_says_what_there_is(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "about")
    assert result.ephemeral
    words = "\n".join(texts(shown_to(result)))
    for expected in (f"{len(styles())} styles", "/genart", "/mydata", version("genart-bot")):
        assert expected in words


async def test_its_buttons_lead_on(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "about")
    await chat.press(chat.ann, shown_to(result), "palettes")
    assert "palettes" in texts(shown_to(result))[0]
    result = await chat.ann.slash(chat.channel, "about")
    await chat.press(chat.ann, shown_to(result), "styles")
    assert "styles" in texts(shown_to(result))[0]
    result = await chat.ann.slash(chat.channel, "about")
    await chat.press(chat.ann, shown_to(result), "mydata")
    assert "Your data" in texts(shown_to(result))[0]
