"""Gross pay of a table of days: which rules, week by week, and the lines that add up to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn

from xlprod.baremes import temps
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.temps import artiste, audiovisuel, choix, figurant, journee, lignes, tableau, technicien
from xlprod.temps.choix import Paires
from xlprod.temps.lignes import Ligne
from xlprod.temps.majorations import PENTECOTE, code_ferie, travail
from xlprod.temps.profil import (
    ARTISTE,
    ARTISTE_COURT,
    AUDIOVISUEL,
    FIGURANT,
    REALISATEUR,
    TECHNICIEN,
    Profil,
    minimum,
    minimum_imprime,
    profil,
)
from xlprod.temps.regles import Contexte, contexte_technicien, semaine, suite_la_plus_longue
from xlprod.temps.tableau import Fautive, Jour, Rangee, Tableau
from xlprod.temps.vocabulaire import FERIE_CHOME, REPOS, VOYAGE
from xlprod.textes import cle

JOURS_SEMAINE = 5
HEURES_LEGALES = "hs1_seuil"
SANS_TRAVAIL = (REPOS, FERIE_CHOME, VOYAGE)
MOIS_PENTECOTE = (5, 6)
PERSONNE_AVANT = (None, JOURS_SEMAINE)
"""No day is known before the ones to pay."""


class Paie(NamedTuple):
    """A call once computed.  ``a_la_semaine``: whether its last week is paid as one."""

    profil: Profil
    jours: tuple[Jour, ...]
    lignes: list[Ligne]
    a_la_semaine: bool = False

    @property
    def remarques(self) -> tuple[str, ...]:
        """What is to be checked, and by whom."""
        return (*_remarques(self.profil, self.a_la_semaine), *_non_calcules(self.profil, self.jours))

    @property
    def brut(self) -> int:
        return lignes.brut(self.lignes)


def payer(
    fonction: str,
    convention: str,
    date: dt.date,
    plage: Any,
    paires: Paires | None,
    annexe: str,
    personne: str,
) -> Paie:
    """Lines of one person's days.  Raises :class:`SaisieInvalide` on a table that cannot be paid."""
    choisi = choix.lire(paires)
    lu = tableau.lire(plage)
    avant, rangees = choisir(lu, personne, date)
    return calculer(
        profil(fonction, convention, date, annexe, choisi), jours_a_payer(rangees), dernier(avant)
    )


def choisir(lu: Tableau, personne: str, date: dt.date) -> tuple[list[Rangee], list[Rangee]]:
    """Rows to pay, and those before them: all of a table of one person, or a person's civil week."""
    if not personne:
        if len(lu.personnes) > 1:
            raise SaisieInvalide(
                f"jours : {len(lu.personnes)} personnes dans le tableau ; donner l'argument personne"
            )
        return [], next(iter(lu.personnes.values()))
    if not lu.nommees:
        raise SaisieInvalide("personne : le tableau des jours n'a pas de colonne « personne »")
    rangees = lu.personnes.get(cle(personne))
    if rangees is None:
        raise SaisieInvalide(f"personne : « {personne} » n'est pas dans le tableau des jours")
    numero = semaine(date)
    de_la_semaine = [r for r in rangees if r.date is None or semaine(r.date) == numero]
    if not de_la_semaine:
        raise SaisieInvalide(
            f"personne : « {personne} » n'a aucun jour dans la semaine du {_lundi(date):%d/%m/%Y}"
        )
    return [r for r in rangees if r.date is not None and semaine(r.date) < numero], de_la_semaine


