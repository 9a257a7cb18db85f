"""Checks of working time: rest, range of the day, hours, consecutive days, studio, minors, breaks.

Each check measures something of the days and compares it with a dated rule; ``controler`` returns
every breach, and for a rule kept the measure that came nearest to its limit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from xlprod import argent
from xlprod.baremes import temps
from xlprod.controles.temps_mesures import (
    CINQ,
    ENTETE,
    JUSTIFIER,
    MANQUE,
    RESPECTE,
    SIX,
    Constat,
    Dossier,
    Mesure,
    au_moins,
    au_plus,
    date_de,
    nom_semaine,
)
from xlprod.controles.temps_mineurs import durees_indicatives, nuit_des_mineurs
from xlprod.erreurs import SaisieInvalide
from xlprod.paie.parametres import Paires
from xlprod.temps import choix, feries, semaine, tableau
from xlprod.temps.cellules import JOUR
from xlprod.temps.majorations import DIMANCHE, code_ferie
from xlprod.temps.profil import ARTISTE, FIGURANT, profil
from xlprod.temps.regles import semaine as rang_semaine
from xlprod.temps.tableau import Jour
from xlprod.temps.vocabulaire import IDF, TOURNAGE
from xlprod.textes import cle, proches
from xlprod.trace import Resultat

AGE_PLAUSIBLE = 120
"""Beyond it, an age is a typing error."""


def _suites(dossier: Dossier) -> Iterator[tuple[Jour, Jour, int]]:
    """Consecutive worked days and the minutes of rest between them."""
    jours = dossier.travailles
    for avant, apres in pairwise(jours):
        yield avant, apres, (apres.date - avant.date).days * JOUR + apres.debut - avant.fin


def repos_quotidien(dossier: Dossier) -> Iterator[Constat]:
    """Rest between two days; longer for a performer, and for a minor."""
    mesures = [(date_de(apres), repos) for _, apres, repos in _suites(dossier)]
    if dossier.mineur:
        yield from au_moins(dossier.regle("mineur_repos_16" if dossier.jeune else "mineur_repos"), mesures)
        return
    code = {ARTISTE: "ctl_art_repos", FIGURANT: "ct_repos"}.get(dossier.population, "ctl_repos")
    verdict = JUSTIFIER if code == "ctl_art_repos" else MANQUE
    yield from au_moins(dossier.regle(code), mesures, verdict)
    if code != "ct_repos":
        yield from au_moins(dossier.regle("ct_repos"), mesures)


def repos_hebdomadaire(dossier: Dossier) -> Iterator[Constat]:
    """Longest rest that begins in each civil week followed by other days."""
    plus_longs: dict[int, int] = {}
    for avant, _, repos in _suites(dossier):
        numero = rang_semaine(avant.date)
        plus_longs[numero] = max(plus_longs.get(numero, 0), repos)
    semaines = dossier.semaines()
    derniere = max(semaines, default=0)
    for numero, repos in sorted(plus_longs.items()):
        if numero == derniere:
            continue  # what follows is not in the table
        mesures = [(nom_semaine(numero), repos)]
        yield from au_moins(dossier.regle("ct_repos_hebdo"), mesures)
        if dossier.profil.idcc == "3097":
            code = "ctl_repos_hebdo" if len(semaines[numero]) <= CINQ else "ctl_repos_hebdo_6j"
            yield from au_moins(dossier.regle(code), mesures)


def amplitude(dossier: Dossier) -> Iterator[Constat]:
    """From the arrival to the departure, transport included."""
    if dossier.profil.idcc != "3097":
        return
    code = {ARTISTE: "ctl_art_amplitude", FIGURANT: "ctl_fig_amplitude"}.get(
        dossier.population, "ctl_amplitude"
    )
    mesures = [(date_de(j), j.fin - j.debut + j.transport) for j in dossier.travailles]
    verdict = MANQUE if code == "ctl_amplitude" else JUSTIFIER
    yield from au_plus(dossier.regle(code), mesures, verdict)


def duree_du_jour(dossier: Dossier) -> Iterator[Constat]:
    """Hours of a day: the law's ten hours, then what the agreement allows on exception."""
    mesures = [(date_de(j), j.presence) for j in dossier.travailles]
    if dossier.mineur:
        yield from au_plus(dossier.regle("mineur_jour"), mesures)
        return
    yield from au_plus(dossier.regle("ct_jour"), mesures, JUSTIFIER)
    tournage = [(date_de(j), j.presence) for j in dossier.travailles if j.nature == TOURNAGE]
    if dossier.population == FIGURANT:
        yield from au_plus(dossier.regle("ctl_fig_jour_max"), mesures, JUSTIFIER)
    elif dossier.population != ARTISTE:  # titre II is the technicians'
        yield from au_plus(dossier.regle("ctl_jour_max"), tournage)


