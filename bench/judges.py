"""Two judges, one verdict: our checker beside an independent script, on good plans and on spoiled ones."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from matching.check import judge
from matching.formats.week import plan_json
from matching.plan import Plan
from matching.problem import Assignment, Problem

SPOILED = 8  # plans for each week


class Answer(TypedDict):
    """What the script prints, as far as it matters here."""

    violations: list[dict[str, str]]
    terms: dict[str, int]


def differences(script: Path, week_file: Path, problem: Problem, plan: Plan) -> list[str]:
    """Where the script judges a plan, or a spoiled one, otherwise than we do: rule by rule, term by term."""
    rng = random.Random(problem.name)  # noqa: S311  (the same spoiled plans each time)
    plans = [plan, *(_spoiled(rng, problem, plan) for _ in range(SPOILED))]
    return [line for one in plans for line in _differences(script, week_file, problem, one)]


def _differences(script: Path, week_file: Path, problem: Problem, plan: Plan) -> list[str]:
    ours, theirs = judge(problem, plan), _ask(script, week_file, plan)
    our_codes = Counter(violation.code for violation in ours.violations)
    their_codes = Counter(violation["code"] for violation in theirs["violations"])
    codes = [
        f"{code}: {our_codes[code]} against {their_codes[code]}"
        for code in sorted({*our_codes, *their_codes})
        if (our_codes[code] > 0) != (their_codes[code] > 0)
    ]
    terms = [
        f"{term}: {points} against {theirs['terms'][term]}"
        for term, points in ours.score.terms.items()
        if points != theirs["terms"][term]
    ]
    return [f"{problem.name}: {line}" for line in (*codes, *terms)]


def _ask(script: Path, week_file: Path, plan: Plan) -> Answer:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(plan_json(plan), file)
        file.flush()
        command = [sys.executable, str(script), str(week_file), file.name]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (the user's script)
    if answer.returncode not in {0, 1}:
        raise RuntimeError(f"{script} can't judge {week_file}: {answer.stderr}")
    return json.loads(answer.stdout)


def _spoiled(rng: random.Random, problem: Problem, plan: Plan) -> Plan:
    """A plan with a few starts, carers and breaks changed."""
    assignments = list(plan.assignments)
    for i in rng.sample(range(len(assignments)), min(3, len(assignments))):
        assignments[i] = _changed(rng, problem, assignments[i])
    breaks = tuple(
        replace(pause, start_s=pause.start_s + 600) if rng.random() < 0.1 else pause
        for pause in plan.breaks
        if rng.random() > 0.1
    )
    return Plan(plan.problem, tuple(assignments), breaks)


def _changed(rng: random.Random, problem: Problem, one: Assignment) -> Assignment:
    if rng.random() < 0.5:
        return replace(one, start_s=one.start_s + rng.choice((-3600, -60, 60, 3600, 86_400)))
    carers = [rng.choice(problem.carers).id if rng.random() < 0.7 else who for who in one.carers]
    return replace(one, carers=tuple(carers))
