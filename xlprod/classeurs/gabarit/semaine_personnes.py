"""Sheets *Personnes* and *Récapitulatif*: who is paid, and the gross of each of their weeks.

The first columns of *Personnes* are those of the budget's table *Équipe*, in its order: they are
copied there as values.
"""

from __future__ import annotations

import datetime as dt

from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import listes
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille
from xlprod.classeurs.gabarit.formules import cellule, fixe, lettre, plage, texte
from xlprod.classeurs.gabarit.parametres import DATE_ATTENDUE
from xlprod.classeurs.gabarit.semaine_exemple import PREMIER_LUNDI, SALARIES, Salarie

FEUILLE_JOURS, FEUILLE_PERSONNES, FEUILLE_RECAP = "Semaine de tournage", "Personnes", "Récapitulatif"
ENTETE = 4
PREMIERE = ENTETE + 1
JOURS, NOMS, DATES, HEURES = "JoursTravailles", "JoursPersonne", "JoursDate", "JoursHeures"
PREMIERE_SEMAINE = "PremiereSemaine"
SEMAINES = 4
PERSONNES = 20
DERNIERE = PREMIERE + PERSONNES - 1

MAJORATIONS = "Paramètres"
COLONNES = (*noms.COLONNES[: noms.COLONNES.index(noms.BRUT_UNITAIRE) + 1], noms.UNITE_MINIMUM, MAJORATIONS)
RANG = {nom: rang for rang, nom in enumerate(COLONNES)}
NOM, FONCTION = RANG[noms.NOM], RANG[noms.FONCTION]
LARGEURS = (7, 22, 36, 11, 8, 10.5, 10.5, 10.5, 8, 9, 9, 12, 12, 34)
LISTES = {
    noms.POSTE: listes.SOUS_POSTES, noms.FONCTION: listes.FONCTIONS, noms.CONVENTION: listes.CONVENTIONS,
    noms.ANNEXE: listes.ANNEXES, noms.STATUT: listes.STATUTS, noms.UNITE_MINIMUM: listes.UNITES_MINIMUM,
}  # fmt: skip
CALCULEES = (noms.JOURS, noms.UNITE, noms.QUANTITE, noms.BRUT_UNITAIRE)

R_NOM, R_FONCTION, R_SEMAINE = 0, 1, 2
R_TOTAL = R_SEMAINE + SEMAINES
R_NOMBRE, R_HEURES, R_CONTROLE = R_TOTAL + 1, R_TOTAL + 2, R_TOTAL + 3


def zone(rang: int) -> str:
    """A column of *Personnes*."""
    return plage(PREMIERE, rang, DERNIERE, rang, FEUILLE_PERSONNES)


def liste() -> str:
    return zone(NOM)


def _personne(ligne: int, nom: str) -> str:
    return f"{FEUILLE_PERSONNES}!${lettre(RANG[nom])}{ligne + 1}"


def feuille_personnes(classeur: Classeur) -> None:
    feuille = classeur.feuille(FEUILLE_PERSONNES, "#3E7C6B")
    feuille.largeurs(*LARGEURS)
    feuille.texte(0, 0, "Personnes", "titre")
    feuille.texte(
        1,
        0,
        f"Une ligne par contrat. Pour le devis : copier les colonnes {noms.POSTE} à {noms.BRUT_UNITAIRE}, "
        "puis collage spécial « valeurs » dans la feuille Équipe, à la même colonne.",
        "surtitre",
    )
    feuille.brut.set_row(0, 30)
    feuille.texte(2, NOM, "Saisie", "encadre", "centre", "saisie")
    feuille.texte(2, FONCTION, "Calcul : semaines payées et brut moyen d’une semaine", "surtitre", "retrait")
    for rang, nom in enumerate(COLONNES):
        feuille.texte(ENTETE, rang, nom, "entete")
    feuille.brut.set_row(ENTETE, 36)
    for rang in range(PERSONNES):
        _ligne_personne(feuille, PREMIERE + rang, SALARIES[rang] if rang < len(SALARIES) else None)
    for nom, source in LISTES.items():
        options = {"validate": "list", "source": f"={source}"}
        if nom == noms.FONCTION:
            options["error_type"] = "warning"  # the functions know usual variants of a title
        feuille.brut.data_validation(PREMIERE, RANG[nom], DERNIERE, RANG[nom], options)
    for nom in (noms.DEBUT, noms.FIN):
        feuille.brut.data_validation(PREMIERE, RANG[nom], DERNIERE, RANG[nom], DATE_ATTENDUE)
    feuille.mise_en_page("Personnes et contrats", paysage=True, derniere_ligne_titre=ENTETE)
    feuille.brut.fit_to_pages(1, 0)
    feuille.brut.freeze_panes(PREMIERE, FONCTION)


