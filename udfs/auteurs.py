"""Authors' rights: what the producer owes on them, and every line of a payment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from udfs.charges import calculer, mesurer_colonne
from udfs.commun import PARAMETRES
from xlprod import argent
from xlprod.paie import explication
from xlprod.paie.cotisations import Charges, tableau_detail
from xlprod.paie.parametres import Paires
from xlprod.registre import Argument, Genre, fonction
from xlprod.trace import Cellule, Resultat

ARGUMENTS = (
    Argument("droits", Genre.MONTANT, "Droits d'auteur bruts hors taxes versés, en euros"),
    Argument("nature", Genre.TEXTE, "fiction, animation, documentaire, autre_audiovisuel, musique"),
    Argument("date", Genre.DATE, "Jour du versement : date de la feuille, jj/mm/aaaa ou aaaa-mm-jj"),
    PARAMETRES,
)
BASE_LEGALE = "CSS art. L382-4, L382-5, L382-12 et L136-2 ; C. trav. art. L6331-65 ; RACD et RAAP (Ircec)"
MESURE = "CHARGES_PATRONALES"


def _contrat(nature: str, date: dt.date, parametres: Paires | None) -> tuple[str, dt.date, int, Paires]:
    """The call of the functions of charges; the nature of the cell wins over that of the film."""
    autres = tuple(paire for paire in parametres or () if paire[0] != "nature")
    return "AUTEUR", date, 1, (*autres, ("nature", nature))


def _colonne(droits: list[int], nature: str, date: dt.date, parametres: Paires | None) -> list[Any]:
    return mesurer_colonne(MESURE, droits, *_contrat(nature, date, parametres))


@fonction(
    "CHARGES_AUTEUR",
    groupe="Charges",
    resume="Charges du producteur sur des droits d'auteur : contribution du diffuseur, RACD, RAAP, en euros",
    arguments=ARGUMENTS,
    retour="montant",
    base_legale=BASE_LEGALE,
    colonne=_colonne,
)
def charges_auteur(droits: int, nature: str, date: dt.date, parametres: Paires | None) -> Resultat:
    """What the producer owes on top of the rights, in cents."""
    charges = calculer(droits, *_contrat(nature, date, parametres))
    return explication.resultat(charges, charges.patronales, "EUR", MESURE)


@fonction(
    "DETAIL_AUTEUR",
    groupe="Charges",
    resume="Tableau d'un versement de droits d'auteur : charges du producteur, précompte, net, coût",
    arguments=ARGUMENTS,
    retour="tableau",
    base_legale=BASE_LEGALE,
)
def detail_auteur(droits: int, nature: str, date: dt.date, parametres: Paires | None) -> Resultat:
    """Lines as in ``DETAIL_CHARGES``, then the totals, the net paid and the cost."""
    charges = calculer(droits, *_contrat(nature, date, parametres))
    detail = tableau_detail(charges)
    assert isinstance(detail.valeur, list)
    return Resultat([*detail.valeur, *_totaux(charges)], "tableau", lambda: detail.etapes)


def _totaux(charges: Charges) -> list[list[Cellule]]:
    """Closing rows; their amount is under *Assiette*, so that no part is added twice."""

    def rangee(code: str, libelle: str, montant: int) -> list[Cellule]:
        return [code, libelle, "", argent.euros(montant), "", "", "", "", "", ""]

    total = rangee("TOTAL", "Droits bruts, total du précompte et des charges", charges.brut)
    total[5], total[7] = argent.euros(charges.salariales), argent.euros(charges.patronales)
    return [
        total,
        rangee("NET", "Net versé à l'auteur", charges.net),
        rangee("COUT", "Coût pour le producteur", charges.cout),
    ]
