"""Fixtures and helpers for all tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import pytest

from bot.app import create_renderer
from bot.art.style import forget_styles
from bot.rendering import Renderer
from bot.settings import Settings
from tests.shared_pool import LentRenderer, SharedPool

# The time of an example depends more on the machine than on the code.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


def lacking(what: str) -> NoReturn:
    """Skip the test because the machine lacks something, or fail it in CI."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


TROUBLE = Path(__file__).parent / "fixtures" / "trouble"


@pytest.fixture(autouse=True)
def _isolate_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the contributor's environment variables and .env file out of the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def changes(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return the settings that a test changes with ``@pytest.mark.changed(name=value)``."""
    marker = request.node.get_closest_marker("changed")
    return dict(marker.kwargs) if marker else {}


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    settings = Settings(
        persistent_storage_dir=tmp_path / "data", render_workers=1, render_timeout=30.0, cooldown=0
    )
    return settings.model_copy(update=changes(request))


@pytest.fixture(scope="session")
def shared_pool() -> Iterator[SharedPool]:
    pool = SharedPool()
    yield pool
    pool.close()


@pytest.fixture
def make_renderer(request: pytest.FixtureRequest, settings: Settings) -> Callable[[], Renderer]:
    """Return a factory of renderers, with shared workers unless the test needs its own."""
    if "own_workers" in request.fixturenames or any(name.startswith("render_") for name in changes(request)):
        return lambda: create_renderer(settings)
    pool = request.getfixturevalue("shared_pool")
    return lambda: LentRenderer(pool)


@pytest.fixture
def own_workers() -> None:
    """Give a test its own workers, because it kills or blocks them or installs styles."""


@pytest.fixture
def troublesome_styles(own_workers: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed package with styles that fail, hang and die, and one that cannot be loaded."""
    monkeypatch.syspath_prepend(str(TROUBLE))
    monkeypatch.setenv("PYTHONPATH", str(TROUBLE), prepend=os.pathsep)
    forget_styles()
    yield
    forget_styles()
