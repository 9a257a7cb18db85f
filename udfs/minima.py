"""Guaranteed minima of the collective agreements."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from udfs.commun import ANNEXE, BRUT, CONVENTION, FONCTION, JOUR, PARAMETRES, UNITE
from xlprod import argent
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import annexes, minima, table_fonctions
from xlprod.paie import parametres as lecteur
from xlprod.paie.parametres import Paires
from xlprod.registre import Argument, Genre, fonction
from xlprod.trace import Resultat

BASE_LEGALE = "Grilles de salaires minima de la convention (CCN 3097, 2642, 2412, 3252, 3241, 86, 1486)"


@fonction(
    "SALAIRE_MINIMUM",
    groupe="Salaires",
    resume="Salaire minimum garanti d'une fonction à une date, en euros bruts",
    arguments=(FONCTION, CONVENTION, JOUR, ANNEXE, UNITE, PARAMETRES),
    retour="montant",
    base_legale=BASE_LEGALE,
)
def salaire_minimum(
    fonction_: str,
    convention: str,
    date: dt.date,
    annexe: str | None,
    unite: str | None,
    parametres: Paires | None,
) -> Resultat:
    """Minimum in cents.  Parameters: ``adherent`` (oui/non), ``regime`` (30, 35, 37; annexe III)."""
    return minima.salaire_minimum(
        fonction_, convention, date, annexe or "", unite or "", lecteur.lire(parametres)
    )


def _ecarts(bruts: list[int], *reste: Any) -> list[float]:
    """Cells of :func:`ecart_minimum` for many amounts of one function."""
    *metier, quantite, parametres = reste
    du = minima.minimum_du(salaire_minimum(*metier, parametres), _quantite(quantite))
    return [argent.euros(brut - du) for brut in bruts]


def _quantite(quantite: Fraction | None) -> Fraction:
    return Fraction(1) if quantite is None else quantite


@fonction(
    "ECART_MINIMUM",
    groupe="Salaires",
    resume="Écart entre un brut et le minimum garanti : positif au-dessus, négatif au-dessous, en euros",
    arguments=(
        BRUT,
        FONCTION,
        CONVENTION,
        JOUR,
        ANNEXE,
        UNITE,
        Argument(
            "quantite", Genre.NOMBRE, "Nombre d'unités payées par ce brut (1 par défaut)", facultatif=True
        ),
        PARAMETRES,
    ),
    retour="montant",
    base_legale=BASE_LEGALE,
    colonne=_ecarts,
)
def ecart_minimum(
    brut: int,
    fonction_: str,
    convention: str,
    date: dt.date,
    annexe: str | None,
    unite: str | None,
    quantite: Fraction | None,
    parametres: Paires | None,
) -> Resultat:
    """Gross minus ``quantite`` times the minimum, in cents."""
    minimum = salaire_minimum(fonction_, convention, date, annexe, unite, parametres)
    return minima.ecart_minimum(brut, minimum, _quantite(quantite))


@fonction(
    "FONCTIONS",
    groupe="Salaires",
    resume="Tableau des fonctions d'une convention et de leurs minima à une date",
    arguments=(
        CONVENTION,
        JOUR,
        ANNEXE,
        PARAMETRES,
        Argument(
            "filiere", Genre.TEXTE, "Filière à garder : image, réalisation… ; vide : toutes", facultatif=True
        ),
    ),
    retour="tableau",
    base_legale=BASE_LEGALE,
)
def fonctions(
    convention: str, date: dt.date, annexe: str | None, parametres: Paires | None, filiere: str | None
) -> Resultat:
    """Functions under a header row; without annexe, the main minimum of each one."""
    return table_fonctions.tableau_fonctions(
        convention, date, annexe or "", lecteur.lire(parametres), filiere or ""
    )


@fonction(
    "ANNEXE_APPLICABLE",
    groupe="Salaires",
    resume="Annexes qui s'appliquent à une production, avec leur condition et l'article",
    arguments=(
        CONVENTION,
        Argument(
            "devis",
            Genre.MONTANT,
            "Dépenses extérieures hors imprévus et frais financiers, en euros (3097)",
            facultatif=True,
        ),
        Argument(
            "genre",
            Genre.TEXTE,
            "fiction, documentaire, court métrage, publicité, série, flux, captation, animation…",
            facultatif=True,
        ),
        Argument(
            "date",
            Genre.DATE,
            "Date d'application ; pour l'annexe III de 3097, dépôt de la demande de dérogation",
            facultatif=True,
        ),
    ),
    retour="texte",
    base_legale="CCN 3097, titre I art. 1 et annexe III ; champ et annexes des autres conventions",
)
def annexe_applicable(
    convention: str, devis: int | None, genre: str | None, date: dt.date | None
) -> Resultat:
    """The ordinary annexe first, then those that may be chosen or asked for."""
    if date is None:
        raise SaisieInvalide("date manquante : une annexe s'applique à une date")
    return annexes.annexe_applicable(convention, devis, genre or "", date)
