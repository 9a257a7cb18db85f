"""Pay lines: hours of one kind at one rate, their exact amount, the one rounding of a bloc.

A bloc is what a payslip prints as one line (the hours of a week, of a day hired, the nights of
a day): it is rounded once, half-up.  Lines of a bloc share that amount by rounding their running
total, so that what a table shows adds up to the cent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple

from xlprod import argent

Genre = Literal["salaire", "majoration", "indemnité", "frais", "information"]
HORS_BRUT = ("frais", "information")
ENTIER = 10_000
"""The rate 1, in ten-thousandths."""
HEURE = 60 * ENTIER


class Ligne(NamedTuple):
    """``poids`` is minutes × ten-thousandths of ``taux`` (cents an hour), summed over the hours counted.

    ``frais`` are no wages: shown, and left out of the gross.
    """

    bloc: str
    jour: dt.date | None
    code: str
    minutes: int | Fraction
    poids: int
    taux: Fraction
    genre: Genre = "salaire"
    libelle: str = ""

    @property
    def part(self) -> Fraction:
        """Share of the rate that each hour brings (1,25 for an hour at 125 %)."""
        return Fraction(self.poids) / (self.minutes * ENTIER) if self.minutes else Fraction(0)


def heures(
    bloc: str,
    jour: dt.date | None,
    code: str,
    minutes: int,
    dixmilliemes: int,
    taux: Fraction,
    genre: Genre = "salaire",
) -> Ligne:
    """``minutes`` paid at one share of the rate."""
    return Ligne(bloc, jour, code, minutes, minutes * dixmilliemes, taux, genre)


def unites(
    jour: dt.date | None, code: str, nombre: int, cents: int | Fraction, genre: Genre, libelle: str = ""
) -> Ligne:
    """A number of things at one price each (a cachet, a meal)."""
    bloc = f"{code} {libelle} {jour}"
    return Ligne(bloc, jour, code, nombre * 60, nombre * HEURE, Fraction(cents), genre, libelle)


def brut(lignes: Iterable[Ligne]) -> int:
    """Gross in cents: each bloc rounded once; expenses and what is only told are left out."""
    return total(ligne for ligne in lignes if ligne.genre not in HORS_BRUT)


def total(lignes: Iterable[Ligne]) -> int:
    """Sum in cents, each bloc rounded once."""
    blocs: dict[str, list[int]] = {}
    for ligne in lignes:
        taux = ligne.taux
        numerateur, denominateur = taux.numerator * ligne.poids, taux.denominator * HEURE
        somme = blocs.get(ligne.bloc)
        if somme is None:
            blocs[ligne.bloc] = [numerateur, denominateur]
        elif somme[1] == denominateur:
            somme[0] += numerateur
        else:
            somme[0] = somme[0] * denominateur + numerateur * somme[1]
            somme[1] *= denominateur
    return sum(argent.arrondir(n, d) for n, d in blocs.values())


UNITE = Fraction(1)
"""The rate of lines that are to be shared by functions of other rates."""
Parts = tuple[tuple[int, int], ...]
"""Share of the hourly rate (numerator, denominator) that each bloc of wages comes to."""


def parts(lignes: Iterable[Ligne]) -> Parts | None:
    """Blocs of lines computed with a rate of 1; none when something in them is not of the rate."""
    blocs: dict[str, int | Fraction] = {}
    for bloc, _, _, _, poids, taux, genre, _ in lignes:
        if genre == "salaire" or genre == "majoration":
            part = poids if taux is UNITE else taux * poids
            blocs[bloc] = blocs[bloc] + part if bloc in blocs else part
        elif genre != "information":
            return None
    return tuple((part.numerator, part.denominator * HEURE) for part in blocs.values())


def brut_de_parts(parts_: Parts, taux: Fraction) -> int:
    """Gross in cents of the same lines at a rate."""
    haut, bas = taux.numerator, taux.denominator
    return sum([(2 * haut * n + bas * d) // (2 * bas * d) for n, d in parts_])


def montants(lignes: list[Ligne]) -> list[int]:
    """Cents of each line; those of a bloc add up to its rounded total."""
    cumuls: dict[str, Fraction] = {}
    rendu = []
    for ligne in lignes:
        avant = cumuls.get(ligne.bloc, Fraction(0))
        apres = avant + ligne.taux * ligne.poids / HEURE
        cumuls[ligne.bloc] = apres
        rendu.append(argent.arrondir_fraction(apres) - argent.arrondir_fraction(avant))
    return rendu
