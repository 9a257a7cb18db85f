"""Extras and stand-ins of feature films (titre III, sous-titre 2): days of eight hours, supplements."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlprod import baremes
from xlprod.baremes.minima import convention
from xlprod.erreurs import SaisieInvalide
from xlprod.temps import profil as profils
from xlprod.temps.lignes import ENTIER, Ligne, heures, unites
from xlprod.temps.majorations import FETE_TRAVAIL, code_ferie, tranches
from xlprod.temps.profil import Profil
from xlprod.temps.regles import Contexte, repos_manquant, semaine
from xlprod.temps.tableau import Jour
from xlprod.temps.vocabulaire import FERIE_CHOME, IDF, VOYAGE
from xlprod.textes import cle, proches

CINQ, SIX = 5, 6
COMPLEMENT = "complement_"


def contexte_figurant(profil: Profil) -> Contexte:
    solidarite = profil.minutes("solidarite_max") if profil.choix.solidarite else 0
    return Contexte(
        profil, plafond=profil.part("fig_plafond"), repos=profil.minutes("art_repos"), solidarite=solidarite
    )


class Cachet:
    """Rates of a day, in cents an hour; the SMIC when it is above the printed rate (C. trav. L3231-2)."""

    def __init__(self, profil: Profil) -> None:
        self.taux = Fraction(profils.minimum(profil, profil.fonction, "horaire_base"))
        smic = baremes.chiffre_ou_rien("SMIC_H", profil.jour)
        self.au_smic = smic is not None and self.taux == smic.valeur * 100
        self.journalier = profils.minimum(profil, profil.fonction, "jour")
        courte = profil.part("fig_courte_duree")
        self.courte = ENTIER + courte
        avec = profil.lecture("base_hs_figurant") == "avec_courte_duree"
        self.base = self.taux * self.courte / ENTIER if avec else self.taux
        self.plafond = profil.part("fig_plafond") * (ENTIER if avec else self.courte) // ENTIER
        """Ceiling of the supplements of an hour, as a share of ``base``."""

    def lignes(self, profil: Profil, jour: Jour, bloc: str) -> list[Ligne]:
        """The day, printed; above the printed rate, eight hours of SMIC and their 10 %."""
        minutes = profil.minutes("fig_jour_h")
        if self.au_smic:
            return [heures(bloc, jour.date, "fig_jour_h", minutes, self.courte, self.taux)]
        ligne = unites(jour.date, "fig_jour_h", 1, self.journalier, "salaire")
        return [ligne._replace(bloc=bloc)]


def payer(contexte: Contexte, jours: Sequence[Jour], avant: Jour | None) -> list[Ligne]:
    """Lines of the days, or weeks, of one extra."""
    profil = contexte.profil
    cachet = Cachet(profil)
    a_la_semaine = profil.choix.engagement == "semaine"
    travailles = [j for j in jours if j.nature not in (FERIE_CHOME, VOYAGE)]
    rendu: list[Ligne] = []
    for numero in sorted({semaine(j.date) for j in travailles}):
        de_la_semaine = [j for j in travailles if semaine(j.date) == numero]
        rendu += (_semaine if a_la_semaine else _jours)(contexte, cachet, de_la_semaine)
        for rang, jour in enumerate(de_la_semaine, 1):
            rendu += _majorations(contexte, cachet, jour, rang, repos_manquant(contexte, avant, jour))
            rendu += _supplements(profil, jour)
            avant = jour
    for jour in jours:
        if jour.nature == VOYAGE:
            rendu += _voyage(profil, jour)
    return rendu


def _jours(contexte: Contexte, cachet: Cachet, jours: Sequence[Jour]) -> list[Ligne]:
    """Days: their cachet, and either their own overtime or that of the week, whichever is more."""
    profil = contexte.profil
    rendu: list[Ligne] = []
    journalieres: list[Ligne] = []
    couvertes = profil.minutes("fig_jour_h")
    seuil = profil.minutes("fig_hs2_seuil")
    en_plus = 0
    for jour in jours:
        bloc = f"cachet {jour.date}"
        rendu += cachet.lignes(profil, jour, bloc)
        for code, de, a in (("fig_hs1", couvertes, seuil), ("fig_hs2", seuil, jour.presence)):
            minutes = min(a, jour.presence) - de
            if minutes > 0:
                part = ENTIER + profil.part(code)
                journalieres.append(heures(bloc, jour.date, code, minutes, part, cachet.base))
        en_plus += max(0, jour.presence - couvertes)
    faites = sum(max(j.presence, couvertes) for j in jours)
    au_dela = faites - profil.minutes("fig_semaine_seuil")
    if au_dela > 0:
        part = profil.part("fig_semaine")
        hebdo = [
            heures("heures de la semaine", None, "fig_semaine", au_dela, part, cachet.base, "majoration"),
            heures("heures au-delà des cachets", None, "fig_jour_h", en_plus, ENTIER, cachet.base),
        ]
        if sum(li.poids for li in hebdo) > sum(li.poids for li in journalieres):
            return [*rendu, *(li for li in hebdo if li.minutes)]
    return [*rendu, *journalieres]


def _semaine(contexte: Contexte, cachet: Cachet, jours: Sequence[Jour]) -> list[Ligne]:
    profil = contexte.profil
    sorte = SIX if len(jours) >= SIX else CINQ
    montant = profils.minimum(profil, profil.fonction, f"hebdo_{sorte}j")
    rendu = [unites(jours[0].date, f"fig_sem{sorte}_h", 1, montant, "salaire")]
    faites = sum(j.presence for j in jours)
    couvertes, seuil = profil.minutes(f"fig_sem{sorte}_h"), profil.minutes("fig_sem_hs2_seuil")
    bloc = f"heures supplémentaires {jours[0].date}"
    for code, de, a in (("fig_sem_hs1", couvertes, seuil), ("fig_sem_hs2", seuil, faites)):
        minutes = min(a, faites) - de
        if minutes > 0:
            rendu.append(heures(bloc, jours[0].date, code, minutes, profil.part(code), cachet.base))
    return rendu


def _majorations(contexte: Contexte, cachet: Cachet, jour: Jour, rang: int, anticipees: int) -> list[Ligne]:
    """Night, Sunday or holiday, sixth day, under the ceiling of an hour."""
    profil = contexte.profil
    minutes: dict[str, int] = {}
    poids: dict[str, int] = {}
    libre = code_ferie(jour, jour.date) == FETE_TRAVAIL
    sixieme = rang > CINQ and jour.zone == IDF
    reglage = contexte.reglage(((0, ("sixieme",)),) if sixieme else (), "fig_")
    for tranche in tranches(jour, reglage, 0, 24 * 60):
        reste = cachet.plafond
        codes = tranche.codes
        if "ferie" in codes:  # never both: the more favourable one, and they are equal
            codes = tuple(c for c in codes if c != "dimanche")
        for code in codes:
            part = profil.part(f"fig_{code}")
            if not libre:
                part = min(part, reste)
                reste -= part
            if part:
                minutes[code] = minutes.get(code, 0) + tranche.a - tranche.de
                poids[code] = poids.get(code, 0) + (tranche.a - tranche.de) * part
    rendu = [
        Ligne(f"{c} {jour.date}", jour.date, f"fig_{c}", minutes[c], poids[c], cachet.base, "majoration")
        for c in minutes
    ]
    if anticipees:
        part = profil.part("fig_anticipees")
        bloc = f"anticipées {jour.date}"
        rendu.append(heures(bloc, jour.date, "fig_anticipees", anticipees, part, cachet.taux, "indemnité"))
    return rendu


def _supplements(profil: Profil, jour: Jour) -> list[Ligne]:
    """Allowances named in the table, separated by « ; »: costume, rain, HMC…"""
    conv = convention(profil.idcc)
    connus = {
        cle(f.libelle.replace("(figurant)", "")): f
        for c, f in conv.fonctions.items()
        if c.startswith(COMPLEMENT)
    }
    connus |= {c.removeprefix(COMPLEMENT).replace("_", " "): conv.fonctions[f"{c}"]
               for c in conv.fonctions if c.startswith(COMPLEMENT)}  # fmt: skip
    rendu = []
    for texte in filter(None, (t.strip() for t in jour.supplements.split(";"))):
        if cle(texte) not in connus:
            voisins = ", ".join(proches(texte, connus))
            raise SaisieInvalide(f"supplément inconnu « {texte} » ; les plus proches : {voisins}")
        metier = connus[cle(texte)]
        montant = profils.minimum(profil, metier.code, "indemnite", "complement_indemnites")
        rendu.append(unites(jour.date, "fig_supplement", 1, montant, "indemnité", metier.libelle))
    return rendu


def _voyage(profil: Profil, jour: Jour) -> list[Ligne]:
    minutes = jour.fin - jour.debut
    if minutes < profil.minutes("fig_voyage1_seuil"):
        return []
    code = "fig_voyage1" if minutes <= profil.minutes("fig_voyage2_seuil") else "fig_voyage2"
    return [unites(jour.date, code, 1, profil.regle(code).valeur * 100, "indemnité")]
