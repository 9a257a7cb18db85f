"""UNO component of the Calc add-in: every function of the registry as a method.

Calc alone runs this file, from the root of the extension, where ``NOMS`` has been filled from
the registry.  The engine is imported at the first call, not when Calc starts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import unohelper
from org.xlprod.calc import XFonctions

NOMS: tuple[str, ...] = ()

Lignes = tuple[tuple[Any, ...], ...]


def _methode(nom: str) -> Callable[..., Lignes]:
    def appeler(_objet: Any, *arguments: Any) -> Lignes:
        try:
            from xlprod.hotes import calc_pont
        except Exception as erreur:
            return _moteur_absent(nom, erreur)
        return calc_pont.calculer(nom, arguments)  # Calc turns any exception into #VALUE!

    return appeler


def _moteur_absent(nom: str, erreur: Exception) -> Lignes:
    """DIAGNOSTIC says why nothing computes; the others fail, and Calc shows #VALUE!."""
    if nom != "DIAGNOSTIC":
        raise erreur
    version = ".".join(map(str, sys.version_info[:3]))
    return ((f"le moteur xlprod ne démarre pas dans ce LibreOffice (Python {version}) : {erreur}",),)


class Fonctions(unohelper.Base, XFonctions):  # type: ignore[misc]
    """The add-in object that Calc calls."""


for _nom in NOMS:
    setattr(Fonctions, _nom, _methode(_nom))


def creer(_contexte: Any, *_arguments: Any) -> Fonctions:
    """Make the add-in object for UNO."""
    return Fonctions()


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  (UNO looks for this name)
g_ImplementationHelper.addImplementation(creer, "XLPROD", ("com.sun.star.sheet.AddIn",))
