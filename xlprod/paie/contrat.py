"""A contract cut into periods of constant law, with its ceilings and its hours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any, NamedTuple

from xlprod import argent, baremes
from xlprod.baremes import Statut
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import conges, limites, rediffusion, statuts
from xlprod.paie.conditions import SANS_HEURES, exiger_applicables, pour_ce_statut
from xlprod.paie.deduction import dernier_brut
from xlprod.paie.droit import CENT, Droit, coupures, droit
from xlprod.paie.limites import VERSEMENT, Reperes
from xlprod.paie.methodes_plafond import Emploi, jours_ouvres
from xlprod.paie.parametres import JOURS_MAX, Parametres
from xlprod.paie.plan import Variante
from xlprod.paie.rediffusion import JoursFictifs, jours_fictifs
from xlprod.paie.reduction import Formule, formule
from xlprod.periodes import ajouter_mois, mois_couverts


class Segment(NamedTuple):
    """Part of a contract under one law: ceilings and thresholds in cents, hours, days.

    The thresholds are the highest gross that still has the reduced rate or the flat base,
    -1 where there is none; ``reduction`` is the employer relief, where the statut has it.
    """

    droit: Droit
    debut: dt.date
    fin: dt.date
    jours: int
    heures: Fraction
    reperes: Reperes
    """Ceiling of each scheme."""
    seuil_maladie: int
    seuil_famille: int
    seuil_forfait: int
    reduction: Formule | None
    forfait: int
    mutuelle: int | None
    """Company health insurance of the period, both shares; ``None`` where it is not counted."""
    franchise: int = 0
    """Part of the gross of a trainee that bears no contribution."""
    plafond_conges: int | None = None
    """Cap of the base of paid holidays; ``None`` when the employer does not cap."""
    fictifs: JoursFictifs | None = None
    """Ceiling that follows the gross, in place of the annual one: secondary uses of a performance."""

    def plafonds(self, brut: Any) -> Reperes:
        """Ceilings for a gross or a column of them."""
        return self.reperes if self.fictifs is None else self.fictifs.remplacer(self.reperes, brut)

    @property
    def seuils(self) -> list[int]:
        """Thresholds in order: salaries between the same two are under one variant of the law."""
        return sorted({self.seuil_maladie, self.seuil_famille, self.seuil_forfait})


@dataclass(frozen=True, slots=True, eq=False)
class Contrat:
    """Everything about a contract but its amount."""

    statut: Statut
    parametres: Parametres
    debut: dt.date
    jours: int
    heures: Fraction
    segments: tuple[Segment, ...]

    @property
    def fin(self) -> dt.date:
        return self.debut + dt.timedelta(days=self.jours - 1)

    def emploi(self, segment: Segment) -> Emploi:
        """Days of employment of a period of the contract."""
        continu = self.parametres.engagement_continu
        return Emploi(segment.debut, segment.jours, self.debut, self.jours, continu)

    def partager(self, brut: Any) -> list[Any]:
        """Gross of each segment, in proportion to days, the total kept to the cent.

        ``brut`` is an ``int`` or a column of them, never negative.
        """
        if len(self.segments) == 1:
            return [brut]
        parts, cumul, deja = [], 0, 0 * brut
        for segment in self.segments:
            cumul += segment.jours
            jusque_la = (2 * brut * cumul + self.jours) // (2 * self.jours)
            parts.append(jusque_la - deja)
            deja = jusque_la
        return parts


@lru_cache(4096)
def contrat(texte_statut: str, debut: dt.date, jours: int, parametres: Parametres) -> Contrat:
    """Contract of ``jours`` days of employment from ``debut``.

    Raises :class:`SaisieInvalide` for an unknown statut or an impossible duration, and
    ``ChiffreAbsent`` when the law of a day is not in the data.
    """
    if not 1 <= jours <= JOURS_MAX:
        raise SaisieInvalide(f"jours : de 1 à {JOURS_MAX} jours d'emploi, reçu {jours}")
    statut = statuts.retenu(texte_statut, parametres, debut)
    parametres = pour_ce_statut(statut, parametres)
    exiger_applicables(statut, parametres)
    rediffusion.exiger(statut, parametres, jours)
    conges.exiger(parametres, statut)
    if statut.duree == VERSEMENT:
        jours = 1
    try:
        fin = debut + dt.timedelta(days=jours - 1)
    except OverflowError:
        raise SaisieInvalide("date : hors du calendrier") from None
    heures = _heures(statut, debut, jours, parametres)
    court = fin < ajouter_mois(debut, int(parametres.chiffre("CDDU_MAJORATION_MOIS", debut)))
    debuts = [debut, *coupures(statut, parametres, debut, fin, court)]
    fins = [j - dt.timedelta(days=1) for j in debuts[1:]] + [fin]
    segments = tuple(
        _segment(statut, parametres, _emploi(d, f, debut, jours, parametres), heures, court)
        for d, f in zip(debuts, fins, strict=True)
    )
    return Contrat(statut, parametres, debut, jours, heures, segments)


def _emploi(
    debut: dt.date, fin: dt.date, debut_contrat: dt.date, jours_contrat: int, parametres: Parametres
) -> Emploi:
    jours = (fin - debut).days + 1
    return Emploi(debut, jours, debut_contrat, jours_contrat, parametres.engagement_continu)


def _segment(
    statut: Statut, parametres: Parametres, emploi: Emploi, heures: Fraction, contrat_court: bool
) -> Segment:
    debut, jours = emploi.debut, emploi.jours
    reperes = limites.reperes(statut, parametres, emploi)
    loi = droit(statut, parametres, debut, contrat_court)
    if statut.duree == "legale" and parametres.heures is None:
        heures = duree_legale(debut, jours, parametres)
    else:
        heures = heures * jours / emploi.jours_contrat
    complement, relief = loi.complement, loi.reduction
    methodes = limites.methodes(statut, parametres, debut, emploi.jours_contrat)
    return Segment(
        droit=loi,
        debut=debut,
        fin=debut + dt.timedelta(days=jours - 1),
        jours=jours,
        heures=heures,
        reperes=reperes,
        seuil_maladie=_seuil(loi.seuil_maladie, loi, heures),
        seuil_famille=_seuil(loi.seuil_famille, loi, heures),
        seuil_forfait=ceil(complement.seuil * jours) - 1 if complement else -1,
        reduction=formule(relief, heures) if relief else None,
        forfait=argent.arrondir_fraction(complement.forfait * jours) if complement else 0,
        mutuelle=mutuelle(parametres, debut, jours) if parametres.mutuelle else None,
        franchise=min(argent.arrondir_fraction(loi.franchise * heures), argent.MONTANT_MAX),
        plafond_conges=conges.plafond_periode(parametres, emploi),
        fictifs=jours_fictifs(parametres, debut, methodes) if parametres.rediffusion else None,
    )


def _seuil(par_heure: Fraction | None, loi: Droit, heures: Fraction) -> int:
    """Highest gross whose subject pay is within a threshold in SMIC; -1 where there is none."""
    return -1 if par_heure is None else dernier_brut(floor(par_heure * heures), loi, heures)


def _heures(statut: Statut, debut: dt.date, jours: int, parametres: Parametres) -> Fraction:
    """Hours of the contract, for the SMIC thresholds: given, or the conventional duration."""
    if parametres.heures is not None:
        return parametres.heures
    if statut.duree == "legale":
        return duree_legale(debut, jours, parametres)
    if statut.duree in SANS_HEURES:
        return Fraction(0)
    travailles = jours_ouvres(debut, jours) if parametres.engagement_continu else jours
    return heures_par_jour(statut, debut, parametres) * travailles


def duree_legale(debut: dt.date, jours: int, parametres: Parametres) -> Fraction:
    """Legal duration: 1 820 h ÷ 12 a whole month, 7 h a weekday in a month begun or ended earlier."""
    par_jour = parametres.chiffre("HEURES_SEMAINE", debut) / 5
    heures = Fraction(0)
    for mois in mois_couverts(debut, jours):
        mensuelle = parametres.chiffre("DUREE_MENSUELLE", mois.debut)
        entier = mois.jours == mois.longueur
        heures += mensuelle if entier else min(mensuelle, par_jour * jours_ouvres(mois.debut, mois.jours))
    return heures


def mutuelle(parametres: Parametres, debut: dt.date, jours: int) -> int:
    """Company health insurance in cents: the monthly amount, by calendar days as the ceiling."""
    mois = sum((Fraction(m.jours, m.longueur) for m in mois_couverts(debut, jours)), Fraction(0))
    return argent.arrondir_fraction((parametres.mutuelle or 0) * mois * CENT)


def heures_par_jour(statut: Statut, debut: dt.date, parametres: Parametres) -> Fraction:
    if statut.duree == "cachet":
        return Fraction(parametres.lecture("heures_cachet", debut))
    code = f"HEURES_SEMAINE_{parametres.idcc}"
    return parametres.chiffre(code if code in baremes.chiffres() else "HEURES_SEMAINE", debut) / 5


def variante(segment: Segment, brut: int) -> Variante:
    """Which variant of the law the gross of a segment falls in."""
    return Variante(
        brut <= segment.seuil_maladie, brut <= segment.seuil_famille, brut <= segment.seuil_forfait
    )
