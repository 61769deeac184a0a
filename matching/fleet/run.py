"""One run: searches side by side that follow the best of them, and a master that recombines their routes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Literal

from matching.best import Limits
from matching.fleet.compile import ABSENT, CompiledFleet
from matching.fleet.judge import judge_fleet
from matching.fleet.master import Master
from matching.fleet.plan import FleetPlan, FleetSolution
from matching.fleet.pool import RoutePool
from matching.warming import compile_kernels
from matching.watch import Standing, Watch

if TYPE_CHECKING:
    from matching.fleet.kernels.searching import FleetSearch

KERNELS = "matching.fleet.kernels"
BATCH = 500  # steps between two looks at the clock, at first
BATCH_S = 0.1  # that such a batch should take, or less in a short run
LOOK_S = 0.03  # between two looks at the master, where it is waited for
EPOCHS = 60  # of a run, between which searches meet
FOLLOW_EVERY = 6  # epochs
LOG_FROM = 0.3  # of the budget: routes seen earlier are too long
RECOMBINED = (24, 33, 42, 48, 54, 58)  # epochs at whose beginning the master sets out
MOST_ROUTES = 1_500  # for the master: with 4,000 it takes six times as long, and hardly finds more
MASTER_SHARE = 0.04  # of the budget, which one attempt may take


class FleetRun:
    """Searches until the budget is spent."""

    def __init__(self, fleet: CompiledFleet, limits: Limits, watch: Watch) -> None:
        self._fleet, self._limits, self._watch = fleet, limits, watch
        self._searches: list[FleetSearch] = []
        self._batches: list[int] = []
        self._looked_s = self._begun_s = 0.0  # on the clock: before the batch that runs, and after kernels were there
        self._batch_s = BATCH_S if limits.seconds is None else min(BATCH_S, limits.seconds / EPOCHS / 2)
        self._epoch = 0
        self._best, self._best_cost = FleetPlan(()), fleet.problem.customers * ABSENT
        self._pool = RoutePool(MOST_ROUTES)
        self._master: Master | None = None

    def solve(self) -> FleetSolution:
        """The best routes within the limits."""
        if compile_kernels(lambda: self._tell("compile"), KERNELS):
            self._begun_s = self._watch.elapsed_s
            self._begin()
            self._search()
        verdict = judge_fleet(self._fleet.problem, self._best)
        stopped: Literal["budget", "cancelled"] = "cancelled" if self._watch.is_cancelled else "budget"
        return FleetSolution(self._best, verdict, self._iterations, self._watch.elapsed_s, stopped)

    def _begin(self) -> None:
        from matching.fleet.kernels.searching import FleetSearch  # noqa: PLC0415  (it compiles where nobody waits)

        limits = self._limits
        first = FleetSearch(self._fleet, limits.seed)
        self._searches = [first]
        self._tell("construct", now=True)
        seeds = range(limits.seed + 1, limits.seed + limits.workers)
        self._searches += [FleetSearch(self._fleet, seed, first) for seed in seeds]
        self._batches = [BATCH] * limits.workers

    def _search(self) -> None:
        """Each search in a thread of its own, by epochs."""
        with ThreadPoolExecutor(len(self._searches)) as pool:
            while (spent := self._spent()) < 1 and self._tell("search"):
                if int(spent * EPOCHS) != self._epoch:
                    self._epoch = int(spent * EPOCHS)
                    self._meet()
                running = [pool.submit(self._run_batch, i, spent) for i in range(len(self._searches))]
                for one in running:
                    one.result()
                if spent >= LOG_FROM:
                    for search in self._searches:
                        self._pool.see(search.standing_routes())
        self._keep_best()

    def _keep_best(self) -> None:
        for search in self._searches:
            if search.cost < self._best_cost:
                self._best, self._best_cost = search.plan(), search.cost

    def _meet(self) -> None:
        """Take over what the master has found, perhaps send it out anew, and follow the best."""
        self._keep_best()
        self._take_over()
        if self._epoch in RECOMBINED and self._master is None and self._best_cost < ABSENT:
            self._pool.see(self._searches[0].measured(self._best.routes))
            longest_s = None if self._limits.seconds is None else MASTER_SHARE * self._limits.seconds
            self._master = Master(self._fleet.problem, self._pool.routes(), self._best_cost, longest_s)
        if self._epoch % FOLLOW_EVERY == 0:
            self._follow()

    def _take_over(self) -> None:
        """What the master has found, if it is still the best; where no clock decides, it is waited for."""
        master, first = self._master, self._searches[0]
        if master is None:
            return
        while self._limits.seconds is None and master.is_alive() and self._tell("recombine"):
            master.join(LOOK_S)
        if not master.is_alive():
            self._master = None
            found = list(first.measured(master.found or ()))
            if found and sum(distance for distance, _ in found) < self._best_cost:
                first.take(route for _, route in found)
                self._keep_best()

    def _follow(self) -> None:
        """Let all go on from the routes of the one that stands best."""
        leader = min(self._searches, key=lambda one: one.standing)
        for search in self._searches:
            if search is not leader:
                search.follow(leader)

    def _run_batch(self, i: int, spent: float) -> None:
        """Let a search do some steps, as many as fit the clock if that is to decide."""
        limits, one = self._limits, self._searches[i]
        if limits.iterations is None:
            steps, share = self._batches[i], self._batch_s / (limits.seconds or 1.0)
        else:
            steps = max(1, min(BATCH, limits.iterations - one.steps))
            share = steps / limits.iterations
        one.run(steps, spent, min(1.0, spent + share))
        took_s = self._watch.elapsed_s - self._looked_s
        self._batches[i] = max(1, min(2 * self._batches[i], int(self._batches[i] * self._batch_s / max(took_s, 1e-6))))

    def _spent(self) -> float:
        """Share of the budget that is spent."""
        limits, first = self._limits, self._searches[0]
        spent = 0.0 if limits.iterations is None else first.steps / max(limits.iterations, 1)
        if limits.seconds is not None:
            self._looked_s = self._watch.elapsed_s
            spent = max(spent, (self._looked_s - self._begun_s) / limits.seconds)
        return spent

    @property
    def _iterations(self) -> int:
        return sum(one.steps for one in self._searches)

    def _tell(self, phase: str, *, now: bool = False) -> bool:
        """Report the best cost so far."""
        cost = min([self._best_cost, *(search.cost for search in self._searches)])
        served = self._fleet.problem.customers - cost // ABSENT
        return self._watch.tell(phase, Standing(self._iterations, cost, served, None), now=now)
