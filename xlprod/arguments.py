"""Arguments of spreadsheet functions: how a raw cell is read, and the French sentence when it cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from xlprod import argent
from xlprod.codes import en_francais
from xlprod.couches import CLASSEUR, LIGNE, Donnee
from xlprod.erreurs import ABSENT, VALEUR, ErreurXlprod, SaisieInvalide
from xlprod.periodes import lire_date
from xlprod.textes import cle
from xlprod.trace import Cellule


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
    lie: bool = False
    """Given with a column, it makes rows depend on one another: they are computed together."""


@dataclass(frozen=True, slots=True)
class ErreurCellule:
    """A cell error (``#N/A``, ``#REF!``…) that a host hands over as an argument."""

    code: str


HORS_COLONNE = (Genre.PARAMETRES, Genre.LIBRE)
"""Kinds that are never spread: a range given there is one argument."""

Brut = Cellule | dt.date | ErreurCellule | Sequence[Sequence[Any]]
"""A raw argument: one cell, or a range as rows of cells."""


FEMININS = ("fonction", "convention", "annexe", "unite", "methode", "nature")
"""Arguments that are not dates and whose name is feminine."""


def est_plage(brut: Brut) -> bool:
    return isinstance(brut, list | tuple)


def est_vide(brut: Brut) -> bool:
    return brut is None or (isinstance(brut, str) and not brut.strip())


def lire(argument: Argument, brut: Brut, date_reference: dt.date | None = None) -> Any:
    """Convert one raw cell for ``argument``; ``None`` for a missing optional one."""
    if argument.genre is Genre.LIBRE:
        return brut
    if isinstance(brut, ErreurCellule):
        code = ABSENT if brut.code == ABSENT else VALEUR
        raise ErreurXlprod(f"{argument.nom} : la cellule contient l'erreur {en_francais(brut.code)}", code)
    if est_vide(brut):
        if argument.genre is Genre.DATE and date_reference is not None:
            return date_reference
        if argument.facultatif:
            return None
        feminin = argument.genre is Genre.DATE or argument.nom in FEMININS
        raise SaisieInvalide(f"{argument.nom} manquant{'e' if feminin else ''}")
    if argument.genre is not Genre.MONTANT and isinstance(brut, str | int | float):
        # A sheet repeats its dates, statuts and parameters on every row: read once each.
        return _lire_memorise(argument.genre, argument.nom, brut, type(brut).__name__)
    return _LECTEURS[argument.genre](argument.nom, brut)


def lire_montants(
    argument: Argument, cellules: Iterable[Brut]
) -> tuple[list[int | None], dict[int, ErreurXlprod]]:
    """:func:`lire` on each amount of a column: what is read, and the error of each rank refused."""
    lus: list[int | None] = []
    refus: dict[int, ErreurXlprod] = {}
    for rang, brut in enumerate(cellules):
        try:
            # A number is neither blank nor an error: straight to its reader.
            nombre = type(brut) is float or type(brut) is int
            lus.append(_lire_montant(argument.nom, brut) if nombre else lire(argument, brut))
        except ErreurXlprod as erreur:
            refus[rang] = erreur
            lus.append(None)
    return lus, refus


@lru_cache(8192)
def _lire_memorise(genre: Genre, nom: str, brut: Any, _type: str) -> Any:
    """The type is part of the key: ``True``, ``1`` and ``1.0`` are equal and not read alike."""
    return _LECTEURS[genre](nom, brut)


def montre(brut: Any) -> str:
    """A raw value as its cell shows it in a French sheet."""
    if isinstance(brut, bool):
        return "VRAI" if brut else "FAUX"
    return f"{brut:.15g}".replace(".", ",") if isinstance(brut, float) else str(brut)


_NOMBRES = (int, float, str, Decimal)
"""What may hold an amount; named once, for a union is built again each time it is read."""


def _lire_montant(nom: str, brut: Any) -> int:
    if isinstance(brut, bool) or not isinstance(brut, _NOMBRES):
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


def _lire_parametres(nom: str, brut: Any) -> tuple[Donnee, ...]:
    """What ``"nom=valeur;…"`` or a two-column range gives, each with its layer.

    In a text, ``|`` separates layers and the rightmost one wins: ``classeur | ligne``.  A range is
    the workbook's; a text alone is the row's.
    """
    if isinstance(brut, str):
        couches = brut.split("|")
        donnees = {}
        for rang, couche in enumerate(couches):
            qui = CLASSEUR if rang == 0 and len(couches) > 1 else LIGNE
            donnees.update({d.nom: d for d in _sans_doublon(nom, _paires(nom, couche), qui)})
        return tuple(donnees.values())
    if not isinstance(brut, list | tuple) or any(len(ligne) != 2 for ligne in brut):
        raise SaisieInvalide(
            f"{nom} : texte « nom=valeur;… », plage de deux colonnes (nom, valeur) "
            "ou colonne de textes, un par ligne, attendus"
        )
    paires = []
    for libelle, valeur in brut:
        if isinstance(valeur, ErreurCellule) or isinstance(libelle, ErreurCellule):
            raise SaisieInvalide(f"{nom} : la plage des paramètres contient une erreur ({libelle})")
        if not est_vide(libelle) and not est_vide(valeur):
            paires.append((str(libelle).strip(), texte_cellule(valeur)))
    return _sans_doublon(nom, paires, CLASSEUR)


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


def texte_cellule(valeur: Any) -> str:
    """A value as one would write it in a text of parameters."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, int | float):
        return repr(int(valeur)) if valeur == int(valeur) else repr(valeur)
    return str(valeur).strip()


def _sans_doublon(nom: str, paires: list[tuple[str, str]], couche: str) -> tuple[Donnee, ...]:
    vus: dict[str, Donnee] = {}
    for cle_, valeur in paires:
        normalisee = nom_parametre(cle_)
        if normalisee in vus:
            raise SaisieInvalide(f"{nom} : « {cle_} » est donné deux fois")
        vus[normalisee] = Donnee(normalisee, valeur, couche)
    return tuple(vus.values())


def nom_parametre(texte: str) -> str:
    """``Taux AT`` → ``taux_at``."""
    return cle(texte).replace(" ", "_")


_LECTEURS: dict[Genre, Callable[[str, Any], Any]] = {
    Genre.MONTANT: _lire_montant,
    Genre.NOMBRE: _lire_nombre,
    Genre.ENTIER: _lire_entier,
    Genre.DATE: _lire_date,
    Genre.TEXTE: _lire_texte,
    Genre.PARAMETRES: _lire_parametres,
}
