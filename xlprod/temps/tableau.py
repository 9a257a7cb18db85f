"""A table of working days: its columns, its rows, who worked when.

A header row names the columns in any order (``COLONNES``); without one, they are in that order.
One row per person and day; a departure after midnight is the next day's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from xlprod.baremes import temps
from xlprod.erreurs import ErreurXlprod, SaisieInvalide
from xlprod.periodes import texte_date
from xlprod.temps import cellules
from xlprod.temps.cellules import JOUR, PAUSE_MAX, texte_duree, texte_heure
from xlprod.temps.vocabulaire import (
    COLONNES,
    FERIE_CHOME,
    IGNOREES,
    LIEUX,
    NATURES,
    REGION,
    REPOS,
    TOURNAGE,
    VOYAGE,
)
from xlprod.textes import cle, proches

AMPLITUDE_PLAUSIBLE = 18 * 60
"""A departure before the arrival is the next day's; longer than that, it is a typing error."""
PAUSE_DUE = 6 * 60
"""A day longer than that with an empty break cell was not filled in."""


class Jour(NamedTuple):
    """One day of one person; hours in minutes from its midnight."""

    date: dt.date
    debut: int
    fin: int
    pause: int
    debut_pause: int
    nature: str
    zone: str
    studio: bool
    territoire: str
    transport: int
    repas_du: bool
    recupere: bool | None
    continue_: bool
    supplements: str
    ferie: bool | None
    presence: int
    """Minutes between arrival and departure, break excluded."""
    ordinal: int
    """Number of the date, for the distances between days."""


class Fautive(NamedTuple):
    """A row that cannot be read; without date, it is at fault for every week."""

    date: dt.date | None
    erreur: ErreurXlprod


Rangee = Jour | Fautive


class Tableau(NamedTuple):
    """Rows by person (``""`` when no column names them), each in order of date."""

    personnes: dict[str, list[Rangee]]
    nommees: bool


def lire(plage: Any) -> Tableau:
    """Read a range; raises :class:`SaisieInvalide` when it is no table of days."""
    lignes = _lignes(plage)
    places, premiere = _places(lignes)
    donnees = [nom for nom in COLONNES if nom in places and nom != "personne"]
    extraire = itemgetter(*(places[nom] for nom in donnees))
    qui = places.get("personne")
    vus: dict[tuple[Any, ...], Rangee | None] = {}
    personnes: dict[Any, list[Rangee]] = {}
    for numero, ligne in enumerate(lignes[premiere:], premiere + 1):
        bruts = extraire(ligne)
        if bruts in vus:
            rangee = vus[bruts]
        else:
            rangee = vus[bruts] = _rangee(dict(zip(donnees, bruts, strict=True)), numero)
        if rangee is not None:
            nom = "" if qui is None else ligne[qui]
            if nom in personnes:
                personnes[nom].append(rangee)
            else:
                personnes[nom] = [rangee]
    if not personnes:
        raise SaisieInvalide("jours : aucun jour dans le tableau")
    return Tableau(_par_nom(personnes), qui is not None)


def _par_nom(personnes: dict[Any, list[Rangee]]) -> dict[str, list[Rangee]]:
    """Rows of each person, whatever the case and accents of the name."""
    rendu: dict[str, list[Rangee]] = {}
    for nom, rangees in personnes.items():
        cellules.refuser_erreur("personne", nom)
        rendu.setdefault(cle(str(nom or "")), []).extend(rangees)
    return {nom: _ordonner(rangees) for nom, rangees in rendu.items()}


def _lignes(plage: Any) -> Sequence[Sequence[Any]]:
    if not isinstance(plage, list | tuple) or not plage:
        raise SaisieInvalide(
            "jours : plage attendue, une ligne par jour (jour, arrivée, départ, pause, lieu, nature)"
        )
    if len(plage[0]) < 3:
        raise SaisieInvalide(
            "jours : au moins trois colonnes attendues (jour, arrivée, départ), puis pause, lieu, nature"
        )
    return plage


