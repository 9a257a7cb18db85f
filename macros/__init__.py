"""Ribbon actions, one Python function per button, on a snapshot of the workbook.

Importing this package fills the registry of actions.
"""

from __future__ import annotations

from macros import aide, baremes, devis, diff, figer, minima, pourquoi, relier, salaire, verifier

__all__ = ["aide", "baremes", "devis", "diff", "figer", "minima", "pourquoi", "relier", "salaire", "verifier"]
