"""What every test may use."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import hypothesis
import pytest

from bot.app import create_renderer
from bot.art.style import forget_styles
from bot.rendering import Renderer
from bot.settings import Settings
from tests.shared_pool import LentRenderer, SharedPool

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


def lacking(what: str) -> NoReturn:
    """Skips the test where a contributor lacks something; CI has to have it."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


TROUBLE = Path(__file__).parent / "fixtures" / "trouble"


@pytest.fixture(autouse=True)
def _no_settings_of_yours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A contributor's own environment and .env stay out of the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        persistent_storage_dir=tmp_path / "data", render_workers=1, render_timeout=30.0, cooldown=0
    )


@pytest.fixture(scope="session")
def shared_pool() -> Iterator[SharedPool]:
    pool = SharedPool()
    yield pool
    pool.close()


@pytest.fixture
def make_renderer(request: pytest.FixtureRequest, settings: Settings) -> Callable[[], Renderer]:
    """Make renderers with shared workers, or with their own for a test that uses ``own_workers``."""
    if "own_workers" in request.fixturenames:
        return lambda: create_renderer(settings)
    pool = request.getfixturevalue("shared_pool")
    return lambda: LentRenderer(pool)


@pytest.fixture
def own_workers() -> None:
    """Mark a test that needs its own workers: it breaks or fills them, or has styles of its own."""


@pytest.fixture
def troublesome_styles(own_workers: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed package with styles that fail, hang and die, and one that cannot be loaded."""
    monkeypatch.syspath_prepend(str(TROUBLE))
    monkeypatch.setenv("PYTHONPATH", str(TROUBLE), prepend=os.pathsep)
    forget_styles()
    yield
    forget_styles()