def _places(lignes: Sequence[Sequence[Any]]) -> tuple[dict[str, int], int]:
    """Column of each name, and the rank of the first day."""
    noms = {cle(nom): nom for nom in COLONNES}
    noms |= {cle(alias): nom for nom, autres in COLONNES.items() for alias in autres}
    entete = [cle(c) if isinstance(c, str) else "" for c in lignes[0]]
    if not any(noms.get(titre) in ("jour", "arrivee", "depart") for titre in entete):
        return {nom: i for i, nom in enumerate(COLONNES) if i < len(lignes[0])}, 0
    places: dict[str, int] = {}
    for rang, titre in enumerate(entete):
        if not titre or titre in IGNOREES:
            continue
        if titre not in noms:
            voisins = ", ".join(proches(titre, [n.replace("_", " ") for n in COLONNES]))
            raise SaisieInvalide(
                f"jours : colonne inconnue « {lignes[0][rang]} » ; les plus proches : {voisins}"
            )
        if noms[titre] in places:
            raise SaisieInvalide(f"jours : colonne « {lignes[0][rang]} » donnée deux fois")
        places[noms[titre]] = rang
    manquantes = [nom for nom in ("jour", "arrivee", "depart") if nom not in places]
    if manquantes:
        raise SaisieInvalide(f"jours : colonne manquante ({', '.join(manquantes)})")
    return places, 1


def _rangee(bruts: dict[str, Any], numero: int) -> Rangee | None:
    """A day, what is wrong with it, or nothing for an empty row."""
    if all(cellules.vide(c) for c in bruts.values()):
        return None
    date: dt.date | None = None
    try:
        if cellules.vide(bruts["jour"]):
            raise SaisieInvalide("jour manquant")
        date = cellules.lire_jour(bruts["jour"])
        return _jour(date, bruts)
    except ErreurXlprod as erreur:
        place = texte_date(date) if date else f"ligne {numero}"
        return Fautive(date, type(erreur)(f"jours, {place} : {erreur.message}"))


def _jour(date: dt.date, bruts: dict[str, Any]) -> Jour:
    arrivee, depart, pause, lieu, nature, transport, repas, recupere, debut_pause, continue_ = (
        bruts.get(nom) for nom in list(COLONNES)[1:11]
    )
    supplements, ferie = bruts.get("supplements"), bruts.get("ferie")
    zone, studio, territoire = _lieu(lieu)
    sorte: str = cellules.mot("nature", nature, NATURES, "tournage")
    absents = [cellules.vide(arrivee), cellules.vide(depart)]
    if absents == [True, True]:
        chome = sorte == FERIE_CHOME or cellules.oui_non("ferie", ferie)
        sorte = FERIE_CHOME if chome else (REPOS if cellules.vide(nature) else sorte)
        if sorte not in (FERIE_CHOME, REPOS):
            raise SaisieInvalide("arrivée et départ manquants")
        debut = fin = duree_pause = 0
    else:
        if any(absents):
            raise SaisieInvalide(f"{'arrivée manquante' if absents[0] else 'départ manquant'}")
        debut, fin = _bornes(cellules.heure("arrivée", arrivee), cellules.heure("départ", depart))
        duree_pause = _pause(pause, fin - debut, "pause" in bruts and sorte != VOYAGE)
        if sorte in (FERIE_CHOME, REPOS):
            sorte = TOURNAGE
    place_pause = -1 if cellules.vide(debut_pause) else cellules.heure("début de pause", debut_pause)
    if place_pause >= 0 and place_pause < debut:
        place_pause += JOUR
    if place_pause >= 0 and not debut <= place_pause <= fin - duree_pause:
        raise SaisieInvalide("la pause n'est pas entre l'arrivée et le départ")
    fourni = _repas(repas)
    return Jour(
        date,
        debut,
        fin,
        duree_pause,
        place_pause,
        sorte,
        zone,
        studio,
        territoire,
        cellules.duree("transport", transport),
        fourni is False,
        cellules.oui_non("récupéré", recupere),
        bool(cellules.oui_non("journée continue", continue_)),
        "" if cellules.vide(supplements) else str(supplements),
        cellules.oui_non("férié", ferie),
        fin - debut - duree_pause,
        date.toordinal(),
    )


