"""/mydata: what is stored, taken along or erased, one's own alone."""

import json
from io import BytesIO
from zipfile import ZipFile

from simcord import InteractionResult

from bot.art.render import recipe_in
from tests.chat.conftest import Chat, code_on, shown_to, texts
from tests.simulation import at_once, let_time_run, until


async def test_nothing_stored_is_said_and_nothing_offered(chat: Chat) -> None:
    page = shown_to(await chat.ann.slash(chat.channel, "mydata"))
    assert page.flags.ephemeral
    assert "Nothing is stored about you" in texts(page)[0]
    assert "custom_id" not in str(page.components[0].to_dict())


async def test_an_export_has_every_picture_and_its_recipe(chat: Chat) -> None:
    for seed in range(3):
        await chat.ann.slash(chat.channel, "genart", style="squares", seed=str(seed), title="Ж")
    await chat.ben.slash(chat.channel, "genart")
    page = shown_to(await chat.ann.slash(chat.channel, "mydata"))
    assert "3 pictures" in texts(page)[0]
    answer = shown_to(await chat.press(chat.ann, page, "export"))
    assert answer.flags.ephemeral
    (attachment,) = answer.attachments
    with ZipFile(BytesIO(await attachment.read())) as archive:
        codes = [recipe_in(archive.read(n)).code for n in archive.namelist() if n.endswith(".png")]
        listed = json.loads(archive.read("recipes.json"))
    assert codes == [code_on(m) for m in chat.messages()[:3]]
    assert [code_on(m) in json.dumps(listed, ensure_ascii=False) for m in chat.messages()] == [True] * 3 + [
        False
    ]


async def test_an_export_takes_no_longer_than_a_worker_may(chat: Chat) -> None:
    for seed in range(13):
        await chat.ann.slash(chat.channel, "genart", style="physarum", seed=str(seed))
    chat.settings = chat.settings.model_copy(update={"render_timeout": 1.6})
    await chat.restart()
    page = shown_to(await chat.ann.slash(chat.channel, "mydata"))
    answer = shown_to(await chat.press(chat.ann, page, "export"))
    assert answer.content.startswith("Pictures 1 to ")
    assert len(answer.attachments) == 1


async def test_a_large_export_comes_in_parts(chat: Chat) -> None:
    for seed in range(4):
        await chat.ann.slash(chat.channel, "genart", style="moire", seed=str(seed), size="3000x3000")
    answer = shown_to(
        await chat.press(chat.ann, shown_to(await chat.ann.slash(chat.channel, "mydata")), "export")
    )
    first, *rest = (await chat.store.entries(chat.ann.id)).entries  # type: ignore[attr-defined]
    seen = []
    while True:
        (attachment,) = answer.attachments
        with ZipFile(BytesIO(await attachment.read())) as archive:
            seen += [recipe_in(archive.read(n)).code for n in archive.namelist() if n.endswith(".png")]
        if not answer.components:
            break
        # What is taken out between two parts makes the next one leave nothing out.
        await chat.store.remove_entry(chat.ann.id, first.id)  # type: ignore[attr-defined]
        answer = shown_to(await chat.press(chat.ann, answer, "export"))
        assert answer.content.endswith("of 3.")
    assert seen == [first.code, *(entry.code for entry in rest)]


async def test_everything_is_erased_once_confirmed(chat: Chat) -> None:
    for who in (chat.ann, chat.ben):
        await who.slash(chat.channel, "genart")
    result = await chat.ann.slash(chat.channel, "mydata")
    await chat.press(chat.ann, shown_to(result), "erase")
    assert "erases 1 picture" in texts(shown_to(result))[0]
    await chat.press(chat.ann, shown_to(result), "mydata")
    assert "1 picture" in texts(shown_to(result))[0]
    await chat.press(chat.ann, shown_to(result), "erase")
    await chat.press(chat.ann, shown_to(result), "erasing")
    assert "Nothing about you is stored any more" in texts(shown_to(result))[0]
    assert "no picture yet" in chat.private(await chat.ann.slash(chat.channel, "download"))
    assert shown_to(await chat.ben.slash(chat.channel, "download")).attachments


async def test_after_a_restart(chat: Chat) -> None:
    await chat.ann.slash(chat.channel, "genart")
    result = await chat.ann.slash(chat.channel, "mydata")
    await chat.press(chat.ann, shown_to(result), "erase")
    await chat.restart()
    await chat.press(chat.ann, shown_to(result), "erasing")
    assert "no picture yet" in chat.private(await chat.ann.slash(chat.channel, "download"))


async def about_to_erase(chat: Chat) -> InteractionResult:
    """Ann has a picture, and is asked whether everything is to be erased, while time goes on."""
    let_time_run(chat.env)
    await chat.ann.slash(chat.channel, "genart", style="squares", private=True)
    page = await chat.ann.slash(chat.channel, "mydata")
    await chat.press(chat.ann, shown_to(page), "erase")
    return page


async def erase(chat: Chat, page: InteractionResult) -> None:
    await chat.press(chat.ann, shown_to(page), "erasing")
    await until(lambda: "Nothing about you" in texts(shown_to(page))[0])


async def test_what_is_still_being_made_is_not_kept_after_everything_was_erased(
    troublesome_styles: None, chat: Chat
) -> None:
    page = await about_to_erase(chat)
    with at_once(chat.env):
        making = await chat.ann.slash(chat.channel, "genart", style="slow", title="a secret", private=True)
        await until(lambda: chat.renderer.state().running == 1)
        await erase(chat, page)
        assert chat.renderer.state().running == 1
    await chat.env.settle()
    assert "Cancelled" in chat.private(making)
    assert (await chat.store.data_summary(chat.ann.id)).pictures == 0
    await chat.ann.slash(chat.channel, "genart", style="squares", private=True)
    assert (await chat.store.data_summary(chat.ann.id)).pictures == 1


async def test_what_waits_in_line_is_not_made_after_everything_was_erased(
    troublesome_styles: None, chat: Chat
) -> None:
    page = await about_to_erase(chat)
    with at_once(chat.env):
        await chat.ben.slash(chat.channel, "genart", style="slow")
        making = await chat.ann.slash(chat.channel, "genart", style="squares", private=True)
        await until(lambda: chat.renderer.state().waiting == 1)
        await erase(chat, page)
        assert chat.renderer.state().waiting == 0
    await chat.env.settle()
    assert "Cancelled" in chat.private(making)
    assert (await chat.store.data_summary(chat.ann.id)).pictures == 0
