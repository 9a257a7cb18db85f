"""Social-security ceilings on their own: the figure of a date, or the one of a contract."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from xlprod import argent, baremes
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import methodes_plafond, statuts
from xlprod.paie.contrat import par_jour_artiste, plafond_securite_sociale
from xlprod.paie.methodes_plafond import Emploi
from xlprod.paie.parametres import COUCHE, Parametres, choix
from xlprod.periodes import texte_date
from xlprod.textes import cle, proches
from xlprod.trace import Etape, Regle, Resultat, Unite

NATURES = ("PASS", "PTSS", "PMSS", "PQSS", "PHebdo", "PJSS", "PHSS")
LECTURE = "methode_plafond"


def plafond(nature: str, jour: dt.date, jours: int | None, statut: str, methode: str) -> Resultat:
    """Ceiling in cents.

    With ``jours``, the ceiling of a contract of that length by one of the methods of
    ``methodes_plafond`` (CSS R242-2), or twelve hourly ceilings a day for an artist engaged
    fewer than five continuous days (arrêté of 24/01/1975 art. 3).
    """
    code = next((n for n in NATURES if cle(n) == cle(nature)), None)
    if code is None:
        raise SaisieInvalide(
            f"plafond inconnu « {nature} » ; les plus proches : {', '.join(proches(nature, NATURES))}"
        )
    if jours is None:
        return _figure(code, jour)
    if code != "PMSS":
        raise SaisieInvalide(f"jours : seul le plafond mensuel (PMSS) se proratise, reçu {code}")
    if jours < 1:
        raise SaisieInvalide(f"jours : au moins un jour d'emploi, reçu {jours}")
    parametres = Parametres(lectures=((LECTURE, choix(LECTURE, methode)),) if methode else ())
    emploi = Emploi(jour, jours, jour, jours)
    retenu = statuts.resoudre(statut or "TECH_NC")
    cents = plafond_securite_sociale(retenu, parametres, emploi)
    if par_jour_artiste(retenu, parametres, jour, jours):
        return Resultat(cents, "EUR", [etape_artiste(emploi, parametres, cents)])
    libelle = f"Plafond de {jours} jours à partir du {texte_date(jour)}"
    return Resultat(cents, "EUR", etapes_methode(emploi, parametres, libelle))


def etape_artiste(emploi: Emploi, parametres: Parametres, cents: int) -> Etape:
    """Twelve hourly ceilings for each day of a short engagement."""
    code = "PLAF_ART_JOUR"
    regle = _regle_chiffre(code, emploi.debut, parametres, "12 × plafond horaire × jours", ("EUR", "jours"))
    valeur = int(parametres.chiffre(code, emploi.debut) * 100)
    return Etape(regle, (valeur, emploi.jours), cents)


def etapes_methode(emploi: Emploi, parametres: Parametres, libelle: str) -> list[Etape]:
    """The dated ceilings that the method takes, what part of each, and their sum (step ``libelle``)."""
    methode = parametres.lecture(LECTURE, emploi.debut)
    texte = baremes.choix_lectures()[LECTURE, methode]
    etapes, montants = [], []
    for part in methodes_plafond.METHODES[methode](emploi):
        regle = _regle_chiffre(part.code, part.jour, parametres, texte.formule, ("EUR", "texte"))
        valeur = int(parametres.chiffre(part.code, part.jour) * 100)
        exact = Fraction(valeur * part.numerateur, part.denominateur)
        montants.append(exact)
        quotite = f"{part.numerateur}/{part.denominateur}"
        etapes.append(Etape(regle._replace(arrondi=""), (valeur, quotite), exact))
    euro: Unite = "EUR"
    regle = texte.validite.regle("PLAFOND", libelle, texte.libelle, (euro,) * len(montants), lien=" + ")
    return [*etapes, Etape(regle, tuple(montants), argent.arrondir_fraction(sum(montants, Fraction(0))))]


def _regle_chiffre(
    code: str, jour: dt.date, parametres: Parametres, formule: str, unites: tuple[Unite, ...]
) -> Regle:
    trouve = baremes.chiffre(code, jour)
    couche = "barème" if parametres.surcharge(code) is None else COUCHE
    return trouve.validite.regle(code, trouve.libelle, formule, unites, couche=couche)


def _figure(code: str, jour: dt.date) -> Resultat:
    trouve = baremes.chiffre(code, jour)
    cents = argent.arrondir_fraction(trouve.valeur * 100)
    return Resultat(cents, "EUR", [Etape(trouve.validite.regle(code, trouve.libelle, arrondi=""), (), cents)])
