"""Social-security ceilings on their own: the figure of a date, or the one of a contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from xlprod import argent, baremes
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import auteurs, limites, methodes_plafond, statuts
from xlprod.paie import parametres as lecteur
from xlprod.paie.conditions import SANS_HEURES, exiger_applicables
from xlprod.paie.contrat import Contrat, Segment
from xlprod.paie.droit import Droits
from xlprod.paie.limites import SANS_REGIME, VERSEMENT, Reperes
from xlprod.paie.methodes_plafond import ANNUEL, ENTIER, JOURNALIER, Emploi
from xlprod.paie.parametres import Parametres, choix, lecture_par_defaut
from xlprod.paie.rediffusion import JoursFictifs
from xlprod.paie.remplacements import chiffre_retenu
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
    parametres = lecteur.lire(None)  # the company's
    if methode:
        autres = (paire for paire in parametres.lectures if paire[0] != LECTURE)
        parametres = replace(parametres, lectures=(*autres, (LECTURE, choix(LECTURE, methode))))
    emploi = Emploi(jour, jours, jour, jours)
    retenu = statuts.resoudre(statut or "TECH_NC")
    if retenu.duree == VERSEMENT:
        raise SaisieInvalide(f"statut {retenu.code} : le plafond est annuel (PASS, sans jours)")
    if retenu.duree == SANS_REGIME:
        raise SaisieInvalide(f"statut {retenu.code} : aucune cotisation française n'a de plafond")
    exiger_applicables(retenu, parametres)
    cents = limites.reperes(retenu, parametres, emploi).securite_sociale
    if limites.par_jour_artiste(retenu, parametres, jour, jours):
        return Resultat(cents, "EUR", [etape_artiste(emploi, parametres, cents)])
    libelle = f"Plafond de {jours} jours à partir du {texte_date(jour)}"
    etapes_ = etapes_methode(emploi, parametres, "PLAFOND", libelle)
    return Resultat(
        cents, "EUR", lambda: [*etapes_, *_autres_methodes(emploi, parametres, retenu.famille, cents)]
    )


def _autres_methodes(emploi: Emploi, parametres: Parametres, famille: str, cents: int) -> Iterator[Etape]:
    """The ceiling by each other method that changes it."""
    retenue, lecture = parametres.lecture(LECTURE, emploi.debut), lecture_par_defaut(LECTURE, emploi.debut)
    for autre in baremes.choix_possibles(lecture, emploi.debut, famille):
        montant = argent.arrondir_fraction(methodes_plafond.plafond(autre, emploi, parametres))
        if montant != cents:
            yield Etape(baremes.regle_autre_lecture(lecture, retenue, autre), (), montant)


def etapes(contrat_: Contrat, rang: int, brut: int) -> Sequence[Etape]:
    """Ceilings of a period of a contract."""
    segment = contrat_.segments[rang]
    if segment.franchise:
        return [*_etapes_sans_brut(contrat_, rang), *_etapes_franchise(contrat_, segment, brut)]
    if segment.fictifs is None:
        return _etapes_sans_brut(contrat_, rang)
    rendu = _etapes_fictives(segment.fictifs, segment.debut, brut, contrat_.parametres)
    return [*rendu, *etapes_regimes(contrat_, segment, segment.plafonds(brut))]


# Contracts are few and their salaries many: what does not depend on the gross is kept.
@lru_cache(4096)
def _etapes_sans_brut(contrat_: Contrat, rang: int) -> tuple[Etape, ...]:
    segment, parametres = contrat_.segments[rang], contrat_.parametres
    if segment.droit.droits:
        return tuple(_etapes_droits(segment, segment.droit.droits, parametres))
    if contrat_.statut.duree in SANS_HEURES:
        return ()  # seconded: no French contribution has a ceiling
    emploi = contrat_.emploi(segment)
    if parametres.rediffusion:
        rendu = [_etape_annuelle(segment.debut, parametres)]
    elif limites.par_jour_artiste(contrat_.statut, parametres, segment.debut, contrat_.jours):
        rendu = [etape_artiste(emploi, parametres, segment.reperes.securite_sociale)]
    else:
        libelle = "Plafond de sécurité sociale de la période"
        rendu = etapes_methode(emploi, parametres, "PLAFOND_PERIODE", libelle)
    return (*rendu, *etapes_regimes(contrat_, segment, segment.reperes))


def _etapes_droits(segment: Segment, droits: Droits, parametres: Parametres) -> list[Etape]:
    """Ceilings of a year of authors' rights, those of the schemes that are due."""

    def etape(code: str, formule: str, cents: int, valeurs: tuple[int | Fraction, ...] = ()) -> Etape:
        unites: tuple[Unite, ...] = ("EUR", "nombre") if valeurs else ()
        return Etape(_regle_chiffre(code, segment.debut, parametres, formule, unites), valeurs, cents)

    annuel = segment.reperes.securite_sociale
    rendu = [etape("PASS", "vieillesse dans la limite d'un plafond annuel", annuel)]
    if droits.racd:
        rendu.append(etape("RACD_PLAFOND", "RACD dans la limite de son plafond", droits.racd))
    if auteurs.ircec(parametres):
        nombre = parametres.chiffre("RAAP_PLAFONDS", segment.debut)
        formule = "plafond annuel × nombre de plafonds"
        rendu.append(etape("RAAP_PLAFONDS", formule, droits.raap, (annuel, nombre)))
    return rendu


