"""Matching of French text: case, accents, apostrophes and spacing do not count."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_REMPLACEMENTS = str.maketrans(
    {"’": "'", "ʼ": "'", "`": "'", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "°": "o", "º": "o"}
)


def cle(texte: str) -> str:
    """Comparison key: ``cle("Chef  ÉLECTRICIEN d’équipe")`` → ``chef electricien d equipe``."""
    decompose = unicodedata.normalize("NFKD", texte.translate(_REMPLACEMENTS).casefold())
    lettres = (c if c.isalnum() else " " for c in decompose if not unicodedata.combining(c))
    return " ".join("".join(lettres).split())


def proches(texte: str, candidats: Iterable[str], nombre: int = 3) -> list[str]:
    """The ``nombre`` candidates nearest to ``texte``, nearest first."""
    from difflib import SequenceMatcher  # 5 ms to import, and only an error needs it

    recherche = cle(texte)
    notes = sorted(
        ((SequenceMatcher(None, recherche, cle(c)).ratio(), c) for c in set(candidats)),
        key=lambda note: (-note[0], note[1]),
    )
    return [candidat for _, candidat in notes[:nombre]]
