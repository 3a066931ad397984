"""Metrics for Prometheus, in a registry of their own.

Requests are counted as they end. What is known elsewhere, such as how long the line is, is not counted a
second time but asked for when somebody scrapes.
"""

import math
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.observability.tracing import Span, Trace
from bot.rendering import Renderer
from bot.store import Store

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_RENDER_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_REQUEST_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """What there is to know about the bot, in numbers.

    :param latency: seconds between Discord and here; no finite number while not connected.
    """

    def __init__(self, renderer: Renderer, store: Store, latency: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "genart_interactions",
            "Commands, buttons and forms, by what came of them.",
            ("command", "outcome"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "genart_interaction_seconds",
            "From when the bot gets an interaction until it is done with it.",
            ("command",),
            buckets=_REQUEST_SECONDS,
            registry=self._registry,
        )
        self._spans = Counter(
            "genart_interaction_part_seconds",
            "The time that interactions spent in each of their parts.",
            ("part",),
            registry=self._registry,
        )
        self._render = Histogram(
            "genart_render_seconds",
            "Drawing and encoding one picture in a worker.",
            ("style",),
            buckets=_RENDER_SECONDS,
            registry=self._registry,
        )
        self._pictures = Counter(
            "genart_pictures",
            "Pictures made, by whether they could be kept as somebody's last.",
            ("kept",),
            registry=self._registry,
        )
        for kept in ("yes", "no"):
            # There from the start, so that the first one counts as a rise.
            self._pictures.labels(kept)
        self._registry.register(_AtScrape(renderer, store, latency))

    def observe(self, trace: Trace) -> None:
        """Counts a request that has ended."""
        self._requests.labels(trace.command, str(trace.outcome)).inc()
        self._seconds.labels(trace.command).observe(trace.total)
        for part, seconds in trace.spans.items():
            self._spans.labels(str(part)).inc(max(0.0, seconds))
        if trace.style is not None and Span.RENDER in trace.spans:
            drawing = trace.spans[Span.RENDER] + trace.spans.get(Span.ENCODE, 0.0)
            self._render.labels(trace.style).observe(drawing)
        if trace.kept is not None:
            self._pictures.labels("yes" if trace.kept else "no").inc()

    def text(self) -> bytes:
        """All of it, in the format that ``CONTENT_TYPE`` names."""
        return generate_latest(self._registry)


class _AtScrape(Collector):
    def __init__(self, renderer: Renderer, store: Store, latency: Callable[[], float]) -> None:
        self._renderer = renderer
        self._store = store
        self._latency = latency

    def collect(self) -> Iterator[Metric]:
        pool = self._renderer.state()
        yield GaugeMetricFamily("genart_queue_depth", "Jobs that wait for a worker.", pool.waiting)
        yield GaugeMetricFamily("genart_jobs_running", "Jobs at work.", pool.running)
        yield GaugeMetricFamily("genart_workers_alive", "Worker processes that run.", pool.alive)
        yield GaugeMetricFamily("genart_workers_wanted", "Worker processes that should run.", pool.wanted)
        restarts = CounterMetricFamily(
            "genart_pool_restarts", "Worker processes that were replaced.", labels=("reason",)
        )
        for reason, count in pool.restarts.items():
            restarts.add_metric([str(reason)], count)
        yield restarts
        yield CounterMetricFamily(
            "genart_store_failures", "Reads and writes that the database refused.", self._store.failures
        )
        latency = self._latency()
        if math.isfinite(latency):
            yield GaugeMetricFamily(
                "genart_gateway_latency_seconds", "Seconds between Discord and the bot.", latency
            )
