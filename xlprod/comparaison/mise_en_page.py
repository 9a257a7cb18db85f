"""What both sheets of the account share: amounts, texts of the law, labels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from xlprod import argent
from xlprod.classeurs.page import Colonne
from xlprod.comparaison.bilan import Montants
from xlprod.comparaison.calcul import Cause
from xlprod.periodes import texte_date
from xlprod.trace import LIBELLES_CONFIANCE, Cellule

FILET = Colonne("", 1)
"""Keeps the amounts, set to the right, apart from the texts that follow."""
LIBELLES = {
    "brut": "Salaires bruts",
    "charges_patronales": "Charges patronales",
    "cout_employeur": "Coût employeur",
    "charges_salariales": "Charges salariales",
    "net": "Net avant impôt sur le revenu",
}
TOTAUX = ("cout_employeur", "net")


def euros(montants: Montants) -> tuple[float, float, float]:
    return argent.euros(montants.avant), argent.euros(montants.apres), argent.euros(montants.ecart)


def cellules_de_loi(causes: Sequence[Cause], source: bool = False) -> tuple[Cellule, ...]:
    """Article, date, confidence (and source) of the rows of the law."""
    if not causes:
        return ()
    articles = ensemble(c.validite.article for c in causes)
    depuis = max(c.validite.valid_from for c in causes)
    confiance = ensemble(LIBELLES_CONFIANCE[c.confiance] for c in causes if c.confiance != "verified")
    cellules = (None, articles, _jour(depuis), confiance or LIBELLES_CONFIANCE["verified"])
    return (*cellules, ensemble(c.validite.source for c in causes)) if source else cellules


def _jour(jour: dt.date) -> str:
    """Nothing for a company's figure that has no date."""
    return "" if jour == dt.date.min else texte_date(jour)


def ensemble(dits: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(morceau for dit in dits for morceau in dit.split(" ; ")))
