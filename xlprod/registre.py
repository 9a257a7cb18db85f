"""The registry: one declaration per spreadsheet function; every host is generated from it.

A function is declared once in ``udfs/`` with :func:`fonction`.  The registry knows nothing
of any host: it receives raw cell values, converts them, spreads columns, and answers with a
value or with a true error and its French sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from xlprod import argent
from xlprod.erreurs import ABSENT, VALEUR, ErreurXlprod, SaisieInvalide
from xlprod.periodes import lire_date
from xlprod.textes import cle, proches
from xlprod.trace import Cellule, Resultat

ESPACE = "XLPROD"
PREFIXE_FICHIER = f"_xldudf_{ESPACE}_"
"""What files hold for ``XLPROD.…``, in Excel with the Office.js add-in and in Calc."""
PREFIXE_CLASSIQUE = "XLP_"
"""VBA functions of older Excel: a name there holds no point."""
AIDE_MAX = 255
"""Longest description Excel's function wizard shows."""
NOMS_MAX = 254
"""Limit of Excel's wizard on number of arguments + total length of their names."""


class Genre(Enum):
    """Kind of an argument: how its raw cell value is read."""

    MONTANT = "montant"  # euros in the cell, cents (int >= 0) in the engine
    NOMBRE = "nombre"  # Fraction
    ENTIER = "entier"  # int >= 0
    DATE = "date"
    TEXTE = "texte"
    PARAMETRES = "parametres"  # "nom=valeur;…" or a two-column range
    LIBRE = "libre"  # passed through unread (variable arguments of POURQUOI)


@dataclass(frozen=True, slots=True)
class Argument:
    """One typed, documented argument."""

    nom: str
    genre: Genre
    aide: str
    facultatif: bool = False
    variadique: bool = False


Colonne = Callable[..., list[Any]]


@dataclass(frozen=True, slots=True)
class Fonction:
    """One spreadsheet function.  ``retour`` is what its cell holds when all goes well."""

    nom: str
    groupe: str
    resume: str
    arguments: tuple[Argument, ...]
    retour: str
    base_legale: str
    corps: Callable[..., Resultat]
    colonne: Colonne | None = None

    @property
    def nom_complet(self) -> str:
        return f"{ESPACE}.{self.nom}"

    @property
    def signature(self) -> str:
        """``XLPROD.NET(brut; statut; date; jours; [parametres])``."""
        noms = [
            f"[{a.nom}]" if a.facultatif else a.nom + ("…" if a.variadique else "") for a in self.arguments
        ]
        return f"{self.nom_complet}({'; '.join(noms)})"


@dataclass(frozen=True, slots=True)
class ErreurCellule:
    """A cell error (``#N/A``, ``#REF!``…) that a host hands over as an argument."""

    code: str


HORS_COLONNE = (Genre.PARAMETRES, Genre.LIBRE)
"""Kinds that are never spread: a range given there is one argument."""

Brut = Cellule | dt.date | ErreurCellule | Sequence[Sequence[Any]]
"""A raw argument: one cell, or a range as rows of cells."""


@dataclass(frozen=True, slots=True)
class Retour:
    """Answer to a host: a cell, rows of cells (each may be an error), or an error."""

    valeur: Any = None
    erreur: ErreurXlprod | None = None
    resultat: Resultat | None = None


FONCTIONS: dict[str, Fonction] = {}


def fonction(
    nom: str,
    *,
    groupe: str,
    resume: str,
    arguments: Sequence[Argument],
    retour: str,
    base_legale: str = "",
    colonne: Colonne | None = None,
) -> Callable[[Callable[..., Resultat]], Callable[..., Resultat]]:
    """Declare a spreadsheet function (decorator)."""

    def declarer(corps: Callable[..., Resultat]) -> Callable[..., Resultat]:
        FONCTIONS[nom] = Fonction(nom, groupe, resume, tuple(arguments), retour, base_legale, corps, colonne)
        return corps

    return declarer


def resoudre(nom: str) -> Fonction:
    """Function behind any of its three spellings (``XLPROD.X``, ``XLP_X``, ``_xldudf_XLPROD_X``)."""
    if nom in FONCTIONS:
        return FONCTIONS[nom]
    court = nom.strip().upper()
    for prefixe in (PREFIXE_FICHIER.upper(), f"{ESPACE}.", f"{ESPACE}_", PREFIXE_CLASSIQUE):
        if court.startswith(prefixe):
            court = court.removeprefix(prefixe)
            break
    if court not in FONCTIONS:
        voisins = ", ".join(f"{ESPACE}.{v}" for v in proches(court, FONCTIONS))
        raise SaisieInvalide(f"fonction inconnue « {nom} » ; les plus proches : {voisins}")
    return FONCTIONS[court]


