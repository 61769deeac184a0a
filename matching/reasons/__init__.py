from matching.reasons.exclusion import Exclusion, Summary, summary
from matching.reasons.exclusions import exclusions

__all__ = ["Exclusion", "Summary", "exclusions", "summary"]