def _bornes(debut: int, fin: int) -> tuple[int, int]:
    if debut >= JOUR:
        raise SaisieInvalide(f"arrivée à {debut // 60} h : l'écrire au jour où elle a lieu")
    if fin - debut > JOUR:
        raise SaisieInvalide(f"plus de 24 h entre l'arrivée et le départ ({texte_duree(fin - debut)})")
    if fin == debut:
        raise SaisieInvalide(f"arrivée et départ à la même heure ({texte_heure(debut)})")
    if fin < debut:
        fin += JOUR
        if fin - debut > AMPLITUDE_PLAUSIBLE:
            raise SaisieInvalide(
                f"départ ({texte_heure(fin - JOUR)}) avant l'arrivée ({texte_heure(debut)}) : passé minuit, "
                f"la journée durerait {texte_duree(fin - debut)}"
            )
    return debut, fin


def _pause(cellule: Any, amplitude: int, donnee: bool) -> int:
    if donnee and cellules.vide(cellule) and amplitude > PAUSE_DUE:
        raise SaisieInvalide(
            f"pause manquante ({texte_duree(amplitude)} de l'arrivée au départ) : "
            "écrire 0 s'il n'y en a pas eu"
        )
    minutes = cellules.duree("pause", cellule)
    if minutes > PAUSE_MAX:
        raise SaisieInvalide(f"pause de {texte_duree(minutes)} : l'écrire 0:45 ou « 45 min »")
    if minutes >= amplitude:
        raise SaisieInvalide("la pause dure plus longtemps que la journée")
    return minutes


def _repas(cellule: Any) -> bool | None:
    """True for a meal that the production served, False for an allowance due."""
    if isinstance(cellule, str) and cle(cellule) in ("fourni", "cantine", "servi"):
        return True
    if isinstance(cellule, str) and cle(cellule) in ("non fourni", "indemnite", "non servi"):
        return False
    return cellules.oui_non("repas", cellule)


@lru_cache(512)
def _territoires() -> dict[str, str]:
    return {
        cle(nom): code
        for code, (libelle, alias) in temps.territoires().items()
        for nom in (code, libelle, *alias)
        if code != "metropole"
    }


def _lieu(cellule: Any) -> tuple[str, bool, str]:
    """Zone, studio, territory; a territory with its own public holidays is outside the Paris region."""
    if isinstance(cellule, str) and (code := _territoires().get(cle(cellule).removeprefix("studio "))):
        return REGION, cle(cellule).startswith("studio "), code
    lu: tuple[str, bool, str] = cellules.mot("lieu", cellule, LIEUX, "idf")
    return lu


def _ordonner(rangees: list[Rangee]) -> list[Rangee]:
    """In order of date; two rows of one day, or two days that overlap, are at fault."""
    for rangee, suivante in pairwise(rangees):
        if rangee.date is None or suivante.date is None or rangee.date >= suivante.date:
            break
        if isinstance(rangee, Fautive) or rangee.fin > JOUR:
            break
    else:
        return rangees
    rendu = sorted(rangees, key=lambda r: r.date or dt.date.min)
    for i in range(1, len(rendu)):
        avant, apres = rendu[i - 1], rendu[i]
        if isinstance(avant, Fautive) or isinstance(apres, Fautive):
            continue
        ecart = (apres.date - avant.date).days
        if ecart == 0:
            texte = f"jours, {texte_date(apres.date)} : deux lignes pour le même jour"
            rendu[i] = Fautive(apres.date, SaisieInvalide(texte))
        elif ecart * JOUR + apres.debut < avant.fin and apres.fin:
            texte = (
                f"jours, {texte_date(apres.date)} : la journée commence à {texte_heure(apres.debut)}, "
                f"celle de la veille finit à {texte_heure(avant.fin)}"
            )
            rendu[i] = Fautive(apres.date, SaisieInvalide(texte))
    return rendu