def _etapes_franchise(contrat_: Contrat, segment: Segment, brut: int) -> list[Etape]:
    """Part of the gross of a trainee that bears no contribution, and the rest."""
    regle = _regle_chiffre(
        "STAGE_FRANCHISE_H", segment.debut, contrat_.parametres, "franchise × heures", ("EUR", "heures")
    )
    soumise = Regle(
        "GRATIFICATION_SOUMISE",
        "Gratification soumise à cotisations",
        "gratification − franchise, au moins zéro",
        ("EUR", "EUR"),
        regle.article,
        arrondi="",
        lien=" − ",
    )
    exact = segment.droit.franchise
    horaire = int(exact) if exact.denominator == 1 else exact  # whole cents print as an amount
    return [
        Etape(regle, (horaire, segment.heures), segment.franchise),
        Etape(soumise, (brut, segment.franchise), max(brut - segment.franchise, 0)),
    ]


REGIMES = {
    "retraite": ("plafond_retraite", "Plafond de retraite complémentaire", "accord du 29/12/1991 art. 3"),
    "chomage": (
        "plafond_chomage_artiste",
        "Plafond d’assurance chômage et d’AGS",
        "règlement d’assurance chômage",
    ),
    "prevoyance": (
        "plafond_prevoyance",
        "Plafond de prévoyance et de santé",
        "accord interbranche du 16/06/2008 art. II.2 et III.2",
    ),
}
"""Reading that decides the ceiling of a scheme, its label, its text."""

FORMULES = {
    ENTIER: ("non proratisé", "plafond mensuel × mois touchés"),
    JOURNALIER: ("d’artiste", "12 × plafond horaire × jours"),
    ANNUEL: ("de la rediffusion", "plafond de sécurité sociale"),
}


