"""Formulas of a Calc document in Excel's writing, and back.

The parser prints Excel's own writing (commas, ``Feuille!A1``, ``Equipe[[#This Row],[Brut]]``) when it
is told English and ``XL_OOX`` and is given *no* map of functions: with a map, seen in LibreOffice
25.2, table references become plain areas.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

PREFIXE = "XLPROD."

_EXCEL = 3
"""``AddressConvention.XL_OOX``."""
_REPERE = re.compile(r"(?<![\w$])\$?[A-Z]{1,3}\$?\d+")
_NOS_NOMS = re.compile(r'"(?:[^"]|"")*"|(_xldudf_XLPROD_)')
"""The spelling of files, outside texts."""


def analyseur(document: Any) -> Any:
    """Calc's parser of formulas, set to Excel's writing."""
    service = document.createInstance("com.sun.star.sheet.FormulaParser")
    service.CompileEnglish = True
    service.FormulaConvention = _EXCEL
    return service


class Ecrivain:
    """Prints the formulas of one document."""

    def __init__(self, document: Any) -> None:
        self.analyseur = analyseur(document)
        self.moules: dict[str, list[str] | None] = {}

    def ecrire(self, jetons: Any, place: Any) -> str:
        """The formula as seen from a place, our functions spelled as Calc shows them."""
        texte: str = self.analyseur.printFormula(jetons, place)
        if "_xldudf_" not in texte:
            return texte
        return _NOS_NOMS.sub(lambda lu: PREFIXE if lu[1] else lu[0], texte)

    def traduire(self, texte: str, cellule: Callable[[], Any], place: Any) -> str:
        """The formula of a cell, ``texte`` being Calc's own writing of it.

        The parser takes half a millisecond: of the formulas filled down, which differ by their
        references alone, it prints one.
        """
        reperes = _REPERE.findall(texte)
        moule = _REPERE.sub("\0", texte)
        morceaux = self.moules.get(moule)
        if morceaux is not None:
            return "".join([m + r for m, r in zip(morceaux, [*reperes, ""], strict=True)])
        ecrite = self.ecrire(cellule().getTokens(), place)
        if moule not in self.moules:
            memes = _REPERE.findall(ecrite) == reperes
            self.moules[moule] = _REPERE.sub("\0", ecrite).split("\0") if memes else None
        return ecrite
