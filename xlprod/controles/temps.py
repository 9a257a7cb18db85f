"""Checks of working time: rest, range of the day, hours, consecutive days, studio, minors, breaks.

Each check measures something of the days and compares it with a dated rule; ``controler`` returns
every breach, and for a rule kept the measure that came nearest to its limit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from xlprod import argent
from xlprod.baremes import temps
from xlprod.baremes.temps import RegleTemps
from xlprod.erreurs import SaisieInvalide
from xlprod.paie.parametres import Paires
from xlprod.temps import choix, feries, semaine, tableau
from xlprod.temps.cellules import JOUR
from xlprod.temps.majorations import DIMANCHE, code_ferie
from xlprod.temps.profil import ARTISTE, ARTISTE_COURT, FIGURANT, Profil, profil
from xlprod.temps.regles import semaine as rang_semaine
from xlprod.temps.tableau import FERIE_CHOME, IDF, REPOS, TOURNAGE, VOYAGE, Jour
from xlprod.textes import cle, proches
from xlprod.trace import Cellule, Resultat, texte_confiance

ENTETE = ("Règle", "Quand", "Exigé", "Constaté", "Verdict", "Article", "Confiance")
RESPECTE, MANQUE, JUSTIFIER = "respecté", "non respecté", "à justifier"
MAJEUR = 18
DOUZE = 12
CINQ, SIX = 5, 6


class Constat(NamedTuple):
    """One measure against one rule.  ``valeur`` is minutes, days, or weeks, as ``regle`` counts."""

    regle: RegleTemps
    quand: str
    exige: str
    valeur: Fraction
    verdict: str

    def rangee(self) -> list[Cellule]:
        validite = self.regle.validite
        return [
            self.regle.libelle,
            self.quand,
            self.exige,
            _texte(self.valeur, self.regle.unite),
            self.verdict,
            validite.article,
            texte_confiance(validite.regle(self.regle.code, self.regle.libelle)),
        ]


@dataclass(frozen=True, slots=True)
class Dossier:
    """The days of a person, and what the checks ask about it."""

    profil: Profil
    jours: tuple[Jour, ...]
    age: int | None

    @property
    def travailles(self) -> list[Jour]:
        return [j for j in self.jours if j.nature not in (FERIE_CHOME, REPOS, VOYAGE)]

    @property
    def population(self) -> str:
        """Whose rules of rest and range are theirs; short films have those of the others."""
        court = self.profil.population == ARTISTE_COURT
        return ARTISTE if court else self.profil.population

    @property
    def mineur(self) -> bool:
        return self.age is not None and self.age < MAJEUR

    def regle(self, code: str) -> RegleTemps:
        commun = code.startswith(("ct_", "mineur_", "enfant_"))
        return temps.regle(temps.COMMUN if commun else self.profil.idcc, code, self.profil.jour)

    def semaines(self) -> dict[int, list[Jour]]:
        rendu: dict[int, list[Jour]] = {}
        for jour in self.travailles:
            rendu.setdefault(rang_semaine(jour.date), []).append(jour)
        return rendu


Mesure = tuple[str, int | Fraction]
"""When, and what was measured, in the unit of the rule (minutes for hours)."""


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
                age = int(argent.decimal(valeur))
            except ValueError:
                raise SaisieInvalide(f"age : nombre d'années attendu, reçu « {valeur} »") from None
        elif nom == "territoire":
            territoire = feries.territoire(valeur)
        else:
            voisins = ", ".join(proches(nom, ("age", "territoire")))
            raise SaisieInvalide(f"parametres : paramètre inconnu « {nom} » ; les plus proches : {voisins}")
    return age, territoire


def _au_plus(
    regle: RegleTemps, mesures: Sequence[Mesure], verdict: str = MANQUE, limite: int | None = None
) -> Iterator[Constat]:
    yield from _comparer(regle, mesures, lambda v, limite: v <= limite, "au plus", max, verdict, limite)


def _au_moins(regle: RegleTemps, mesures: Sequence[Mesure], verdict: str = MANQUE) -> Iterator[Constat]:
    yield from _comparer(regle, mesures, lambda v, limite: v >= limite, "au moins", min, verdict, None)


def _comparer(
    regle: RegleTemps,
    mesures: Sequence[Mesure],
    tenue: Callable[[int | Fraction, int | Fraction], bool],
    sens: str,
    pire: Callable[..., Mesure],
    verdict: str,
    limite: int | None,
) -> Iterator[Constat]:
    if not mesures:
        return
    valeur = _limite(regle) if limite is None else limite
    exige = f"{sens} {_texte(Fraction(valeur), regle.unite)}"
    manques = [m for m in mesures if not tenue(m[1], valeur)]
    for quand, mesure in manques:
        yield Constat(regle, quand, exige, Fraction(mesure), verdict)
    if not manques:
        quand, mesure = pire(mesures, key=lambda m: m[1])
        yield Constat(regle, quand, exige, Fraction(mesure), RESPECTE)


def _limite(regle: RegleTemps) -> int | Fraction:
    return regle.valeur * 60 if regle.unite == "h" else regle.valeur


def _texte(valeur: Fraction, unite: str) -> str:
    if unite in ("h", "min"):
        minutes = argent.arrondir_fraction(valeur)
        return f"{minutes} min" if unite == "min" else f"{minutes // 60} h {minutes % 60:02d}"
    return f"{argent.arrondir_fraction(valeur)} {unite}"


def _date(jour: Jour) -> str:
    return f"{jour.date:%d/%m/%Y}"


def _semaine(numero: int) -> str:
    return f"semaine du {dt.date.fromordinal(numero * 7 + 1):%d/%m/%Y}"


def _suites(dossier: Dossier) -> Iterator[tuple[Jour, Jour, int]]:
    """Consecutive worked days and the minutes of rest between them."""
    jours = dossier.travailles
    for avant, apres in pairwise(jours):
        yield avant, apres, (apres.date - avant.date).days * JOUR + apres.debut - avant.fin


def repos_quotidien(dossier: Dossier) -> Iterator[Constat]:
    """Rest between two days; longer for a performer, and for a minor."""
    mesures = [(_date(apres), repos) for _, apres, repos in _suites(dossier)]
    if dossier.mineur:
        moins_de_16 = dossier.age is not None and dossier.age < 16
        yield from _au_moins(dossier.regle("mineur_repos_16" if moins_de_16 else "mineur_repos"), mesures)
        return
    code = {ARTISTE: "ctl_art_repos", FIGURANT: "ct_repos"}.get(dossier.population, "ctl_repos")
    verdict = JUSTIFIER if code == "ctl_art_repos" else MANQUE
    yield from _au_moins(dossier.regle(code), mesures, verdict)
    if code != "ct_repos":
        yield from _au_moins(dossier.regle("ct_repos"), mesures)


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
        mesures = [(_semaine(numero), repos)]
        yield from _au_moins(dossier.regle("ct_repos_hebdo"), mesures)
        if dossier.profil.idcc == "3097":
            code = "ctl_repos_hebdo" if len(semaines[numero]) <= CINQ else "ctl_repos_hebdo_6j"
            yield from _au_moins(dossier.regle(code), mesures)


def amplitude(dossier: Dossier) -> Iterator[Constat]:
    """From the arrival to the departure, transport included."""
    if dossier.profil.idcc != "3097":
        return
    code = {ARTISTE: "ctl_art_amplitude", FIGURANT: "ctl_fig_amplitude"}.get(
        dossier.population, "ctl_amplitude"
    )
    mesures = [(_date(j), j.fin - j.debut + j.transport) for j in dossier.travailles]
    verdict = MANQUE if code == "ctl_amplitude" else JUSTIFIER
    yield from _au_plus(dossier.regle(code), mesures, verdict)


def duree_du_jour(dossier: Dossier) -> Iterator[Constat]:
    """Hours of a day: the law's ten hours, then what the agreement allows on exception."""
    mesures = [(_date(j), j.presence) for j in dossier.travailles]
    if dossier.mineur:
        yield from _au_plus(dossier.regle("mineur_jour"), mesures)
        return
    yield from _au_plus(dossier.regle("ct_jour"), mesures, JUSTIFIER)
    tournage = [(_date(j), j.presence) for j in dossier.travailles if j.nature == TOURNAGE]
    if dossier.population == FIGURANT:
        yield from _au_plus(dossier.regle("ctl_fig_jour_max"), mesures, JUSTIFIER)
    else:
        yield from _au_plus(dossier.regle("ctl_jour_max"), tournage)


