"""The law that applies to a statut on one day, compiled from the dated rows.

Nothing here depends on an amount: a :class:`Droit` is built once for a statut, a set of
parameters and a date, then serves every salary of that kind.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_right
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from xlprod import argent, baremes
from xlprod.baremes import FIN, Statut
from xlprod.erreurs import ChiffreAbsent
from xlprod.paie import auteurs
from xlprod.paie import parametres as lecteur
from xlprod.paie.parametres import Parametres
from xlprod.paie.plan import Plan, Variante, lignes_du_statut, plan, taux_ligne
from xlprod.periodes import texte_date

CENT = 100


class Complement(NamedTuple):
    """Flat base of an extra (*acteur de complément*), in cents a day."""

    seuil: Fraction
    forfait: Fraction


class Reduction(NamedTuple):
    """Coefficient of the employer relief.  ``puissance`` is 0 before 2026 (linear formula)."""

    minimum: Fraction
    maximum: Fraction
    seuil: Fraction
    diviseur: Fraction
    puissance: Fraction
    smic: Fraction
    conges: Fraction
    plafond_apres: bool


class Droits(NamedTuple):
    """Ceilings of a year of authors' rights, in cents; no figure for a scheme that is not due."""

    racd: int
    raap: int


class Droit(NamedTuple):
    """Everything the law says for one statut, one set of parameters, one day."""

    plans: dict[Variante, Plan]
    seuil_maladie: Fraction | None
    seuil_famille: Fraction | None
    complement: Complement | None
    dfs: Fraction
    dfs_plafond: int
    smic: Fraction
    reduction: Reduction | None
    chomage_plafonds: int
    retraite_plafonds: int
    apec_plafonds: int
    csg_plafonds: int
    csg_abattement: int
    franchise: Fraction
    """Part of an hour of a trainee that bears no contribution, in cents."""
    droits: Droits | None


def droit(statut: Statut, parametres: Parametres, jour: dt.date, contrat_court: bool) -> Droit:
    """Law of ``statut`` on ``jour``, for a contract of three months at most or a longer one.

    Raises :class:`ChiffreAbsent` when a needed figure does not exist that day, and
    :class:`SaisieInvalide` when a required company parameter is missing.
    """
    if parametres.loi is not None:
        return droit(statut, dataclasses.replace(parametres, loi=None), parametres.loi, contrat_court)
    changements = _changements(parametres.dates)
    rang = bisect_right(changements, jour) - 1
    if rang >= 0:
        try:  # nothing changes between two dates of the data: compiled once per interval
            return _droit(statut, parametres, changements[rang], contrat_court)
        except ChiffreAbsent:
            pass  # the sentence must name the day that was asked
    return _droit(statut, parametres, jour, contrat_court)


@lru_cache(2048)
def _droit(statut: Statut, parametres: Parametres, jour: dt.date, contrat_court: bool) -> Droit:
    chiffre = parametres.chiffre
    conditions = {c.condition for c in lignes_du_statut(statut, parametres.idcc)}
    seuils = [
        _seuil(parametres, nom.upper(), jour) if nom in conditions else None
        for nom in ("bandeau_maladie", "bandeau_famille")
    ]
    complement = _complement(parametres, jour) if statut.assiette_forfaitaire else None
    variantes = [
        Variante(m, f, c)
        for m in ((False, True) if seuils[0] is not None else (False,))
        for f in ((False, True) if seuils[1] is not None else (False,))
        for c in ((False, True) if complement else (False,))
    ]
    return Droit(
        plans={v: plan(statut, parametres, jour, contrat_court, v) for v in variantes},
        seuil_maladie=seuils[0],
        seuil_famille=seuils[1],
        complement=complement,
        dfs=chiffre(parametres.dfs, jour) / 100
        if parametres.dfs != "non" and statut.artiste
        else Fraction(0),
        dfs_plafond=int(chiffre("DFS_PLAFOND", jour) * CENT),
        smic=chiffre("SMIC_H", jour) * CENT if parametres.dfs != "non" else Fraction(0),
        reduction=_reduction(statut, parametres, jour) if statut.reduction else None,
        chomage_plafonds=int(chiffre("CHOMAGE_PLAFONDS", jour)),
        retraite_plafonds=int(chiffre("RETRAITE_PLAFONDS", jour)),
        apec_plafonds=int(chiffre("APEC_PLAFONDS", jour)),
        csg_plafonds=int(chiffre("CSG_PLAFONDS", jour)),
        csg_abattement=lecteur.taux_exact("CSG_ABATTEMENT", chiffre("CSG_ABATTEMENT", jour)),
        franchise=chiffre("STAGE_FRANCHISE_H", jour) * CENT if statut.famille == "stagiaire" else Fraction(0),
        droits=_droits(parametres, jour) if statut.famille == "auteur" else None,
    )


def _droits(parametres: Parametres, jour: dt.date) -> Droits:
    chiffre = parametres.chiffre
    racd = chiffre("RACD_PLAFOND", jour) if auteurs.racd(parametres) else Fraction(0)
    return Droits(
        argent.arrondir_fraction(racd * CENT),
        argent.arrondir_fraction(chiffre("PASS", jour) * chiffre("RAAP_PLAFONDS", jour) * CENT),
    )


