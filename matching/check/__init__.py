from matching.check.judge import judge, points

__all__ = ["judge", "points"]
