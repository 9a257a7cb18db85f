"""Why this gross pay: the table of lines, the steps, the amount under each other reading."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from xlprod import argent
from xlprod.baremes import Validite, temps
from xlprod.couches import LIGNE
from xlprod.erreurs import ErreurXlprod
from xlprod.temps import lignes, semaine
from xlprod.temps.choix import Choix
from xlprod.temps.lignes import Ligne
from xlprod.temps.profil import AUDIOVISUEL, Profil, profil
from xlprod.temps.semaine import Paie
from xlprod.temps.tableau import Jour
from xlprod.trace import HYPOTHESE, Cellule, Etape, Regle, Resultat, texte_confiance

ENTETE_DETAIL = (
    "Jour",
    "Nature d'heures",
    "Nombre",
    "Taux ou base",
    "Majoration",
    "Montant",
    "Article",
    "Confiance",
)
EQUIVALENCE = "equivalence"


class Texte(NamedTuple):
    """What a line is, and the rule behind it."""

    libelle: str
    validite: Validite


def texte(profil_: Profil, ligne: Ligne) -> Texte:
    if ligne.code == EQUIVALENCE:
        equivalence = next(iter(profil_.equivalences.values()))
        memoire = ligne.genre == "information"
        libelle = "Garantie de la semaine, équivalence" if memoire else "Heures de la semaine, équivalence"
        return Texte(f"{libelle} (pour mémoire)" if memoire else libelle, equivalence.validite)
    regle = profil_.regle(ligne.code)
    if ligne.bloc.startswith("garantie"):
        return Texte("Garantie de la semaine (pour mémoire)", regle.validite)
    libelle = f"{regle.libelle} : {ligne.libelle}" if ligne.libelle else regle.libelle
    return Texte(f"{libelle} (pour mémoire)" if ligne.genre == "information" else libelle, regle.validite)


def tableau_detail(paie: Paie) -> Resultat:
    """Lines under ``ENTETE_DETAIL``, then the gross and what is paid beside it."""
    rangees: list[list[Cellule]] = [list(ENTETE_DETAIL)]
    for ligne, cents in zip(paie.lignes, lignes.montants(paie.lignes), strict=True):
        dit = texte(paie.profil, ligne)
        jour = f"{ligne.jour:%d/%m/%Y}" if ligne.jour else "semaine"
        confiance = texte_confiance(dit.validite.regle(ligne.code, dit.libelle))
        nombre = float(Fraction(ligne.minutes) / 60)
        if ligne.genre == "information":
            # Not under « Montant »: what is only told is not to be added.
            chiffres: list[Cellule] = [argent.euros(cents) if cents else "", "", ""]
        else:
            chiffres = [float(ligne.taux / 100), _majoration(ligne), argent.euros(cents)]
        rangees.append([jour, dit.libelle, nombre, *chiffres, dit.validite.article, confiance])
    rangees.append(["BRUT", "Total brut", "", "", "", argent.euros(paie.brut), "", ""])
    frais = [ligne for ligne in paie.lignes if ligne.genre == "frais"]
    if frais:
        a_part = argent.euros(lignes.total(frais))
        rangees.append(["FRAIS", "Indemnités hors brut", "", "", "", a_part, "", ""])
    return Resultat(rangees, "tableau", lambda: etapes(paie), paie.remarques)


def _majoration(ligne: Ligne) -> float:
    """What is added to the rate: 0,25 for an hour at 125 %, 1 for a night at +100 %."""
    part = ligne.part
    if ligne.genre == "salaire" and part:
        part -= 1
    return float(part)


def resultat(paie: Paie) -> Resultat:
    """Gross in cents, with its steps."""
    return Resultat(paie.brut, "EUR", lambda: etapes(paie), paie.remarques)


def etapes(paie: Paie) -> list[Etape]:
    rendu: list[Etape] = []
    if paie.profil.minimum is not None:
        rendu += paie.profil.minimum.etapes
    if paie.profil.taux:
        rendu.append(_etape_taux(paie.profil))
    if any(j.pause and j.debut_pause < 0 for j in paie.jours):
        rendu.append(
            _hypothese("pause", "Pause prise au milieu de la journée", "colonne début pause non donnée")
        )
    if paie.profil.choix.engagement is None:
        rendu.append(
            _hypothese("engagement", "Engagement", "déduit du nombre de jours consécutifs de la semaine")
        )
    if paie.profil.choix.recuperation is None:
        rendu.append(
            _hypothese("recuperation", "Dimanches, fériés et 6es jours récupérés", "paramètre non donné")
        )
    for ligne, cents in zip(paie.lignes, lignes.montants(paie.lignes), strict=True):
        rendu.append(_etape_ligne(paie.profil, ligne, cents))
    for remarque in paie.remarques:
        rendu.append(_hypothese("reserve", remarque, "à vérifier"))
    total = Regle("BRUT_SEMAINE", "Brut", "somme des lignes, arrondies chacune", ("nombre",))
    payees = sum(ligne.genre not in lignes.HORS_BRUT for ligne in paie.lignes)
    rendu.append(Etape(total, (payees,), paie.brut))
    return rendu


def _hypothese(code: str, libelle: str, formule: str) -> Etape:
    return Etape(Regle(code, libelle, formule, couche=HYPOTHESE), (), "supposé", "texte")


def _etape_taux(profil_: Profil) -> Etape:
    """The rate, and whether the call gave the salary behind it."""
    choix = profil_.choix
    if choix.base_horaire is not None:
        donne = Regle("base_horaire", "Taux horaire de base", "base_horaire donnée", couche=LIGNE, arrondi="")
        return Etape(donne, (), profil_.taux)
    regle = profil_.regle("semaine_payees").etape()
    formule = "salaire de 35 h ÷ 35" if profil_.idcc == AUDIOVISUEL else "salaire de 39 h ÷ 40"
    if choix.salaire_39h is not None:
        formule = "salaire_39h donné ÷ 40"
    elif choix.salaire_35h is not None:
        formule = "salaire_35h donné ÷ 35"
    return Etape(
        regle._replace(libelle="Taux horaire de base", formule=formule, arrondi=""), (), profil_.taux
    )


def _etape_ligne(profil_: Profil, ligne: Ligne, cents: int) -> Etape:
    dit = texte(profil_, ligne)
    jour = f"{ligne.jour:%d/%m/%Y} : " if ligne.jour else ""
    regle = dit.validite.regle(
        ligne.code, f"{jour}{dit.libelle}", "heures × taux × part", ("heures", "EUR", "ratio")
    )
    if dit.validite.valid_from.year == 1:
        regle = regle._replace(valid_from=None)
    return Etape(regle, (Fraction(ligne.minutes) / 60, ligne.taux, ligne.part), cents)


def lectures(paie: Paie, recalculer: Callable[[Choix], int]) -> list[Etape]:
    """The amount under every other choice that changes it."""
    rendu = []
    for lecture in temps.lectures():
        if paie.profil.famille not in lecture.familles:
            continue
        retenu = paie.profil.lecture(lecture.parametre)
        for autre in lecture.choix:
            if autre == retenu:
                continue
            regle = temps.regle_autre_lecture(lecture, retenu, autre)
            try:
                montant = recalculer(paie.profil.choix.avec(lecture.parametre, autre))
            except ErreurXlprod as erreur:
                rendu.append(Etape(regle, (), erreur.message, "texte"))
                continue
            if montant != paie.brut:
                rendu.append(Etape(regle, (), montant))
    return rendu


def refaire(paie: Paie, avant: tuple[Jour | None, int], fonction: str, convention: str) -> list[Etape]:
    """Other readings of a call already computed."""

    def recalculer(choix: Choix) -> int:
        autre = profil(fonction, convention, paie.profil.jour, paie.profil.annexe, choix)
        return semaine.calculer(autre, paie.jours, avant).brut

    return lectures(paie, recalculer)
