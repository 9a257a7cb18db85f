"""Technicians of IDCC 2642, as third parties tell its text: everything here is to be checked."""

from __future__ import annotations

from collections.abc import Sequence

from xlprod.temps.lignes import ENTIER, Ligne, heures, unites
from xlprod.temps.majorations import code_ferie, tranches, travail
from xlprod.temps.profil import Profil
from xlprod.temps.regles import Contexte
from xlprod.temps.tableau import Jour
from xlprod.temps.vocabulaire import FERIE_CHOME, VOYAGE
from xlprod.textes import cle

COEFFICIENTS = {
    "fete_travail": "ferie_1er_mai",
    **dict.fromkeys(("jour_de_l_an", "fete_nationale", "assomption", "toussaint", "noel"), "ferie_200"),
    **dict.fromkeys(("lundi_paques", "8_mai", "ascension"), "ferie_150"),
    "lundi_pentecote": "solidarite",
}
"""Holiday → rule of its total pay; those of overseas are paid as the first list."""
MOTS_LISTE = ("electricien", "machiniste")
"""Jobs of the list of art. VI.8.3 that their name tells; for the others, ``liste_2642=oui``."""


def contexte_audiovisuel(profil: Profil) -> Contexte:
    return Contexte(profil, plafonne=False)


def dans_la_liste(profil: Profil) -> bool:
    if profil.choix.liste_2642 is not None:
        return profil.choix.liste_2642
    return any(mot in cle(profil.fonction) for mot in MOTS_LISTE)


def payer(contexte: Contexte, jours: Sequence[Jour], a_la_semaine: bool) -> list[Ligne]:
    """Lines of one civil week."""
    profil = contexte.profil
    travailles = [j for j in jours if j.nature not in (FERIE_CHOME, VOYAGE)]
    rendu = _semaine(profil, travailles) if a_la_semaine else _jours(profil, travailles)
    for jour in travailles:
        rendu += _majorations(contexte, jour)
    return rendu


def _semaine(profil: Profil, jours: Sequence[Jour]) -> list[Ligne]:
    presence = sum(travail(j, 0) for j in jours)
    pas = profil.minutes("arrondi_semaine")
    base = profil.minutes("hs1_seuil")
    faites = max(-(-presence // pas) * pas, base)
    neuf = profil.lecture("hs_2642") == "neuf_heures"
    seuil = profil.minutes("hs2_seuil_neuf" if neuf else "hs2_seuil")
    bandes = [(0, 0, "semaine35"), (base, profil.part("hs1"), "hs1"), (seuil, profil.part("hs2"), "hs2")]
    if dans_la_liste(profil):
        bandes.append((profil.minutes("hs3_seuil_liste"), profil.part("hs3_liste"), "hs3_liste"))
    rendu = []
    for i, (debut, part, code) in enumerate(bandes):
        fin = bandes[i + 1][0] if i + 1 < len(bandes) else faites
        if min(fin, faites) > debut:
            minutes = min(fin, faites) - debut
            rendu.append(heures("semaine", None, code, minutes, ENTIER + part, profil.taux))
    return rendu


def _jours(profil: Profil, jours: Sequence[Jour]) -> list[Ligne]:
    """Days of a contract of four days or fewer: the week of 39 h divided by 4,5, for eight hours."""
    rendu = []
    semaine = profil.taux * profil.regle("semaine_payees").valeur
    journalier = semaine / profil.regle("journee_diviseur").valeur
    couvertes, seuil = profil.minutes("journee_h"), profil.minutes("journee_hs2_seuil")
    simple = profil.lecture("base_hs_journee") == "taux_simple"
    base = profil.taux if simple else journalier / profil.regle("journee_h").valeur
    for jour in jours:
        bloc = f"journée {jour.date}"
        rendu.append(unites(jour.date, "journee_diviseur", 1, journalier, "salaire")._replace(bloc=bloc))
        fait = travail(jour, 0)
        for code, de, a in (("journee_hs1", couvertes, seuil), ("journee_hs2", seuil, fait)):
            minutes = min(a, fait) - de
            if minutes > 0:
                rendu.append(heures(bloc, jour.date, code, minutes, ENTIER + profil.part(code), base))
    return rendu


def _majorations(contexte: Contexte, jour: Jour) -> list[Ligne]:
    """Night, Sunday, holiday, added on the simple rate."""
    profil = contexte.profil
    nuit = "nuit_liste" if dans_la_liste(profil) else "nuit"
    minutes: dict[str, int] = {}
    for tranche in tranches(jour, contexte.reglage(()), 0, 0):
        for code in tranche.codes:
            vrai = {"nuit": nuit, "nuit_plus": nuit}.get(code, code)
            minutes[vrai] = minutes.get(vrai, 0) + tranche.a - tranche.de
    rendu = []
    for code, nombre in minutes.items():
        regle = code if code != "ferie" else _regle_ferie(jour)
        part = profil.part(regle) - (ENTIER if code == "ferie" else 0)
        if regle == "ferie_inconnu":  # told, for nobody has seen what is due
            rendu.append(Ligne(regle, jour.date, regle, nombre, 0, profil.taux, "information"))
        elif part:
            bloc = f"{code} {jour.date}"
            rendu.append(heures(bloc, jour.date, regle, nombre, part, profil.taux, "majoration"))
    return rendu


def _regle_ferie(jour: Jour) -> str:
    """Rule of the holiday that a day touches: its own, else that of the next day."""
    trouve = code_ferie(jour, jour.date) or code_ferie(jour, jour.date.fromordinal(jour.date.toordinal() + 1))
    if trouve and trouve.startswith("abolition"):
        return "ferie_200"
    return COEFFICIENTS.get(trouve or "", "ferie_inconnu")
