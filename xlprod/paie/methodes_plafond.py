"""Ways of bringing the monthly ceiling to the days of a contract: one small function each.

A method says which dated ceilings it takes and what part of each; the amount and its
explanation both come from that.  The text says « à due proportion du nombre de jours »
(CSS R242-2) and each way of counting days has its users: ``choix_lectures.csv`` says whose.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from xlprod.paie.parametres import Parametres
from xlprod.periodes import mois_couverts

JOURS_SEMAINE = 7
TRENTE = 30
"""A month has thirty thirtieths, whatever its length."""
SEMAINE_PLEINE = 5
"""Days from which daily ceilings (12/218 of the month) exceed the weekly one (12/52)."""


class Emploi(NamedTuple):
    """Days of employment under one law, within the contract that they belong to.

    ``continu`` is false for separate days: all of them are worked.
    """

    debut: dt.date
    jours: int
    debut_contrat: dt.date
    jours_contrat: int
    continu: bool = True

    @property
    def tous_travailles(self) -> bool:
        """Whether each day counts as worked: separate days, or a contract that is all week-end."""
        return not self.continu or not _ouvres(self.debut_contrat, self.jours_contrat)

    @property
    def travailles(self) -> int:
        """Worked days: Mondays to Fridays of a continuous contract."""
        return self.jours if self.tous_travailles else _ouvres(self.debut, self.jours)

    def dates_travaillees(self) -> Iterator[dt.date]:
        """Worked days, in order."""
        for i in range(self.jours):
            jour = self.debut + dt.timedelta(days=i)
            if self.tous_travailles or jour.weekday() < 5:
                yield jour


class Part(NamedTuple):
    """``numerateur ÷ denominateur`` of the ceiling ``code`` on ``jour``."""

    code: str
    jour: dt.date
    numerateur: int
    denominateur: int


Methode = Callable[[Emploi], Iterator[Part]]


def jours_ouvres(debut: dt.date, jours: int) -> int:
    """Mondays to Fridays among consecutive days; all of them when there is none (a week-end)."""
    return _ouvres(debut, jours) or jours


@lru_cache(4096)
def _ouvres(debut: dt.date, jours: int) -> int:
    semaines, reste = divmod(jours, JOURS_SEMAINE)
    return semaines * 5 + sum((debut.weekday() + i) % JOURS_SEMAINE < 5 for i in range(reste))


def calendaire(emploi: Emploi) -> Iterator[Part]:
    """Calendar days of employment over those of the month."""
    for mois in mois_couverts(emploi.debut, emploi.jours):
        yield Part("PMSS", mois.debut, mois.jours, mois.longueur)


def ouvres(emploi: Emploi) -> Iterator[Part]:
    """Worked days over the Mondays to Fridays of the month."""
    for mois, travailles in _travailles_par_mois(emploi):
        ouvres_du_mois = _ouvres(mois.replace(day=1), monthrange(mois.year, mois.month)[1])
        yield Part("PMSS", mois, min(travailles, ouvres_du_mois), ouvres_du_mois)


def trentiemes(emploi: Emploi) -> Iterator[Part]:
    """A thirtieth for each day of employment, worked or not."""
    for mois in mois_couverts(emploi.debut, emploi.jours):
        yield Part("PMSS", mois.debut, min(mois.jours, TRENTE), TRENTE)


def trentiemes_remuneres(emploi: Emploi) -> Iterator[Part]:
    """A thirtieth for each paid day."""
    for mois, travailles in _travailles_par_mois(emploi):
        yield Part("PMSS", mois, min(travailles, TRENTE), TRENTE)


def hebdomadaire(emploi: Emploi) -> Iterator[Part]:
    """Weekly ceilings from the first day of the contract, daily ones for the last days.

    The last days have no more than a week's ceiling.  A week that the law cuts in two is
    shared in proportion to days.
    """
    if not emploi.continu:
        yield Part("PJSS", emploi.debut, emploi.jours, 1)
        return
    entieres, reste = divmod(emploi.jours_contrat, JOURS_SEMAINE)
    premier = (emploi.debut - emploi.debut_contrat).days
    rangs = Counter(rang // JOURS_SEMAINE for rang in range(premier, premier + emploi.jours))
    for semaine, jours in sorted(rangs.items()):
        debut = max(emploi.debut, emploi.debut_contrat + dt.timedelta(days=semaine * JOURS_SEMAINE))
        if semaine < entieres:
            yield Part("PHebdo", debut, jours, JOURS_SEMAINE)
        elif reste < SEMAINE_PLEINE:
            yield Part("PJSS", debut, jours, 1)
        else:
            yield Part("PHebdo", debut, jours, reste)


def non_proratise(emploi: Emploi) -> Iterator[Part]:
    """The whole ceiling of every month touched."""
    for mois in mois_couverts(emploi.debut, emploi.jours):
        yield Part("PMSS", mois.debut, 1, 1)


def journalier(emploi: Emploi) -> Iterator[Part]:
    """Twelve hourly ceilings for each day of an artist."""
    yield Part("PLAF_ART_JOUR", emploi.debut, emploi.jours, 1)


def annuel(emploi: Emploi) -> Iterator[Part]:
    """The ceiling of the year."""
    yield Part("PASS", emploi.debut, 1, 1)


METHODES: dict[str, Methode] = {
    methode.__name__: methode
    for methode in (calendaire, ouvres, trentiemes, trentiemes_remuneres, hebdomadaire, non_proratise)
}
"""By the name that the data give them (choices of ``methode_plafond``)."""

COMPTES = METHODES | {methode.__name__: methode for methode in (journalier, annuel)}
"""With those that the law alone decides."""

ENTIER, JOURNALIER, ANNUEL = "non_proratise", "journalier", "annuel"


@lru_cache(8192)  # a sheet repeats its dates and durations
def plafond(methode: str, emploi: Emploi, parametres: Parametres) -> Fraction:
    """Ceiling of a period in cents, exact."""
    exact = Fraction(0)
    for part in COMPTES[methode](emploi):
        exact += parametres.chiffre(part.code, part.jour) * Fraction(100 * part.numerateur, part.denominateur)
    return exact


class Reunion:
    """Days of employment of one month, from several contracts: each counts once in the ceiling."""

    __slots__ = ("accorde", "employes", "travailles")

    def __init__(self) -> None:
        self.employes = self.travailles = 0  # a bit a day
        self.accorde = Fraction(0)

    def ajouter(self, methode: str, emploi: Emploi, parametres: Parametres) -> Fraction:
        """Ceiling of the month, in cents, with the days of an employment that lies within it."""
        jours = (1 << emploi.jours) - 1 << emploi.debut.day
        nouveaux = (jours & ~self.employes).bit_count()
        self.employes |= jours
        self.travailles |= jours if emploi.tous_travailles else _jours_ouvres(emploi.debut, emploi.jours)
        if COMPTES[methode] is hebdomadaire:  # it counts a contract's weeks: its new days have their share
            self.accorde += plafond(methode, emploi, parametres) * Fraction(nouveaux, emploi.jours)
            return self.accorde
        nombre = (self.travailles if COMPTES[methode] in SUR_TRAVAILLES else self.employes).bit_count()
        if nombre:
            premier = emploi.debut.replace(day=1)
            reunis = Emploi(premier, nombre, premier, nombre, continu=False)
            self.accorde = max(self.accorde, plafond(methode, reunis, parametres))
        return self.accorde


@lru_cache(4096)
def _jours_ouvres(debut: dt.date, jours: int) -> int:
    """Mondays to Fridays among days of one month, a bit a day."""
    return sum(1 << debut.day + i for i in range(jours) if (debut.weekday() + i) % JOURS_SEMAINE < 5)


SUR_TRAVAILLES = (ouvres, trentiemes_remuneres)


def _travailles_par_mois(emploi: Emploi) -> Iterator[tuple[dt.date, int]]:
    """First day of employment and number of worked days of each month."""
    for mois in mois_couverts(emploi.debut, emploi.jours):
        yield mois.debut, mois.jours if emploi.tous_travailles else _ouvres(mois.debut, mois.jours)
