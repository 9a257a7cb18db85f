"""Working time: public holidays, a week's gross pay and its detail, checks of rest and hours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from udfs.commun import ANNEXE, CONVENTION, FONCTION
from xlprod import argent
from xlprod.controles import temps as controles
from xlprod.erreurs import ErreurXlprod
from xlprod.lots import Lue
from xlprod.paie.parametres import Paires
from xlprod.registre import Argument, Genre, fonction
from xlprod.temps import ensemble, explication, feries, semaine, tableau
from xlprod.trace import Etape, Regle, Resultat

TERRITOIRE = Argument(
    "territoire",
    Genre.TEXTE,
    "Métropole (par défaut), Alsace-Moselle, La Réunion, Guadeloupe… ou numéro du département",
    facultatif=True,
)
DATE = Argument("date", Genre.DATE, "Date des minima ; avec une personne, un jour de la semaine à payer")
JOURS = Argument(
    "jours",
    Genre.TABLEAU,
    "Plage des jours : jour, arrivée, départ, pause, lieu, nature ; avec ou sans ligne de titres",
)
MAJORATIONS = Argument(
    "majorations",
    Genre.PARAMETRES,
    "« cumul=plafond;recuperation=non;engagement=semaine… » : lectures des textes et faits du contrat",
    facultatif=True,
)
PERSONNE = Argument(
    "personne",
    Genre.TEXTE,
    "Nom dans la colonne « personne » des jours : sa semaine civile de la date est payée",
    facultatif=True,
)
ARGUMENTS = (FONCTION, CONVENTION, DATE, JOURS, MAJORATIONS, ANNEXE)
BASE_LEGALE = "CCN 3097, titre II, art. 9 à 47, et titre III ; CCN 2642, titres VI et VII (à vérifier)"


@fonction(
    "JOUR_FERIE",
    groupe="Temps de travail",
    resume="1 si la date est un jour férié du territoire, 0 sinon",
    arguments=(
        Argument("date", Genre.DATE, "Date de la feuille, jj/mm/aaaa ou aaaa-mm-jj"),
        TERRITOIRE,
    ),
    retour="nombre",
    base_legale="C. trav. art. L3133-1, L3134-13 et L3422-2",
)
def jour_ferie(date: dt.date, territoire: str | None) -> Resultat:
    """1 or 0; the step names the holiday and its article."""
    trouve = feries.ferie(date, feries.territoire(territoire or ""))
    if trouve is None:
        return Resultat(0, "nombre")
    regle = trouve.validite.regle(trouve.code, trouve.nom)._replace(valid_from=None)
    return Resultat(1, "nombre", [Etape(regle, (), trouve.nom, "texte")])


@fonction(
    "JOURS_OUVRES",
    groupe="Temps de travail",
    resume="Jours ouvrés entre deux dates comprises : du lundi au vendredi, hors jours fériés du territoire",
    arguments=(
        Argument("debut", Genre.DATE, "Premier jour"),
        Argument("fin", Genre.DATE, "Dernier jour, compris"),
        TERRITOIRE,
    ),
    retour="nombre",
    base_legale="C. trav. art. L3133-1, L3134-13 et L3422-2",
)
def jours_ouvres(debut: dt.date, fin: dt.date, territoire: str | None) -> Resultat:
    """Number of working days, both ends included."""
    return Resultat(feries.jours_ouvres(debut, fin, feries.territoire(territoire or "")), "nombre")


def payer(
    fonction_: str,
    convention: str,
    date: dt.date,
    jours: Any,
    majorations: Paires | None,
    annexe: str | None,
    personne: str | None,
) -> semaine.Paie:
    """The pay behind both functions."""
    return semaine.payer(fonction_, convention, date, jours, majorations, annexe or "", personne or "")


def _ensemble(_rangs: list[int], lues: list[Lue]) -> list[float | ErreurXlprod]:
    """Cells of many persons and weeks that share a table of days."""
    return [
        brut if isinstance(brut, ErreurXlprod) else argent.euros(brut) for brut in ensemble.calculer(lues)
    ]


@fonction(
    "BRUT_SEMAINE",
    groupe="Temps de travail",
    resume="Brut d'une semaine d'après ses horaires : équivalences, heures supplémentaires, nuits, fériés…",
    arguments=(*ARGUMENTS, replace(PERSONNE, lie=True)),
    retour="montant",
    base_legale=BASE_LEGALE,
    ensemble=_ensemble,
)
def brut_semaine(*arguments: Any) -> Resultat:
    """Gross in cents."""
    return explication.resultat(payer(*arguments))


@fonction(
    "DETAIL_SEMAINE",
    groupe="Temps de travail",
    resume="Tableau d'une semaine : nature d'heures, nombre, taux, majoration, montant, article, confiance",
    arguments=(*ARGUMENTS, PERSONNE),
    retour="tableau",
    base_legale=BASE_LEGALE,
)
def detail_semaine(*arguments: Any) -> Resultat:
    """Lines, then the gross and what is paid beside it."""
    return explication.tableau_detail(payer(*arguments))


def expliquer(nom: str, arguments: list[Any]) -> Resultat:
    """Result of a call whose steps also hold the gross under each other reading."""
    fonction_, convention, date, jours, _majorations, _annexe, personne = arguments
    paie = payer(*arguments)
    avant, _ = semaine.choisir(tableau.lire(jours), personne or "", date)
    autres = explication.refaire(paie, semaine.dernier(avant), fonction_, convention)
    complet = explication.resultat(paie) if nom == "BRUT_SEMAINE" else explication.tableau_detail(paie)
    return Resultat(complet.valeur, complet.unite, [*complet.etapes, *autres], complet.avertissements)


def expliquer_rangees(nom: str, rangs: list[int], lues: list[Lue], rang: int | None) -> Resultat:
    """One row of columns computed together, or their total."""
    if rang is not None:
        lue = lues[rangs.index(rang + 1)]
        for argument in lue:
            if isinstance(argument, ErreurXlprod):
                raise argument
        return expliquer(nom, lue)
    bruts = ensemble.calculer(lues)
    etapes: list[Etape] = []
    refus: list[str] = []
    for numero, lue, brut in zip(rangs, lues, bruts, strict=True):
        titre = f"Ligne {numero}, {lue[-1] if isinstance(lue[-1], str) else 'sans nom'}"
        if isinstance(brut, ErreurXlprod):
            refus.append(f"{titre} : {brut.message}")
        else:
            etapes.append(Etape(Regle(nom, titre, "somme des lignes"), (), brut))
    total = sum(brut for brut in bruts if isinstance(brut, int))
    return Resultat(total, "EUR", etapes, refus)


EXPLIQUEES = ("BRUT_SEMAINE", "DETAIL_SEMAINE")


@fonction(
    "CONTROLE_TEMPS",
    groupe="Temps de travail",
    resume="Contrôle des horaires : repos, amplitude, durées, jours consécutifs, studio, mineurs, pauses",
    arguments=(
        FONCTION,
        CONVENTION,
        DATE,
        JOURS,
        Argument(
            "parametres",
            Genre.PARAMETRES,
            "« age=15;territoire=La Réunion » : âge de la personne, lieu des jours fériés",
            facultatif=True,
        ),
        PERSONNE,
    ),
    retour="tableau",
    base_legale="CCN 3097, titre I, art. 23 et titre II, art. 24 à 42 ; C. trav. art. L3121-16 et suivants",
)
def controle_temps(
    fonction_: str,
    convention: str,
    date: dt.date,
    jours: Any,
    parametres: Paires | None,
    personne: str | None,
) -> Resultat:
    """One row per rule and place where it is broken or kept."""
    return controles.tableau_controles(fonction_, convention, date, jours, parametres, personne or "")
