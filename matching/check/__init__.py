from matching.check.judge import judge

__all__ = ["judge"]
