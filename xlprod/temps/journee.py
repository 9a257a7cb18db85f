"""Technicians hired by the day: fewer than five consecutive days (titre II, art. 16 and 34)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlprod.temps import indemnites
from xlprod.temps.lignes import ENTIER, Ligne, heures
from xlprod.temps.majorations import PREMIER_MAI, Tranche, tranches, travail
from xlprod.temps.profil import Profil
from xlprod.temps.regles import Contexte, Paliers, repos_manquant
from xlprod.temps.tableau import Jour
from xlprod.temps.vocabulaire import FERIE_CHOME, TOURNAGE, VOYAGE


def payer(contexte: Contexte, jours: Sequence[Jour], avant: Jour | None) -> list[Ligne]:
    """Lines of days that are each paid on their own."""
    profil = contexte.profil
    rendu: list[Ligne] = []
    for jour in jours:
        if jour.nature == FERIE_CHOME:
            minutes = profil.minutes("ferie_chome")
            rendu.append(heures(f"férié {jour.date}", jour.date, "ferie_chome", minutes, ENTIER, profil.taux))
        elif jour.nature == VOYAGE:
            rendu += indemnites.voyage(contexte, jour)
        else:
            rendu += _jour(contexte, jour, repos_manquant(contexte, avant, jour))
            avant = jour
    return rendu


def _jour(contexte: Contexte, jour: Jour, anticipees: int) -> list[Ligne]:
    profil = contexte.profil
    de_la_journee = "pub" if profil.publicite else "journee"
    hausse = profil.part(de_la_journee)
    majoree = profil.lecture("base_journee") == "majoree"
    taux_journee = profil.taux * (ENTIER + hausse) / ENTIER
    # The supplement of the day is in the rate, or it is one more supplement under the ceiling.
    taux, incluse = (taux_journee, 0) if majoree else (profil.taux, hausse)
    fait = travail(jour, contexte.transport_max)
    minimum = profil.minutes("pub_min" if profil.publicite else "journee_min")
    bloc = f"journée {jour.date}"
    rendu = [heures(bloc, jour.date, de_la_journee, max(fait, minimum), ENTIER + incluse, taux)]
    reglage = contexte.reglage(paliers(profil, jour))
    morceaux = tranches(jour, reglage, anticipees, contexte.transport_max)
    rendu += majorees(contexte, jour, morceaux, bloc, taux, incluse, ENTIER + incluse)
    rendu += _pause(contexte, jour, taux_journee)
    base = taux_journee if profil.lecture("base_recuperation") == "taux_journee" else profil.taux
    return [*rendu, *indemnites.recuperation(contexte, jour, base), *indemnites.du_jour(contexte, jour)]


def paliers(profil: Profil, jour: Jour) -> Paliers:
    """Minutes from which hours of the day carry more; the third reading of art. 34 adds art. 38."""
    dixieme = profil.minutes("dixieme_seuil")
    complement = ("dixieme",) if jour.nature == TOURNAGE else ()
    if profil.publicite:
        seuil = profil.minutes("pub_hs_seuil")
        return (seuil, ("pub_hs",)), (dixieme, ("pub_hs", *complement))
    return (
        (profil.minutes("journee_hs_seuil"), ("journee_hs",)),
        (profil.minutes("journee_hs10_seuil"), ("journee_hs10", *complement)),
    )


def majorees(
    contexte: Contexte,
    jour: Jour,
    morceaux: Sequence[Tranche],
    bloc: str,
    taux: Fraction,
    incluse: int,
    salaire: int = ENTIER,
) -> list[Ligne]:
    """One line per kind of supplement, each hour under the ceiling; ``incluse`` counts in it already.

    ``salaire`` is the wage of an hour without supplement, as a share of ``taux``: 1 May is as much again.
    """
    minutes: dict[str, int] = {}
    poids: dict[str, int] = {}
    for tranche in morceaux:
        reste = contexte.plafond - incluse if contexte.plafonne else None
        for code in tranche.codes:
            part = contexte.part(code)
            if code == PREMIER_MAI:
                part = part * salaire // ENTIER
            elif reste is not None:
                part = min(part, reste)
                reste -= part
            if part:
                minutes[code] = minutes.get(code, 0) + tranche.a - tranche.de
                poids[code] = poids.get(code, 0) + (tranche.a - tranche.de) * part
    return [Ligne(bloc, jour.date, code, minutes[code], poids[code], taux, "majoration") for code in minutes]


def _pause(contexte: Contexte, jour: Jour, taux_journee: Fraction) -> list[Ligne]:
    profil = contexte.profil
    if not jour.continue_:
        return []
    minutes = min(jour.pause, profil.minutes("pause_continue"))
    taux = taux_journee if profil.lecture("base_pause") == "taux_journee" else profil.taux
    return [heures(f"pause {jour.date}", jour.date, "pause_continue", minutes, ENTIER, taux)]
