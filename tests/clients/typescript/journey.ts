// A coordinator's week: `node built/journey.js HOST WEEK`. Prints what it saw at each step, as JSON.
import { Client, graphql, key } from "./client.js";

const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      __typename
      ... on SignedIn { token me { login roles } }
      ... on ValidationFailed { message }
    }
  }
`);
const Units = graphql(`{ organizations(filter: { isPlanningUnit: true }) { nodes { id name timeZone } } }`);
const PlanFacts = graphql(`fragment PlanFacts on Plan @_unmask { id number state origin assigned visits version }`);
const Board = graphql(
  `
    query Board($unit: ID!, $week: String!) {
      week(scope: $unit, isoWeek: $week) {
        status
        readiness { plannableVisits visits items { key code mend } }
        plan { ...PlanFacts }
        roster { id version state startsAt what carer { id name } visit { id } session { id } }
        unassigned { key summary remedies visit { id } excluded { rule carer { name } } }
      }
    }
  `,
  [PlanFacts],
);
const Start = graphql(`
  mutation Start($input: StartMatchingRunInput!) {
    startMatchingRun(input: $input) {
      __typename
      ... on MatchingRunStarted { run { id } }
      ... on Refusal { message }
    }
  }
`);
const Replan = graphql(`
  mutation Replan($input: StartMatchingRunInput!) {
    replanWeek(input: $input) {
      __typename
      ... on MatchingRunStarted { run { id } }
      ... on Refusal { message }
    }
  }
`);
const Follow = graphql(`
  subscription Follow($run: ID!, $last: ID) {
    matchingRunProgress(run: $run, lastEventId: $last) { eventId state run { assigned visits } }
  }
`);
const Candidates = graphql(`
  query Candidates($visit: ID!) {
    candidates(visit: $visit) {
      __typename
      ... on Candidates { candidates { carer { id name } isNow rule } }
      ... on Refusal { message }
    }
  }
`);
const WhatIf = graphql(`
  query WhatIf($plan: ID!, $changes: [PlanChangeInput!]!) {
    whatIf(plan: $plan, changes: $changes) {
      __typename
      ... on WhatIf { costBefore costAfter moved { name carersAfter { name } } }
      ... on Refusal { message }
    }
  }
`);
const Pin = graphql(`
  mutation Pin($input: PinVisitInput!) {
    pinVisit(input: $input) { __typename ... on VisitPinned { visit } ... on Refusal { message } }
  }
`);
const Publish = graphql(`
  mutation Publish($input: PublishPlanInput!) {
    publishPlan(input: $input) { __typename ... on PlanPublished { assignments } ... on Refusal { message } }
  }
`);
const Mine = graphql(`query Mine($week: String!) { myRoster(isoWeek: $week) { id version state what whom where visit { id } } }`);
const Accept = graphql(`
  mutation Accept($input: AssignmentInput!) {
    acceptAssignment(input: $input) {
      __typename
      ... on AssignmentAccepted { assignment { state version } }
      ... on Conflict { message currentVersion other }
      ... on Refusal { message }
    }
  }
`);
const Decline = graphql(`
  mutation Decline($input: DeclineAssignmentInput!) {
    declineAssignment(input: $input) {
      __typename
      ... on AssignmentDeclined { assignment { state reason } }
      ... on Refusal { message }
    }
  }
`);
const Close = graphql(`
  mutation Close($input: WeekInput!) {
    closeWeek(input: $input) { __typename ... on WeekClosed { week { status } } ... on Refusal { message } }
  }
