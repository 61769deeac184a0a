"""The home healthcare routing and scheduling problem of Mankowska, Kummer and others: JSON, minutes."""

from matching.formats.hhcrsp.problem_in import read_hhcrsp

__all__ = ["read_hhcrsp"]
