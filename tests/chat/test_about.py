"""/about: a short introduction with buttons to other pages."""

from importlib.metadata import version

from bot.art.style import styles
from tests.chat.conftest import Chat, answer_to, texts


async def test_about_describes_the_bot(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "about")
    assert result.ephemeral
    content = "\n".join(texts(answer_to(result)))
    for expected in (f"{len(styles())} styles", "/genart", "/mydata", version("genart-bot")):
        assert expected in content


async def test_the_buttons_open_other_pages(chat: Chat) -> None:
    result = await chat.ann.slash(chat.channel, "about")
    await chat.click(chat.ann, answer_to(result), "palettes")
    assert "palettes" in texts(answer_to(result))[0]
    result = await chat.ann.slash(chat.channel, "about")
    await chat.click(chat.ann, answer_to(result), "styles")
    assert "styles" in texts(answer_to(result))[0]
    result = await chat.ann.slash(chat.channel, "about")
    await chat.click(chat.ann, answer_to(result), "mydata")
    assert "Your data" in texts(answer_to(result))[0]
