"""Social charges: contributions, net, employer cost, payslip lines, ceilings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from operator import add, sub
from typing import Any, NamedTuple

from udfs.commun import BRUT, CONVENTION, DATE, FONCTION, JOUR, JOURS, PARAMETRES, PERSONNE, STATUT
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.lots import Lue
from xlprod.paie import colonnes, conges, cumul, doutes, explication, plafonds
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import ENTETE_DETAIL, Charges, Cote, lignes_detail, tableau_detail
from xlprod.paie.methodes_plafond import METHODES
from xlprod.paie.parametres import Paires
from xlprod.registre import Argument, Genre, fonction
from xlprod.trace import Cellule, Resultat, Unite, en_cellule

ARGUMENTS = (BRUT, STATUT, DATE, JOURS, PARAMETRES, PERSONNE)
BASE_LEGALE = "CSS art. L242-1, R242-2, L136-2 ; arrêté du 24/01/1975 ; accords Agirc-Arrco et interbranche"


class Mesure(NamedTuple):
    """What a function measures on a contract: from its gross and one side of its contributions (cents)."""

    resume: str
    cote: Cote
    calcul: Callable[[int, int], int | Fraction]
    unite: Unite = "EUR"
    retour: str = "montant"

    def de(self, charges: Charges) -> int | Fraction:
        """Measure of computed charges."""
        return self.calcul(charges.brut, getattr(charges, self.cote))


def _taux(brut: int, patronales: int) -> Fraction:
    if brut == 0:
        raise SaisieInvalide("brut nul : le taux de charges n'est pas défini")
    return Fraction(patronales, brut)


MESURES = {
    "CHARGES_PATRONALES": Mesure(
        "Charges patronales d'un contrat, congés spectacles compris, en euros", "patronales", lambda _, p: p
    ),
    "CHARGES_SALARIALES": Mesure(
        "Cotisations et contributions du salarié, en euros", "salariales", lambda _, s: s
    ),
    "NET": Mesure("Net à payer avant impôt sur le revenu, en euros", "salariales", sub),
    "COUT_EMPLOYEUR": Mesure("Coût employeur : brut plus charges patronales, en euros", "patronales", add),
    "TAUX_CHARGES": Mesure(
        "Charges patronales rapportées au brut (0,64 pour 64 %)", "patronales", _taux, "ratio", "taux"
    ),
}


def calculer(
    brut: int,
    statut: str,
    date: dt.date,
    jours: int,
    parametres: Paires | None,
    _personne: str | None = None,
) -> Charges:
    """Charges of one contract on its own (cents), whoever it engages."""
    return Charges(brut, contrat(statut, date, jours, lecteur.lire(parametres)))


def mesurer(nom: str, *arguments: Any) -> Resultat:
    """Result of the measure ``nom`` on one contract."""
    mesure = MESURES[nom]
    charges = calculer(*arguments)
    return explication.resultat(charges, mesure.de(charges), mesure.unite, nom)


def mesurer_colonne(
    nom: str,
    bruts: list[int],
    statut: str,
    date: dt.date,
    jours: int,
    parametres: Paires | None,
    _personne: str | None = None,
) -> list[Cellule | ErreurXlprod]:
    """What the cells of the measure ``nom`` hold, for many salaries under one contract."""
    parts = colonnes.charges(bruts, contrat(statut, date, jours, lecteur.lire(parametres)), MESURES[nom].cote)
    return [_cellule(MESURES[nom], brut, part) for brut, part in zip(bruts, parts, strict=True)]


def _cellule(mesure: Mesure, brut: int, part: int) -> Any:
    try:
        return en_cellule(mesure.calcul(brut, part), mesure.unite)
    except ErreurXlprod as erreur:
        return erreur


def lignes(lues: Iterable[Lue]) -> list[cumul.Ligne | ErreurXlprod]:
    """Rows that were read, as contracts to compute together; the first error of one that fails."""
    erreurs = ((lue, next((lu for lu in lue if isinstance(lu, ErreurXlprod)), None)) for lue in lues)
    return [erreur or cumul.Ligne(*lue) for lue, erreur in erreurs]


def personne(lue: Lue) -> str:
    """Name that a row gives, even when another of its cells is in error."""
    return lue[-1] if isinstance(lue[-1], str) else ""


def mesurer_ensemble(nom: str, _rangs: list[int], lues: list[Lue]) -> list[Cellule | ErreurXlprod]:
    """What the cells of the measure ``nom`` hold, the contracts of one person sharing their ceilings."""
    mesure = MESURES[nom]
    return [
        c if isinstance(c, ErreurXlprod) else _cellule(mesure, c.brut, getattr(c, mesure.cote))
        for c in cumul.calculer(lignes(lues))
    ]


for _nom, _mesure in MESURES.items():
    fonction(
        _nom,
        groupe="Charges",
        resume=_mesure.resume,
        arguments=ARGUMENTS,
        retour=_mesure.retour,
        base_legale=BASE_LEGALE,
        colonne=partial(mesurer_colonne, _nom),
        ensemble=partial(mesurer_ensemble, _nom),
    )(partial(mesurer, _nom))


ENTETE_ENSEMBLE = ("Ligne", "Personne", *ENTETE_DETAIL)
MONTANTS = ("Assiette", "Part salariale", "Part patronale")


def detail_ensemble(rangs: list[int], lues: list[Lue]) -> list[list[Cellule | ErreurXlprod]]:
    """One table for all rows: rank of the row, person, then the columns of one contract.

    A row in error has one line, the error in place of its amounts.
    """
    table: list[list[Cellule | ErreurXlprod]] = [list(ENTETE_ENSEMBLE)]
    for rang, lue, calculee in zip(rangs, lues, cumul.calculer(lignes(lues)), strict=True):
        if isinstance(calculee, Charges):
            table += [[rang, personne(lue), *rangee] for rangee in lignes_detail(calculee)]
            continue
        situee = ErreurXlprod(f"ligne {rang} : {calculee.message}", calculee.code)
        cellules = (situee if titre in MONTANTS else "" for titre in ENTETE_DETAIL)
        table.append([rang, personne(lue), *cellules])
    return table


@fonction(
    "DETAIL_CHARGES",
    groupe="Charges",
    resume="Tableau des cotisations d'un contrat ou de colonnes : lignes, assiettes, taux, parts, références",
    arguments=ARGUMENTS,
    retour="tableau",
    base_legale=BASE_LEGALE,
    ensemble=detail_ensemble,
)
def detail_charges(*arguments: Any) -> Resultat:
    """Lines of the payslip under a header row; amounts in euros, rates as ratios."""
    return tableau_detail(calculer(*arguments))


def _doutes_ensemble(_rangs: list[int], lues: list[Lue]) -> list[list[Cellule]]:
    """Points of all rows; a row in error has its own cells to say so."""
    contrats = (ligne for ligne in lignes(lues) if isinstance(ligne, cumul.Ligne))
    return doutes.tableau(filter(None, map(_doutes_de, contrats)))


def _doutes_de(ligne: cumul.Ligne) -> tuple[doutes.Doute, ...]:
    try:
        parametres = lecteur.lire(ligne.parametres)
        return doutes.doutes_du_contrat(
            ligne.brut, contrat(ligne.statut, ligne.date, ligne.jours, parametres)
        )
    except ErreurXlprod:
        return ()


@fonction(
    "A_VERIFIER",
    groupe="Explication",
    resume="Points à vérifier dans les charges d'un contrat ou de colonnes : chiffres non vus, hypothèses",
    arguments=ARGUMENTS[:5],
    retour="tableau",
    ensemble=_doutes_ensemble,
)
def a_verifier(*arguments: Any) -> Resultat:
    """Each point once, with how many contracts meet it, under a header row."""
    charges = calculer(*arguments)
    return Resultat(doutes.tableau([doutes.doutes(charges)]), "tableau")


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
        Argument(
            "methode",
            Genre.TEXTE,
            "Jours comptés : " + ", ".join(METHODES),
            facultatif=True,
        ),
    ),
    retour="montant",
    base_legale="CSS art. D242-17 à D242-19 et R242-2 ; arrêté du 24/01/1975 art. 3",
)
def plafond(
    nature: str, date: dt.date, jours: int | None, statut: str | None, methode: str | None
) -> Resultat:
    """Ceiling in cents, prorated to ``jours`` days of employment when they are given."""
    return plafonds.plafond(nature, date, jours, statut or "", methode or "")


def _colonne_conges(
    bruts: list[int],
    date: dt.date,
    metier: str | None,
    convention: str | None,
    jours: int | None,
    parametres: Paires | None,
) -> list[float]:
    """Cells of :func:`conges_spectacles` for many amounts of one function."""
    return conges.colonne(bruts, date, jours, metier or "", convention or "", lecteur.lire(parametres))


@fonction(
    "CONGES_SPECTACLES",
    groupe="Charges",
    resume="Cotisation patronale de congés spectacles, plafonnée si la fonction est donnée",
    arguments=(
        BRUT,
        JOUR,
        replace(FONCTION, facultatif=True),
        replace(CONVENTION, facultatif=True),
        Argument("jours", Genre.ENTIER, "Jours travaillés, pour le plafond", facultatif=True),
        PARAMETRES,
    ),
    retour="montant",
    base_legale="C. trav. art. D7121-37 ; CCN 3097, titre II, art. 44 et annexe III-1-B",
    colonne=_colonne_conges,
)
def conges_spectacles(
    brut: int,
    date: dt.date,
    metier: str | None,
    convention: str | None,
    jours: int | None,
    parametres: Paires | None,
) -> Resultat:
    """Contribution in cents; with a function, its base is three times the daily minimum at most."""
    return conges.contribution(brut, date, jours, metier or "", convention or "", lecteur.lire(parametres))
