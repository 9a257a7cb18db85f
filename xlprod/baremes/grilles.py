"""Rows of the salary grids: a printed table, its amounts, the jobs, the units, the holes."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import NamedTuple

from xlprod.baremes import FIN, Validite, date_ou, ensemble, fraction, validite


class Grille(NamedTuple):
    """A printed table.  ``valid_from_non_adherents`` is its extension to non-members, if any."""

    code: str
    annexe: str
    regime: str
    unite: str
    valid_from: dt.date
    valid_to: dt.date
    valid_from_non_adherents: dt.date | None
    source: str
    article: str
    confiance: str
    note: str


class FonctionMetier(NamedTuple):
    """A job of the trade, by its official label."""

    code: str
    libelle: str
    filiere: str
    statut: str


class Annexe(NamedTuple):
    """Part of an agreement.  ``propre``: a population that has it under any other annexe.

    Annexes of one ``groupe`` are grids of the same jobs for different works: the user says which.
    """

    code: str
    ordre: int
    libelle: str
    propre: bool
    regimes: bool
    groupe: str
    alias: tuple[str, ...]


class Derivation(NamedTuple):
    """Unit that the agreement derives from a printed one (the hour from the 39-hour week).

    ``origine``: annexe that prints it for those that do not.
    """

    unite: str
    annexes: frozenset[str]
    depuis: str
    origine: str
    facteur: Fraction
    formule: str
    validite: Validite


class UniteMinimum(NamedTuple):
    """A unit of an agreement: the names it answers to, and the SMIC that its hours owe, if any.

    ``defaut``: it answers when no unit is asked for.
    """

    code: str
    noms: tuple[str, ...]
    defaut: bool
    smic: str
    facteur: Fraction


class Trou(NamedTuple):
    """A hole of the grids and its reason; ``*`` stands for every unit or function."""

    annexe: str
    regime: str
    unite: str
    fonction: str
    du: dt.date
    au: dt.date
    raison: str

    def concerne(self, serie: Serie) -> bool:
        fonction, annexe, regime, unite = serie
        return (
            (self.annexe, self.regime) == (annexe, regime)
            and self.unite in ("*", unite)
            and self.fonction in ("*", fonction)
        )


class Montant(NamedTuple):
    """One printed amount, in cents."""

    grille: Grille
    fonction: FonctionMetier
    niveau: str
    cents: int
    note: str


Serie = tuple[str, str, str, str]
"""(function, annexe, régime, unit): what is dated."""


def lire_annexe(ligne: dict[str, str]) -> Annexe:
    return Annexe(
        ligne["annexe"],
        int(ligne["ordre"]),
        ligne["libelle"],
        ligne["propre"] == "oui",
        ligne["regimes"] == "oui",
        ligne["groupe"],
        tuple(filter(None, ligne["alias"].split(";"))),
    )


def lire_derivation(ligne: dict[str, str], textes: dict[str, str]) -> Derivation:
    return Derivation(
        ligne["unite"],
        ensemble(ligne["annexes"]),
        ligne["depuis"],
        ligne["origine"],
        fraction(ligne["facteur"]),
        ligne["formule"],
        validite(ligne, textes),
    )


def lire_trou(ligne: dict[str, str]) -> Trou:
    return Trou(
        ligne["annexe"],
        ligne["regime"],
        ligne["unite"],
        ligne["fonction"],
        dt.date.fromisoformat(ligne["du"]),
        date_ou(ligne["au"], FIN),
        ligne["raison"],
    )


def lire_unite(ligne: dict[str, str]) -> UniteMinimum:
    noms = tuple(filter(None, ligne["noms"].split(";")))
    return UniteMinimum(
        ligne["unite"], noms, ligne["defaut"] == "oui", ligne["smic"], fraction(ligne["facteur"] or "0")
    )


def lire_grille(ligne: dict[str, str], textes: dict[str, str]) -> Grille:
    extension = ligne["valid_from_non_adherents"]
    return Grille(
        ligne["grille"],
        ligne["annexe"],
        ligne["regime"],
        ligne["unite"],
        dt.date.fromisoformat(ligne["valid_from"]),
        date_ou(ligne["valid_to"], FIN),
        dt.date.fromisoformat(extension) if extension else None,
        textes[ligne["source"]],
        ligne["article"],
        ligne["confidence"],
        ligne["note"],
    )