def duree_de_la_semaine(dossier: Dossier) -> Iterator[Constat]:
    """Hours of each civil week, and their mean over twelve weeks."""
    totaux = {numero: sum(j.presence for j in jours) for numero, jours in dossier.semaines().items()}
    mesures = [(_semaine(numero), total) for numero, total in sorted(totaux.items())]
    if dossier.mineur:
        yield from _au_plus(dossier.regle("mineur_semaine"), mesures)
        return
    if dossier.profil.idcc == "3097":
        yield from _au_plus(dossier.regle("ctl_semaine"), mesures, JUSTIFIER)
        yield from _au_plus(dossier.regle("ctl_semaine_tournage"), mesures)
    else:
        yield from _au_plus(dossier.regle("ctl_semaine"), mesures)
    moyennes = []
    premiere, derniere = min(totaux, default=0), max(totaux, default=-1)
    for debut in range(premiere, max(premiere, derniere - DOUZE + 1) + 1):
        semaines = range(debut, min(debut + DOUZE, derniere + 1))
        if semaines:
            moyenne = Fraction(sum(totaux.get(s, 0) for s in semaines), len(semaines))
            moyennes.append((f"{len(semaines)} sem. depuis le {_semaine(debut)[11:]}", moyenne))
    # A mean over fewer weeks than twelve proves nothing yet.
    complet = derniere - premiere + 1 >= DOUZE
    yield from _au_plus(dossier.regle("ctl_moyenne12"), moyennes, MANQUE if complet else JUSTIFIER)


