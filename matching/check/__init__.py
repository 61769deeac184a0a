from matching.check.judge import judge, score

__all__ = ["judge", "score"]
