from matching.check.judge import first_broken, judge

__all__ = ["first_broken", "judge"]
