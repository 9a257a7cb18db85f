"""Performers of feature films (titre III, sous-titre 1): cachets, weeks, supplements, overruns."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.temps import profil as profils
from xlprod.temps.cellules import JOUR
from xlprod.temps.lignes import ENTIER, HEURE, Ligne, heures, unites
from xlprod.temps.majorations import FETE_TRAVAIL, code_ferie, tranches
from xlprod.temps.profil import Profil
from xlprod.temps.regles import Contexte, repos_manquant, semaine
from xlprod.temps.tableau import Jour
from xlprod.temps.vocabulaire import (
    FERIE_CHOME,
    IDF,
    POST_PRODUCTION,
    POST_SYNCHRO,
    PREPARATION,
    REPETITION,
    VOYAGE,
)

JOURNEE, HORAIRE, HMC = "artiste_interprete_journee", "artiste_interprete_horaire", "indemnite_hmc_artiste"
SEMAINES = {5: "artiste_interprete_semaine_5_jours", 6: "artiste_interprete_semaine_6_jours"}
REPETITIONS = {
    1: "artiste_interprete_repetition_service_4h",
    2: "artiste_interprete_repetition_2_services_4h",
}
CINQ, SIX = 5, 6
SANS_REGLE = (PREPARATION, POST_PRODUCTION)
"""Days of technicians; what a performer's screen test is worth was read nowhere."""
VOYAGES = ("art_voyage1", "art_voyage2", "art_voyage3")
"""Bands of a journey, from the shortest."""


class Remuneration:
    """Amounts of an engagement, in cents."""

    def __init__(self, profil: Profil) -> None:
        self.minimum = profils.minimum(profil, JOURNEE, "cachet_journalier")
        self.hmc = profils.minimum(profil, HMC, "indemnite")
        self.taux_minimum = Fraction(profils.minimum(profil, HORAIRE, "horaire_base"))
        self.cachet = self.minimum if profil.choix.cachet is None else profil.choix.cachet
        self.taux = self.taux_minimum
        if profil.choix.cachet is not None:
            couvertes = profil.regle("art_jour_h").valeur * (1 + profil.regle("art_courte_duree").valeur)
            self.taux = max(self.taux_minimum, (self.cachet - self.hmc) / couvertes)
        double = self.cachet < self.minimum * profil.regle("art_base_double").valeur
        base = "art_base_double" if double else "art_base_simple"
        self.base = int(profil.regle(base).valeur)
        """Multiple of the minimum rate that supplements bear on."""


def contexte_artiste(profil: Profil) -> Contexte:
    solidarite = profil.minutes("solidarite_max") if profil.choix.solidarite else 0
    return Contexte(
        profil, plafond=profil.part("art_plafond"), repos=profil.minutes("art_repos"), solidarite=solidarite
    )


def payer(contexte: Contexte, jours: Sequence[Jour], avant: Jour | None) -> list[Ligne]:
    """Lines of an engagement: the days, or the weeks, of one role."""
    profil = contexte.profil
    for jour in jours:
        if jour.nature in SANS_REGLE:
            raise ChiffreAbsent(
                f"{jour.date:%d/%m/%Y} : aucune règle lue pour payer une journée d’artiste de nature "
                f"« {jour.nature} » (essais compris) ; tournage, répétition ou post-synchronisation le sont"
            )
    remuneration = Remuneration(profil)
    a_la_semaine = profil.choix.engagement == "semaine"
    joues = [j for j in jours if j.nature not in (FERIE_CHOME, VOYAGE, POST_SYNCHRO, REPETITION)]
    rendu = _semaines(contexte, joues) if a_la_semaine else _cachets(remuneration, joues)
    rendu += _ventilation(profil, rendu, remuneration, len(joues))
    rendu += _heures_retenues(contexte, joues)
    rang, semaine_courante = 0, None
    for jour in jours:
        if jour.nature == VOYAGE:
            rendu += _voyage(contexte, remuneration, jour)
        elif jour.nature == FERIE_CHOME:
            if a_la_semaine:
                minutes = profil.minutes("art_ferie_chome")
                bloc = f"férié chômé {jour.date}"
                rendu.append(heures(bloc, jour.date, "art_ferie_chome", minutes, ENTIER, remuneration.taux))
        elif jour.nature in (POST_SYNCHRO, REPETITION):
            rendu += _seances(contexte, remuneration, jour)
        else:
            rang = rang + 1 if semaine(jour.date) == semaine_courante else 1
            semaine_courante = semaine(jour.date)
            rendu += _majorations(contexte, remuneration, jour, rang)
            manquant = repos_manquant(contexte, avant, jour) if avant and _veille(avant, jour) else 0
            if manquant:
                part = profil.part("art_non_repos")
                rendu.append(
                    heures(
                        f"non-repos {jour.date}",
                        jour.date,
                        "art_non_repos",
                        manquant,
                        part,
                        remuneration.taux_minimum,
                        "majoration",
                    )
                )
            avant = jour
    return [*rendu, *_heures_supplementaires(contexte, remuneration, joues, a_la_semaine)]


def _veille(avant: Jour, jour: Jour) -> bool:
    return (jour.date - avant.date).days == 1


def _cachets(remuneration: Remuneration, jours: Sequence[Jour]) -> list[Ligne]:
    return [unites(j.date, "art_cachet", 1, remuneration.cachet, "salaire", j.nature) for j in jours]


