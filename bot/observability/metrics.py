"""Prometheus metrics, in a registry of their own.

Requests are counted here as they end. Values that other parts of the bot know, such as the length of the
queue, are read from them at each scrape.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.observability.tracing import Span, Trace

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_RENDER_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_REQUEST_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class WorkerStats(Protocol):
    """What the metrics read from the pool of workers."""

    @property
    def waiting(self) -> int: ...
    @property
    def running(self) -> int: ...
    @property
    def alive(self) -> int: ...
    @property
    def wanted(self) -> int: ...
    @property
    def restarts(self) -> Mapping[Any, int]:
        """Workers replaced so far, by reason."""
        ...


class Metrics(Collector):
    """The metrics of one bot.

    :param workers: returns the state of the workers at this moment.
    :param store_failures: returns how many reads and writes the database has refused so far.
    :param latency: returns the seconds between Discord and the bot; not finite while disconnected.
    """

    def __init__(
        self,
        *,
        workers: Callable[[], WorkerStats],
        store_failures: Callable[[], int],
        latency: Callable[[], float],
    ) -> None:
        self._workers = workers
        self._store_failures = store_failures
        self._latency = latency
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "genart_interactions",
            "Commands, buttons and forms, by outcome.",
            ("command", "outcome"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "genart_interaction_seconds",
            "Time from when the bot receives an interaction until it has finished with it.",
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
            "Pictures made, by whether they could be saved as their owner's last.",
            ("kept",),
            registry=self._registry,
        )
        for kept in ("yes", "no"):
            # Prometheus sees a counter rise from 0 to 1 only if the 0 was there.
            self._pictures.labels(kept)
        self._registry.register(self)

    def observe(self, trace: Trace) -> None:
        """Count a request that has ended."""
        self._requests.labels(trace.command, str(trace.outcome)).inc()
        self._seconds.labels(trace.command).observe(trace.total)
        for part, seconds in trace.spans.items():
            self._spans.labels(str(part)).inc(seconds)
        if trace.style is not None and Span.RENDER in trace.spans:
            drawing = trace.spans[Span.RENDER] + trace.spans.get(Span.ENCODE, 0.0)
            self._render.labels(trace.style).observe(drawing)
        if trace.saved is not None:
            self._pictures.labels("yes" if trace.saved else "no").inc()

    def text(self) -> bytes:
        """Return all metrics in the format that ``CONTENT_TYPE`` names."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics whose values are read at each scrape."""
        workers = self._workers()
        yield GaugeMetricFamily("genart_queue_depth", "Jobs that wait for a worker.", workers.waiting)
        yield GaugeMetricFamily("genart_jobs_running", "Jobs that a worker is running.", workers.running)
        yield GaugeMetricFamily("genart_workers_alive", "Worker processes that run.", workers.alive)
        yield GaugeMetricFamily("genart_workers_wanted", "Worker processes that should run.", workers.wanted)
        restarts = CounterMetricFamily(
            "genart_pool_restarts", "Worker processes that were replaced.", labels=("reason",)
        )
        for reason, count in workers.restarts.items():
            restarts.add_metric([str(reason)], count)
        yield restarts
        yield CounterMetricFamily(
            "genart_store_failures", "Reads and writes that the database refused.", self._store_failures()
        )
        latency = self._latency()
        if math.isfinite(latency):
            yield GaugeMetricFamily(
                "genart_gateway_latency_seconds", "Seconds between Discord and the bot.", latency
            )
