"""Technicians hired for the week: equivalences, guarantee, overtime bands (titre II, art. 24 to 42)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlprod.temps import indemnites
from xlprod.temps.journee import majorees
from xlprod.temps.lignes import ENTIER, Ligne, heures
from xlprod.temps.majorations import PREMIER_MAI, Tranche, ordinaire, tranches, travail
from xlprod.temps.regles import Contexte, repos_manquant
from xlprod.temps.tableau import Jour
from xlprod.temps.vocabulaire import FERIE_CHOME, IDF, TOURNAGE, VOYAGE

CINQ, SIX = 5, 6
SANS_LIMITE = 10**9
SEMAINE = "semaine"
"""Bloc of the hours of a week and of their supplements: one count of hours at one rate."""


class Decompte(NamedTuple):
    """Hours of a week, in minutes.  ``jours`` are those of the contract, idle holidays included.

    ``garantie`` and ``garantie_presence`` are those of a whole week; they are equal when no
    equivalence applies.
    """

    jours: int
    presence: int
    arrondie: int
    garantie: int
    garantie_presence: int
    equivalence: bool

    @property
    def entiers(self) -> int:
        """Days of a whole week."""
        return max(self.jours, CINQ)

    def effectif(self, jours: int) -> int:
        """Effective hours of a week of so many days: its guarantee, and presence beyond it."""
        garantie = self.garantie * jours // self.entiers
        return garantie + max(0, self.arrondie - self.garantie_presence * jours // self.entiers)


def decompter(contexte: Contexte, ordinaires: Sequence[Jour], chomes: int, temps_plein: bool) -> Decompte:
    """Hours of a week, outside the sixth day of the Paris region."""
    profil = contexte.profil
    nombre = len(ordinaires) + chomes
    presence = sum([travail(j, contexte.transport_max) for j in ordinaires])
    pas = profil.minutes("arrondi_semaine")
    arrondie = -(-presence // pas) * pas
    six = nombre >= SIX
    if temps_plein and profil.equivalences and {j.nature for j in ordinaires} == {TOURNAGE}:
        equivalence = profil.equivalences[SIX if six else CINQ]
        return Decompte(nombre, presence, arrondie, equivalence.effectif, equivalence.presence, True)
    garantie = profil.minutes("garantie_6j" if six else "semaine_h")
    return Decompte(nombre, presence, arrondie, garantie, garantie, False)


def bandes(contexte: Contexte) -> tuple[tuple[int, int, str], ...]:
    """(first minute, supplement, code) of each band of the week."""
    if not contexte.bandes:
        profil = contexte.profil
        contexte.bandes = (
            (0, 0, "semaine_h"),
            *((profil.minutes(f"{code}_seuil"), profil.part(code), code) for code in ("hs1", "hs2", "hs3")),
        )
    return contexte.bandes


def payer(
    contexte: Contexte, jours: Sequence[Jour], avant: Jour | None, jours_avant: int, temps_plein: bool
) -> list[Ligne]:
    """Lines of one civil week.  ``temps_plein``: the contract runs five consecutive days or more."""
    travailles = [j for j in jours if j.nature not in (FERIE_CHOME, VOYAGE)]
    chomes = 0
    if len(travailles) < len(jours):
        chomes = sum(j.nature == FERIE_CHOME for j in jours)
    ordinaires = travailles
    rendu: list[Ligne] = []
    if len(travailles) >= CINQ and travailles[-1].zone == IDF:
        # Five days make the week; what comes beside is paid on its own.
        ordinaires = travailles[:CINQ]
        rendu += _chomes(contexte, chomes)
        chomes = 0
    decompte = decompter(contexte, ordinaires, chomes, temps_plein)
    rendu += _heures_semaine(contexte, decompte, chomes)
    rendu.append(_garantie(contexte, decompte))
    fait = _decalage(contexte, decompte)
    for rang, jour in enumerate(travailles):
        manquant = repos_manquant(contexte, avant, jour, jours_avant)
        morceaux = () if _sans_supplement(contexte, jour, manquant) else _morceaux(contexte, jour, manquant)
        if rang >= len(ordinaires):
            rendu += _sixieme(contexte, jour, morceaux)
        else:
            if morceaux:
                rendu += _supplements(contexte, jour, morceaux, fait)
            fait += travail(jour, contexte.transport_max)
        if jour.continue_ or jour.transport or jour.repas_du or not indemnites.recupere(contexte, jour):
            rendu += _a_cote(contexte, jour)
        avant, jours_avant = jour, CINQ
    for jour in jours:
        if jour.nature == VOYAGE:
            rendu += indemnites.voyage(contexte, jour)
    return rendu


def _sans_supplement(contexte: Contexte, jour: Jour, manquant: int) -> bool:
    """Whether a day holds nothing but its hours."""
    return not manquant and ordinaire(jour, contexte.nuits_a, contexte.nuits_de, contexte.dixieme)


def _morceaux(contexte: Contexte, jour: Jour, manquant: int) -> tuple[Tranche, ...]:
    return tranches(jour, contexte.de_la_nature(jour.nature == TOURNAGE), manquant, contexte.transport_max)


def _heures_semaine(contexte: Contexte, decompte: Decompte, chomes: int) -> list[Ligne]:
    """Hours paid of the week, by band; an idle holiday counts as a day, or for its hours."""
    entieres = _pour_les_jours(contexte, decompte, decompte.jours)
    if not chomes:
        return entieres
    profil = contexte.profil
    travaillees = _pour_les_jours(contexte, decompte, decompte.jours - chomes)
    proratisees = [*travaillees, *_chomes(contexte, chomes)]
    if profil.lecture("ferie_compte_comme_jour") == "non":
        return proratisees
    return max(entieres, proratisees, key=lambda lignes: sum(ligne.poids for ligne in lignes))


def _pour_les_jours(contexte: Contexte, decompte: Decompte, jours: int) -> list[Ligne]:
    """Hours of a week of so many days; a week cut short is guaranteed by its days (art. 30)."""
    if jours >= decompte.entiers:
        return _par_bande(contexte, decompte.effectif(jours))
    garantie = sum(li.poids for li in _par_bande(contexte, decompte.garantie)) * jours // decompte.entiers
    if not decompte.equivalence:
        reelles = _par_bande(contexte, decompte.arrondie)
        if sum(li.poids for li in reelles) >= garantie:
            return reelles
        minutes = decompte.garantie * jours // decompte.entiers
        return [Ligne(SEMAINE, None, "semaine_h", minutes, garantie, contexte.profil.taux)]
    effectif = decompte.effectif(jours)
    de_base = _par_bande(contexte, decompte.garantie * jours // decompte.entiers)
    de_plus = sum(li.poids for li in _par_bande(contexte, effectif)) - sum(li.poids for li in de_base)
    return [Ligne(SEMAINE, None, "equivalence", effectif, garantie + de_plus, contexte.profil.taux)]


def _garantie(contexte: Contexte, decompte: Decompte) -> Ligne:
    """The floor of the week, told and not added."""
    code = "equivalence" if decompte.equivalence else "garantie_6j" if decompte.jours >= SIX else "semaine_h"
    poids = sum([ligne.poids for ligne in _par_bande(contexte, decompte.garantie)])
    minutes = decompte.garantie
    if decompte.jours < decompte.entiers:
        poids = poids * decompte.jours // decompte.entiers
        minutes = minutes * decompte.jours // decompte.entiers
    return Ligne("garantie", None, code, minutes, poids, contexte.profil.taux, "information")


def _par_bande(contexte: Contexte, effectif: int) -> list[Ligne]:
    """Hours of the week by band; weeks of as many hours have the same ones."""
    connues = contexte.lignes_par_bande.get(effectif)
    if connues is not None:
        return connues
    rendu: list[Ligne] = contexte.lignes_par_bande.setdefault(effectif, [])
    limites = bandes(contexte)
    for i, (debut, part, code) in enumerate(limites):
        fin = limites[i + 1][0] if i + 1 < len(limites) else effectif
        minutes = min(fin, effectif) - debut
        if minutes > 0:
            rendu.append(heures(SEMAINE, None, code, minutes, ENTIER + part, contexte.profil.taux))
    return rendu


def _chomes(contexte: Contexte, nombre: int) -> list[Ligne]:
    """Idle holidays, each paid as a normal day."""
    profil = contexte.profil
    minutes = profil.minutes("ferie_chome")
    return [
        heures(f"férié chômé {n}", None, "ferie_chome", minutes, ENTIER, profil.taux) for n in range(nombre)
    ]


def _supplements(contexte: Contexte, jour: Jour, morceaux: Sequence[Tranche], premiere: int) -> list[Ligne]:
    """Supplements of a day, each hour under the ceiling that its band of the week already uses.

    ``premiere`` is the rank among the hours paid of the week of the day's first minute.
    """
    minutes: dict[str, int] = {}
    poids: dict[str, int] = {}
    plafond, part_de = contexte.plafond, contexte.profil.part
    for de, a, codes in morceaux:
        if contexte.plafonne:
            durees = _dans_les_bandes(contexte, premiere + de, premiere + a)
        else:
            durees = [(a - de, -SANS_LIMITE)]
        for duree, bande in durees:
            reste = plafond - bande
            for code in codes:
                part = part_de(code)
                if code != PREMIER_MAI:
                    part = min(part, max(0, reste))
                    reste -= part
                if part:
                    minutes[code] = minutes.get(code, 0) + duree
                    poids[code] = poids.get(code, 0) + duree * part
    taux = contexte.profil.taux
    return [
        Ligne(SEMAINE, jour.date, code, minutes[code], poids[code], taux, "majoration") for code in minutes
    ]


def _decalage(contexte: Contexte, decompte: Decompte) -> int:
    """What turns a minute of presence into its rank among the hours paid of the week."""
    if contexte.profil.lecture("ordre_heures") == "fin_semaine":
        # The last hours worked are the last ones paid, guaranteed hours included.
        return decompte.effectif(decompte.jours) - decompte.presence
    return 0


def _dans_les_bandes(contexte: Contexte, de: int, a: int) -> list[tuple[int, int]]:
    """(minutes, supplement of the week) of hours by their rank."""
    rendu = []
    for debut, part, _ in reversed(bandes(contexte)):
        if a > debut or not debut:
            basse = de if de > debut or not debut else debut
            if a > basse:
                rendu.append((a - basse, part))
                a = basse
    return rendu


def _sixieme(contexte: Contexte, jour: Jour, morceaux: Sequence[Tranche]) -> list[Ligne]:
    """Sixth day in the Paris region: +100 % in place of the bands, other supplements under the ceiling."""
    profil = contexte.profil
    part = profil.part("sixieme")
    minutes = travail(jour, contexte.transport_max)
    bloc = f"sixième jour {jour.date}"
    rendu = [
        heures(bloc, jour.date, "semaine_h", minutes, ENTIER, profil.taux),
        heures(bloc, jour.date, "sixieme", minutes, part, profil.taux, "majoration"),
    ]
    rendu += majorees(contexte, jour, morceaux, bloc, profil.taux, part)
    if not indemnites.recupere(contexte, jour):
        complement = profil.minutes("sixieme_complement")
        rendu.append(
            heures(f"6e jour {jour.date}", jour.date, "sixieme_complement", complement, ENTIER, profil.taux)
        )
    return rendu


def _a_cote(contexte: Contexte, jour: Jour) -> list[Ligne]:
    profil = contexte.profil
    rendu = indemnites.recuperation(contexte, jour, profil.taux)
    if jour.continue_:
        minutes = min(jour.pause, profil.minutes("pause_continue"))
        rendu.append(heures(f"pause {jour.date}", jour.date, "pause_continue", minutes, ENTIER, profil.taux))
    return [*rendu, *indemnites.du_jour(contexte, jour)]