def _semaines(contexte: Contexte, jours: Sequence[Jour]) -> list[Ligne]:
    """Weeks of five or six cachets; a week begun is due."""
    profil = contexte.profil
    if profil.choix.cachet is not None:
        raise SaisieInvalide(
            "cachet : à la semaine, seul le minimum est calculé ; ôter « engagement=semaine »"
        )
    rendu = []
    for numero in sorted({semaine(j.date) for j in jours}):
        de_la_semaine = [j for j in jours if semaine(j.date) == numero]
        sorte = SIX if len(de_la_semaine) >= SIX else CINQ
        montant = profils.minimum(profil, SEMAINES[sorte], f"hebdo_{sorte}j")
        code = f"art_semaine{sorte}_h"
        rendu.append(unites(de_la_semaine[0].date, code, 1, montant, "salaire"))
    return rendu


def _ventilation(
    profil: Profil, payes: Sequence[Ligne], remuneration: Remuneration, jours: int
) -> list[Ligne]:
    """Shares for the performance and for its exploitation, without the HMC: told, not added."""
    hors_hmc = sum((ligne.taux * ligne.poids / HEURE for ligne in payes), Fraction(0))
    hors_hmc -= remuneration.hmc * jours
    if hors_hmc <= 0:
        return []
    return [
        Ligne(code, None, code, 60, profil.part(code) * 60, hors_hmc, "information")
        for code in ("art_part_prestation", "art_part_exploitation")
    ]


def _heures_retenues(contexte: Contexte, jours: Sequence[Jour]) -> list[Ligne]:
    """Hours that France Travail counts for the cachets: told, not paid."""
    minutes = contexte.profil.minutes("cachet_heures") * len(jours)
    if not minutes:
        return []
    return [Ligne("heures retenues", None, "cachet_heures", minutes, 0, Fraction(0), "information")]


def _majorations(contexte: Contexte, remuneration: Remuneration, jour: Jour, rang: int) -> list[Ligne]:
    """Night, Sunday, holiday: shares of a base, under a ceiling of the minimum rate hour by hour."""
    profil = contexte.profil
    minutes: dict[str, int] = {}
    poids: dict[str, int] = {}
    libre = code_ferie(jour, jour.date) == FETE_TRAVAIL
    for tranche in tranches(jour, contexte.reglage((), "art_"), 0, 24 * 60):
        reste = contexte.plafond
        for code in tranche.codes:
            part = profil.part(f"art_{code}") * remuneration.base
            if not libre:
                part = min(part, reste)
                reste -= part
            if part:
                minutes[code] = minutes.get(code, 0) + tranche.a - tranche.de
                poids[code] = poids.get(code, 0) + (tranche.a - tranche.de) * part
    taux = remuneration.taux_minimum
    rendu = [
        Ligne(f"{c} {jour.date}", jour.date, f"art_{c}", minutes[c], poids[c], taux, "majoration")
        for c in minutes
    ]
    if rang > CINQ and jour.zone == IDF:
        part = profil.part("art_sixieme")
        bloc = f"6e jour {jour.date}"
        rendu.append(heures(bloc, jour.date, "art_sixieme", jour.presence, part, taux, "majoration"))
    return rendu


def _heures_supplementaires(
    contexte: Contexte, remuneration: Remuneration, jours: Sequence[Jour], a_la_semaine: bool
) -> list[Ligne]:
    """Hours beyond what the engagement covers, counted at its end (art. IV.4)."""
    profil = contexte.profil
    if a_la_semaine:
        couvertes = 0
        for numero in {semaine(j.date) for j in jours}:
            sorte = SIX if sum(semaine(j.date) == numero for j in jours) >= SIX else CINQ
            couvertes += profil.minutes(f"art_semaine{sorte}_h")
    else:
        couvertes = profil.minutes("art_jour_h") * len(jours)
    depassement = sum(j.presence for j in jours) - couvertes
    if depassement <= 0:
        return []
    part = profil.part("art_hs")
    if profil.lecture("hs_artiste") == "heure_majoree":
        part += ENTIER
    return [heures("heures supplémentaires", None, "art_hs", depassement, part, remuneration.taux)]


def _voyage(contexte: Contexte, remuneration: Remuneration, jour: Jour) -> list[Ligne]:
    profil = contexte.profil
    minutes = jour.fin - jour.debut
    codes = [c for c in VOYAGES if minutes > profil.minutes(f"{c}_seuil")]
    # A journey wholly in the night is not paid (annexe III-1-B).
    nuit, matin = profil.minutes("art_voyage_nuit_debut"), profil.minutes("art_voyage_nuit_fin")
    debut = jour.debut + (JOUR if jour.debut < matin else 0)
    if not codes or (nuit <= debut and debut + minutes <= matin + JOUR):
        return []
    code = codes[-1]
    taux = remuneration.taux_minimum
    bloc = f"voyage {jour.date}"
    return [heures(bloc, jour.date, code, profil.minutes(code), ENTIER, taux, "indemnité")]


def _seances(contexte: Contexte, remuneration: Remuneration, jour: Jour) -> list[Ligne]:
    """Post-synchronisation by half-days, rehearsals by sessions of four hours."""
    profil = contexte.profil
    demi = profil.minutes("art_jour_h") // 2
    nombre = 1 if jour.presence <= demi else 2
    if jour.nature == REPETITION:
        montant = profils.minimum(profil, REPETITIONS[nombre], "cachet")
        return [unites(jour.date, "art_repetition", 1, montant, "salaire", jour.nature)]
    demi_journee = max(
        Fraction(remuneration.minimum), remuneration.cachet * profil.regle("art_post_synchro").valeur
    )
    return [unites(jour.date, "art_post_synchro", nombre, demi_journee, "salaire", jour.nature)]
