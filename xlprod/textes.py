"""Matching of French text: case, accents, apostrophes and spacing do not count."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_REMPLACEMENTS = str.maketrans(
    {"’": "'", "ʼ": "'", "`": "'", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "°": "o", "º": "o"}
)


@lru_cache(8192)  # a sheet repeats its words on every row
def cle(texte: str) -> str:
    """Comparison key: ``cle("Chef  ÉLECTRICIEN d’équipe")`` → ``chef electricien d equipe``."""
    decompose = unicodedata.normalize("NFKD", texte.translate(_REMPLACEMENTS).casefold())
    lettres = (c if c.isalnum() else " " for c in decompose if not unicodedata.combining(c))
    return " ".join("".join(lettres).split())


def pluriel(nombre: int) -> str:
    """The mark of the plural in French: from two on."""
    return "s" if nombre > 1 else ""


def proches(texte: str, candidats: Iterable[str], nombre: int = 3) -> list[str]:
    """The ``nombre`` candidates nearest to ``texte``, nearest first.

    Likeness of the whole counts as much as that of the words: « maquilleuse » is nearer to
    « assistant maquilleur » than to « habilleur ».
    """
    from difflib import SequenceMatcher  # 5 ms to import, and only an error needs it

    recherche = cle(texte)
    cles = {candidat: cle(candidat) for candidat in candidats}
    vocabulaire = {mot for c in cles.values() for mot in c.split()}
    mots = [{v: SequenceMatcher(None, mot, v).ratio() for v in vocabulaire} for mot in recherche.split()]

    def ressemblance(cle_: str) -> float:
        entier = SequenceMatcher(None, recherche, cle_).ratio()
        par_mot = [max((notes[v] for v in cle_.split()), default=0.0) for notes in mots]
        return entier + sum(par_mot) / len(par_mot) if par_mot else entier

    return sorted(cles, key=lambda c: (-ressemblance(cles[c]), c))[:nombre]