def etapes_regimes(contrat_: Contrat, segment: Segment, reperes: Reperes, precision: str = "") -> list[Etape]:
    """Ceilings of the schemes that do not take the one already told."""
    noms = limites.methodes(contrat_.statut, contrat_.parametres, segment.debut, contrat_.jours)
    dits = {
        "retraite": reperes.securite_sociale,
        "chomage": reperes.securite_sociale,
        "prevoyance": reperes.retraite,
    }
    rendu = []
    for regime, (lecture, libelle, article) in REGIMES.items():
        cents, methode = getattr(reperes, regime), getattr(noms, regime)
        if cents == dits[regime]:
            continue
        texte, formule = FORMULES.get(methode) or (
            "proratisé",
            baremes.choix_lectures()[LECTURE, methode].formule,
        )
        if regime == "retraite":
            libelle += f" des {'cadres' if contrat_.statut.cadre else 'non-cadres'},"
        if regime == "retraite" and methode == JOURNALIER:
            lecture = "plafond_retraite_artiste"
        choisi = contrat_.parametres.lecture(lecture, segment.debut)
        discute = baremes.choix_lectures().get((lecture, choisi))
        confiance = discute.validite.confiance if discute else "verified"
        code = f"PLAFOND_{regime.upper()}"
        regle = Regle(
            code, f"{libelle} {texte}", f"{formule}{precision}", article=article, confiance=confiance
        )
        rendu.append(Etape(regle, (), cents))
    return rendu


def _etapes_fictives(fictifs: JoursFictifs, jour: dt.date, brut: int, parametres: Parametres) -> list[Etape]:
    """Ceiling of a secondary use, which follows its gross."""
    jours = fictifs.jours(brut)
    article = "arrêté du 24/01/1975 art. 3 bis"
    regle = Regle(
        "JOURS_FICTIFS",
        "Rediffusion : nombre fictif de jours",
        "jours initiaux × brut ÷ rémunération initiale revalorisée, arrondi au-dessus",
        ("jours", "EUR", "EUR"),
        article,
        arrondi="",
        lien=" ; ",
    )
    plafond_ = _regle_chiffre(
        "PLAF_ART_JOUR", jour, parametres, "12 × plafond horaire × jours", ("EUR", "jours")
    )
    valeurs = (fictifs.jours_initiaux, brut, fictifs.remuneration_initiale)
    return [
        Etape(regle, valeurs, jours, "jours"),
        Etape(plafond_._replace(article=article), (fictifs.par_jour, jours), fictifs.plafond(brut)),
    ]


def etape_artiste(emploi: Emploi, parametres: Parametres, cents: int) -> Etape:
    """Twelve hourly ceilings for each day of a short engagement."""
    code = "PLAF_ART_JOUR"
    regle = _regle_chiffre(code, emploi.debut, parametres, "12 × plafond horaire × jours", ("EUR", "jours"))
    valeur = int(parametres.chiffre(code, emploi.debut) * 100)
    return Etape(regle, (valeur, emploi.jours), cents)


def _etape_annuelle(jour: dt.date, parametres: Parametres) -> Etape:
    """Secondary use of a performance whose elements are not known: the annual ceiling."""
    regle = _regle_chiffre("PASS", jour, parametres, "à défaut d'éléments : plafond annuel", ())
    regle = regle._replace(article="arrêté du 24/01/1975 art. 3 bis", arrondi="")
    return Etape(regle, (), int(parametres.chiffre("PASS", jour) * 100))


def etapes_methode(emploi: Emploi, parametres: Parametres, code: str, libelle: str) -> list[Etape]:
    """The dated ceilings that the method takes, what part of each, and their sum (step ``code``)."""
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
    regle = texte.validite.regle(code, libelle, texte.libelle, (euro,) * len(montants), lien=" + ")
    return [*etapes, Etape(regle, tuple(montants), argent.arrondir_fraction(sum(montants, Fraction(0))))]


def _regle_chiffre(
    code: str, jour: dt.date, parametres: Parametres, formule: str, unites: tuple[Unite, ...]
) -> Regle:
    trouve, (couche, validite) = chiffre_retenu(code, parametres, jour)
    return validite.regle(code, trouve.libelle, formule, unites, couche=couche)


def _figure(code: str, jour: dt.date) -> Resultat:
    trouve, (couche, validite) = chiffre_retenu(code, lecteur.lire(None), jour)
    cents = argent.arrondir_fraction(trouve.valeur * 100)
    regle = validite.regle(code, trouve.libelle, couche=couche, arrondi="")
    return Resultat(cents, "EUR", [Etape(regle, (), cents)])
