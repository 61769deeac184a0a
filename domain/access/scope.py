"""Which rows somebody may see, as conditions of the SQL itself: what is not theirs looks the same as missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.access.principal import Principal
from domain.dispatch.models import Dispatch, Offer
from domain.people.models import Carer, CarerUnit, Resident
from domain.planning.models import Assignment, MatchingRun, Plan
from domain.visits.models import HomeVisitRequest, Visit
from domain.youth.models import Enrolment

ModelT = TypeVar("ModelT", bound=Model)
NOTHING = Q(id__in=[])


def visible(query: QuerySet[ModelT], who: Principal | None) -> QuerySet[ModelT]:
    """The rows of `query` that `who` may see. Tables that hold only public facts are seen by all."""
    rule = RULES.get(query.model)
    if rule is None or (who is not None and who.is_everywhere):
        return query
    return query.filter(NOTHING if who is None else rule(who))


def residents_of(who: Principal) -> Q:
    """Residents of the own units' communities, children in their sessions, those on the own roster, own children."""
    units = sorted(who.unit_ids)
    seen = Q(id__in=sorted(who.children))
    if units:
        enrolled = Enrolment.filter(session__program__planned_by_id__in=units)
        seen |= Q(community__planned_by_id__in=units) | Q(id__in=Subquery(enrolled.values("child_id")))
    if who.carer_id is not None:
        seen |= Q(id__in=Subquery(own_roster(who.carer_id).values("visit__request__resident_id")))
    return seen


def requests_of(who: Principal) -> Q:
    """Requests of residents of the own units' communities, and those on the own roster."""
    seen = Q(resident__community__planned_by_id__in=sorted(who.unit_ids)) if who.unit_ids else NOTHING
    if who.carer_id is not None:
        seen |= Q(id__in=Subquery(own_roster(who.carer_id).values("visit__request_id")))
    return seen


def visits_of(who: Principal) -> Q:
    """Visits to residents of the own units' communities, and those on the own roster."""
    seen = Q(request__resident__community__planned_by_id__in=sorted(who.unit_ids)) if who.unit_ids else NOTHING
    if who.carer_id is not None:
        seen |= Q(id__in=Subquery(own_roster(who.carer_id).values("visit_id")))
    return seen


def carers_of(who: Principal) -> Q:
    """Carers whom the own units plan, and oneself."""
    seen = Q(id=who.carer_id) if who.carer_id is not None else NOTHING
    if who.unit_ids:
        planned = CarerUnit.filter(unit_id__in=sorted(who.unit_ids))
        seen |= Q(id__in=Subquery(planned.values("carer_id")))
    return seen


def own_roster(carer_id: UUID) -> QuerySet[Assignment]:
    """Visits that a published plan gives a carer."""
    return Assignment.filter(carer_id=carer_id, plan__state="published", visit_id__not_isnull=True)


def runs_of(who: Principal) -> Q:
    """Matching runs over the own units' weeks."""
    return Q(week__unit_id__in=sorted(who.unit_ids)) if who.unit_ids else NOTHING


def plans_of(who: Principal) -> Q:
    """Plans of the own units' weeks."""
    return Q(week__unit_id__in=sorted(who.unit_ids)) if who.unit_ids else NOTHING


def assignments_of(who: Principal) -> Q:
    """Assignments of the own units' plans, and what a published plan gives oneself."""
    seen = Q(plan__week__unit_id__in=sorted(who.unit_ids)) if who.unit_ids else NOTHING
    if who.carer_id is not None:
        seen |= Q(carer_id=who.carer_id, plan__state="published")
    return seen


def dispatches_of(who: Principal) -> Q:
    """Urgent requests of the own units."""
    return Q(unit_id__in=sorted(who.unit_ids)) if who.unit_ids else NOTHING


def offers_of(who: Principal) -> Q:
    """Offers for the own units' urgent requests, and those made to oneself."""
    seen = Q(dispatch__unit_id__in=sorted(who.unit_ids)) if who.unit_ids else NOTHING
    if who.carer_id is not None:
        seen |= Q(carer_id=who.carer_id)
    return seen


def enrolments_of(who: Principal) -> Q:
    """Places in the own units' sessions, in those that one tutors, and of own children."""
    seen = Q(child_id__in=sorted(who.children))
    if who.unit_ids:
        seen |= Q(session__program__planned_by_id__in=sorted(who.unit_ids))
    if who.carer_id is not None:
        tutored = Assignment.filter(carer_id=who.carer_id, plan__state="published", session_id__not_isnull=True)
        seen |= Q(session_id__in=Subquery(tutored.values("session_id")))
    return seen


RULES: dict[type[Model], Callable[[Principal], Q]] = {
    Resident: residents_of,
    HomeVisitRequest: requests_of,
    Visit: visits_of,
    Carer: carers_of,
    MatchingRun: runs_of,
    Plan: plans_of,
    Assignment: assignments_of,
    Dispatch: dispatches_of,
    Offer: offers_of,
    Enrolment: enrolments_of,
}
