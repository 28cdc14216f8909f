"""Metrics: what the service counts, as Prometheus reads it. Labels name routes and states, never a firm or a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.view import View
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
LABELS = {"http.request.method", "http.route", "http.response.status_code", "error.type"}
"""What requests are told apart by. Not by the name that the server was called by: anybody can invent those."""


class Metrics:
    """The counts of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        reader = PrometheusMetricReader(disable_target_info=True, scope_info_enabled=False, registry=self._registry)
        views = [View(instrument_name="http.server.*", attribute_keys=LABELS)]
        self.provider = MeterProvider([reader], views=views, shutdown_on_exit=False)
        self._meter = self.provider.get_meter("quotaplan")

    def watch(self, name: str, description: str, label: str, counts: Callable[[], Mapping[str, int]]) -> None:
        """Count something whenever it is asked for, e.g. jobs by their state."""

        def observe(_: CallbackOptions) -> Iterable[Observation]:
            return [Observation(count, {label: value}) for value, count in counts().items()]

        self._meter.create_observable_gauge(name, [observe], description=description)

    def exposition(self) -> bytes:
        """Everything counted so far."""
        return generate_latest(self._registry)

    def close(self) -> None:
        """Stop counting."""
        self.provider.shutdown()