def appeler(nom: str, bruts: Sequence[Brut], date_reference: dt.date | None = None) -> Resultat:
    """Compute one cell.  Raises :class:`ErreurXlprod`; ranges are refused for scalar arguments."""
    f = resoudre(nom)
    return f.corps(*convertir(f, bruts, date_reference))


def evaluer(nom: str, bruts: Sequence[Brut], date_reference: dt.date | None = None) -> Retour:
    """Compute a cell or spread columns; never raises an :class:`ErreurXlprod`."""
    try:
        f = resoudre(nom)
        completes = _completer(f, bruts)
        longueur = _longueur(f, completes)
        if longueur is None:
            resultat = f.corps(*_convertis(f, completes, date_reference))
            return Retour(resultat.cellule(), resultat=resultat)
        return Retour(_colonne(f, completes, longueur, date_reference))
    except ErreurXlprod as erreur:
        return Retour(erreur=erreur)


def evaluer_lot(appels: Sequence[tuple[str, Sequence[Brut]]]) -> list[Retour]:
    """Answers of many calls, each the value or error that :func:`evaluer` gives it.

    A recalculation asks for the same function row after row: such cells are computed as one column.
    """
    retours: list[Retour | None] = [None] * len(appels)
    colonnes: dict[tuple[Any, ...], list[tuple[int, list[Brut]]]] = {}
    for rang, (nom, bruts) in enumerate(appels):
        f = FONCTIONS.get(nom)
        if f is None or f.colonne is None or not bruts or len(bruts) > len(f.arguments):
            continue
        cellules = _completer(f, bruts)
        # A blank first cell may make a blank row, which a column leaves blank and a cell refuses.
        if not _vide(cellules[0]) and not any(map(_est_plage, cellules)):
            communs = [c for a, c in zip(f.arguments, cellules, strict=True) if a.genre in HORS_COLONNE]
            cle_ = (nom, *((type(c), c) for c in communs))
            colonnes.setdefault(cle_, []).append((rang, cellules))
    for (nom, *_), lignes in colonnes.items():
        if len(lignes) > 1:
            for (rang, _), valeur in zip(lignes, _en_colonne(FONCTIONS[nom], lignes), strict=True):
                retours[rang] = Retour(erreur=valeur) if isinstance(valeur, ErreurXlprod) else Retour(valeur)
    return [evaluer(*appels[rang]) if retour is None else retour for rang, retour in enumerate(retours)]


def _en_colonne(f: Fonction, lignes: list[tuple[int, list[Brut]]]) -> list[Any]:
    assert f.colonne is not None
    colonnes = [
        None if a.genre in HORS_COLONNE else [cellules[i] for _, cellules in lignes]
        for i, a in enumerate(f.arguments)
    ]
    return f.colonne(colonnes, lignes[0][1], len(lignes))


def convertir(f: Fonction, bruts: Sequence[Brut], date_reference: dt.date | None = None) -> list[Any]:
    """Typed arguments of a scalar call."""
    completes = _completer(f, bruts)
    if _longueur(f, completes) is not None:
        raise SaisieInvalide(f"{f.nom_complet} : une seule cellule attendue, plage reçue")
    return _convertis(f, completes, date_reference)


def _completer(f: Fonction, bruts: Sequence[Brut]) -> list[Brut]:
    """One raw value per argument; 1×1 ranges become cells; extra values are variadic or refused."""
    fixes = [a for a in f.arguments if not a.variadique]
    if len(bruts) > len(fixes) and len(fixes) == len(f.arguments):
        raise SaisieInvalide(f"trop d'arguments : {f.signature}")
    valeurs = [_deplier(b) for b in bruts]
    return valeurs + [None] * (len(fixes) - len(valeurs))


def _deplier(brut: Brut) -> Brut:
    if isinstance(brut, list | tuple) and len(brut) == 1 and len(brut[0]) == 1:
        cellule: Brut = brut[0][0]
        return cellule
    return brut


def _est_plage(brut: Brut) -> bool:
    return isinstance(brut, list | tuple)


def _vide(brut: Brut) -> bool:
    return brut is None or (isinstance(brut, str) and not brut.strip())


