from matching.explain.remedy import Remedy
from matching.explain.sessions import remedies_for_empty_slots
from matching.explain.tray import Cover, Step, cover_tray
from matching.explain.visits import remedies
from matching.relax import Change, apply

__all__ = ["Change", "Cover", "Remedy", "Step", "apply", "cover_tray", "remedies", "remedies_for_empty_slots"]
