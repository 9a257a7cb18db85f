"""Dates and periods: reading what a cell holds, validity, months of employment."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from typing import NamedTuple

ORIGINE = dt.date(1899, 12, 30)
"""Day 0 of Excel's calendar as used after 28/02/1900."""

_FRANCAISE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_SERIE_MIN, _SERIE_MAX = 61, 109_574  # 01/03/1900 (before that Excel counts a false leap day) to 31/12/2199


def lire_date(valeur: object) -> dt.date:
    """Date of an Excel serial, an ISO text or ``jj/mm/aaaa``; ``ValueError`` otherwise."""
    if isinstance(valeur, dt.datetime):
        return valeur.date()
    if isinstance(valeur, dt.date):
        return valeur
    if isinstance(valeur, bool):
        raise ValueError(valeur)
    if isinstance(valeur, int | float):
        if not _SERIE_MIN <= valeur < _SERIE_MAX + 1:
            raise ValueError(valeur)
        return ORIGINE + dt.timedelta(days=int(valeur))
    texte = str(valeur).strip()
    if trouve := _FRANCAISE.fullmatch(texte):
        return dt.date(int(trouve[3]), int(trouve[2]), int(trouve[1]))
    if trouve := _ISO.fullmatch(texte):
        return dt.date(int(trouve[1]), int(trouve[2]), int(trouve[3]))
    raise ValueError(texte)


def serie(jour: dt.date) -> int:
    """Excel serial number of a day."""
    return (jour - ORIGINE).days


def texte_date(jour: dt.date) -> str:
    """``jj/mm/aaaa``."""
    return f"{jour:%d/%m/%Y}"


class Mois(NamedTuple):
    """Days of employment that fall in one calendar month: the first of them, how many, of how many."""

    debut: dt.date
    jours: int
    longueur: int


def mois_couverts(debut: dt.date, jours: int) -> Iterator[Mois]:
    """Split ``jours`` consecutive calendar days from ``debut`` by calendar month."""
    jour, reste = debut, jours
    while reste > 0:
        longueur = monthrange(jour.year, jour.month)[1]
        dans_le_mois = min(reste, longueur - jour.day + 1)
        yield Mois(jour, dans_le_mois, longueur)
        reste -= dans_le_mois
        jour += dt.timedelta(days=dans_le_mois)


def ajouter_mois(jour: dt.date, mois: int) -> dt.date:
    """Same day ``mois`` months later, or the last day of that month."""
    annee, reste = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return dt.date(annee, reste + 1, min(jour.day, monthrange(annee, reste + 1)[1]))
