"""Hours of a day that carry a supplement: night, Sunday, holiday, long day, rest cut short.

A day is cut where any of these begins or ends, so that the ceiling of the supplements can be
applied hour by hour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from xlprod.baremes.temps import Nuit
from xlprod.temps import feries
from xlprod.temps.cellules import JOUR
from xlprod.temps.tableau import Jour

DIMANCHE = 6
PENTECOTE = "lundi_pentecote"
FETE_TRAVAIL = "fete_travail"
PREMIER_MAI = "premier_mai"
"""Supplement of 1 May that the law sets: no ceiling of an agreement cuts it (art. L3133-6)."""
FERIE_DEDUIT, FERIE_DIT = "", "ferie"
"""A holiday found in the calendar, or one that the table declares."""


class Tranche(NamedTuple):
    """Minutes of work ``de`` to ``a``, counted from the start of the day, and what they carry."""

    de: int
    a: int
    codes: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Reglage:
    """What supplements a population knows.  ``paliers``: minutes of work from which codes begin.

    A step replaces the codes of the one before it.  ``nuit_seuil``: minutes of one night after
    which ``nuit_plus`` replaces ``nuit``.
    """

    nuits: tuple[Nuit, ...]
    nuit_seuil: int
    paliers: tuple[tuple[int, tuple[str, ...]], ...] = ()
    solidarite: int = 0
    premier_mai: bool = False
    """Whether 1 May has a supplement of its own."""


def travail(jour: Jour, transport_max: int) -> int:
    """Minutes of work: presence, and the transport beyond what is only compensated."""
    de_plus = jour.transport - transport_max
    return jour.presence + de_plus if de_plus > 0 else jour.presence


def ordinaire(jour: Jour, nuits_a: int, nuits_de: int, palier: int) -> bool:
    """Whether nothing can be due beside the hours of a day: told at a glance for most days."""
    return (
        jour.debut >= nuits_a
        and jour.fin <= nuits_de
        and jour.presence <= palier
        and not jour.transport
        and jour.date.weekday() != DIMANCHE
        and jour.ferie is not True
        and feries.ferie(jour.date, jour.territoire) is None
    )


def code_ferie(jour: Jour, date: dt.date) -> str | None:
    """Holiday of one of the two dates that a day touches; the table may say otherwise for its own."""
    if date == jour.date and jour.ferie is not None:
        return FERIE_DIT if jour.ferie else None
    trouve = feries.ferie(date, jour.territoire)
    return trouve.code if trouve else None


@lru_cache(65_536)
def tranches(jour: Jour, reglage: Reglage, anticipees: int, transport_max: int) -> tuple[Tranche, ...]:
    """Parts of the day that carry something, in order."""
    rendu: list[Tranche] = []
    for de, a, codes in _decoupe(jour, reglage, anticipees, travail(jour, transport_max)):
        if not codes:
            continue
        if rendu and rendu[-1].a == de and rendu[-1].codes == codes:
            rendu[-1] = Tranche(rendu[-1].de, a, codes)
        else:
            rendu.append(Tranche(de, a, codes))
    return tuple(rendu)


def _decoupe(
    jour: Jour, reglage: Reglage, anticipees: int, total: int
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Elementary parts of the day, in minutes of work, with their codes."""
    horloge = _horloge(jour, total)
    nuits = list(_fenetres_nuit(jour, reglage))
    dates = (jour.date, jour.date + dt.timedelta(days=1))
    speciaux = [_codes_du_jour(jour, date, reglage.premier_mai) for date in dates]
    faites = [0] * len(nuits)
    for avant, apres in pairwise(_coupes(reglage, horloge, nuits, anticipees, total)):
        heure = _heure(horloge, avant)
        nuit = next((i for i, (de, a) in enumerate(nuits) if heure is not None and de <= heure < a), None)
        for de, a in [(avant, apres)] if nuit is None else _au_seuil(avant, apres, reglage, faites[nuit]):
            codes = _codes_du_palier(reglage, de)
            if nuit is not None:
                codes.append("nuit" if faites[nuit] < reglage.nuit_seuil else "nuit_plus")
                faites[nuit] += a - de
            lendemain = heure is not None and heure >= JOUR
            codes += _codes_speciaux(speciaux[lendemain], de >= reglage.solidarite)
            if de < anticipees:
                codes.append("anticipees")
            yield de, a, tuple(codes)