def _longueur(f: Fonction, bruts: Sequence[Brut]) -> tuple[int, bool] | None:
    """(rows, horizontal) when a scalar argument received a column or a row; else None."""
    formes = set()
    for argument, brut in zip(f.arguments, bruts, strict=False):
        if argument.genre in HORS_COLONNE or not isinstance(brut, list | tuple):
            continue
        largeur = len(brut[0]) if brut else 0
        if largeur != 1 and len(brut) != 1:
            raise SaisieInvalide(
                f"{argument.nom} : une colonne attendue, plage de {len(brut)} × {largeur} cellules reçue"
            )
        formes.add((len(brut), False) if largeur == 1 else (largeur, True))
    if len(formes) > 1:
        tailles = ", ".join(str(n) for n, _ in sorted(formes))
        raise SaisieInvalide(
            f"colonnes de tailles différentes ({tailles}) : toutes doivent avoir la même hauteur"
        )
    return formes.pop() if formes else None


def _colonne(
    f: Fonction, bruts: list[Brut], forme: tuple[int, bool], date_reference: dt.date | None
) -> list[list[Any]]:
    """Row-for-row results; a row that fails holds its error, a blank row stays blank."""
    longueur, horizontal = forme
    colonnes: list[list[Any] | None] = [
        _aplatir(b) if _est_plage(b) and a.genre not in HORS_COLONNE else None
        for a, b in zip(f.arguments, bruts, strict=False)
    ]
    if f.retour == "tableau":
        raise SaisieInvalide(f"{f.nom_complet} rend un tableau : une seule cellule attendue, plage reçue")
    resultats: list[Any]
    if f.colonne is not None and date_reference is None:
        resultats = f.colonne(colonnes, bruts, longueur)
    else:
        resultats = [_ligne(f, colonnes, bruts, i, date_reference) for i in range(longueur)]
    return [resultats] if horizontal else [[r] for r in resultats]


def _aplatir(plage: Any) -> list[Any]:
    return list(plage[0]) if len(plage) == 1 else [ligne[0] for ligne in plage]


def _ligne(
    f: Fonction, colonnes: list[list[Any] | None], bruts: list[Brut], i: int, date_reference: dt.date | None
) -> Any:
    cellules = [b if c is None else c[i] for c, b in zip(colonnes, bruts, strict=True)]
    if all(_vide(cellule) for cellule, c in zip(cellules, colonnes, strict=True) if c is not None):
        return ""
    try:
        return f.corps(*_convertis(f, cellules, date_reference)).cellule()
    except ErreurXlprod as erreur:
        return erreur


def _convertis(f: Fonction, bruts: Sequence[Brut], date_reference: dt.date | None) -> list[Any]:
    convertis = []
    for i, brut in enumerate(bruts):
        argument = f.arguments[min(i, len(f.arguments) - 1)]
        convertis.append(lire(argument, brut, date_reference))
    return convertis


def lire(argument: Argument, brut: Brut, date_reference: dt.date | None = None) -> Any:
    """Convert one raw cell for ``argument``; ``None`` for a missing optional one."""
    if argument.genre is Genre.LIBRE:
        return brut
    if isinstance(brut, ErreurCellule):
        code = ABSENT if brut.code == ABSENT else VALEUR
        raise ErreurXlprod(f"{argument.nom} : la cellule contient l'erreur {brut.code}", code)
    if _vide(brut):
        if argument.genre is Genre.DATE and date_reference is not None:
            return date_reference
        if argument.facultatif:
            return None
        accord = "manquante" if argument.genre is Genre.DATE else "manquant"
        raise SaisieInvalide(f"{argument.nom} {accord}")
    if argument.genre is not Genre.MONTANT and isinstance(brut, str | int | float):
        # A sheet repeats its dates, statuts and parameters on every row: read once each.
        return _lire_memorise(argument.genre, argument.nom, brut, type(brut).__name__)
    return _LECTEURS[argument.genre](argument.nom, brut)


@lru_cache(8192)
def _lire_memorise(genre: Genre, nom: str, brut: Any, _type: str) -> Any:
    """The type is part of the key: ``True``, ``1`` and ``1.0`` are equal and not read alike."""
    return _LECTEURS[genre](nom, brut)


def montre(brut: Any) -> str:
    """A raw value as its cell shows it in a French sheet."""
    if isinstance(brut, bool):
        return "VRAI" if brut else "FAUX"
    return f"{brut:.15g}".replace(".", ",") if isinstance(brut, float) else str(brut)


