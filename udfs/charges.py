"""Social charges: contributions, net, employer cost, payslip lines, ceilings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from udfs.commun import BRUT, DATE, JOURS, PARAMETRES, STATUT
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.paie import explication, plafonds
from xlprod.paie import parametres as lecteur
from xlprod.paie.contrat import contrat
from xlprod.paie.cotisations import Charges, tableau_detail
from xlprod.paie.parametres import Paires
from xlprod.registre import Argument, Genre, fonction, lire
from xlprod.textes import cle
from xlprod.trace import Resultat, Unite

ARGUMENTS = (BRUT, STATUT, DATE, JOURS, PARAMETRES)
BASE_LEGALE = "CSS art. L242-1, R242-2, L136-2 ; arrêté du 24/01/1975 ; accords Agirc-Arrco et interbranche"

Mesure = Callable[[Charges], int | Fraction]

MESURES: dict[str, tuple[Mesure, Unite]] = {
    "CHARGES_PATRONALES": (lambda c: c.patronales, "EUR"),
    "CHARGES_SALARIALES": (lambda c: c.salariales, "EUR"),
    "NET": (lambda c: c.net, "EUR"),
    "COUT_EMPLOYEUR": (lambda c: c.cout, "EUR"),
    "TAUX_CHARGES": (lambda c: _taux(c), "ratio"),
}
"""What each function measures on the charges of a contract."""


def _taux(charges: Charges) -> Fraction:
    if charges.brut == 0:
        raise SaisieInvalide("brut nul : le taux de charges n'est pas défini")
    return Fraction(charges.patronales, charges.brut)


def calculer(brut: int, statut: str, date: dt.date, jours: int, parametres: Paires | None) -> Charges:
    """Charges of one contract (cents)."""
    return Charges(brut, contrat(statut, date, jours, lecteur.lire(parametres)))


def _mesurer(nom: str, *arguments: Any) -> Resultat:
    mesure, unite = MESURES[nom]
    charges = calculer(*arguments)
    return explication.resultat(charges, mesure(charges), unite, nom)


def _colonne(nom: str) -> Callable[[list[list[Any] | None], list[Any], int], list[Any]]:
    """Column version of a measure: rows of one same kind of contract are computed together."""

    def calculer_colonne(colonnes: list[list[Any] | None], bruts: list[Any], longueur: int) -> list[Any]:
        cellules = [c if c is not None else [b] * longueur for c, b in zip(colonnes, bruts, strict=True)]
        variables = [c for c in colonnes if c is not None]
        pleines = [rang for rang in range(longueur) if any(c[rang] not in (None, "") for c in variables)]
        resultats: list[Any] = [""] * longueur
        for rangs in _groupes(cellules, colonnes, pleines):
            _remplir(nom, cellules, rangs, resultats)
        return resultats

    return calculer_colonne


def _groupes(
    cellules: list[list[Any]], colonnes: list[list[Any] | None], rangs: list[int]
) -> list[list[int]]:
    """Rows that can be computed together: all but the gross is the same."""
    if all(c is None for c in colonnes[1:]):
        return [rangs] if rangs else []
    groupes: dict[tuple[Any, ...], list[int]] = {}
    for rang in rangs:
        groupes.setdefault(_cle(cellules, rang), []).append(rang)
    return list(groupes.values())


def _cle(cellules: list[list[Any]], rang: int) -> tuple[Any, ...]:
    """What two rows must share to be computed together: all but the gross."""
    return tuple(_hachable(c[rang]) for c in cellules[1:])


def _hachable(cellule: Any) -> Any:
    """Ranges (parameters) are compared by identity: the same range serves every row."""
    return id(cellule) if isinstance(cellule, list) else (type(cellule), cellule)


def _remplir(nom: str, cellules: list[list[Any]], rangs: list[int], resultats: list[Any]) -> None:
    premier = rangs[0]
    try:
        autres = [lire(a, c[premier]) for a, c in zip(ARGUMENTS[1:], cellules[1:], strict=True)]
    except ErreurXlprod as erreur:
        # The gross may be at fault first; a row's error is the one a single cell would show.
        for rang in rangs:
            resultats[rang] = _erreur_brut(cellules[0][rang]) or erreur
        return
    lus: dict[int, int] = {}
    for rang in rangs:
        try:
            lus[rang] = lire(BRUT, cellules[0][rang])
        except ErreurXlprod as erreur:
            resultats[rang] = erreur
    for rang, valeur in zip(lus, _valeurs(nom, list(lus.values()), autres), strict=True):
        resultats[rang] = valeur


def _erreur_brut(cellule: Any) -> ErreurXlprod | None:
    try:
        lire(BRUT, cellule)
    except ErreurXlprod as erreur:
        return erreur
    return None


SEUIL_VECTEUR = 64
"""Rows from which numpy pays for its own import and set-up."""


def _valeurs(nom: str, bruts: list[int], autres: list[Any]) -> list[Any]:
    statut, date, jours, paires = autres
    if len(bruts) >= SEUIL_VECTEUR and nom != "TAUX_CHARGES":
        try:
            return _par_numpy(nom, bruts, statut, date, jours, paires)
        except ImportError:
            pass  # numpy is an accelerator, not a dependency of the hot path
        except ErreurXlprod as erreur:
            return [erreur] * len(bruts)
    rendu: list[Any] = []
    for brut in bruts:
        try:
            rendu.append(_mesurer(nom, brut, statut, date, jours, paires).cellule())
        except ErreurXlprod as erreur:
            rendu.append(erreur)
    return rendu


def _par_numpy(
    nom: str, bruts: list[int], statut: str, date: dt.date, jours: int, paires: Paires | None
) -> list[Any]:
    import numpy as np

    from xlprod.paie import colonnes

    if max(bruts) > colonnes.PLAFOND_VECTEUR:
        raise ImportError  # too large for 64-bit columns: one by one, with Python's integers
    cents = np.array(bruts, dtype=np.int64)
    totaux = colonnes.charges(cents, statut, date, jours, lecteur.lire(paires))
    valeurs = {
        "CHARGES_PATRONALES": totaux.patronales,
        "CHARGES_SALARIALES": totaux.salariales,
        "NET": cents - totaux.salariales,
        "COUT_EMPLOYEUR": cents + totaux.patronales,
    }[nom]
    rendu: list[Any] = (valeurs / 100).tolist()
    return rendu


@fonction(
    "CHARGES_PATRONALES",
    groupe="Charges",
    resume="Charges patronales d'un contrat, congés spectacles compris, en euros",
    arguments=ARGUMENTS,
    retour="montant",
    base_legale=BASE_LEGALE,
    colonne=_colonne("CHARGES_PATRONALES"),
)
def charges_patronales(
    brut: int, statut: str, date: dt.date, jours: int, parametres: Paires | None
) -> Resultat:
    """Employer contributions in cents, net of the general relief."""
    return _mesurer("CHARGES_PATRONALES", brut, statut, date, jours, parametres)


@fonction(
    "CHARGES_SALARIALES",
    groupe="Charges",
    resume="Cotisations et contributions du salarié, en euros",
    arguments=ARGUMENTS,
    retour="montant",
    base_legale=BASE_LEGALE,
    colonne=_colonne("CHARGES_SALARIALES"),
)
def charges_salariales(
    brut: int, statut: str, date: dt.date, jours: int, parametres: Paires | None
) -> Resultat:
    """Employee contributions, CSG and CRDS, in cents."""
    return _mesurer("CHARGES_SALARIALES", brut, statut, date, jours, parametres)


@fonction(
    "NET",
    groupe="Charges",
    resume="Net à payer avant impôt sur le revenu, en euros",
    arguments=ARGUMENTS,
    retour="montant",
    base_legale=BASE_LEGALE,
    colonne=_colonne("NET"),
)
def net(brut: int, statut: str, date: dt.date, jours: int, parametres: Paires | None) -> Resultat:
    """Net before income tax, in cents."""
    return _mesurer("NET", brut, statut, date, jours, parametres)


@fonction(
    "COUT_EMPLOYEUR",
    groupe="Charges",
    resume="Coût employeur : brut plus charges patronales, en euros",
    arguments=ARGUMENTS,
    retour="montant",
    base_legale=BASE_LEGALE,
    colonne=_colonne("COUT_EMPLOYEUR"),
)
def cout_employeur(brut: int, statut: str, date: dt.date, jours: int, parametres: Paires | None) -> Resultat:
    """Gross plus employer contributions, in cents."""
    return _mesurer("COUT_EMPLOYEUR", brut, statut, date, jours, parametres)


@fonction(
    "TAUX_CHARGES",
    groupe="Charges",
    resume="Charges patronales rapportées au brut (0,64 pour 64 %)",
    arguments=ARGUMENTS,
    retour="taux",
    base_legale=BASE_LEGALE,
    colonne=_colonne("TAUX_CHARGES"),
)
def taux_charges(brut: int, statut: str, date: dt.date, jours: int, parametres: Paires | None) -> Resultat:
    """Employer contributions over gross, an exact ratio."""
    return _mesurer("TAUX_CHARGES", brut, statut, date, jours, parametres)


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
