"""Social-security ceilings on their own: the figure of a date, or the one of a contract."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from xlprod import argent
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import parametres as lecteur
from xlprod.paie import statuts
from xlprod.paie.contrat import par_jour_artiste, plafond_securite_sociale
from xlprod.paie.parametres import Parametres
from xlprod.paie.remplacements import chiffre_retenu
from xlprod.periodes import mois_couverts, texte_date
from xlprod.textes import cle, proches
from xlprod.trace import Etape, Regle, Resultat

NATURES = ("PASS", "PTSS", "PMSS", "PQSS", "PHebdo", "PJSS", "PHSS")
METHODES = ("calendaire", "non_proratise")


def plafond(nature: str, jour: dt.date, jours: int | None, statut: str, methode: str) -> Resultat:
    """Ceiling in cents.

    With ``jours``, the monthly ceiling of a contract of that length: prorated by calendar
    days (CSS R242-2), or twelve hourly ceilings a day for an artist engaged fewer than five
    continuous days (arrêté of 24/01/1975 art. 3).
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
    methode = methode.replace(" ", "_") or METHODES[0]
    if methode not in METHODES:
        raise SaisieInvalide(f"methode inconnue « {methode} » ; méthodes : {', '.join(METHODES)}")
    retenu = statuts.resoudre(statut or "TECH_NC")
    societe = lecteur.lire(None)
    lectures = (*(p for p in societe.lectures if p[0] != "methode_plafond"), ("methode_plafond", methode))
    parametres = replace(societe, lectures=lectures)
    cents = plafond_securite_sociale(retenu, parametres, jour, jours, jours)
    if par_jour_artiste(retenu, parametres, jour, jours):
        etape = _etape("PLAF_ART_JOUR", parametres, jour, "12 × plafond horaire × jours", jours, cents)
        return Resultat(cents, "EUR", [etape])
    formule = (
        "plafond mensuel × jours ÷ jours du mois"
        if methode == "calendaire"
        else "plafond mensuel par mois touché"
    )
    etapes = [_etape("PMSS", parametres, m.debut, formule, m.jours, None) for m in mois_couverts(jour, jours)]
    total = Regle(
        "PLAFOND", f"Plafond de {jours} jours à partir du {texte_date(jour)}", article="CSS art. R242-2"
    )
    return Resultat(cents, "EUR", [*etapes, Etape(total, (), cents)])


def _figure(code: str, jour: dt.date) -> Resultat:
    trouve, (couche, validite) = chiffre_retenu(code, lecteur.lire(None), jour)
    cents = argent.arrondir_fraction(trouve.valeur * 100)
    return Resultat(
        cents, "EUR", [Etape(validite.regle(code, trouve.libelle, couche=couche, arrondi=""), (), cents)]
    )


def _etape(
    code: str, parametres: Parametres, jour: dt.date, formule: str, jours: int, cents: int | None
) -> Etape:
    trouve, (couche, validite) = chiffre_retenu(code, parametres, jour)
    regle = validite.regle(code, trouve.libelle, formule, ("EUR", "jours"), couche=couche)
    return Etape(regle, (int(trouve.valeur * 100), jours), cents)
