"""Inside the add-in: one batch of calls in, one batch of answers out, as JSON.

A call is ``[name, [arguments]]``; an argument is a cell, or ``{"plage": text}``, the JSON of a
matrix of cells; a cell in error is ``{"erreur": "#N/A"}``.  An answer is a cell or a matrix of
cells, an error being ``{"code", "message"}``.
"""

from __future__ import annotations

import json
from typing import Any

import udfs  # noqa: F401  (fills the registry)
from xlprod import couches, registre
from xlprod.erreurs import ABSENT, ErreurXlprod
from xlprod.registre import ErreurCellule
from xlprod.societe import lire_ou_refuser

CODES = {ABSENT: "notAvailable"}
"""Names of ``CustomFunctions.ErrorCode``; anything else is ``invalidValue``."""


def installer_societe(texte: str) -> None:
    """The company's file, as the site gives it; a fault in it answers every call."""
    couches.installer(lire_ou_refuser(texte) if texte.strip() else couches.AUCUNE)


def repondre(lot: str) -> str:
    """Answer a batch; an unexpected failure is an error of its own cell, not of the batch."""
    plages: dict[str, Any] = {}

    def lire(objet: dict[str, str]) -> Any:
        if "erreur" in objet:
            return ErreurCellule(objet["erreur"])
        texte = objet["plage"]
        if texte not in plages:  # the parameters of a film are given again by each of its rows
            plages[texte] = json.loads(texte, object_hook=lire)
        return plages[texte]

    appels = json.loads(lot, object_hook=lire)
    try:
        valeurs = registre.evaluer_lot(appels)
    except Exception:
        valeurs = [_seule(nom, bruts) for nom, bruts in appels]
    return json.dumps(valeurs, default=_erreur)


def _seule(nom: str, bruts: list[Any]) -> Any:
    try:
        return registre.evaluer_lot([(nom, bruts)])[0]
    except Exception as panne:
        return ErreurXlprod(f"erreur interne ({type(panne).__name__}) : {panne}")


def _erreur(erreur: ErreurXlprod) -> dict[str, str]:
    return {"code": CODES.get(erreur.code, "invalidValue"), "message": erreur.message}
