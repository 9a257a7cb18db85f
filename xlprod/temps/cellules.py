"""Cells of a week's table: hours of the day, durations, dates, words."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from xlprod.arguments import ErreurCellule, montre
from xlprod.codes import en_francais
from xlprod.erreurs import SaisieInvalide
from xlprod.periodes import lire_date
from xlprod.textes import cle, proches

JOUR = 1440
PAUSE_MAX = 240
"""Minutes: a longer break is a duration written in another unit."""

_HEURE = re.compile(r"(\d{1,2})\s*(?:[:hH]\s*(\d{1,2})?)(?::\d\d)?(?:\s*min)?")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:min|mn|minutes?|')")
_NOMBRE = re.compile(r"\d{1,2}(?:[.,]\d+)?")


def texte_heure(minutes: int) -> str:
    """``22:30``; an hour of the next day is said so."""
    lendemain = " le lendemain" if minutes >= JOUR else ""
    return f"{minutes % JOUR // 60:02d}:{minutes % 60:02d}{lendemain}"


def texte_duree(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"


def vide(cellule: Any) -> bool:
    return cellule is None or (isinstance(cellule, str) and not cellule.strip())


def refuser_erreur(nom: str, cellule: Any) -> None:
    if isinstance(cellule, ErreurCellule):
        raise SaisieInvalide(f"{nom} : la cellule contient l'erreur {en_francais(cellule.code)}")


def lire_jour(cellule: Any) -> dt.date:
    refuser_erreur("jour", cellule)
    try:
        return lire_date(cellule)
    except ValueError:
        raise SaisieInvalide(
            f"jour : date attendue (jj/mm/aaaa ou date de la feuille), reçu « {montre(cellule)} »"
        ) from None


def heure(nom: str, cellule: Any) -> int:
    """Minutes from midnight: an Excel time, a date and time, ``22:30``, ``22h30``, ``9,5``, ``26:00``."""
    refuser_erreur(nom, cellule)
    minutes = _minutes(cellule)
    if minutes is None:
        raise SaisieInvalide(f"{nom} : heure attendue (22:30), reçu « {montre(cellule)} »")
    return minutes


def _minutes(cellule: Any) -> int | None:
    if isinstance(cellule, dt.datetime | dt.time):
        return cellule.hour * 60 + cellule.minute
    if isinstance(cellule, bool):
        return None
    if isinstance(cellule, int | float):
        if 0 <= cellule < 2:  # an Excel time; after 1, the hours of the next day (26:00)
            return round(cellule * JOUR)
        if cellule <= 48:  # decimal hours
            return round(cellule * 60)
        return round(cellule % 1 * JOUR) if cellule > 61 else None
    texte = str(cellule).strip().lower()
    if trouve := _HEURE.fullmatch(texte):
        heures, reste = int(trouve[1]), int(trouve[2] or 0)
        return heures * 60 + reste if heures <= 48 and reste < 60 else None
    if _NOMBRE.fullmatch(texte):
        return round(float(texte.replace(",", ".")) * 60)
    return None


def duree(nom: str, cellule: Any) -> int:
    """Minutes: an Excel time (0:45), ``45 min``, ``1h``, hours from 1 to 12, minutes above."""
    refuser_erreur(nom, cellule)
    if vide(cellule):
        return 0
    minutes: int | None
    if isinstance(cellule, str) and (trouve := _MINUTES.fullmatch(cellule.strip().lower())):
        return int(trouve[1])
    if isinstance(cellule, int | float) and not isinstance(cellule, bool) and cellule >= 1:
        minutes = round(cellule * 60) if cellule <= 12 else round(cellule)
    else:
        minutes = _minutes(cellule)
    if minutes is None or minutes < 0:
        raise SaisieInvalide(f"{nom} : durée attendue (1:00, 45 min), reçu « {montre(cellule)} »")
    return minutes


def oui_non(nom: str, cellule: Any) -> bool | None:
    refuser_erreur(nom, cellule)
    if vide(cellule):
        return None
    reponse = cle(montre(cellule))
    if reponse in ("oui", "vrai", "1", "o", "x", "true"):
        return True
    if reponse in ("non", "faux", "0", "n", "false"):
        return False
    raise SaisieInvalide(f"{nom} : oui ou non attendu, reçu « {montre(cellule)} »")


def mot(nom: str, cellule: Any, connus: dict[str, Any], defaut: str) -> Any:
    """Value of a word among those known."""
    refuser_erreur(nom, cellule)
    if vide(cellule):
        return connus[defaut]
    texte = cle(montre(cellule))
    if texte not in connus:
        voisins = ", ".join(proches(texte, connus))
        raise SaisieInvalide(f"{nom} inconnu « {montre(cellule)} » ; les plus proches : {voisins}")
    return connus[texte]
