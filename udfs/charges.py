"""Social charges: contributions, net, employer cost, payslip lines, ceilings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from udfs import colonnes
from udfs.commun import BRUT, DATE, JOURS, PARAMETRES, STATUT
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import explication, plafonds
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import Charges, tableau_detail
from xlprod.paie.parametres import Paires
from xlprod.registre import Argument, Genre, fonction
from xlprod.textes import cle
from xlprod.trace import Resultat, Unite

ARGUMENTS = (BRUT, STATUT, DATE, JOURS, PARAMETRES)
BASE_LEGALE = "CSS art. L242-1, R242-2, L136-2 ; arrêté du 24/01/1975 ; accords Agirc-Arrco et interbranche"


class Mesure(NamedTuple):
    """What a function measures on the charges of a contract, in cents or as an exact ratio."""

    resume: str
    calcul: Callable[[Charges], int | Fraction]
    unite: Unite = "EUR"
    retour: str = "montant"


def _taux(charges: Charges) -> Fraction:
    if charges.brut == 0:
        raise SaisieInvalide("brut nul : le taux de charges n'est pas défini")
    return Fraction(charges.patronales, charges.brut)


MESURES = {
    "CHARGES_PATRONALES": Mesure(
        "Charges patronales d'un contrat, congés spectacles compris, en euros", lambda c: c.patronales
    ),
    "CHARGES_SALARIALES": Mesure("Cotisations et contributions du salarié, en euros", lambda c: c.salariales),
    "NET": Mesure("Net à payer avant impôt sur le revenu, en euros", lambda c: c.net),
    "COUT_EMPLOYEUR": Mesure("Coût employeur : brut plus charges patronales, en euros", lambda c: c.cout),
    "TAUX_CHARGES": Mesure("Charges patronales rapportées au brut (0,64 pour 64 %)", _taux, "ratio", "taux"),
}


def calculer(brut: int, statut: str, date: dt.date, jours: int, parametres: Paires | None) -> Charges:
    """Charges of one contract (cents)."""
    return Charges(brut, contrat(statut, date, jours, lecteur.lire(parametres)))


def mesurer(nom: str, *arguments: Any) -> Resultat:
    """Result of the measure ``nom`` on one contract."""
    mesure = MESURES[nom]
    charges = calculer(*arguments)
    return explication.resultat(charges, mesure.calcul(charges), mesure.unite, nom)


for _nom, _mesure in MESURES.items():
    fonction(
        _nom,
        groupe="Charges",
        resume=_mesure.resume,
        arguments=ARGUMENTS,
        retour=_mesure.retour,
        base_legale=BASE_LEGALE,
        colonne=partial(colonnes.calculer, _nom, partial(mesurer, _nom), ARGUMENTS),
    )(partial(mesurer, _nom))


@fonction(
    "DETAIL_CHARGES",
    groupe="Charges",
    resume="Tableau des lignes de cotisations d'un contrat : assiettes, taux, parts, références",
    arguments=ARGUMENTS,
    retour="tableau",
    base_legale=BASE_LEGALE,
)
def detail_charges(brut: int, statut: str, date: dt.date, jours: int, parametres: Paires | None) -> Resultat:
    """Lines of the payslip under a header row; amounts in euros, rates as ratios."""
    return tableau_detail(calculer(brut, statut, date, jours, parametres))


@fonction(
    "PLAFOND",
    groupe="Barèmes",
    resume="Plafond de sécurité sociale (PASS, PMSS, PHSS…), au prorata des jours s'ils sont donnés",
    arguments=(
        Argument("nature", Genre.TEXTE, "PASS, PTSS, PMSS, PQSS, PHebdo, PJSS, PHSS"),
        Argument("date", Genre.DATE, "Date d'application, ou premier jour d'emploi"),
        Argument("jours", Genre.ENTIER, "Jours d'emploi : plafond proratisé", facultatif=True),
        Argument(
            "statut", Genre.TEXTE, "Statut : un artiste de moins de cinq jours a son plafond", facultatif=True
        ),
        Argument("methode", Genre.TEXTE, "calendaire (par défaut) ou non_proratise", facultatif=True),
    ),
    retour="montant",
    base_legale="CSS art. D242-17 à D242-19 et R242-2 ; arrêté du 24/01/1975 art. 3",
)
def plafond(
    nature: str, date: dt.date, jours: int | None, statut: str | None, methode: str | None
) -> Resultat:
    """Ceiling in cents, prorated to ``jours`` days of employment when they are given."""
    return plafonds.plafond(nature, date, jours, statut or "", cle(methode or ""))
