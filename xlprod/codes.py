"""Cell error codes: as a file stores them (``#VALUE!``) and as a French reader sees them (``#VALEUR!``)."""

from __future__ import annotations

FRANCAIS: dict[str, str] = {
    "#NULL!": "#NUL!",
    "#DIV/0!": "#DIV/0!",
    "#VALUE!": "#VALEUR!",
    "#REF!": "#REF!",
    "#NAME?": "#NOM?",
    "#NUM!": "#NOMBRE!",
    "#N/A": "#N/A",
    "#SPILL!": "#PROPAGATION!",
    "#CALC!": "#CALC!",
}
"""Stored code → French code."""

_CLASSIQUES = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))

FICHIER: dict[str, str] = {francais: fichier for fichier, francais in FRANCAIS.items()}
"""French code → stored code."""


def en_francais(code: str) -> str:
    """``#VALUE!`` → ``#VALEUR!``; a code already French, or unknown, is returned as it is."""
    return FRANCAIS.get(code.upper(), code)


def en_fichier(code: str) -> str:
    """``#VALEUR!`` → ``#VALUE!``; a code already stored, or unknown, is returned as it is."""
    return FICHIER.get(code.upper(), code)


def enregistrable(code: str) -> str:
    """The code a plain cell may store: recent ones (``#SPILL!``) need parts of their own."""
    return code if code in _CLASSIQUES else "#VALUE!"
