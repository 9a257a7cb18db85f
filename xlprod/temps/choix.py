"""The ``majorations`` of a call: readings of the texts, and facts that the table does not tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from xlprod import argent
from xlprod.baremes import Lecture, temps
from xlprod.couches import Donnee
from xlprod.erreurs import SaisieInvalide
from xlprod.temps import feries
from xlprod.textes import cle, proches

Paires = tuple[Donnee | tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Choix:
    """What was given; ``None`` is deduced or supposed, and said so."""

    engagement: str | None = None
    recuperation: bool | None = None
    film: str = "cinema"
    genre: str = "fiction"
    salaire_39h: Fraction | None = None
    salaire_35h: Fraction | None = None
    base_horaire: Fraction | None = None
    cachet: Fraction | None = None
    heures_contrat: Fraction | None = None
    solidarite: bool = True
    liste_2642: bool | None = None
    territoire: str | None = None
    adherent: str | None = None
    regime: str = ""
    lectures: tuple[tuple[str, str], ...] = ()

    @property
    def salaire_donne(self) -> bool:
        """Whether the rate is given, and not that of the grid."""
        return any(s is not None for s in (self.base_horaire, self.salaire_39h, self.salaire_35h))

    def lecture(self, nom: str, jour: dt.date) -> str:
        """Choice made for a reading, its default otherwise."""
        donne = dict(self.lectures).get(nom)
        return donne if donne is not None else lecture_du(nom, jour).defaut

    def avec(self, nom: str, choix: str) -> Choix:
        autres = tuple(paire for paire in self.lectures if paire[0] != nom)
        return replace(self, lectures=(*autres, (nom, choix)))


AUCUN = Choix()


@lru_cache(256)
def lecture_du(nom: str, jour: dt.date) -> Lecture:
    """A reading on ``jour``; before its text, the first one known holds."""
    series = [lecture for lecture in temps.lectures() if lecture.parametre == nom]
    return next((lecture for lecture in series if lecture.validite.couvre(jour)), series[0])


@lru_cache(1024)
def lire(paires: Paires | None) -> Choix:
    """Read ``(name, text)`` pairs; raises :class:`SaisieInvalide` on an unknown name or value."""
    if not paires:
        return AUCUN
    champs: dict[str, object] = {}
    retenues: list[tuple[str, str]] = []
    for nom, valeur, *_ in paires:
        if nom in _LECTEURS:
            champs[nom] = _LECTEURS[nom](nom, valeur)
        elif nom in _lectures():
            retenues.append((nom, _choix(nom, valeur)))
        else:
            connus = [*_LECTEURS, *_lectures()]
            voisins = ", ".join(proches(nom, connus))
            raise SaisieInvalide(f"majorations : paramètre inconnu « {nom} » ; les plus proches : {voisins}")
    return Choix(**champs, lectures=tuple(retenues))  # type: ignore[arg-type]


@lru_cache(1)
def _lectures() -> dict[str, tuple[str, ...]]:
    return {lecture.parametre: lecture.choix for lecture in temps.lectures()}


def _choix(nom: str, valeur: str) -> str:
    choisi = cle(valeur).replace(" ", "_")
    if choisi not in _lectures()[nom]:
        raise SaisieInvalide(f"{nom} : « {valeur} » n'est pas un choix ({', '.join(_lectures()[nom])})")
    return choisi


def _parmi(*mots: str) -> Callable[[str, str], str]:
    def lecteur(nom: str, valeur: str) -> str:
        if cle(valeur) not in mots:
            raise SaisieInvalide(f"{nom} : {', '.join(mots)} attendu, reçu « {valeur} »")
        return cle(valeur)

    return lecteur


def _montant(nom: str, valeur: str) -> Fraction:
    """Cents."""
    try:
        euros = Fraction(argent.decimal(valeur))
    except ValueError:
        raise SaisieInvalide(f"{nom} : montant en euros attendu, reçu « {valeur} »") from None
    if euros <= 0:
        raise SaisieInvalide(f"{nom} : montant positif attendu, reçu « {valeur} »")
    return euros * 100


def _heures(nom: str, valeur: str) -> Fraction:
    try:
        heures = Fraction(argent.decimal(valeur))
    except ValueError:
        raise SaisieInvalide(f"{nom} : nombre d'heures attendu, reçu « {valeur} »") from None
    if heures <= 0:
        raise SaisieInvalide(f"{nom} : nombre d'heures positif attendu, reçu « {valeur} »")
    return heures


def _oui_non(nom: str, valeur: str) -> bool:
    reponse = cle(valeur)
    if reponse not in ("oui", "non", "vrai", "faux", "1", "0"):
        raise SaisieInvalide(f"{nom} : oui ou non attendu, reçu « {valeur} »")
    return reponse in ("oui", "vrai", "1")


_LECTEURS: dict[str, Callable[[str, str], object]] = {
    "engagement": _parmi("semaine", "journee"),
    "recuperation": _oui_non,
    "film": _parmi("cinema", "publicite"),
    "genre": _parmi("fiction", "flux"),
    "salaire_39h": _montant,
    "salaire_35h": _montant,
    "base_horaire": _montant,
    "cachet": _montant,
    "heures_contrat": _heures,
    "solidarite": _oui_non,
    "liste_2642": _oui_non,
    "territoire": lambda _, valeur: feries.territoire(valeur),
    "adherent": lambda nom, valeur: "oui" if _oui_non(nom, valeur) else "non",
    "regime": lambda _, valeur: valeur,
}
