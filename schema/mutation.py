"""What can be changed: one verb and noun each, with one input and a union of typed answers."""

from __future__ import annotations

import strawberry

from schema.access import SignedOut, SignInResult, sign_in, sign_out
from schema.booking_changes import BookingMutations
from schema.calendar_changes import CalendarMutations
from schema.dispatch_changes import DispatchMutations
from schema.phone_changes import PhoneMutations
from schema.planning_changes import PlanningMutations
from schema.policy import exposed, public
from schema.roster_changes import RosterMutations
from schema.run_changes import (
    CancelMatchingRunResult,
    StartMatchingRunResult,
    cancel_matching_run,
    replan_week,
    start_matching_run,
)
from schema.week_changes import WeekMutations
from schema.youth_changes import YouthMutations


@strawberry.type(description="What can be changed. Each answers success or a typed refusal that changed nothing.")
class Mutation(
    BookingMutations,
    CalendarMutations,
    DispatchMutations,
    PhoneMutations,
    PlanningMutations,
    RosterMutations,
    WeekMutations,
    YouthMutations,
):
    """What can be changed."""

    sign_in: SignInResult = public("Sign in with a login and a password.", resolver=sign_in)
    sign_out: SignedOut = public("Sign out: the token of this request ends.", resolver=sign_out)
    start_matching_run: StartMatchingRunResult = exposed("Match a unit's week.", resolver=start_matching_run)
    replan_week: StartMatchingRunResult = exposed(
        "Match a published week anew with as few changes as can be.", resolver=replan_week
    )
    cancel_matching_run: CancelMatchingRunResult = exposed(
        "Stop a run; its best plan so far becomes a draft.", resolver=cancel_matching_run
    )