def _lire_montant(nom: str, brut: Any) -> int:
    if isinstance(brut, bool) or not isinstance(brut, int | float | str | Decimal):
        raise SaisieInvalide(f"{nom} : montant en euros attendu, reçu « {montre(brut)} »")
    try:
        cents = argent.centimes(brut)
    except (ValueError, OverflowError):
        raise SaisieInvalide(f"{nom} : montant en euros attendu, reçu « {montre(brut)} »") from None
    if cents < 0:
        raise SaisieInvalide(f"{nom} : montant négatif ({argent.texte_euros(cents)})")
    return cents


def _lire_nombre(nom: str, brut: Any) -> Fraction:
    try:
        if isinstance(brut, bool):
            raise ValueError(brut)
        return Fraction(argent.decimal(brut)) if isinstance(brut, str) else Fraction(repr(brut))
    except (ValueError, TypeError):
        raise SaisieInvalide(f"{nom} : nombre attendu, reçu « {montre(brut)} »") from None


def _lire_entier(nom: str, brut: Any) -> int:
    nombre = _lire_nombre(nom, brut)
    if nombre.denominator != 1 or nombre < 0:
        raise SaisieInvalide(f"{nom} : nombre entier positif attendu, reçu « {montre(brut)} »")
    return nombre.numerator


def _lire_date(nom: str, brut: Any) -> dt.date:
    try:
        return lire_date(brut)
    except ValueError:
        raise SaisieInvalide(
            f"{nom} : date attendue (jj/mm/aaaa, aaaa-mm-jj ou date de la feuille), reçu « {montre(brut)} »"
        ) from None


def _lire_texte(nom: str, brut: Any) -> str:
    if isinstance(brut, float) and brut.is_integer():
        return str(int(brut))  # an IDCC typed as a number
    return str(brut).strip()


def _lire_parametres(nom: str, brut: Any) -> tuple[tuple[str, str], ...]:
    """Pairs (normalised name, text) from ``"nom=valeur;…"`` or from a two-column range.

    In a text, ``|`` separates layers and the rightmost one wins: ``film | ligne``.
    """
    if isinstance(brut, str):
        couches = [_sans_doublon(nom, _paires(nom, couche)) for couche in brut.split("|")]
        return tuple({cle_: valeur for couche in couches for cle_, valeur in couche}.items())
    if not isinstance(brut, list | tuple) or any(len(ligne) != 2 for ligne in brut):
        raise SaisieInvalide(
            f"{nom} : texte « nom=valeur;… » ou plage de deux colonnes (nom, valeur) attendus"
        )
    paires = []
    for libelle, valeur in brut:
        if isinstance(valeur, ErreurCellule) or isinstance(libelle, ErreurCellule):
            raise SaisieInvalide(f"{nom} : la plage des paramètres contient une erreur ({libelle})")
        if not _vide(libelle) and not _vide(valeur):
            paires.append((str(libelle).strip(), _texte_cellule(valeur)))
    return _sans_doublon(nom, paires)


def _paires(nom: str, texte: str) -> list[tuple[str, str]]:
    paires = []
    for morceau in texte.split(";"):
        if not morceau.strip():
            continue
        cle_, egal, valeur = morceau.partition("=")
        if not egal:
            raise SaisieInvalide(f"{nom} : « {morceau.strip()} » n'est pas de la forme nom=valeur")
        paires.append((cle_.strip(), valeur.strip()))
    return paires


def _texte_cellule(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, int | float):
        return repr(int(valeur)) if valeur == int(valeur) else repr(valeur)
    return str(valeur).strip()


def _sans_doublon(nom: str, paires: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    vus: dict[str, str] = {}
    for cle_, valeur in paires:
        normalisee = cle(cle_).replace(" ", "_")
        if normalisee in vus:
            raise SaisieInvalide(f"{nom} : « {cle_} » est donné deux fois")
        vus[normalisee] = valeur
    return tuple(vus.items())


_LECTEURS: dict[Genre, Callable[[str, Any], Any]] = {
    Genre.MONTANT: _lire_montant,
    Genre.NOMBRE: _lire_nombre,
    Genre.ENTIER: _lire_entier,
    Genre.DATE: _lire_date,
    Genre.TEXTE: _lire_texte,
    Genre.PARAMETRES: _lire_parametres,
}
