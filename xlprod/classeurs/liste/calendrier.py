"""First and last day of a contract: read, or deduced from the number of weeks or days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from xlprod.classeurs.liste.entetes import Champ
from xlprod.classeurs.liste.fiche import Contexte, Fiche
from xlprod.classeurs.liste.modele import A_VERIFIER, DEDUIT
from xlprod.classeurs.liste.valeurs import Jour, NonCompris, lire_jour, lire_periode
from xlprod.paie.methodes_plafond import jours_ouvres
from xlprod.paie.parametres import JOURS_MAX
from xlprod.periodes import ajouter_mois, texte_date

JOURS_PAR_SEMAINE = 5
LENDEMAIN = dt.timedelta(days=1)


@dataclass(slots=True)
class Dates:
    """What the cells say of a contract's dates; ``None`` is still to be deduced."""

    debut: dt.date | None
    fin: dt.date | None


def lire(fiche: Fiche, contexte: Contexte) -> Dates:
    annee = contexte.date_reference.year if contexte.date_reference else None
    debut, fin = _jour(fiche, Champ.DEBUT, annee), _jour(fiche, Champ.FIN, annee)
    cellule = fiche.cellule(Champ.PERIODE)
    if cellule is not None and (debut is None or fin is None):
        try:
            premier, dernier = lire_periode(cellule, annee)
        except NonCompris as erreur:
            fiche.refuser(Champ.PERIODE, str(erreur))
        else:
            debut, fin = debut or premier.valeur, fin or (dernier.valeur if dernier else None)
            _noter_periode(fiche, premier, dernier)
    if debut and fin and fin < debut:
        fiche.refuser(Champ.FIN, f"fin {texte_date(fin)} avant le début {texte_date(debut)}")
    return Dates(debut, fin)


def _jour(fiche: Fiche, champ: Champ, annee: int | None) -> dt.date | None:
    cellule = fiche.cellule(champ)
    if cellule is None:
        return None
    try:
        jour = lire_jour(cellule, annee)
    except NonCompris as erreur:
        fiche.refuser(champ, str(erreur))
        return None
    fiche.noter(champ, texte_date(jour.valeur), jour.remarque)
    return jour.valeur


def _noter_periode(fiche: Fiche, premier: Jour, dernier: Jour | None) -> None:
    jours = [premier] + ([dernier] if dernier else [])
    compris = " au ".join(texte_date(j.valeur) for j in jours)
    fiche.noter(Champ.PERIODE, compris, " ; ".join(j.remarque for j in jours if j.remarque))


def completer(fiche: Fiche, contexte: Contexte, dates: Dates, unite: str, quantite: Decimal) -> None:
    """Deduce the start from the reference date, the end from the start and the quantity."""
    if dates.debut is None and not fiche.raisons:
        if contexte.date_reference is None:
            fiche.manquer(Champ.DEBUT.value, "date de début manquante")
            return
        dates.debut = contexte.date_reference
        remarque = "début manquant : date de référence retenue"
        fiche.deduire(Champ.DEBUT.value, texte_date(dates.debut), remarque, A_VERIFIER)
    if dates.fin is not None or dates.debut is None:
        return
    if unite == "forfait" or quantite > JOURS_MAX:
        fiche.manquer(Champ.FIN.value, "date de fin manquante, et rien pour la déduire")
        return
    dates.fin = _fin(dates.debut, unite, quantite)
    _noter_fin(fiche, dates.fin, unite, quantite)


def _fin(debut: dt.date, unite: str, quantite: Decimal) -> dt.date:
    if unite == "mois":
        return ajouter_mois(debut, _plafond(quantite)) - LENDEMAIN
    jours = _plafond(quantite * JOURS_PAR_SEMAINE) if unite == "semaine" else _plafond(quantite)
    return fin_ouvree(debut, jours)


def _noter_fin(fiche: Fiche, fin: dt.date, unite: str, quantite: Decimal) -> None:
    if quantite == 1 and unite in ("jour", "cachet"):
        fiche.deduire(Champ.FIN.value, texte_date(fin), "un seul jour : fin le jour du début")
        return
    comment = "du début et du nombre de semaines" if unite == "semaine" else f"de jours consécutifs ({unite})"
    gravite = DEDUIT if unite == "semaine" else A_VERIFIER
    fiche.deduire(Champ.FIN.value, texte_date(fin), f"fin déduite {comment}, du lundi au vendredi", gravite)


def _plafond(nombre: Decimal) -> int:
    return int(nombre.to_integral_value(ROUND_CEILING))


def fin_ouvree(debut: dt.date, jours: int) -> dt.date:
    """Day on which the ``jours``-th Monday-to-Friday from ``debut`` falls.

    A single day is ``debut`` itself, even on a week-end: that is when the shoot was.
    """
    if jours <= 1:
        return debut
    jour, restant = debut, jours
    while True:
        restant -= jour.weekday() < JOURS_PAR_SEMAINE
        if restant == 0:
            return jour
        jour += LENDEMAIN


def jours_travaillables(dates: Dates) -> int:
    """Mondays to Fridays of a contract."""
    if dates.debut is None or dates.fin is None or dates.fin < dates.debut:
        return 0
    return jours_ouvres(dates.debut, (dates.fin - dates.debut).days + 1)


def semaines(dates: Dates) -> Decimal | None:
    """Weeks of five days between two dates, to the tenth."""
    jours = jours_travaillables(dates)
    return Decimal(jours) / JOURS_PAR_SEMAINE if jours else None


def mois(dates: Dates) -> Decimal | None:
    """Whole months between two dates, if they are whole."""
    if dates.debut is None or dates.fin is None:
        return None
    for nombre in range(1, JOURS_MAX // 30):
        fin = ajouter_mois(dates.debut, nombre) - LENDEMAIN
        if fin == dates.fin:
            return Decimal(nombre)
        if fin > dates.fin:
            break
    return None
