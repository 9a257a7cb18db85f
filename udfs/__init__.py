"""The spreadsheet functions, by theme: thin, argument → engine → result.

Importing this package fills the registry.
"""

from __future__ import annotations

from udfs import auteurs, bareme, charges, explication, inverse, minima

__all__ = ["auteurs", "bareme", "charges", "explication", "inverse", "minima"]