def duree_de_la_semaine(dossier: Dossier) -> Iterator[Constat]:
    """Hours of each civil week, and their mean over twelve weeks."""
    totaux = {numero: sum(j.presence for j in jours) for numero, jours in dossier.semaines().items()}
    mesures = [(nom_semaine(numero), total) for numero, total in sorted(totaux.items())]
    if dossier.mineur:
        yield from au_plus(dossier.regle("mineur_semaine"), mesures)
        return
    if dossier.population in (ARTISTE, FIGURANT):
        # Titre II is the technicians': the law remains, with what an agreement may add to it.
        yield from au_plus(dossier.regle("ct_semaine"), mesures, JUSTIFIER)
    elif dossier.profil.idcc == "3097":
        yield from au_plus(dossier.regle("ctl_semaine"), mesures, JUSTIFIER)
        yield from au_plus(dossier.regle("ctl_semaine_tournage"), mesures)
    else:
        yield from au_plus(dossier.regle("ctl_semaine"), mesures)
    moyennes = []
    douze = int(dossier.regle("ct_moyenne_semaines").valeur)
    premiere, derniere = min(totaux, default=0), max(totaux, default=-1)
    for debut in range(premiere, max(premiere, derniere - douze + 1) + 1):
        semaines = range(debut, min(debut + douze, derniere + 1))
        if semaines:
            moyenne = Fraction(sum(totaux.get(s, 0) for s in semaines), len(semaines))
            moyennes.append((f"{len(semaines)} sem. depuis le {nom_semaine(debut)[11:]}", moyenne))
    # A mean over fewer weeks than twelve proves nothing yet.
    complet = derniere - premiere + 1 >= douze
    yield from au_plus(dossier.regle("ctl_moyenne12"), moyennes, MANQUE if complet else JUSTIFIER)


def jours_consecutifs(dossier: Dossier) -> Iterator[Constat]:
    """Never more than six days in a row."""
    mesures: list[Mesure] = []
    courante = 0
    for avant, jour in zip([None, *dossier.travailles], dossier.travailles, strict=False):
        suit = avant is not None and (jour.date - avant.date).days == 1
        courante = courante + 1 if suit else 1
        if mesures and suit:
            mesures[-1] = (date_de(jour), courante)
        else:
            mesures.append((date_de(jour), courante))
    code = "ctl_consecutifs" if dossier.profil.idcc == "3097" else "ct_consecutifs"
    yield from au_plus(dossier.regle(code), mesures)


def semaines_de_six_jours(dossier: Dossier) -> Iterator[Constat]:
    """Sixth day of the Paris region, and weeks of six days in a row elsewhere."""
    if dossier.profil.idcc != "3097":
        return
    idf: list[Mesure] = []
    suites: list[Mesure] = []
    courante, precedente = 0, None
    for numero, jours in sorted(dossier.semaines().items()):
        if any(j.zone == IDF for j in jours):
            idf.append((nom_semaine(numero), len(jours)))
        six = len(jours) >= SIX
        courante = (courante + 1 if precedente == numero - 1 else 1) if six else 0
        precedente = numero if six else None
        suites.append((nom_semaine(numero), courante))
    yield from au_plus(dossier.regle("ctl_jours_idf"), idf, JUSTIFIER)
    code = "ctl_art_semaines_6j" if dossier.population == ARTISTE else "ctl_semaines_6j"
    yield from au_plus(dossier.regle(code), suites)


