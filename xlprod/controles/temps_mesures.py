"""What a check of working time measures, the rule it is compared with, and what is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from xlprod import argent
from xlprod.baremes import temps
from xlprod.baremes.temps import RegleTemps
from xlprod.temps.profil import ARTISTE, ARTISTE_COURT, Profil
from xlprod.temps.regles import semaine as rang_semaine
from xlprod.temps.tableau import Jour
from xlprod.temps.vocabulaire import FERIE_CHOME, REPOS, VOYAGE
from xlprod.trace import Cellule, texte_confiance

ENTETE = ("Règle", "Quand", "Exigé", "Constaté", "Verdict", "Article", "Confiance")
RESPECTE, MANQUE, JUSTIFIER = "respecté", "non respecté", "à justifier"
CINQ, SIX = 5, 6


class Constat(NamedTuple):
    """One measure against one rule.  ``valeur`` is minutes, days, or weeks, as ``regle`` counts."""

    regle: RegleTemps
    quand: str
    exige: str
    valeur: Fraction
    verdict: str

    def rangee(self) -> list[Cellule]:
        validite = self.regle.validite
        return [
            self.regle.libelle,
            self.quand,
            self.exige,
            texte_mesure(self.valeur, self.regle.unite),
            self.verdict,
            validite.article,
            texte_confiance(validite.regle(self.regle.code, self.regle.libelle)),
        ]


@dataclass(frozen=True, slots=True)
class Dossier:
    """The days of a person, and what the checks ask about it."""

    profil: Profil
    jours: tuple[Jour, ...]
    age: int | None

    @property
    def travailles(self) -> list[Jour]:
        return [j for j in self.jours if j.nature not in (FERIE_CHOME, REPOS, VOYAGE)]

    @property
    def population(self) -> str:
        """Whose rules of rest and range are theirs; short films have those of the others."""
        court = self.profil.population == ARTISTE_COURT
        return ARTISTE if court else self.profil.population

    @property
    def mineur(self) -> bool:
        return self.age is not None and self.age < self.regle("mineur_age").valeur

    @property
    def jeune(self) -> bool:
        """Under sixteen: nights and rest are the strictest."""
        return self.age is not None and self.age < self.regle("mineur_age_jeune").valeur

    def regle(self, code: str) -> RegleTemps:
        commun = code.startswith(("ct_", "mineur_", "enfant_"))
        return temps.regle(temps.COMMUN if commun else self.profil.idcc, code, self.profil.jour)

    def semaines(self) -> dict[int, list[Jour]]:
        rendu: dict[int, list[Jour]] = {}
        for jour in self.travailles:
            rendu.setdefault(rang_semaine(jour.date), []).append(jour)
        return rendu


Mesure = tuple[str, int | Fraction]
"""When, and what was measured, in the unit of the rule (minutes for hours)."""


def au_plus(
    regle: RegleTemps, mesures: Sequence[Mesure], verdict: str = MANQUE, limite: int | None = None
) -> Iterator[Constat]:
    yield from _comparer(regle, mesures, lambda v, limite: v <= limite, "au plus", max, verdict, limite)


def au_moins(regle: RegleTemps, mesures: Sequence[Mesure], verdict: str = MANQUE) -> Iterator[Constat]:
    yield from _comparer(regle, mesures, lambda v, limite: v >= limite, "au moins", min, verdict, None)


def _comparer(
    regle: RegleTemps,
    mesures: Sequence[Mesure],
    tenue: Callable[[int | Fraction, int | Fraction], bool],
    sens: str,
    pire: Callable[..., Mesure],
    verdict: str,
    limite: int | None,
) -> Iterator[Constat]:
    if not mesures:
        return
    valeur = _limite(regle) if limite is None else limite
    exige = f"{sens} {texte_mesure(Fraction(valeur), regle.unite)}"
    manques = [m for m in mesures if not tenue(m[1], valeur)]
    for quand, mesure in manques:
        yield Constat(regle, quand, exige, Fraction(mesure), verdict)
    if not manques:
        quand, mesure = pire(mesures, key=lambda m: m[1])
        yield Constat(regle, quand, exige, Fraction(mesure), RESPECTE)


def _limite(regle: RegleTemps) -> int | Fraction:
    return regle.valeur * 60 if regle.unite == "h" else regle.valeur


def texte_mesure(valeur: Fraction, unite: str) -> str:
    if unite in ("h", "min"):
        minutes = argent.arrondir_fraction(valeur)
        return f"{minutes} min" if unite == "min" else f"{minutes // 60} h {minutes % 60:02d}"
    nombre = argent.arrondir_fraction(valeur)
    return f"{nombre} {unite if nombre > 1 else unite.removesuffix('s')}"


def date_de(jour: Jour) -> str:
    return f"{jour.date:%d/%m/%Y}"


def nom_semaine(numero: int) -> str:
    return f"semaine du {dt.date.fromordinal(numero * 7 + 1):%d/%m/%Y}"
