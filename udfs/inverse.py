"""From a net, or an employer cost, back to the gross."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from udfs.charges import BASE_LEGALE
from udfs.commun import DATE, JOURS, PARAMETRES, STATUT
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.paie import inverse
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import Contrat, contrat
from xlprod.paie.cotisations import Charges
from xlprod.paie.parametres import Paires
from xlprod.paie.zones import Total
from xlprod.registre import Argument, Genre, fonction
from xlprod.textes import cle
from xlprod.trace import Cellule, Resultat


class Demande(NamedTuple):
    """What is asked but the amount: a contract, and the neighbour that is taken when nothing is exact."""

    contrat: Contrat
    voisin: str


def _demande(total: Total, statut: str, date: dt.date, jours: int, parametres: Paires | None) -> Demande:
    nom = inverse.PARAMETRES[total]
    donne = next((paire[1] for paire in parametres or () if paire[0] == nom), "")
    voisin = cle(donne)
    if donne and voisin not in inverse.VOISINS:
        raise SaisieInvalide(f"{nom} : superieur ou inferieur attendu, reçu « {donne} »")
    autres = tuple(paire for paire in parametres or () if paire[0] != nom)
    return Demande(contrat(statut, date, jours, lecteur.lire(autres)), voisin)


def brut_depuis(
    total: Total, cible: int, statut: str, date: dt.date, jours: int, parametres: Paires | None
) -> Resultat:
    """Smallest gross (cents) whose total is the target, with the payslip that it makes."""
    demande = _demande(total, statut, date, jours, parametres)
    return inverse.expliquer(cible, demande.contrat, total, demande.voisin)


def colonne(
    total: Total, cibles: list[int], statut: str, date: dt.date, jours: int, parametres: Paires | None
) -> list[Cellule | ErreurXlprod]:
    """What the cells hold, for many targets under one contract."""
    demande = _demande(total, statut, date, jours, parametres)
    rendu: list[Cellule | ErreurXlprod] = []
    for cible, trouve in zip(cibles, inverse.chercher(cibles, demande.contrat, total), strict=True):
        try:
            rendu.append(inverse.retenir(trouve, cible, total, demande.voisin) / 100)
        except ErreurXlprod as erreur:
            rendu.append(erreur)
    return rendu


def mesure(
    nom: str, cible: int, statut: str, date: dt.date, jours: int, parametres: Paires | None
) -> tuple[Charges, Callable[[Charges], int]]:
    """Charges of the gross found, and how to find it under another reading of the law."""
    total = TOTAUX[nom]
    demande = _demande(total, statut, date, jours, parametres)

    def chercher(charges: Charges) -> int:
        (trouve,) = inverse.chercher([cible], charges.contrat, total)
        return inverse.retenir(trouve, cible, total, demande.voisin or "superieur")

    return Charges(chercher(Charges(0, demande.contrat)), demande.contrat), chercher


TOTAUX: dict[str, Total] = {"BRUT_DEPUIS_NET": "net", "BRUT_DEPUIS_COUT": "cout"}

for _nom, _argument, _resume in (
    (
        "BRUT_DEPUIS_NET",
        Argument("net", Genre.MONTANT, "Net voulu, avant impôt sur le revenu, en euros"),
        "Plus petit brut dont le net avant impôt est le montant demandé, au centime",
    ),
    (
        "BRUT_DEPUIS_COUT",
        Argument("cout", Genre.MONTANT, "Coût employeur voulu : brut plus charges patronales, en euros"),
        "Plus petit brut dont le coût employeur est le montant demandé, au centime",
    ),
):
    fonction(
        _nom,
        groupe="Charges",
        resume=_resume,
        arguments=(_argument, STATUT, DATE, JOURS, PARAMETRES),
        retour="montant",
        base_legale=BASE_LEGALE,
        colonne=partial(colonne, TOTAUX[_nom]),
    )(partial(brut_depuis, TOTAUX[_nom]))
