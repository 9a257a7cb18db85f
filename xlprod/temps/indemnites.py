"""What comes beside the hours of technicians: transport, travel, meals, recovery not taken."""

from __future__ import annotations

from fractions import Fraction

from xlprod.temps import profil as profils
from xlprod.temps.lignes import ENTIER, Genre, Ligne, heures, unites
from xlprod.temps.majorations import DIMANCHE, code_ferie
from xlprod.temps.regles import Contexte
from xlprod.temps.tableau import Jour

REPAS = ("indemnite_repas", "Indemnité repas")
CASSE_CROUTE = ("indemnite_casse_croute", "Indemnité de casse-croûte")


def voyage(contexte: Contexte, jour: Jour) -> list[Ligne]:
    """Travel to a place where one stays: not work, paid at a capped rate (art. 47)."""
    minutes = min(jour.fin - jour.debut, contexte.profil.minutes("voyage_max"))
    return [_plafonnee(contexte, jour, "voyage_max", minutes)]


def du_jour(contexte: Contexte, jour: Jour) -> list[Ligne]:
    """Transport, meal, snack of a working day."""
    rendu = []
    if jour.transport:
        minutes = min(jour.transport, contexte.transport_max)
        rendu.append(_plafonnee(contexte, jour, "transport_indemnite", minutes))
    if jour.repas_du:
        profil = contexte.profil
        repas = profils.minimum(profil, REPAS[0], REPAS[0], "indemnites")
        rendu.append(unites(jour.date, "repas", 1, repas, "frais", REPAS[1]))
        if jour.debut < profil.minutes("casse_croute_avant"):
            casse = profils.minimum(profil, CASSE_CROUTE[0], CASSE_CROUTE[0], "indemnites")
            rendu.append(unites(jour.date, "casse_croute_avant", 1, casse, "frais", CASSE_CROUTE[1]))
    return rendu


def _plafonnee(contexte: Contexte, jour: Jour, code: str, minutes: int) -> Ligne:
    profil = contexte.profil
    taux = min(profil.taux, profils.taux_machiniste(profil.jour, profil.choix))
    genre: Genre = "indemnité" if profil.lecture("transport_brut") == "oui" else "frais"
    return heures(f"{code} {jour.date}", jour.date, code, minutes, ENTIER, taux, genre)


def recupere(contexte: Contexte, jour: Jour) -> bool:
    """Whether the rest that replaces a Sunday, a holiday or a sixth day is given; supposed so."""
    if jour.recupere is not None:
        return jour.recupere
    return contexte.profil.choix.recuperation is not False


def recuperation(contexte: Contexte, jour: Jour, base: Fraction) -> list[Ligne]:
    """Hours due for a holiday or a Sunday worked and not recovered (art. 41 and 42)."""
    if recupere(contexte, jour):
        return []
    if code_ferie(jour, jour.date) not in (None, "lundi_pentecote"):
        code = "ferie_complement"
    elif jour.date.weekday() == DIMANCHE:
        code = "dimanche_complement"
    else:
        return []
    minutes = contexte.profil.minutes(code)
    return [heures(f"{code} {jour.date}", jour.date, code, minutes, ENTIER, base)]
