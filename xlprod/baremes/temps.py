"""Rules of working time: dated figures, nights, equivalences, public holidays, readings.

Each file is read when it is first asked for.  A rule whose beginning no source gives has no
``valid_from``: it holds as far back as the grids do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from xlprod import argent
from xlprod.baremes import (
    DONNEES,
    FIN,
    Lecture,
    Validite,
    date_ou,
    ensemble,
    fraction,
    lecture_de,
    lignes_csv,
)
from xlprod.erreurs import ChiffreAbsent
from xlprod.periodes import texte_date
from xlprod.trace import Regle, Unite

DOSSIER = DONNEES / "temps_travail"
COMMUN = "commun"
"""Rules of the Code du travail, whatever the agreement."""


class RegleTemps(NamedTuple):
    """One dated rule in its own unit (a ratio is what is added to the rate: 0,25 is +25 %)."""

    code: str
    libelle: str
    valeur: Fraction
    unite: str
    validite: Validite

    def etape(self, formule: str = "", unites: tuple[Unite, ...] = (), lien: str = " × ") -> Regle:
        """Rule text of a step that applies it."""
        texte = self.validite.regle(self.code, self.libelle, formule, unites, lien=lien)
        sans_debut = self.validite.valid_from == dt.date.min
        return texte._replace(valid_from=None) if sans_debut else texte


class Nuit(NamedTuple):
    """Night of a season and a place; ``du`` and ``au`` are (month, day), hours are minutes."""

    du: tuple[int, int]
    au: tuple[int, int]
    lieu: str
    genre: str
    debut: int
    fin: int
    validite: Validite

    def couvre(self, jour: dt.date) -> bool:
        date = (jour.month, jour.day)
        dans = self.du <= date <= self.au if self.du <= self.au else date >= self.du or date <= self.au
        return dans and self.validite.couvre(jour)


class Equivalence(NamedTuple):
    """Minutes paid as effective for minutes of presence, for a group of functions and days."""

    effectif: int
    presence: int
    validite: Validite


class Ferie(NamedTuple):
    """A public holiday; ``regle`` is ``mm-jj`` or days from Easter; everywhere without territory."""

    code: str
    nom: str
    regle: str
    territoires: frozenset[str]
    validite: Validite


@cache
def sources() -> dict[str, str]:
    return {ligne["id"]: ligne["reference"] for ligne in lignes_csv(DOSSIER / "sources.csv")}


def _validite(ligne: dict[str, str]) -> Validite:
    return Validite(
        date_ou(ligne["valid_from"], dt.date.min),
        date_ou(ligne["valid_to"], FIN),
        sources()[ligne["source"]],
        ligne["article"],
        ligne["confidence"],
        ligne["note"],
    )


@cache
def regles(idcc: str) -> dict[str, tuple[RegleTemps, ...]]:
    """Dated rules of an agreement (or of ``commun``), by code."""
    series: dict[str, list[RegleTemps]] = {}
    for ligne in lignes_csv(DOSSIER / f"regles_{idcc}.csv"):
        regle = RegleTemps(
            ligne["code"], ligne["libelle"], fraction(ligne["valeur"]), ligne["unite"], _validite(ligne)
        )
        series.setdefault(regle.code, []).append(regle)
    return {code: tuple(serie) for code, serie in series.items()}


def regle(idcc: str, code: str, jour: dt.date) -> RegleTemps:
    """Rule in force on ``jour``; raises :class:`ChiffreAbsent` naming the first day it is known for."""
    serie = regles(idcc)[code]
    for candidate in serie:
        if candidate.validite.couvre(jour):
            return candidate
    debut = min(r.validite.valid_from for r in serie)
    raise ChiffreAbsent(
        f"{serie[0].libelle} : règle inconnue au {texte_date(jour)} "
        f"(connue depuis le {texte_date(debut)}, {serie[0].validite.article})"
    )


def minutes(regle_: RegleTemps) -> int:
    """Minutes of a rule in hours."""
    return int(regle_.valeur * 60)


def dixmilliemes(regle_: RegleTemps) -> int:
    """A ratio in ten-thousandths."""
    return int(regle_.valeur * 10_000)


@cache
def nuits(idcc: str, population: str) -> tuple[Nuit, ...]:
    return tuple(
        Nuit(
            _mois_jour(ligne["du"]),
            _mois_jour(ligne["au"]),
            ligne["lieu"],
            ligne["genre"],
            _heure(ligne["debut"]),
            _heure(ligne["fin"]),
            _validite(ligne),
        )
        for ligne in lignes_csv(DOSSIER / "nuits.csv")
        if (ligne["idcc"], ligne["population"]) == (idcc, population)
    )


def _mois_jour(texte: str) -> tuple[int, int]:
    return int(texte[:2]), int(texte[3:])


def _heure(texte: str) -> int:
    return int(texte[:2]) * 60 + int(texte[3:])


@cache
def equivalences() -> dict[tuple[str, int], tuple[Equivalence, ...]]:
    """Equivalences of IDCC 3097, by group and number of days."""
    series: dict[tuple[str, int], list[Equivalence]] = {}
    for ligne in lignes_csv(DOSSIER / "equivalences.csv"):
        equivalence = Equivalence(int(ligne["effectif"]) * 60, int(ligne["presence"]) * 60, _validite(ligne))
        series.setdefault((ligne["groupe"], int(ligne["jours"])), []).append(equivalence)
    return {cle_: tuple(serie) for cle_, serie in series.items()}


@cache
def groupes_equivalence() -> dict[str, tuple[str, str]]:
    """Official label of a function of IDCC 3097 → (group, reservation)."""
    return {
        ligne["fonction"]: (ligne["groupe"], ligne["note"])
        for ligne in lignes_csv(DOSSIER / "equivalences_fonctions.csv")
    }


@cache
def feries() -> tuple[Ferie, ...]:
    return tuple(
        Ferie(ligne["code"], ligne["nom"], ligne["regle"], ensemble(ligne["territoires"]), _validite(ligne))
        for ligne in lignes_csv(DOSSIER / "jours_feries.csv")
    )


@cache
def territoires() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Territory → (label, usual writings)."""
    return {
        ligne["territoire"]: (ligne["libelle"], tuple(ligne["alias"].split(";")))
        for ligne in lignes_csv(DOSSIER / "territoires.csv")
    }


