"""xlprod: the law of French film and TV production, inside the spreadsheet."""

from __future__ import annotations

VERSION_MOTEUR = "0.1.0"
"""Version of the engine (the code)."""

VERSION_DONNEES = "2026.11"
"""Version of the dated legal data (``xlprod/baremes/donnees``)."""

__version__ = VERSION_MOTEUR
__all__ = ["VERSION_DONNEES", "VERSION_MOTEUR", "__version__"]