def _ligne_personne(feuille: Feuille, ligne: int, salarie: Salarie | None) -> None:
    for nom in COLONNES:
        if nom not in CALCULEES:
            style = "date" if nom in (noms.DEBUT, noms.FIN) else "retrait"
            feuille.texte(ligne, RANG[nom], "", "ligne", "saisie", style)
    if salarie:
        textes = {
            noms.NOM: salarie.nom, noms.FONCTION: salarie.fonction, noms.ANNEXE: salarie.annexe,
            noms.STATUT: salarie.statut, noms.UNITE_MINIMUM: salarie.unite_minimum,
            MAJORATIONS: salarie.majorations,
        }  # fmt: skip
        for nom, contenu in textes.items():
            feuille.texte(ligne, RANG[nom], contenu, "ligne", "saisie", "retrait")
        feuille.nombre(ligne, RANG[noms.POSTE], salarie.poste, "ligne", "saisie", "entier", "centre")
        feuille.nombre(ligne, RANG[noms.CONVENTION], 3097, "ligne", "saisie", "entier", "centre")
        feuille.date(ligne, RANG[noms.DEBUT], PREMIER_LUNDI, "ligne", "saisie")
        feuille.date(ligne, RANG[noms.FIN], PREMIER_LUNDI + dt.timedelta(11), "ligne", "saisie")
    nom, debut, fin = (cellule(ligne, RANG[n]) for n in (noms.NOM, noms.DEBUT, noms.FIN))
    nombre, total = (cellule(ligne, c) for c in (R_NOMBRE, R_TOTAL))
    quantite = cellule(ligne, RANG[noms.QUANTITE])
    for colonne, formule, style in (
        (noms.JOURS, f'IF(OR({debut}="",{fin}=""),"",{fin}-{debut}+1)', "entier"),
        (noms.UNITE, f'IF({nom}="","","semaine")', "centre"),
        (noms.QUANTITE, f'IF({nom}="","",{FEUILLE_RECAP}!{nombre})', "entier"),
        # Not rounded: the table Équipe finds the exact total again, quantity times gross.
        (
            noms.BRUT_UNITAIRE,
            f'IF({nom}="","",IF({quantite}=0,0,{FEUILLE_RECAP}!{total}/{quantite}))',
            "euros",
        ),
    ):
        feuille.formule(ligne, RANG[colonne], formule, "ligne", style)


def feuille_recapitulatif(classeur: Classeur) -> None:
    feuille = classeur.feuille(FEUILLE_RECAP, "#B8863B")
    feuille.largeurs(22, 34, *[13] * SEMAINES, 14, 9, 9, 62)
    feuille.texte(0, 0, "Récapitulatif", "titre")
    feuille.texte(1, 0, "Brut de chaque semaine civile, d’après les horaires et la convention.", "surtitre")
    feuille.brut.set_row(0, 30)
    feuille.texte(2, 0, "Lundi de la première semaine", "libelle", "droite")
    feuille.date(2, 1, PREMIER_LUNDI, "encadre", "saisie")
    feuille.brut.data_validation(2, 1, 2, 1, DATE_ATTENDUE)
    classeur.nom(PREMIERE_SEMAINE, f"'{FEUILLE_RECAP}'!{fixe(2, 1)}")
    feuille.brut.set_row(ENTETE, 30)
    for rang, titre in (
        (R_NOM, "Personne"), (R_FONCTION, "Fonction"), (R_TOTAL, "Brut total"), (R_NOMBRE, "Semaines"),
        (R_HEURES, "Heures"),
        (R_CONTROLE, "Contrôle des horaires : ce qui empêche de payer, ou premier constat"),
    ):  # fmt: skip
        feuille.texte(ENTETE, rang, titre, "entete")
    for semaine in range(SEMAINES):
        feuille.formule(
            ENTETE, R_SEMAINE + semaine, f"{PREMIERE_SEMAINE}+{7 * semaine}", "entete", "semaine_du"
        )
    for ligne in range(PREMIERE, DERNIERE + 1):
        _ligne_recapitulatif(feuille, ligne)
    _totaux(feuille)
    rouge = feuille.classeur.format_conditionnel(font_color="#A61B12", bg_color="#FBE2DF")
    constat = (
        f'=OR(LEFT(${lettre(R_CONTROLE)}{PREMIERE + 1},12)="non respecté",'
        f"ISERROR(${lettre(R_TOTAL)}{PREMIERE + 1}))"
    )
    feuille.brut.conditional_format(
        PREMIERE, R_CONTROLE, DERNIERE, R_CONTROLE, {"type": "formula", "criteria": constat, "format": rouge}
    )
    feuille.mise_en_page("Brut des semaines", paysage=True, derniere_ligne_titre=ENTETE)
    feuille.brut.fit_to_pages(1, 0)
    feuille.brut.freeze_panes(PREMIERE, R_FONCTION)