def studio(dossier: Dossier) -> Iterator[Constat]:
    """No studio on Sundays nor on public holidays."""
    if dossier.profil.idcc != "3097":
        return
    en_studio = [j for j in dossier.travailles if j.studio]
    dimanches = [(date_de(j), j.presence if j.date.weekday() == DIMANCHE else 0) for j in en_studio]
    chomes = [(date_de(j), j.presence if code_ferie(j, j.date) else 0) for j in en_studio]
    yield from au_plus(dossier.regle("ctl_studio_dimanche"), dimanches)
    yield from au_plus(dossier.regle("ctl_studio_ferie"), chomes)


def pauses(dossier: Dossier) -> Iterator[Constat]:
    """A break after six hours: long enough, and not too late."""
    regle = dossier.regle("ct_pause")
    seuil = temps.minutes(dossier.regle("ct_pause_seuil"))
    due = [j for j in dossier.travailles if j.presence > seuil]
    mesures = []
    for jour in due:
        debut = jour.debut_pause if jour.debut_pause >= 0 else (jour.debut + jour.fin - jour.pause) // 2
        trop = max(debut - jour.debut, jour.fin - debut - jour.pause) > seuil
        mesures.append((date_de(jour), 0 if trop else jour.pause))
    yield from au_moins(regle, mesures)


CONTROLES: tuple[Callable[[Dossier], Iterator[Constat]], ...] = (
    repos_quotidien,
    repos_hebdomadaire,
    amplitude,
    duree_du_jour,
    duree_de_la_semaine,
    jours_consecutifs,
    semaines_de_six_jours,
    studio,
    pauses,
    nuit_des_mineurs,
    durees_indicatives,
)


def controler(dossier: Dossier) -> list[Constat]:
    """Every check that concerns the person, in order."""
    rendu: list[Constat] = []
    for controle in CONTROLES:
        rendu += controle(dossier)
    return rendu


def tableau_controles(
    fonction: str, convention: str, date: dt.date, jours: Any, paires: Paires | None, personne: str
) -> Resultat:
    """Findings under ``ENTETE``, breaches first."""
    age, territoire = _parametres(paires)
    lu = tableau.lire(jours)
    if personne and lu.nommees:
        rangees = lu.personnes.get(cle(personne), [])
        if not rangees:
            raise SaisieInvalide(f"personne : « {personne} » n'est pas dans le tableau des jours")
    else:
        _, rangees = semaine.choisir(lu, personne, date)
    lus = semaine.jours_a_payer(rangees)
    if territoire is not None:
        lus = tuple(j._replace(territoire=territoire) if j.territoire == "metropole" else j for j in lus)
    # Hours are checked without a wage: any rate will do.
    sans_salaire = choix.lire((("base_horaire", "1"),))
    dossier = Dossier(profil(fonction, convention, date, "", sans_salaire), lus, age)
    constats = sorted(controler(dossier), key=lambda c: (MANQUE, JUSTIFIER, RESPECTE).index(c.verdict))
    return Resultat([list(ENTETE), *(c.rangee() for c in constats)], "tableau")


def _parametres(paires: Paires | None) -> tuple[int | None, str | None]:
    age: int | None = None
    territoire: str | None = None
    for nom, valeur, *_ in paires or ():
        if nom == "age":
            try:
                lu = argent.decimal(valeur)
            except ValueError:
                raise SaisieInvalide(f"age : nombre d'années attendu, reçu « {valeur} »") from None
            if not 0 <= lu <= AGE_PLAUSIBLE:
                raise SaisieInvalide(f"age : nombre d'années attendu, reçu « {valeur} »")
            age = int(lu)
        elif nom == "territoire":
            territoire = feries.territoire(valeur)
        else:
            voisins = ", ".join(proches(nom, ("age", "territoire")))
            raise SaisieInvalide(f"parametres : paramètre inconnu « {nom} » ; les plus proches : {voisins}")
    return age, territoire