def jours_consecutifs(dossier: Dossier) -> Iterator[Constat]:
    """Never more than six days in a row."""
    mesures: list[Mesure] = []
    courante = 0
    for avant, jour in zip([None, *dossier.travailles], dossier.travailles, strict=False):
        suit = avant is not None and (jour.date - avant.date).days == 1
        courante = courante + 1 if suit else 1
        if mesures and suit:
            mesures[-1] = (_date(jour), courante)
        else:
            mesures.append((_date(jour), courante))
    yield from _au_plus(dossier.regle("ct_consecutifs"), mesures)


def semaines_de_six_jours(dossier: Dossier) -> Iterator[Constat]:
    """Sixth day of the Paris region, and weeks of six days in a row elsewhere."""
    if dossier.profil.idcc != "3097":
        return
    idf: list[Mesure] = []
    suites: list[Mesure] = []
    courante, precedente = 0, None
    for numero, jours in sorted(dossier.semaines().items()):
        if any(j.zone == IDF for j in jours):
            idf.append((_semaine(numero), len(jours)))
        six = len(jours) >= SIX
        courante = (courante + 1 if precedente == numero - 1 else 1) if six else 0
        precedente = numero if six else None
        suites.append((_semaine(numero), courante))
    yield from _au_plus(dossier.regle("ctl_jours_idf"), idf, JUSTIFIER)
    code = "ctl_art_semaines_6j" if dossier.population == ARTISTE else "ctl_semaines_6j"
    yield from _au_plus(dossier.regle(code), suites)


def studio(dossier: Dossier) -> Iterator[Constat]:
    """No studio on Sundays nor on public holidays."""
    if dossier.profil.idcc != "3097":
        return
    en_studio = [j for j in dossier.travailles if j.studio]
    dimanches = [(_date(j), j.presence if j.date.weekday() == DIMANCHE else 0) for j in en_studio]
    chomes = [(_date(j), j.presence if code_ferie(j, j.date) else 0) for j in en_studio]
    yield from _au_plus(dossier.regle("ctl_studio_dimanche"), dimanches)
    yield from _au_plus(dossier.regle("ctl_studio_ferie"), chomes)


def pauses(dossier: Dossier) -> Iterator[Constat]:
    """A break after six hours: long enough, and not too late."""
    regle = dossier.regle("ct_pause")
    due = [j for j in dossier.travailles if j.presence > tableau.PAUSE_DUE]
    mesures = []
    for jour in due:
        debut = jour.debut_pause if jour.debut_pause >= 0 else (jour.debut + jour.fin - jour.pause) // 2
        trop = max(debut - jour.debut, jour.fin - debut - jour.pause) > tableau.PAUSE_DUE
        mesures.append((_date(jour), 0 if trop else jour.pause))
    yield from _au_moins(regle, mesures)


def nuit_des_mineurs(dossier: Dossier) -> Iterator[Constat]:
    """No night work of minors; none at all, whatever the permit, between midnight and four."""
    if not dossier.mineur:
        return
    jeune = dossier.age is not None and dossier.age < 16
    prefixe = "mineur_nuit" if jeune else "mineur_nuit_16"
    for code, verdict in ((prefixe, JUSTIFIER), ("mineur_absolu", MANQUE)):
        debut = temps.minutes(dossier.regle(f"{code}_debut"))
        fin = temps.minutes(dossier.regle(f"{code}_fin"))
        mesures = [(_date(j), _recouvrement(j, debut, fin)) for j in dossier.travailles]
        yield from _au_plus(dossier.regle(f"{code}_debut"), mesures, verdict, 0)


def _recouvrement(jour: Jour, debut: int, fin: int) -> int:
    """Minutes of a day between two hours of the clock."""
    duree = (fin - debut) % JOUR
    return sum(
        max(0, min(jour.fin, debut + n * JOUR + duree) - max(jour.debut, debut + n * JOUR))
        for n in (-1, 0, 1)
    )


def durees_indicatives(dossier: Dossier) -> Iterator[Constat]:
    """What the commissions usually allow a child on a school day: no text sets it."""
    if dossier.age is None or dossier.age > 16:
        return
    tranches = ((3, "enfant_moins_3"), (6, "enfant_3_5"), (12, "enfant_6_11"), (17, "enfant_12_16"))
    code = next(code for limite, code in tranches if dossier.age < limite)
    mesures = [(_date(j), j.presence) for j in dossier.travailles]
    yield from _au_plus(dossier.regle(code), mesures, JUSTIFIER)


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
