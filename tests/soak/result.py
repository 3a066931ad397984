"""The result of a soak, and how it is printed."""

import json
from dataclasses import dataclass

import click

from tests.soak.measures import TOO_LONG, LogCounter, Memory, Watchdog
from tests.soak.people import Crowd


@dataclass
class Result:
    """Everything that was measured during a run.

    :ivar unretrieved: exceptions of tasks that were never retrieved.
    :ivar escaped: exceptions that left the bot's handlers.
    """

    log: LogCounter
    watchdog: Watchdog
    memory: Memory
    crowd: Crowd
    killed: int
    unretrieved: list[str]
    escaped: list[str]
    seconds: float

    def has_errors(self) -> bool:
        return bool(self.log.errors or self.escaped or self.unretrieved or self.crowd.unanswered)

    def print(self, warm_up: float) -> None:
        """Print the figures; the growth of the memory is measured after ``warm_up`` minutes."""
        click.echo(json.dumps(self._figures(warm_up), indent=1))
        self._print_requests()
        self._print_errors()
        self._print_blocks()
        self._print_memory()

    def _figures(self, warm_up: float) -> dict[str, object]:
        blocks = self.watchdog.blocks
        own_blocks = [block for block in blocks if block.own > TOO_LONG]
        times = sorted(time for times in self.log.times.values() for time in times)
        total = sum(self.log.outcomes.values())
        figures: dict[str, object] = {
            "seconds": round(self.seconds),
            "interactions": total,
            "per_second": round(total / self.seconds, 2),
            "errors_logged": len(self.log.errors),
            "escaped": len(self.escaped) + len(self.unretrieved),
            "unanswered": len(self.crowd.unanswered),
            "workers_killed": self.killed,
            "seconds_to_answer_p50_p95_max": [
                round(times[int(q * (len(times) - 1))], 3) for q in (0.5, 0.95, 1)
            ],
            "loop_lags_over_50_ms": len(blocks),
            "of_them_own": len(own_blocks),
            "longest_lag_ms": round(1000 * max((block.wall for block in blocks), default=0)),
            "longest_own_ms": round(1000 * max((block.own for block in own_blocks), default=0)),
            "collections_over_20_ms": sum(seconds > 0.02 for seconds in self.watchdog.collections),
            "longest_collection_ms": round(1000 * max(self.watchdog.collections, default=0), 1),
        }
        first, last = self.memory.samples[0], self.memory.samples[-1]
        for column, name in ((1, "own"), (2, "children"), (3, "allocated")):
            slope, error = self.memory.slope(warm_up * 60, column)
            figures[f"{name}_mib"] = [round(first[column], 1), round(last[column], 1)]
            figures[f"{name}_slope_mib_per_hour"] = [round(slope, 2), round(error, 2)]
        return figures

    def _print_requests(self) -> None:
        click.echo("\nRequests:")
        for outcome, count in sorted(self.log.outcomes.items()):
            click.echo(f"  {count:6} {outcome}")
        click.echo("Reasons: " + ", ".join(f"{reason} {n}" for reason, n in self.log.reasons.most_common()))
        click.echo("Actions: " + ", ".join(f"{name} {n}" for name, n in self.crowd.actions.most_common()))
        warnings = self.log.warnings.most_common(12)
        click.echo("Warnings: " + "; ".join(f"{n} x {message}" for message, n in warnings))

    def _print_errors(self) -> None:
        for title, messages in (
            ("Errors", self.log.errors),
            ("Never retrieved", self.unretrieved),
            ("Escaped", self.escaped),
            ("Unanswered", self.crowd.unanswered),
        ):
            for message in messages[:8]:
                click.echo(f"{title}: {message}")

    def _print_blocks(self) -> None:
        click.echo("\nThe longest blocks:")
        for block in sorted(self.watchdog.blocks, key=lambda block: -block.own)[:15]:
            click.echo(
                f"  at {block.at:.0f} s: {block.wall * 1000:.0f} ms, {block.cpu * 1000:.0f} of CPU time, "
                f"{block.queued * 1000:.0f} without a processor: {block.where}"
            )

    def _print_memory(self) -> None:
        click.echo("\nMemory, MiB (own, workers, allocated):")
        samples = self.memory.samples
        for at, own, workers, allocated in samples[:: max(1, len(samples) // 15)]:
            click.echo(f"  {at:6.0f} s  {own:7.1f}  {workers:7.1f}  {allocated:7.1f}")