def _ligne_recapitulatif(feuille: Feuille, ligne: int) -> None:
    nom = cellule(ligne, R_NOM).replace("A", "$A")
    source = {
        n: _personne(ligne, n) for n in (noms.NOM, noms.FONCTION, noms.CONVENTION, noms.ANNEXE, MAJORATIONS)
    }
    for rang, colonne in ((R_NOM, noms.NOM), (R_FONCTION, noms.FONCTION)):
        feuille.formule(ligne, rang, f'IF({source[colonne]}="","",{source[colonne]})', "ligne", "retrait")
    fonction, convention = source[noms.FONCTION], source[noms.CONVENTION]
    annexe, majorations = (f'{source[n]}&""' for n in (noms.ANNEXE, MAJORATIONS))
    for semaine in range(SEMAINES):
        lundi = f"{lettre(R_SEMAINE + semaine)}${ENTETE + 1}"
        compte = f'COUNTIFS({NOMS},{nom},{DATES},">="&{lundi},{DATES},"<"&{lundi}+7)'
        brut = feuille.appel("BRUT_SEMAINE", fonction, convention, lundi, JOURS, majorations, annexe, nom)
        formule = f'IF({nom}="","",IF({compte}=0,"",{brut}))'
        feuille.formule(ligne, R_SEMAINE + semaine, formule, "ligne", "xlprod", "euros")
    bruts = plage(ligne, R_SEMAINE, ligne, R_TOTAL - 1)
    feuille.formule(ligne, R_TOTAL, f'IF({nom}="","",SUM({bruts}))', "ligne", "euros", "gras")
    feuille.formule(ligne, R_NOMBRE, f'IF({nom}="","",COUNT({bruts}))', "ligne", "entier", "centre")
    feuille.formule(ligne, R_HEURES, f'IF({nom}="","",SUMIF({NOMS},{nom},{HEURES}))', "ligne", "nombre_2")
    controle = feuille.appel("CONTROLE_TEMPS", fonction, convention, PREMIERE_SEMAINE, JOURS, '""', nom)
    regle, quand, exige, constate, verdict = (f"INDEX({controle},2,{c})" for c in range(1, 6))
    dit = f'{verdict}&" : "&{regle}&", "&{quand}&" ; constaté "&{constate}&", exigé "&{exige}'
    formule = f'IF({verdict}="respecté","tout est respecté",{dit})'
    for rang in reversed(range(R_SEMAINE, R_TOTAL)):  # a week in error is explained first
        arguments = (fonction, convention, f"{lettre(rang)}${ENTETE + 1}", JOURS, majorations, annexe, nom)
        phrase = feuille.appel("DIAGNOSTIC", texte("BRUT_SEMAINE"), *arguments)
        formule = f"IF(ISERROR({cellule(ligne, rang)}),{phrase},{formule})"
    formule = f'IF({nom}="","",IF(COUNTIF({NOMS},{nom})=0,"aucun jour saisi",{formule}))'
    feuille.formule(ligne, R_CONTROLE, formule, "ligne", "xlprod", "note", "retrait")
    feuille.brut.set_row(ligne, 24)


def _totaux(feuille: Feuille) -> None:
    ligne = ENTETE - 1
    feuille.bande(ligne, 0, R_CONTROLE, "total")
    feuille.texte(ligne, R_FONCTION, "Total", "total")
    for rang in range(R_SEMAINE, R_NOMBRE):
        feuille.formule(ligne, rang, f"SUM({plage(PREMIERE, rang, DERNIERE, rang)})", "total", "euros")
