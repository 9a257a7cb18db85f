"""The spreadsheet functions, by theme: thin, argument → engine → result.

Importing this package fills the registry.
"""

from __future__ import annotations

from udfs import bareme, charges, explication, inverse, minima

__all__ = ["bareme", "charges", "explication", "inverse", "minima"]
