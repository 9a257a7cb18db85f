"""Workbook *Semaine de tournage*: hours of each person and day, gross pay of each week.

Four sheets: who (in the columns of the budget's *Équipe*), when, how much, and why.
"""

from __future__ import annotations

from pathlib import Path

from xlprod.classeurs.gabarit import semaine_listes, semaine_personnes
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille, Valeurs
from xlprod.classeurs.gabarit.finition import finir
from xlprod.classeurs.gabarit.formules import Ecriture, cellule, fixe, lettre
from xlprod.classeurs.gabarit.parametres import DATE_ATTENDUE
from xlprod.classeurs.gabarit.semaine_exemple import SOCIETE, TITRE, Journee, journees
from xlprod.classeurs.gabarit.semaine_justification import feuille_justification
from xlprod.classeurs.gabarit.semaine_personnes import (
    DATES,
    ENTETE,
    FEUILLE_JOURS,
    JOURS,
    NOMS,
    PREMIERE,
    PREMIERE_SEMAINE,
    SEMAINES,
    liste,
    zone,
)

LIGNES = 160
"""Rows ready to be filled: twenty persons on eight days, or four on forty."""

SAISIES = (
    ("Personne", 21), ("Date", 10.5), ("Arrivée", 8), ("Départ", 8), ("Pause", 7), ("Lieu", 12),
    ("Nature", 16), ("Transport", 9), ("Repas", 10), ("Récupéré", 9), ("Suppléments", 14),
    ("Observations", 20),
)  # fmt: skip
CALCULEES = (("Jour", 9), ("Férié", 8), ("Heures", 8), ("À corriger", 25))
PERSONNE, DATE, ARRIVEE, DEPART, PAUSE, LIEU, NATURE, TRANSPORT, REPAS, RECUPERE, SUPPLEMENTS, OBS = range(12)
JOUR, FERIE, HEURES, CORRIGER = range(12, 16)
LISTES = {
    LIEU: semaine_listes.LIEUX, NATURE: semaine_listes.NATURES, REPAS: semaine_listes.REPAS,
    RECUPERE: semaine_listes.OUI_NON,
}  # fmt: skip
HEURE_ATTENDUE = {
    "validate": "time", "criteria": "between", "minimum": 0, "maximum": 0.999988,
    "error_title": "Heure attendue",
    "error_message": "Une heure comme 08:00. Un départ après minuit s’écrit 02:00, au jour de l’arrivée.",
}  # fmt: skip


