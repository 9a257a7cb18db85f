"""What a cell of a received list holds: French numbers, amounts with a unit, dates.

Stricter than the engine's own readers, because nobody checked these cells: a text that can
be read in two ways is read in the one way that makes sense, and says so.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import NamedTuple

from xlprod import argent
from xlprod.periodes import lire_date, texte_date
from xlprod.textes import cle

Cellule = str | float | int | bool | dt.date | dt.time | dt.timedelta | None


class NonCompris(Exception):
    """A cell that is not what its column announces; the message is the French sentence."""


class Nombre(NamedTuple):
    """A number, the unit its text names (``1 500 €/sem``), and what had to be interpreted."""

    valeur: Decimal
    unite: str = ""
    remarque: str = ""


class Jour(NamedTuple):
    """A date, and what had to be interpreted."""

    valeur: dt.date
    remarque: str = ""


UNITES: dict[str, str] = {
    "semaine": r"sem|semaines?|hebdo\w*|s",
    "jour": r"jours?|jrs?|j|journees?|journalier\w*",
    "cachet": r"cachets?",
    "mois": r"mois|mensuel\w*",
    "heure": r"heures?|h|horaires?",
    "forfait": r"forfait\w*|total|totale|global\w*|contrat|ensemble|ff",
}
"""Words that name a unit of pay, once without accents."""

_NEUTRES = re.compile(r"\b(eur|euros?|ht|bruts?|brute|par|la|le|les|l|de|du|a|au|fois|3[59] ?h)\b")
_PRECISION = re.compile(r"(?<=[a-z ])\d+ ?(h|heures?|j|jours?)\b|(?<=[a-z])\d+\b")
"""What follows a week in ``semaine de 5 jours``, ``hebdo 39 h``, ``semaine39``."""
_MOIS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet",
         "aout", "septembre", "octobre", "novembre", "decembre")  # fmt: skip
_ESPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\t\n\r"), " ")
_MONTANT = re.compile(r"([-+(])?\s*€?\s*(\d[\d .,'’]*)(?:,?-{1,2}(?=\s|€|$))?\s*\)?\s*(.*)", re.DOTALL)
_GROUPES = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?")
_SIMPLE = re.compile(r"\d+(?:[.,]\d+)?")
_MILLIERS_PUIS_DECIMALES = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+")
_MILLIERS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+")

_COURTE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2})")
_LETTRES = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4}|\d{2})")
_HEURE = re.compile(r"[ T]\d{1,2}[:h]\d{2}(?::\d{2})?$")
_SANS_ANNEE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})")
SERIES = range(32_874, 73_416)
"""Excel serials taken as dates: from 01/01/1990 to 31/12/2100."""


def texte(cellule: Cellule) -> str:
    """Text of a cell as its reader saw it, on one line."""
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, float) and cellule.is_integer() and abs(cellule) < 1e15:
        return str(int(cellule))
    if isinstance(cellule, dt.date):
        return texte_date(cellule)
    return " ".join(str(cellule).translate(_ESPACES).split())


def vide(cellule: Cellule) -> bool:
    """Whether a cell says nothing: blank, or a dash put there for want of a value."""
    return texte(cellule) in ("", "-", "–", "—", "/", "//")


def unite(mot: str) -> str:
    """Unit of pay named by a few words (``par semaine``, ``€/jour``), or an empty text."""
    mots = cle(mot)
    if re.match("sem|hebdo", mots):
        mots = _PRECISION.sub(" ", mots)
    reste = _NEUTRES.sub(" ", mots).split()
    noms = {nom for nom, motif in UNITES.items() for m in reste if re.fullmatch(motif, m)}
    return noms.pop() if len(noms) == 1 else ""


def lire_nombre(cellule: Cellule, *, montant: bool = False) -> Nombre:
    """A number, French or not, with its unit if the text has one.

    With ``montant``, three digits after a lone point or comma are thousands (``1.500 €``).
    """
    if isinstance(cellule, bool | dt.date | dt.time | dt.timedelta):
        raise NonCompris(f"nombre attendu, lu « {texte(cellule)} »")
    if isinstance(cellule, int | float):
        exact = Decimal(repr(cellule))
        if not exact.is_finite() or abs(exact) > argent.MONTANT_MAX:
            raise NonCompris(f"nombre hors de toute mesure : « {cellule} »")
        return Nombre(exact)
    lu = texte(cellule).replace("\u2212", "-")
    trouve = _MONTANT.fullmatch(lu)
    if not trouve:
        raise NonCompris(f"{'montant' if montant else 'nombre'} attendu, lu « {lu} »")
    signe, chiffres, suite = trouve.groups()
    valeur, remarque = _chiffres(chiffres.rstrip(" .,'’").replace("’", "'"), lu, montant)
    if cle(suite) in ("k", "ke", "k eur", "k euros"):
        valeur, remarque, suite = valeur * 1000, f"« {lu} » compris comme des milliers d’euros", ""
    nommee = unite(suite)
    if not nommee and _NEUTRES.sub("", cle(suite)).strip():
        raise NonCompris(f"nombre suivi d’un texte non compris : « {lu} »")
    if valeur > argent.MONTANT_MAX:
        raise NonCompris(f"nombre hors de toute mesure : « {lu} »")
    return Nombre(-valeur if signe in ("-", "(") else valeur, nommee, remarque)


def _chiffres(chiffres: str, lu: str, montant: bool) -> tuple[Decimal, str]:
    if _MILLIERS_PUIS_DECIMALES.fullmatch(chiffres):
        return argent.decimal(chiffres), ""
    milliers = bool(_MILLIERS.fullmatch(chiffres))
    if milliers and (montant or len(re.findall("[.,]", chiffres)) > 1):
        valeur = Decimal(re.sub("[.,]", "", chiffres))
        return valeur, f"« {lu} » compris comme {argent.texte_nombre(valeur, 0)} (séparateur de milliers)"
    if _SIMPLE.fullmatch(chiffres) or _GROUPES.fullmatch(chiffres):
        remarque = "virgule décimale" if milliers else ""
        valeur = argent.decimal(chiffres.replace("'", ""))
        return valeur, f"« {lu} » compris comme {_court(valeur)} ({remarque})" if remarque else ""
    raise NonCompris(f"nombre mal formé : « {lu} »")


def _court(valeur: Decimal) -> str:
    return f"{valeur.normalize():f}".replace(".", ",")


def lire_montant(cellule: Cellule) -> tuple[int, Nombre]:
    """Amount in cents; refuses a negative one."""
    nombre = lire_nombre(cellule, montant=True)
    if nombre.valeur < 0:
        raise NonCompris(f"montant négatif « {texte(cellule)} » : une retenue ne fait pas un contrat")
    try:
        return argent.centimes(nombre.valeur), nombre
    except ValueError:
        raise NonCompris(f"montant hors de toute mesure : « {texte(cellule)} »") from None


def lire_jour(cellule: Cellule, annee: int | None = None) -> Jour:
    """A date: true date, Excel serial, ISO, ``jj/mm/aaaa``, ``jj/mm/aa``, ``2 mars 2026``.

    ``annee`` completes a date written without its year.
    """
    if isinstance(cellule, dt.date):
        return Jour(lire_date(cellule))
    if isinstance(cellule, int | float) and not isinstance(cellule, bool):
        return _serie(float(cellule), texte(cellule))
    lu = texte(cellule)
    sans_heure = _HEURE.sub("", lu)
    try:
        return _texte_jour(sans_heure, lu, annee)
    except ValueError:
        raise NonCompris(f"date non comprise : « {lu} » (attendu jj/mm/aaaa)") from None


def _serie(nombre: float, lu: str) -> Jour:
    entier = int(nombre) if abs(nombre) < 1e9 else 0
    if entier in SERIES:
        jour = lire_date(entier)
        return Jour(jour, f"numéro de série Excel {lu} compris comme le {texte_date(jour)}")
    if nombre == entier and 19_900_101 <= entier <= 21_001_231:
        return _texte_jour(str(entier), lu, None)
    raise NonCompris(f"date non comprise : « {lu} » (attendu jj/mm/aaaa)")


def _texte_jour(sans_heure: str, lu: str, annee: int | None) -> Jour:
    mots = cle(sans_heure)
    if re.fullmatch(r"\d{5}(?:[.,]0+)?", sans_heure):
        return _serie(float(sans_heure[:5]), lu)
    if re.fullmatch(r"\d{8}", sans_heure):
        jour = dt.date(int(sans_heure[:4]), int(sans_heure[4:6]), int(sans_heure[6:]))
        return Jour(jour, f"« {lu} » compris comme le {texte_date(jour)} (aaaammjj)")
    if courte := _COURTE.fullmatch(sans_heure):
        return _avec_annee(int(courte[1]), _mois(courte[2], lu), courte[3], lu)
    if lettres := _LETTRES.fullmatch(mots):
        rang = [i for i, nom in enumerate(_MOIS, 1) if len(lettres[2]) > 2 and nom.startswith(lettres[2])]
        if len(rang) == 1:
            return _avec_annee(int(lettres[1]), rang[0], lettres[3], lu)
    if sans_annee := _SANS_ANNEE.fullmatch(sans_heure):
        if annee is None:
            raise NonCompris(f"année manquante : « {lu} » (attendu jj/mm/aaaa)")
        jour = dt.date(annee, _mois(sans_annee[2], lu), int(sans_annee[1]))
        return Jour(jour, f"année manquante : « {lu} » compris comme le {texte_date(jour)}")
    return Jour(_francaise(sans_heure, lu))


def _avec_annee(quantieme: int, mois: int, annee: str, lu: str) -> Jour:
    if len(annee) == 4:
        return Jour(dt.date(int(annee), mois, quantieme))
    jour = dt.date(2000 + int(annee), mois, quantieme)
    return Jour(jour, f"année sur deux chiffres : « {lu} » compris comme le {texte_date(jour)}")


def _francaise(sans_heure: str, lu: str) -> dt.date:
    if trouve := re.fullmatch(r"\d{1,2}[/.\-](\d{1,2})[/.\-]\d{4}", sans_heure):
        _mois(trouve[1], lu)
    return lire_date(sans_heure.replace("/", "-") if re.match(r"\d{4}/", sans_heure) else sans_heure)


def _mois(mois: str, lu: str) -> int:
    if not 1 <= int(mois) <= 12:
        raise NonCompris(f"mois {mois} impossible dans « {lu} » : date à l’américaine ? (attendu jj/mm/aaaa)")
    return int(mois)


_DANS_PERIODE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?")


def lire_periode(cellule: Cellule, annee: int | None = None) -> tuple[Jour, Jour | None]:
    """First and last day of ``du 02/03 au 24/04/2026``; the last one is missing from a lone date."""
    if not isinstance(cellule, str):
        return lire_jour(cellule, annee), None
    dates = _DANS_PERIODE.findall(cellule)
    if len(dates) > 2 or not dates:
        return lire_jour(cellule, annee), None
    if len(dates) == 1:
        return lire_jour(dates[0], annee), None
    fin = lire_jour(dates[1], annee)
    return lire_jour(dates[0], fin.valeur.year), fin