`);

/** What is there, or an end to the journey that says what is not. */
function there<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}

async function signedIn(host: string, login: string): Promise<Client> {
  const { signIn } = await new Client(host).ask(SignIn, { input: { login, password: "linli-demo" } });
  if (signIn.__typename !== "SignedIn") throw new Error(signIn.message); // the compiler knows that it has one
  return new Client(host, signIn.token);
}

async function boardOf(me: Client, unit: string, week: string) {
  const board = there((await me.ask(Board, { unit, week })).week, "week");
  return { ...board, plan: there(board.plan, "plan") };
}

async function match(me: Client, unit: string, week: string, seconds = 1.5): Promise<string> {
  const { startMatchingRun: answer } = await me.ask(Start, {
    input: { scope: unit, isoWeek: week, seconds, idempotencyKey: key() },
  });
  if (answer.__typename !== "MatchingRunStarted") throw new Error(answer.message);
  return answer.run.id;
}

async function publish(me: Client, plan: { id: string; version: number }): Promise<string> {
  const input = { plan: plan.id, expectedVersion: plan.version, idempotencyKey: key() };
  return (await me.ask(Publish, { input })).publishPlan.__typename;
}

async function journey(host: string, week: string) {
  const saw: Record<string, unknown> = {};
  const me = await signedIn(host, "coordinator");
  const unit = there((await me.ask(Units, {})).organizations.nodes[0], "unit").id;

  const run = await match(me, unit, week);
  const [first] = await me.follow("socket", Follow, { run }, 1);
  const last = there(first, "event").matchingRunProgress.eventId;
  const states = (told: { matchingRunProgress: { state: string } }[]) => told.map((one) => one.matchingRunProgress.state);
  const [bySocket, byEvents] = await Promise.all([
    me.follow("socket", Follow, { run, last }),
    me.follow("events", Follow, { run, last }),
  ]);
  saw.sameNews = JSON.stringify(states(bySocket)) === JSON.stringify(states(byEvents));
  saw.run = states(bySocket).at(-1);
  const board = await boardOf(me, unit, week);
  saw.board = [board.plan.assigned, board.plan.visits, board.readiness.items.length];
  saw.tray = board.unassigned.map((line) => line.key);

  const line = board.roster.find((one) => one.what === "Blood pressure and glucose");
  const visit = there(line?.visit, "visit").id;
  const { candidates } = await me.ask(Candidates, { visit });
  if (candidates.__typename !== "Candidates") throw new Error(candidates.message);
  const other = there(candidates.candidates.find((one) => !one.isNow && one.rule === ""), "candidate").carer;
  const { whatIf } = await me.ask(WhatIf, {
    plan: board.plan.id,
    changes: [{ move: { visit, carer: other.id } }],
  });
  saw.whatIf = whatIf.__typename;
  saw.pinned = (await me.ask(Pin, { input: { visit, carer: other.id, idempotencyKey: key() } })).pinVisit.__typename;
  await me.follow("events", Follow, { run: await match(me, unit, week) });
  saw.published = await publish(me, (await boardOf(me, unit, week)).plan);

  const carer = await signedIn(host, "carer");
  const [mine, ...others] = (await carer.ask(Mine, { week })).myRoster;
  const next = others.find((one) => one.visit?.id !== visit); // the pinned visit, declined, would be nobody's
  const yes = { assignment: there(mine, "visit").id, expectedVersion: there(mine, "visit").version };
  for (const name of ["accepted", "acceptedAgain"]) {
    saw[name] = (await carer.ask(Accept, { input: { ...yes, idempotencyKey: key() } })).acceptAssignment.__typename;
  }
  const { id: assignment, version: expectedVersion } = there(next, "second visit");
  const no = { assignment, expectedVersion, reason: "家长会", idempotencyKey: key() };
  saw.declined = (await carer.ask(Decline, { input: no })).declineAssignment.__typename;

  const asked = { scope: unit, isoWeek: week, seconds: 1.5, idempotencyKey: key() };
  const { replanWeek } = await me.ask(Replan, { input: asked });
  if (replanWeek.__typename !== "MatchingRunStarted") throw new Error(replanWeek.message);
  saw.replan = states(await me.follow("socket", Follow, { run: replanWeek.run.id })).at(-1);
  const newest = await boardOf(me, unit, week);
  saw.origin = newest.plan.origin;
  saw.pinHolds = newest.roster.find((one) => one.visit?.id === visit)?.carer.id === other.id;
  saw.publishedAnew = await publish(me, newest.plan);
  const { closeWeek } = await me.ask(Close, { input: { scope: unit, isoWeek: week, idempotencyKey: key() } });
  saw.closed = closeWeek.__typename === "WeekClosed" ? closeWeek.week.status : closeWeek.message;
  return saw;
}

const [host, week] = process.argv.slice(2);
console.log(JSON.stringify(await journey(there(host, "host"), there(week, "week"))));