def construire_semaine(destination: Path, valeurs: Valeurs | None, ecriture: Ecriture) -> Path:
    """Write the workbook; ``valeurs`` are the cached results of its formulas."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    classeur = Classeur(destination, TITRE, SOCIETE, valeurs, ecriture)
    _feuille_jours(classeur)
    semaine_personnes.feuille_recapitulatif(classeur)
    semaine_personnes.feuille_personnes(classeur)
    feuille_justification(classeur)
    semaine_listes.feuille_listes(classeur)
    classeur.fermer()
    finir(destination)
    return destination


def _feuille_jours(classeur: Classeur) -> None:
    feuille = classeur.feuille(FEUILLE_JOURS, "#27496D")
    feuille.largeurs(*(largeur for _, largeur in (*SAISIES, *CALCULEES)))
    feuille.texte(0, 0, "Semaine de tournage", "titre")
    feuille.texte(
        1,
        0,
        "Une ligne par personne et par jour ; le brut de chaque semaine est au récapitulatif.",
        "surtitre",
    )
    feuille.brut.set_row(0, 30)
    feuille.texte(2, PERSONNE, "Saisie", "encadre", "centre", "saisie")
    feuille.texte(2, DATE, "xlprod", "encadre", "centre", "xlprod")
    conseil = "Départ après minuit : 02:00, au jour de l’arrivée. Pause 00:00 s’il n’y en a pas eu."
    feuille.texte(2, ARRIVEE, conseil, "surtitre", "retrait")
    for rang, (titre, _) in enumerate((*SAISIES, *CALCULEES)):
        feuille.texte(ENTETE, rang, titre, "entete")
    feuille.brut.set_row(ENTETE, 24)
    saisies = dict(enumerate(journees(), PREMIERE))
    for ligne in range(PREMIERE, PREMIERE + LIGNES):
        _jour(feuille, ligne, saisies.get(ligne))
    _noms(classeur)
    _controles(feuille)
    feuille.mise_en_page("Semaine de tournage", paysage=True, derniere_ligne_titre=ENTETE)
    feuille.brut.fit_to_pages(1, 0)
    feuille.brut.freeze_panes(PREMIERE, DATE)


def _noms(classeur: Classeur) -> None:
    """The table that our functions read: its header and its typed columns."""
    fin = PREMIERE + LIGNES - 1
    classeur.nom(JOURS, f"'{FEUILLE_JOURS}'!{fixe(ENTETE, 0)}:{fixe(fin, OBS)}")
    for nom, rang in ((NOMS, PERSONNE), (DATES, DATE)):
        classeur.nom(nom, f"'{FEUILLE_JOURS}'!{fixe(PREMIERE, rang)}:{fixe(fin, rang)}")
    heures = f"'{FEUILLE_JOURS}'!{fixe(PREMIERE, HEURES)}:{fixe(fin, HEURES)}"
    classeur.nom(semaine_personnes.HEURES, heures)


def _jour(feuille: Feuille, ligne: int, saisie: Journee | None) -> None:
    for rang in range(len(SAISIES)):
        style = "date" if rang == DATE else "heure" if rang in (ARRIVEE, DEPART, PAUSE, TRANSPORT) else ""
        feuille.texte(ligne, rang, "", "ligne", "saisie", style or "retrait")
    if saisie:
        textes = {
            PERSONNE: saisie.personne, LIEU: saisie.lieu, NATURE: saisie.nature, OBS: saisie.observations
        }  # fmt: skip
        for rang, texte in textes.items():
            feuille.texte(ligne, rang, texte, "ligne", "saisie", "retrait")
        feuille.date(ligne, DATE, saisie.date, "ligne", "saisie")
        for rang, minutes in ((ARRIVEE, saisie.arrivee), (DEPART, saisie.depart), (PAUSE, saisie.pause)):
            feuille.nombre(ligne, rang, minutes / 1440, "ligne", "saisie", "heure")
    _calculs(feuille, ligne)


def _calculs(feuille: Feuille, ligne: int) -> None:
    nom, date, arrivee, depart, pause, lieu = (cellule(ligne, c) for c in range(6))
    feuille.formule(ligne, JOUR, f'IF({date}="","",{date})', "ligne", "jour")
    territoire = f"INDEX({semaine_listes.TERRITOIRES},MATCH({lieu},{semaine_listes.LIEUX},0))"
    ferie = feuille.appel("JOUR_FERIE", date, f'IF({lieu}="","",{territoire})')
    feuille.formule(ligne, FERIE, f'IF({date}="","",IF({ferie}=1,"férié",""))', "ligne", "xlprod", "centre")
    duree = f"{depart}-{arrivee}+IF({depart}<{arrivee},1,0)-{pause}"
    feuille.formule(
        ligne, HEURES, f'IF(OR({arrivee}="",{depart}=""),"",ROUND(24*({duree}),2))', "ligne", "nombre_2"
    )
    semaines = f"{PREMIERE_SEMAINE}+{7 * SEMAINES}"
    feuille.formule(
        ligne,
        CORRIGER,
        f'IF(AND({nom}="",{date}=""),"",IF(OR({nom}="",{date}=""),"personne ou date manquante",'
        f'IF(COUNTIF({liste()},{nom})=0,"absent de la feuille Personnes",'
        f'IF(OR({date}<{PREMIERE_SEMAINE},{date}>={semaines}),"hors des semaines du récapitulatif",""))))',
        "ligne",
        "retrait",
    )


def _controles(feuille: Feuille) -> None:
    fin = PREMIERE + LIGNES - 1
    noms_ = {"validate": "list", "source": f"={zone(semaine_personnes.NOM)}"}
    feuille.brut.data_validation(PREMIERE, PERSONNE, fin, PERSONNE, noms_)
    feuille.brut.data_validation(PREMIERE, DATE, fin, DATE, DATE_ATTENDUE)
    for rang in (ARRIVEE, DEPART, PAUSE, TRANSPORT):
        feuille.brut.data_validation(PREMIERE, rang, fin, rang, HEURE_ATTENDUE)
    for rang, nom in LISTES.items():
        options = {"validate": "list", "source": f"={nom}"}
        if rang == LIEU:
            options["error_type"] = "warning"  # the functions know other places and territories
        feuille.brut.data_validation(PREMIERE, rang, fin, rang, options)
    filet = feuille.classeur.format_conditionnel(top=1, top_color="#6B7785")
    rouge = feuille.classeur.format_conditionnel(bold=True, font_color="#A61B12", bg_color="#FBE2DF")
    ligne = PREMIERE + 1
    for criteres, gauche, style in (
        (f'=${lettre(CORRIGER)}{ligne}<>""', CORRIGER, rouge),
        (f'=AND($A{ligne}<>$A{ligne - 1},$A{ligne}<>"")', 0, filet),
    ):
        feuille.brut.conditional_format(
            PREMIERE, gauche, fin, CORRIGER, {"type": "formula", "criteria": criteres, "format": style}
        )