class Trou(NamedTuple):
    """What nobody has read or found: for whom, since when, and what is done meanwhile."""

    code: str
    population: str
    du: dt.date
    au: dt.date
    raison: str


@cache
def trous() -> tuple[Trou, ...]:
    return tuple(
        Trou(
            ligne["code"],
            ligne["population"],
            dt.date.fromisoformat(ligne["du"]),
            date_ou(ligne["au"], FIN),
            ligne["raison"],
        )
        for ligne in lignes_csv(DOSSIER / "trous.csv")
    )


@cache
def lectures() -> tuple[Lecture, ...]:
    """Disputed readings of working time; ``familles`` are population and agreement."""
    return tuple(lecture_de(ligne, _validite(ligne)) for ligne in lignes_csv(DOSSIER / "lectures.csv"))


def regle_autre_lecture(lecture: Lecture, retenu: str, autre: str) -> Regle:
    """Text of the step that gives the amount under another choice."""
    libelle = f"Lecture discutée « {lecture.libelle} » : retenu {retenu}, ici {autre}"
    return lecture.validite.regle(
        lecture.parametre, libelle, f"{lecture.parametre}={autre}", arrondi=argent.ARRONDI
    )


def fichiers_regles() -> Sequence[str]:
    """Agreements (or ``commun``) whose rules of working time are held."""
    return [c.stem.removeprefix("regles_") for c in sorted(DOSSIER.glob("regles_*.csv"))]