def _seuil(parametres: Parametres, code: str, jour: dt.date) -> Fraction | None:
    """Reduced-rate threshold in cents per hour of contract; ``None`` once repealed."""
    multiple = parametres.chiffre_ou_rien(code, jour)
    if multiple is None:
        return None
    courant = parametres.chiffre("SMIC_H", jour) * CENT
    fige = parametres.chiffre_ou_rien("BANDEAU_SMIC_H", jour)
    plancher = parametres.chiffre_ou_rien("BANDEAU_PLANCHER", jour) or 0
    return max(multiple * (fige * CENT if fige is not None else courant), plancher * courant)


def _complement(parametres: Parametres, jour: dt.date) -> Complement | None:
    if parametres.lecture("assiette_complement", jour) == "reelle":
        return None
    au_1er_janvier = parametres.lecture("smic_complement", jour) == "1er_janvier"
    smic = parametres.chiffre("SMIC_H", jour.replace(month=1, day=1) if au_1er_janvier else jour)
    return Complement(
        seuil=parametres.chiffre("SEUIL_COMPLEMENT", jour) * CENT,
        forfait=parametres.chiffre("COMPLEMENT_SMIC", jour) * smic * CENT,
    )


def _reduction(statut: Statut, parametres: Parametres, jour: dt.date) -> Reduction:
    """Parameters of the general relief (linear until 2025, RGDU from 2026)."""
    chiffre = parametres.chiffre
    seuil_fnal = next(c.effectif_min for c in baremes.cotisations() if c.code == "FNAL_50P")
    taille = "M50" if parametres.salaries < seuil_fnal else "P50"
    progressive = parametres.chiffre_ou_rien("RGDU_TMIN", jour)
    if progressive is None:
        minimum, maximum = Fraction(0), chiffre(f"RG_T_{taille}", jour)
        seuil, diviseur, puissance = chiffre("RG_SEUIL", jour), chiffre("RG_DIVISEUR", jour), Fraction(0)
        smic = chiffre("SMIC_H", jour)
    else:
        minimum, maximum = progressive, progressive + chiffre(f"RGDU_TDELTA_{taille}", jour)
        seuil, diviseur, puissance = chiffre("RGDU_SEUIL", jour), Fraction(2), chiffre("RGDU_P", jour)
        smic = chiffre("RGDU_SMIC_H", jour)
    if parametres.lecture("reduction_taux_effectifs", jour) == "oui":
        maximum -= max(
            Fraction(0), chiffre("RG_RETRAITE_REF", jour) / 100 - _retraite_due(statut, parametres, jour)
        )
    return Reduction(
        minimum,
        maximum,
        seuil,
        diviseur,
        puissance,
        smic * CENT,
        chiffre("RG_B_CP", jour) if statut.conges_caisse else Fraction(1),
        parametres.lecture("reduction_plafond_conges", jour) == "apres_majoration",
    )


def _retraite_due(statut: Statut, parametres: Parametres, jour: dt.date) -> Fraction:
    """Employer share of complementary pension, tranche 1, that is really paid for this statut."""
    due = sum(
        taux_ligne(c, parametres, jour).patronal
        for c in lignes_du_statut(statut, parametres.idcc)
        if c.ligne in ("RETRAITE_T1", "CEG_T1") and c.validite.couvre(jour)
    )
    return Fraction(due, argent.UN)


def coupures(
    statut: Statut, parametres: Parametres, debut: dt.date, fin: dt.date, contrat_court: bool
) -> list[dt.date]:
    """Days after ``debut`` and up to ``fin`` where the law of this statut changes.

    Every change of any row is tried, and kept only when it changes something for this
    statut: a contract is cut no more than the law requires.
    """
    if parametres.loi is not None:
        return []
    jours = [j for j in _changements(parametres.dates) if debut < j <= fin]
    retenues: list[dt.date] = []

    def loi(jour: dt.date) -> tuple[Droit, list[Fraction | None]]:
        plafonds = [parametres.chiffre_ou_rien(code, jour) for code in ("PMSS", "PLAF_ART_JOUR")]
        return droit(statut, parametres, jour, contrat_court), plafonds

    courant = loi(debut) if jours else None
    for jour in jours:
        nouveau = loi(jour)
        if nouveau != courant or jour.year != (retenues[-1] if retenues else debut).year:
            retenues.append(jour)
            courant = nouveau
    return retenues


@lru_cache(64)
def _changements(dates: tuple[dt.date, ...]) -> tuple[dt.date, ...]:
    """Every day on which some row of the data begins, or has just ended, and these dates."""
    validites = [c.validite for c in baremes.cotisations()]
    validites += [c.validite for serie in baremes.chiffres().values() for c in serie]
    validites += [lecture.validite for lecture in baremes.lectures()]
    lendemains = {v.valid_to + dt.timedelta(days=1) for v in validites if v.valid_to != FIN}
    return tuple(sorted({v.valid_from for v in validites} | lendemains | {*dates}))


def texte_periode(debut: dt.date, fin: dt.date) -> str:
    return f"du {texte_date(debut)} au {texte_date(fin)}"