def _coupes(
    reglage: Reglage,
    horloge: list[tuple[int, int, int]],
    nuits: list[tuple[int, int]],
    anticipees: int,
    total: int,
) -> list[int]:
    """Minutes of work where something begins or ends."""
    coupes = {seuil for seuil, _ in reglage.paliers} | {anticipees, reglage.solidarite}
    for de, a, decalage in horloge:
        bords = (de, a, JOUR, *(bord for nuit in nuits for bord in nuit))
        coupes.update(decalage + bord - de for bord in bords if de <= bord <= a)
    return sorted({0, total} | {coupe for coupe in coupes if 0 < coupe < total})


def _au_seuil(avant: int, apres: int, reglage: Reglage, faites: int) -> list[tuple[int, int]]:
    """A part of the night, cut where its second rate begins."""
    reste = reglage.nuit_seuil - faites
    if 0 < reste < apres - avant:
        return [(avant, avant + reste), (avant + reste, apres)]
    return [(avant, apres)]


def _codes_du_palier(reglage: Reglage, minute: int) -> list[str]:
    """Codes of the last step reached."""
    atteints = [codes for seuil, codes in reglage.paliers if minute >= seuil]
    return list(atteints[-1]) if atteints else []


def _codes_speciaux(codes: tuple[str, ...], passe: bool) -> list[str]:
    """Sunday, holiday; a Whit Monday is one once the hours of solidarity are done (``passe``)."""
    rendu = [code for code in codes if code != PENTECOTE]
    return [*rendu, "ferie"] if PENTECOTE in codes and passe else rendu


def _horloge(jour: Jour, total: int) -> list[tuple[int, int, int]]:
    """Parts of the clock when one works, each with the minutes of work done before it.

    A break whose hour is not given is taken in the middle of the day.
    """
    if not jour.pause:
        return [(jour.debut, jour.fin, 0)] if total else []
    debut = jour.debut_pause if jour.debut_pause >= 0 else (jour.debut + jour.fin - jour.pause) // 2
    avant = debut - jour.debut
    return [(jour.debut, debut, 0), (debut + jour.pause, jour.fin, avant)]


def _heure(horloge: list[tuple[int, int, int]], rang: int) -> int | None:
    """Hour of the clock at which a minute of work is done; none for transport counted as work."""
    for de, a, decalage in horloge:
        if decalage <= rang < decalage + a - de:
            return de + rang - decalage
    return None


def _fenetres_nuit(jour: Jour, reglage: Reglage) -> Iterator[tuple[int, int]]:
    """Nights that touch the day, in minutes from its midnight.  A night is of the season it begins in."""
    for decalage in (-1, 0, 1):
        date = jour.date + dt.timedelta(days=decalage)
        nuit = _nuit(date, jour.studio, reglage.nuits)
        if nuit is None:
            continue
        de = decalage * JOUR + nuit.debut
        a = decalage * JOUR + nuit.fin + (JOUR if nuit.fin <= nuit.debut else 0)
        if de < jour.fin and a > jour.debut:
            yield de, a


@lru_cache(8192)
def _nuit(date: dt.date, studio: bool, nuits: tuple[Nuit, ...]) -> Nuit | None:
    """Night of that evening; the studio's own when it has one."""
    valables = [n for n in nuits if n.couvre(date) and n.lieu in ("", "studio" if studio else "")]
    return max(valables, key=lambda n: n.lieu, default=None)


def _codes_du_jour(jour: Jour, date: dt.date, premier_mai: bool) -> tuple[str, ...]:
    codes = ("dimanche",) if date.weekday() == DIMANCHE else ()
    trouve = code_ferie(jour, date)
    if trouve is None:
        return codes
    if premier_mai and trouve == FETE_TRAVAIL:
        return (*codes, PREMIER_MAI)
    return (*codes, PENTECOTE if trouve == PENTECOTE else "ferie")
