"""Sessions of the gateway that are resumed or replaced."""

from tests.chat.conftest import Chat, answer_to, code_on, texts
from tests.simulation import at_once, start_new_session


async def test_requests_survive_a_resumed_session(chat: Chat) -> None:
    """Answers go over HTTP, so a request goes on without the gateway."""
    await chat.ann.slash(chat.channel, "genart")
    with at_once(chat.env):
        await chat.ann.slash(chat.channel, "genart")
    chat.bot.dispatch("disconnect")
    await chat.env.settle()
    assert len(chat.messages()) == 2
    assert "genart_gateway_latency_seconds" not in chat.bot.metrics.text().decode()
    chat.bot.dispatch("resumed")
    await chat.env.settle()
    assert "genart_gateway_latency_seconds" in chat.bot.metrics.text().decode()
    await chat.click_another(chat.ann, chat.messages()[0])
    assert len(chat.messages()) == 2


async def test_requests_survive_a_new_session(chat: Chat) -> None:
    """Discord sends READY and every server again."""
    await chat.ann.slash(chat.channel, "genart", palette="harbour")
    (card,) = chat.messages()
    with at_once(chat.env):
        await chat.ann.slash(chat.channel, "genart")
    await start_new_session(chat.env)
    assert len(chat.messages()) == 2
    await chat.click_another(chat.ann, card)
    after = chat.messages()[0]
    assert (after.id, code_on(after).split(".")[1]) == (card.id, "harbour")
    gallery = answer_to(await chat.ann.slash(chat.channel, "gallery", member=chat.ann.user))
    assert "Your gallery" in texts(gallery)[0]
