"""Ribbon actions, one Python function per button, on a snapshot of the workbook.

Importing this package fills the registry of actions.
"""

from __future__ import annotations

from macros import baremes

__all__ = ["baremes"]