def _lundi(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


def jours_a_payer(rangees: Sequence[Rangee]) -> tuple[Jour, ...]:
    """Days to pay.  Raises the error of the first row at fault."""
    rendu = []
    for rangee in rangees:
        if isinstance(rangee, Fautive):
            raise rangee.erreur
        if rangee.nature != REPOS:
            rendu.append(rangee)
    if not rendu:
        payer_rien()
    return tuple(rendu)


def payer_rien() -> NoReturn:
    raise SaisieInvalide("jours : aucun jour travaillé dans le tableau")


def dernier(avant: Sequence[Rangee]) -> tuple[Jour | None, int]:
    """Last day worked before, and how many days its week counts."""
    travailles = [r for r in avant if isinstance(r, Jour) and r.nature not in SANS_TRAVAIL]
    if not travailles:
        return PERSONNE_AVANT
    numero = semaine(travailles[-1].date)
    return travailles[-1], sum(semaine(j.date) == numero for j in travailles)


def calculer(
    profil_: Profil, jours: tuple[Jour, ...], avant: tuple[Jour | None, int] = PERSONNE_AVANT
) -> Paie:
    """Pay of one person's days under one profile."""
    if profil_.choix.territoire is not None:
        jours = tuple(
            j._replace(territoire=profil_.choix.territoire) if j.territoire == "metropole" else j
            for j in jours
        )
    if profil_.population == ARTISTE_COURT:
        raise ChiffreAbsent("artistes de courts métrages : base horaire des majorations non trouvée")
    if profil_.population == ARTISTE:
        paye = artiste.payer(artiste.contexte_artiste(profil_), jours, avant[0])
        return Paie(profil_, jours, paye)
    if profil_.population == FIGURANT:
        paye = figurant.payer(figurant.contexte_figurant(profil_), jours, avant[0])
        return Paie(profil_, jours, paye)
    if profil_.population == REALISATEUR:
        return Paie(profil_, jours, _realisateur(profil_, jours))
    rendu: list[Ligne] = []
    a_la_semaine = False
    precedent, nombre = avant
    semaines = par_semaine(jours)
    for de_la_semaine in semaines:
        a_la_semaine = engagement(profil_, de_la_semaine)
        payees = _semaine(profil_, de_la_semaine, precedent, nombre, a_la_semaine)
        if len(semaines) > 1:  # blocs of two weeks are not rounded together
            payees = [li._replace(bloc=f"{li.bloc} {de_la_semaine[0].date}") for li in payees]
        rendu += payees
        travailles = [j for j in de_la_semaine if j.nature not in (FERIE_CHOME, VOYAGE)]
        if travailles:
            precedent, nombre = travailles[-1], len(travailles)
    if not rendu:  # an amount of 0 would say that nothing is due
        raise ChiffreAbsent(" ; ".join(_non_calcules(profil_, jours)))
    return Paie(profil_, jours, rendu, a_la_semaine)


def par_semaine(jours: Sequence[Jour]) -> list[tuple[Jour, ...]]:
    """Days of each civil week, in order; several weeks keep their own name in the blocs."""
    if (jours[0].ordinal - 1) // 7 == (jours[-1].ordinal - 1) // 7:
        return [tuple(jours)]
    semaines: dict[int, list[Jour]] = {}
    for jour in jours:
        semaines.setdefault(semaine(jour.date), []).append(jour)
    return [tuple(semaines[numero]) for numero in sorted(semaines)]


def engagement(profil_: Profil, jours: Sequence[Jour]) -> bool:
    """Whether a week is paid as one: said so, or five consecutive days (art. 16)."""
    if profil_.choix.engagement is not None:
        return profil_.choix.engagement == "semaine"
    presents = [j for j in jours if j.nature != VOYAGE]
    return suite_la_plus_longue(presents) >= profil_.jours_semaine


def _semaine(
    profil_: Profil, jours: tuple[Jour, ...], avant: Jour | None, nombre: int, a_la_semaine: bool
) -> list[Ligne]:
    if profil_.idcc == AUDIOVISUEL:
        contexte = contextes(profil_, jours)
        payees = audiovisuel.payer(contexte, jours, a_la_semaine)
    else:
        contexte = contextes(profil_, jours)
        if a_la_semaine:
            payees = technicien.payer(contexte, jours, avant, nombre, True)
        else:
            payees = journee.payer(contexte, jours, avant)
        payees += _solidarite(contexte, jours)
    return payees


def contextes(profil_: Profil, jours: Sequence[Jour]) -> Contexte:
    """Context of a week; a Whit Monday worked needs the hours of that week."""
    if profil_.idcc == AUDIOVISUEL:
        commun: Contexte = profil_.contexte(audiovisuel.contexte_audiovisuel)
        return commun
    if _pentecote(jours) is None or not profil_.choix.solidarite:
        de_la_semaine: Contexte = profil_.contexte(contexte_technicien)
        return de_la_semaine
    return contexte_technicien(profil_, int(heures_solidarite(profil_, jours) * 60))


def _pentecote(jours: Sequence[Jour]) -> Jour | None:
    """The Whit Monday worked of a week, which can only be its first day."""
    premier = jours[0]
    if not premier.fin or premier.date.weekday() or premier.date.month not in MOIS_PENTECOTE:
        return None
    return premier if code_ferie(premier, premier.date) == PENTECOTE else None


def heures_solidarite(profil_: Profil, jours: Sequence[Jour]) -> Fraction:
    """Hours of the day of solidarity: 7 hours × hours of the contract ÷ 1 607, or 7 (art. 18 and 43)."""
    maximum = profil_.regle("solidarite_max").valeur
    if profil_.lecture("solidarite_heures") == "sept_heures":
        return maximum
    if profil_.lecture("solidarite_base") == "35h":
        base = profil_.regle(HEURES_LEGALES).valeur * len({semaine(j.date) for j in jours})
    elif profil_.choix.heures_contrat is not None:
        base = profil_.choix.heures_contrat
    else:
        transport_max = profil_.minutes("transport_max")
        base = Fraction(sum(travail(j, transport_max) for j in jours), 60)
    return min(maximum, maximum * base / profil_.regle("solidarite_annee").valeur)


def _solidarite(contexte: Contexte, jours: Sequence[Jour]) -> list[Ligne]:
    profil_ = contexte.profil
    jour = _pentecote(jours)
    if jour is None or not profil_.choix.solidarite:
        return []
    minutes = heures_solidarite(profil_, jours) * 60
    return [Ligne("solidarité", jour.date, "solidarite_annee", minutes, 0, profil_.taux, "information")]


def _realisateur(profil_: Profil, jours: Sequence[Jour]) -> list[Ligne]:
    """A flat week, without reference to hours (art. 51)."""
    trouve = minimum_imprime(
        profil_.fonction, profil_.idcc, profil_.jour, profil_.annexe, "semaine", profil_.choix
    )
    assert isinstance(trouve.valeur, int)
    return [
        lignes.unites(de_la_semaine[0].date, "realisateur", 1, trouve.valeur, "salaire")
        for de_la_semaine in par_semaine(jours)
    ]


def _non_calcules(profil_: Profil, jours: Sequence[Jour]) -> list[str]:
    """What a table holds and no rule here pays."""
    rendu = []
    technicien_cinema = profil_.idcc != AUDIOVISUEL and profil_.population == TECHNICIEN
    if not technicien_cinema and any(j.repas_du for j in jours):
        rendu.append("Repas non fourni : indemnité au barème de l'Urssaf, non calculée")
    if profil_.population == TECHNICIEN and profil_.choix.engagement is None:
        presents = [j for j in jours if j.nature != VOYAGE]
        longue = suite_la_plus_longue(presents) >= profil_.jours_semaine
        if longue and not all(engagement(profil_, s) for s in par_semaine(jours)):
            rendu.append(
                "Semaine civile courte payée à la journée : si c'est le même contrat, engagement=semaine"
            )
    if profil_.idcc == AUDIOVISUEL and any(j.nature == VOYAGE for j in jours):
        rendu.append("Voyage : indemnité de l'article VI.1.3 (salaire de l'habilleuse), non calculée")
    if profil_.idcc == AUDIOVISUEL and any(j.nature == FERIE_CHOME for j in jours):
        rendu.append("Férié chômé : son paiement (article VII.2.2) n'est pas calculé")
    return rendu


def _remarques(profil_: Profil, a_la_semaine: bool) -> tuple[str, ...]:
    rendu = list(profil_.reserves) if a_la_semaine or profil_.idcc == AUDIOVISUEL else []
    if profil_.taux < profil_.taux_grille and profil_.choix.salaire_donne:
        rendu.append(f"Salaire donné inférieur au minimum de « {profil_.fonction} »")
    if profil_.idcc != AUDIOVISUEL and profil_.population == TECHNICIEN:
        rendu += [
            trou.raison
            for trou in temps.trous()
            if trou.code.startswith(profil_.idcc)
            and trou.population == TECHNICIEN
            and trou.du <= profil_.jour <= trou.au
        ]
    if profil_.population != ARTISTE and profil_.choix.cachet is not None:
        rendu.append("cachet : sans effet, il ne concerne que les artistes-interprètes")
    if profil_.idcc != AUDIOVISUEL and profil_.choix.liste_2642 is not None:
        rendu.append("liste_2642 : sans effet hors de l'IDCC 2642")
    if profil_.population == ARTISTE and profil_.choix.cachet is not None:
        if profil_.choix.cachet < minimum(profil_, artiste.JOURNEE, "cachet_journalier"):
            rendu.append(f"Cachet donné inférieur au minimum de « {profil_.fonction} »")
        rendu.append("Cachet négocié : à partir de 5 fois le minimum, les majorations sont celles du contrat")
    return tuple(rendu)
