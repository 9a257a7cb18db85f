"""Who gives a figure or a parameter: the law, then the company, the workbook, the row.

A stronger layer wins.  The company's own is set once by the host that has read its file
(:mod:`xlprod.societe`); the engine only looks at it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from xlprod.baremes import FIN, Validite
from xlprod.erreurs import SaisieInvalide
from xlprod.periodes import texte_date

BAREME, SOCIETE, CLASSEUR, LIGNE = "barème", "société", "classeur", "ligne"
FORCE = {BAREME: 0, SOCIETE: 1, CLASSEUR: 2, LIGNE: 3}
SALARIAL, PATRONAL = "SALARIAL", "PATRONAL"
"""Ends of the keys that replace one part of a contribution (``CONGES_SPEC_PATRONAL``)."""


class Donnee(NamedTuple):
    """A parameter as it was given, and by whom."""

    nom: str
    texte: str
    couche: str = LIGNE


class Origine(NamedTuple):
    """Who gave a figure, and where it is written."""

    couche: str
    validite: Validite


class Surcharge(NamedTuple):
    """A figure put in place of the law's; the company's has dates and a source of its own."""

    code: str
    valeur: Fraction
    couche: str = LIGNE
    debut: dt.date = dt.date.min
    fin: dt.date = FIN
    source: str = ""
    article: str = ""

    def couvre(self, jour: dt.date) -> bool:
        return self.debut <= jour <= self.fin

    def origine(self, loi: Validite) -> Origine:
        """Its own source when it has one, else the rule of law it takes the place of."""
        if not self.source:
            return Origine(self.couche, loi._replace(confiance="verified"))
        return Origine(self.couche, Validite(self.debut, self.fin, self.source, self.article, "verified", ""))

    @property
    def texte_source(self) -> str:
        """``règlement art. 7 ; appel du 12/03/2025 ; du 01/04/2025 au 31/03/2026``; the company's only."""
        return " ; ".join(filter(None, (self.article, self.source, self._periode())))

    def _periode(self) -> str:
        if self.fin == FIN:
            return "" if self.debut == dt.date.min else f"depuis le {texte_date(self.debut)}"
        debut = "jusqu'au" if self.debut == dt.date.min else f"du {texte_date(self.debut)} au"
        return f"{debut} {texte_date(self.fin)}"


@dataclass(frozen=True, slots=True, eq=False)
class Societe:
    """The company's layer.  ``refus`` says why its file cannot be used: nothing is then computed."""

    nom: str = ""
    parametres: tuple[Donnee, ...] = ()
    surcharges: tuple[Surcharge, ...] = ()
    fichier: str = ""
    refus: str = ""

    def surcharge(self, code: str, jour: dt.date) -> Surcharge | None:
        return next((s for s in self.surcharges if s.code == code and s.couvre(jour)), None)


AUCUNE = Societe()
_courante = AUCUNE


def installer(societe: Societe) -> None:
    """Set the company's layer of this process; what was computed under another is not reused."""
    global _courante
    _courante = societe


def courante() -> Societe:
    """The company's layer; raises :class:`SaisieInvalide` when its file cannot be used."""
    if _courante.refus:
        raise SaisieInvalide(_courante.refus)
    return _courante


@contextmanager
def installee(societe: Societe) -> Iterator[None]:
    """Set the company's layer for a while."""
    avant = _courante
    installer(societe)
    try:
        yield
    finally:
        installer(avant)
