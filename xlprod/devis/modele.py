"""Model of a budget: the film, its people, its other lines.

Money is in cents, quantities are exact.  The model holds what the production office
decides; minima, charges and totals are computed from it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from xlprod.argent import arrondir_fraction

UNITES_PAIE = ("semaine", "jour", "cachet", "mois", "forfait")
"""How a salary is negotiated; ``forfait`` is an amount for the whole contract."""


@dataclass(frozen=True, slots=True)
class Personne:
    """One line of the crew list: one contract of one person (or of a group of extras).

    ``quantite`` counts ``unite`` (9 weeks, 12 cachets); ``brut`` is the gross for one unit,
    in cents.  ``jours`` is the number of days of employment: calendar days from ``debut`` to
    ``fin`` for a continuous contract, the days worked when ``continu`` is false (each day is
    then an engagement of its own).
    """

    fonction: str
    statut: str
    debut: dt.date
    fin: dt.date
    unite: str
    quantite: Decimal
    brut: int
    poste: str
    nom: str = ""
    convention: str = "3097"
    annexe: str = "I"
    unite_minimum: str = ""
    continu: bool = True
    jours_travailles: int | None = None
    effectif: int = 1
    note: str = ""

    @property
    def brut_total(self) -> int:
        """Gross of the contract in cents, rounded once, half-up."""
        return arrondir_fraction(self.brut * Fraction(self.quantite))

    @property
    def jours(self) -> int:
        """Days of employment, as the ceiling counts them."""
        if self.continu:
            return (self.fin - self.debut).days + 1
        return self.jours_travailles if self.jours_travailles is not None else int(self.quantite)


@dataclass(frozen=True, slots=True)
class Ligne:
    """A budget line that is not a salary; ``prix`` is the unit price in cents, without VAT."""

    poste: str
    libelle: str
    quantite: Decimal
    unite: str
    prix: int
    note: str = ""

    @property
    def montant(self) -> int:
        """Amount in cents, rounded once, half-up."""
        return arrondir_fraction(self.prix * Fraction(self.quantite))


@dataclass(frozen=True, slots=True)
class Film:
    """A project: identity, reference date, company parameters, people and lines.

    ``parametres`` are those of the charges functions (``effectif``, ``taux_at``…), in the
    order in which the sheet *Paramètres* shows them.  ``frais_generaux`` and ``imprevus``
    are percentages of the direct cost.
    """

    titre: str
    societe: str
    date_reference: dt.date
    debut_tournage: dt.date
    fin_tournage: dt.date
    parametres: tuple[tuple[str, str], ...]
    personnes: tuple[Personne, ...] = ()
    lignes: tuple[Ligne, ...] = ()
    frais_generaux: Decimal = Decimal(7)
    imprevus: Decimal = Decimal(8)
    note: str = ""
    jours_tournage: int = 0
    version: str = field(default="1")
