"""The independent checker of days: every rule and every term, from the problem and the plan alone."""

from matching.day.check.judge import judge_day

__all__ = ["judge_day"]
