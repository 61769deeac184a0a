"""Who could make a visit, at which start, what the plan would cost more with each, and which visits would shift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import itemgetter

from matching.explain.costs import Costs
from matching.explain.gates import passes_gates
from matching.explain.insertion import Inserter
from matching.explain.part import Known, difference
from matching.explain.placed import Placed
from matching.explain.shifts import Shifts
from matching.plan import Plan, Term
from matching.problem import Assignment, Pin, Problem, Visit

MOST_WAYS = 12  # of one carer or crew that are compared
MOST_CREW_WAYS = 2  # of a crew whose start stands
ROUNDS = 5  # none of 6,000 ways found took more, and what fails after eight took most of the longest answers' time
MOST_OPEN_WAYS = 400  # of all carers; teams of several have far more, and what they cost differs little


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A carer at a visit, all others keeping carer, day and order: the checker's difference, term by term.

    `displaced` are other visits that would start at another time. The carer who comes now differs in nothing.
    """

    visit: str
    carer: str
    start_s: int
    cost_difference: int
    terms: Mapping[Term, int]
    displaced: tuple[str, ...]
    _rest: Shifts = field(compare=False, repr=False)
    _placed: Placed | None = field(default=None, compare=False, repr=False)

    @property
    def changed(self) -> tuple[Assignment, ...]:
        """The visit as they would make it, and the displaced at their other starts; none for the carer of now."""
        return self._placed.assignments if self._placed is not None else ()

    @property
    def plan(self) -> Plan:
        """The plan in which they come, put together when it is asked for."""
        return (self._rest if self._placed is None else self._placed.into(self._rest)).plan()


def candidates(problem: Problem, plan: Plan, visit_id: str) -> tuple[Candidacy, ...]:
    """Those who could make the visit, the cheapest first, each by their cheapest way.

    A visit of several carers keeps its start and the others in it. Nobody is left out but those whom a rule keeps away,
    which `reasons.exclusions` tells, and those for whom days of many others would have to shift. Raises KeyError if the
    problem has no such visit.
    """
    shifts = Shifts(problem, plan)
    return ranked(shifts, shifts.visits[visit_id])


def ranked(shifts: Shifts, visit: Visit) -> tuple[Candidacy, ...]:
    """As `candidates`, of lookups that are there already.

    In a week of 3,000 visits mostly 20 to 200 ms, at worst under a second.
    """
    mine = shifts.assigned.get(visit.id)
    is_fact = visit.id in shifts.facts  # what has begun nobody else can make
    rest = shifts if mine is None or is_fact else shifts.without(visit.id)
    best = {} if is_fact else _cheapest(shifts, rest, visit)
    if mine is not None:
        for who in {who for who in mine.carers if who is not None}:
            best[who] = Candidacy(visit.id, who, mine.start_s, 0, {}, (), shifts)
    return tuple(sorted(best.values(), key=lambda one: (one.cost_difference, one.carer)))


def _cheapest(shifts: Shifts, rest: Shifts, visit: Visit) -> dict[str, Candidacy]:
    """By carer the cheapest way that keeps every rule: what each costs is told first, so that few need be judged."""
    costs, known, mine = Costs(shifts), Known(), shifts.assigned.get(visit.id)
    left = {who: rest.breaks.get(who, ()) for who in mine.carers if who is not None} if mine else {}
    ways: dict[str, list[tuple[int, Placed]]] = {}
    for who, placed in _ways(shifts, rest, visit):
        points = costs.more(placed.assignments, {**left, **placed.breaks})
        ways.setdefault(who, []).append((points, placed))
    place_of = {name: i for i, name in enumerate(shifts.assigned)}
    found: dict[str, Candidacy] = {}
    for who, theirs in ways.items():
        for _, placed in sorted(theirs, key=itemgetter(0)):
            after = placed.into(rest)
            judged = difference(shifts, after, known, {visit.id, *(one.visit for one in placed.assignments)})
            if not judged.broken:
                later = [one.visit for one in placed.assignments if _is_displaced(shifts, visit, one)]
                displaced = tuple(sorted(later, key=place_of.__getitem__))
                given = (visit.id, who, placed.start_s, judged.points, judged.terms, displaced)
                found[who] = Candidacy(*given, rest, placed)
                break
    return found


def _is_displaced(before: Shifts, visit: Visit, one: Assignment) -> bool:
    return one.visit != visit.id and one.start_s != before.assigned[one.visit].start_s


def _ways(shifts: Shifts, rest: Shifts, visit: Visit) -> Iterator[tuple[str, Placed]]:
    """Ways in with each carer at the visit: alone, or in each slot beside those who come."""
    mine, inserter = shifts.assigned.get(visit.id), Inserter(rest, rounds=ROUNDS)
    if len(visit.slots) == 1 or mine is None:
        for placed in islice(inserter.ways(visit), MOST_OPEN_WAYS):
            yield from ((who, placed) for who in placed.carers if who is not None)
        return
    for slot in range(len(visit.slots)):
        for carer in shifts.carers.values():
            if carer.id not in mine.carers and passes_gates(visit, visit.slots[slot], carer):
                crew = (*mine.carers[:slot], carer.id, *mine.carers[slot + 1 :])
                pinned = replace(visit, pin=Pin(mine.start_s, crew))
                yield from ((carer.id, placed) for placed in islice(inserter.ways(pinned), MOST_CREW_WAYS))


def with_pinned(problem: Problem, plan: Plan, free: Mapping[str, Pin | None]) -> Plan:
    """The plan in which these visits are where their pins say, each by its cheapest way; all else starts as it does.

    Visits that nobody can make so are left out, and with them those that must follow them. Those with the fewest
    windows come first.
    """
    rest = Shifts(problem, plan)
    for name in free:
        if name in rest.assigned:
            rest = rest.without(name)
    rest = rest.settled()
    for name in sorted(free, key=lambda one: (-_weight(problem, rest.visits[one]), len(rest.visits[one].windows))):
        pinned = replace(rest.visits[name], pin=free[name])  # slots that the pin fills must be filled
        costs, ways = Costs(rest), list(islice(Inserter(rest).ways(pinned), MOST_WAYS))
        trials = (one.into(rest) for one in sorted(ways, key=lambda one: costs.more(one.assignments, one.breaks)))
        kept = next((one for one in trials if not difference(rest, one).broken), None)
        rest = rest if kept is None else kept.settled()
    return _without_followers(rest).plan()


def _without_followers(shifts: Shifts) -> Shifts:
    """The plan without second visits of links whose first is not in it, and without those that follow these."""
    while (name := next(_followers(shifts), None)) is not None:
        shifts = shifts.without(name)
    return shifts


def _followers(shifts: Shifts) -> Iterator[str]:
    for link in shifts.problem.links:
        if link.first not in shifts.assigned and link.second in shifts.assigned and link.second not in shifts.facts:
            yield link.second


def _weight(problem: Problem, visit: Visit) -> int:
    return getattr(problem.weights.unassigned, visit.priority)
