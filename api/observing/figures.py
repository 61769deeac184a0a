"""What a monitor counts and times. A label is one of a few words of ours, never anything that a caller chose."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

REQUESTS = Counter("linli_requests", "HTTP requests and sockets.", ["path", "status"], registry=REGISTRY)
OPERATIONS = Counter("linli_operations", "GraphQL operations.", ["kind", "outcome"], registry=REGISTRY)
OPERATION_S = Histogram(
    "linli_operation_seconds",
    "Time to answer a GraphQL query or mutation.",
    ["kind"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
BUGS = Counter("linli_bugs", "Bugs: each has its trace in the log.", registry=REGISTRY)
STREAMS = Gauge("linli_open_streams", "Sockets and event streams that are open.", registry=REGISTRY)
RUNS = Gauge("linli_matching_runs", "Matching runs in the database.", ["state"], registry=REGISTRY)
WAITING = Gauge("linli_matching_queue", "Matching runs that wait for a worker.", registry=REGISTRY)
SOLVE_S = Histogram(
    "linli_solve_seconds",
    "Time that the engine took for a matching run.",
    buckets=(1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600),
    registry=REGISTRY,
)
