from matching.explain.remedy import Remedy
from matching.explain.sessions import remedies_for_empty_slots
from matching.explain.visits import remedies
from matching.relax import Change, apply

__all__ = ["Change", "Remedy", "apply", "remedies", "remedies_for_empty_slots"]
