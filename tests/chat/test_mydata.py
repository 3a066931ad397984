"""/mydata: a summary of the stored data, its export and its erasure."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from simcord import InteractionResult

from bot.art.render import recipe_in
from tests.chat.conftest import Chat, answer_to, code_on, texts
from tests.simulation import at_once, let_time_run, until


async def test_somebody_without_data_gets_no_buttons(chat: Chat) -> None:
    page = answer_to(await chat.ann.slash(chat.channel, "mydata"))
    assert page.flags.ephemeral
    assert "Nothing is stored about you" in texts(page)[0]
    assert "custom_id" not in str(page.components[0].to_dict())


async def test_an_export_has_every_picture_and_its_recipe(chat: Chat) -> None:
    for seed in range(3):
        await chat.ann.slash(chat.channel, "genart", style="squares", seed=str(seed), title="Ж")
    await chat.ben.slash(chat.channel, "genart")
    page = answer_to(await chat.ann.slash(chat.channel, "mydata"))
    assert "3 pictures" in texts(page)[0]
    answer = answer_to(await chat.click(chat.ann, page, "export"))
    assert answer.flags.ephemeral
    (attachment,) = answer.attachments
    with ZipFile(BytesIO(await attachment.read())) as archive:
        codes = [recipe_in(archive.read(n)).code for n in archive.namelist() if n.endswith(".png")]
        listed = json.loads(archive.read("recipes.json"))
    assert codes == [code_on(m) for m in chat.messages()[:3]]
    assert [code_on(m) in json.dumps(listed, ensure_ascii=False) for m in chat.messages()] == [True] * 3 + [
        False
    ]


@pytest.mark.slow
async def test_an_export_stops_at_the_render_timeout(chat: Chat) -> None:
    for seed in range(13):
        await chat.ann.slash(chat.channel, "genart", style="physarum", seed=str(seed))
    chat.settings = chat.settings.model_copy(update={"render_timeout": 1.6})
    await chat.restart()
    page = answer_to(await chat.ann.slash(chat.channel, "mydata"))
    answer = answer_to(await chat.click(chat.ann, page, "export"))
    assert answer.content.startswith("Pictures 1 to ")
    assert len(answer.attachments) == 1


@pytest.mark.slow
async def test_a_large_export_is_split_into_parts(chat: Chat) -> None:
    for seed in range(4):
        await chat.ann.slash(chat.channel, "genart", style="moire", seed=str(seed), size="3000x3000")
    answer = answer_to(
        await chat.click(chat.ann, answer_to(await chat.ann.slash(chat.channel, "mydata")), "export")
    )
    first, *rest = (await chat.store.entries(chat.ann.id)).entries
    exported = []
    while True:
        (attachment,) = answer.attachments
        with ZipFile(BytesIO(await attachment.read())) as archive:
            exported += [recipe_in(archive.read(n)).code for n in archive.namelist() if n.endswith(".png")]
        if not answer.components:
            break
        # Removing an entry between two parts must not make the next part skip one.
        await chat.store.remove_entry(chat.ann.id, first.id)
        answer = answer_to(await chat.click(chat.ann, answer, "export"))
        assert answer.content.endswith("of 3.")
    assert exported == [first.code, *(entry.code for entry in rest)]


async def test_everything_is_erased_after_confirmation(chat: Chat) -> None:
    for who in (chat.ann, chat.ben):
        await who.slash(chat.channel, "genart")
    result = await chat.ann.slash(chat.channel, "mydata")
    await chat.click(chat.ann, answer_to(result), "erase")
    assert "erases 1 picture" in texts(answer_to(result))[0]
    await chat.click(chat.ann, answer_to(result), "mydata")
    assert "1 picture" in texts(answer_to(result))[0]
    await chat.click(chat.ann, answer_to(result), "erase")
    await chat.click(chat.ann, answer_to(result), "erasing")
    assert "Nothing about you is stored any more" in texts(answer_to(result))[0]
    assert "no picture yet" in chat.ephemeral_text(await chat.ann.slash(chat.channel, "download"))
    assert answer_to(await chat.ben.slash(chat.channel, "download")).attachments


async def test_the_confirmation_works_after_a_restart(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    result = await chat.ann.slash(chat.channel, "mydata")
    await chat.click(chat.ann, answer_to(result), "erase")
    await chat.restart()
    await chat.click(chat.ann, answer_to(result), "erasing")
    assert "no picture yet" in chat.ephemeral_text(await chat.ann.slash(chat.channel, "download"))


async def about_to_erase(chat: Chat) -> InteractionResult:
    """Let Ann make a picture and open the question whether to erase everything; the clock runs."""
    let_time_run(chat.env)
    await chat.ann.slash(chat.channel, "genart", style="squares", private=True)
    page = await chat.ann.slash(chat.channel, "mydata")
    await chat.click(chat.ann, answer_to(page), "erase")
    return page


async def erase(chat: Chat, page: InteractionResult) -> None:
    await chat.click(chat.ann, answer_to(page), "erasing")
    await until(lambda: "Nothing about you" in texts(answer_to(page))[0])


async def test_a_picture_being_drawn_is_not_saved_after_an_erasure(
    troublesome_styles: None, chat: Chat
) -> None:
    page = await about_to_erase(chat)
    with at_once(chat.env):
        drawing = await chat.ann.slash(chat.channel, "genart", style="slow", title="a secret", private=True)
        await until(lambda: chat.renderer.state().running == 1)
        await erase(chat, page)
        assert chat.renderer.state().running == 1
    await chat.env.settle()
    assert "Cancelled" in chat.ephemeral_text(drawing)
    assert (await chat.store.data_summary(chat.ann.id)).pictures == 0
    await chat.ann.slash(chat.channel, "genart", style="squares", private=True)
    assert (await chat.store.data_summary(chat.ann.id)).pictures == 1


async def test_a_queued_picture_is_not_drawn_after_an_erasure(troublesome_styles: None, chat: Chat) -> None:
    page = await about_to_erase(chat)
    with at_once(chat.env):
        await chat.ben.slash(chat.channel, "genart", style="slow")
        drawing = await chat.ann.slash(chat.channel, "genart", style="squares", private=True)
        await until(lambda: chat.renderer.state().waiting == 1)
        await erase(chat, page)
        assert chat.renderer.state().waiting == 0
    await chat.env.settle()
    assert "Cancelled" in chat.ephemeral_text(drawing)
    assert (await chat.store.data_summary(chat.ann.id)).pictures == 0
