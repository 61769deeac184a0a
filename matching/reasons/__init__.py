from matching.reasons.exclusion import Exclusion, Summary, summary
from matching.reasons.exclusions import exclusions, exclusions_of

__all__ = ["Exclusion", "Summary", "exclusions", "exclusions_of", "summary"]
