"""A plan's verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matching.day.check import rules
from matching.day.check.terms import quantities
from matching.day.check.walks import Walk, walk
from matching.day.plan import LUNCH, DayPlan, DayVerdict, DayViolation
from matching.day.problem import COUNTED, DayProblem, DayTerm


def judge_day(problem: DayProblem, plan: DayPlan) -> DayVerdict:
    """Every broken rule and every term of a plan; no terms where it names what is not there."""
    unknown = tuple(rules.known(problem, plan))
    if unknown:
        return DayVerdict(unknown, {}, {}, 0.0, 0, len(problem.patients))
    places = {patient.id: patient.place for patient in problem.patients}
    walks = {carer.id: walk(problem, carer, plan.routes.get(carer.id, ()), places) for carer in problem.carers}
    amounts = quantities(problem, plan, walks)
    terms: dict[DayTerm, float] = {
        term: problem.weight(term) * _units(problem, term, amount) for term, amount in amounts.items()
    }
    served = len({stop.patient for stops in plan.routes.values() for stop in stops if stop.service != LUNCH})
    return DayVerdict(
        violations=(*_broken(problem, plan, walks), *_hard(problem, amounts)),
        quantities=amounts,
        terms=terms,
        cost=sum(terms.values()) / problem.divisor,
        served=served,
        patients=len(problem.patients),
    )


def _units(problem: DayProblem, term: DayTerm, amount: int) -> float:
    return amount if term in COUNTED or problem.ticks == 1 else amount / problem.ticks


def _broken(problem: DayProblem, plan: DayPlan, walks: Mapping[str, Walk]) -> Iterator[DayViolation]:
    patients = {patient.id: patient for patient in problem.patients}
    starts: dict[str, dict[str, int]] = {}
    yield from rules.served(problem, plan)
    for carer in problem.carers:
        stops = plan.routes.get(carer.id, ())
        yield from rules.travels(carer, stops, walks[carer.id], problem.slack)
        yield from rules.lunches(problem, carer, stops)
        for stop in stops:
            if stop.service != LUNCH:
                yield from rules.durations(patients[stop.patient], stop, problem.slack)
                starts.setdefault(stop.patient, {})[stop.service] = stop.starts
    for name, times in starts.items():
        yield from rules.synchronised(patients[name], times, problem.slack)


def _hard(problem: DayProblem, amounts: Mapping[DayTerm, int]) -> Iterator[DayViolation]:
    for term in sorted(problem.hard):
        if amounts[term] > 0:
            yield DayViolation("HARD", f"{term} is {amounts[term]}, and must be 0")
