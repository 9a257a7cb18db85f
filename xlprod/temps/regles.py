"""Figures of a profile read once, and the rest between two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from xlprod.baremes import temps
from xlprod.temps.cellules import JOUR
from xlprod.temps.lignes import Ligne
from xlprod.temps.majorations import Reglage
from xlprod.temps.profil import AUDIOVISUEL, TECHNICIEN, Profil
from xlprod.temps.tableau import Jour

Paliers = tuple[tuple[int, tuple[str, ...]], ...]
"""Minutes of work of a day from which codes begin."""


def semaine(date: dt.date) -> int:
    """Rank of the civil week, Monday to Sunday."""
    return (date.toordinal() - 1) // 7


@dataclass(slots=True, eq=False)
class Contexte:
    """A profile, with what its weeks ask for at every turn."""

    profil: Profil
    plafonne: bool = True
    plafond: int = 0
    transport_max: int = 0
    repos: int = 0
    repos_hebdo: int = 0
    repos_hebdo_6j: int = 0
    solidarite: int = 0
    dixieme: int = 0
    nuits_de: int = 0
    """Minute from which it may be night, whatever the season; ``nuits_a``: until when."""
    nuits_a: int = 0
    bandes: tuple[tuple[int, int, str], ...] = ()
    lignes_par_bande: dict[int, list[Ligne]] = field(default_factory=dict)
    _par_nature: dict[bool, Reglage] = field(default_factory=dict)

    def part(self, code: str) -> int:
        """Supplement of a code, in ten-thousandths."""
        return self.profil.part(code)

    def de_la_nature(self, tournage: bool) -> Reglage:
        """Supplements of a day of a week paid as one; the tenth hour is of shooting only (art. 38)."""
        connu = self._par_nature.get(tournage)
        if connu is None:
            paliers = ((self.dixieme, ("dixieme",)),) if tournage else ()
            connu = self._par_nature[tournage] = self.reglage(paliers)
        return connu

    def reglage(self, paliers: Paliers, prefixe: str = "") -> Reglage:
        profil = self.profil
        genre = profil.choix.genre if profil.idcc == AUDIOVISUEL else ""
        # Third parties tell one rate for the night of IDCC 2642, however long.
        seuil = JOUR if profil.idcc == AUDIOVISUEL else profil.minutes(f"{prefixe}nuit_seuil")
        return _reglage(profil.idcc, profil.population, genre, seuil, paliers, self.solidarite)


@lru_cache(1024)
def _reglage(
    idcc: str, population: str, genre: str, seuil: int, paliers: Paliers, solidarite: int
) -> Reglage:
    """One object for equal supplements: days are cut once for all who share them."""
    nuits = tuple(n for n in temps.nuits(idcc, population) if n.genre == genre)
    premier_mai = idcc != AUDIOVISUEL and population == TECHNICIEN
    return Reglage(nuits, seuil, paliers, solidarite, premier_mai)


def contexte_technicien(profil: Profil, heures_semaine: int = 0) -> Contexte:
    """IDCC 3097, titre II.  ``heures_semaine``: minutes of the week, for the day of solidarity."""
    nuits = temps.nuits(profil.idcc, profil.population)
    return Contexte(
        profil,
        profil.lecture("cumul") == "plafond",
        profil.part("plafond"),
        profil.minutes("transport_max"),
        profil.minutes("ctl_repos"),
        profil.minutes("ctl_repos_hebdo"),
        profil.minutes("ctl_repos_hebdo_6j"),
        heures_semaine,
        profil.minutes("dixieme_seuil"),
        min(nuit.debut for nuit in nuits),
        max(nuit.fin for nuit in nuits),
    )


def repos_manquant(contexte: Contexte, avant: Jour | None, jour: Jour, jours_avant: int = 5) -> int:
    """Minutes of rest cut short before a day (art. 35): daily, or weekly after a day off over a Sunday.

    ``jours_avant`` is how many days were worked in the week before.
    """
    if avant is None:
        return 0
    ecart = jour.ordinal - avant.ordinal
    repos = ecart * JOUR + jour.debut - avant.fin
    if ecart <= 1:
        return contexte.repos - repos if repos < contexte.repos else 0
    change = (jour.ordinal - 1) // 7 != (avant.ordinal - 1) // 7
    if not change or ecart > 3:
        return 0
    du = contexte.repos_hebdo if jours_avant <= 5 else contexte.repos_hebdo_6j
    return du - repos if repos < du else 0


def suite_la_plus_longue(jours: Sequence[Jour]) -> int:
    """Longest run of consecutive days."""
    meilleure = courante = 0
    precedent = 0
    for jour in jours:
        courante = courante + 1 if jour.ordinal == precedent + 1 else 1
        if courante > meilleure:
            meilleure = courante
        precedent = jour.ordinal
    return meilleure
