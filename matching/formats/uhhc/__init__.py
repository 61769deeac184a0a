"""The unified home healthcare routing and scheduling problem: JSON, minutes. Source: github.com/iolab-uniud/uhhc."""

from matching.formats.uhhc.problem_in import read_uhhc

__all__ = ["read_uhhc"]
