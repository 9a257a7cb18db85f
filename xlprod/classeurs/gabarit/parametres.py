"""Sheet *Paramètres*: the film, the budget's rates, the parameters of our functions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from xlprod import argent
from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import aides, formules
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille
from xlprod.devis import nomenclature
from xlprod.devis.modele import Film

COLONNES = ("Nom", "Valeur", "Unité", "Explication", "Source")
LARGEURS = (24, 24, 13, 66, 34)
LIGNES_LIBRES = 3


class Parametre(NamedTuple):
    """A parameter as the sheet shows it; its explanation is in :mod:`.aides`."""

    nom: str
    unite: str
    source: str
    style: str = "gauche"
    validation: dict[str, Any] | None = None


def _liste(*choix: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(choix),
        "error_message": f"Choix possibles : {', '.join(choix)}.",
    }


def _taux(minimum: float, message: str) -> dict[str, Any]:
    return {
        "validate": "decimal", "criteria": "between", "minimum": minimum, "maximum": 100,
        "error_message": message,
    }  # fmt: skip


EFFECTIF: dict[str, Any] = {
    "validate": "integer", "criteria": ">=", "value": 0,
    "error_message": "Un nombre entier de salariés, sans unité.",
}  # fmt: skip
TAUX_AT = _taux(0.1, "Un taux en pourcentage : saisir 1,5 pour 1,5 %.")
MEDECINE = _taux(0, "Un taux en pourcentage : saisir 0,384 pour 0,384 %.")

CONNUS = (
    Parametre("effectif", "salariés", "déclaration sociale nominative", validation=EFFECTIF),
    Parametre("convention", "IDCC", "contrats"),
    Parametre("taux_at", "%", "taux notifié par la Carsat", "pourcent_saisi", TAUX_AT),
    Parametre("medecine", "%", "appel de la caisse de santé au travail", "pourcent_saisi", MEDECINE),
    Parametre("heures", "heures", "contrat de travail"),
    Parametre("dfs", "oui / non", "accord du salarié", validation=_liste("non", "oui", "musicien")),
    Parametre("versement_mobilite", "% ou zone", "Urssaf, commune du lieu de travail"),
    Parametre("adherent", "oui / non", "adhésion syndicale", validation=_liste("oui", "non")),
    Parametre(
        "regime", "30 / 35 / 37", "décision de la commission paritaire", validation=_liste("30", "35", "37")
    ),
)
HORS_FEUILLE = "engagement_continu"
"""Belongs to a contract, never to the whole film: given in the table's column *Paramètres*."""


class Plan(NamedTuple):
    """Where the sheet puts what, decided before anything is written."""

    parametres: tuple[tuple[Parametre, str], ...]
    premiere: int

    @property
    def derniere(self) -> int:
        return self.premiere + len(self.parametres) - 1


LIGNE_FILM = 8
LIGNE_VERSION = LIGNE_FILM + 6
LIGNE_DEVIS = LIGNE_VERSION + 2
PREMIERE_LIGNE = LIGNE_DEVIS + 7
"""First row of the parameters; rows count from 0."""


def plan(film: Film) -> Plan:
    """Known parameters first, then the film's others, then free rows for a company's own figures."""
    donnes = {nom: valeur for nom, valeur in film.parametres if nom != HORS_FEUILLE}
    connus = [(p, donnes.pop(p.nom, "")) for p in CONNUS]
    autres = [(Parametre(nom, "", "société"), valeur) for nom, valeur in donnes.items()]
    libres = [(Parametre("", "", ""), "")] * LIGNES_LIBRES
    return Plan((*connus, *autres, *libres), PREMIERE_LIGNE)


def ecrire(feuille: Feuille, film: Film) -> None:
    feuille.largeurs(*LARGEURS)
    feuille.texte(0, 0, "Paramètres", "titre")
    feuille.texte(1, 0, "Tout ce que la production décide, au même endroit.", "surtitre")
    feuille.brut.set_row(0, 30)
    _legende(feuille, 2)
    _film(feuille, film, LIGNE_FILM)
    _devis(feuille, film, LIGNE_DEVIS)
    _fonctions(feuille, plan(film))
    feuille.brut.ignore_errors({"number_stored_as_text": formules.cellule(LIGNE_VERSION, 1)})
    feuille.mise_en_page("Paramètres", paysage=True)
    feuille.brut.fit_to_pages(1, 1)
    feuille.brut.freeze_panes(2, 0)


def _legende(feuille: Feuille, ligne: int) -> None:
    _bloc(feuille, ligne, "Lecture des couleurs")
    for i, (style, nom, sens) in enumerate(aides.COULEURS, 1):
        feuille.texte(ligne + i, 0, nom, "encadre", style, "retrait")
        feuille.texte(ligne + i, 1, sens, "retrait")


def _bloc(feuille: Feuille, ligne: int, titre: str) -> None:
    feuille.bande(ligne, 0, len(COLONNES) - 1, "bloc")
    feuille.texte(ligne, 0, titre, "bloc")


def _film(feuille: Feuille, film: Film, ligne: int) -> None:
    _bloc(feuille, ligne, "Le film")
    textes = ((noms.TITRE_FILM, "Titre", film.titre), (noms.SOCIETE, "Société de production", film.societe))
    for i, (nom, libelle, valeur) in enumerate(textes, 1):
        _etiquette(feuille, ligne + i, libelle, nom)
        feuille.texte(ligne + i, 1, valeur, "encadre", "saisie", "gras", "retrait")
    dates = (
        (noms.DEBUT_TOURNAGE, "Début du tournage", film.debut_tournage),
        (noms.FIN_TOURNAGE, "Fin du tournage", film.fin_tournage),
    )
    for i, (nom, libelle, jour) in enumerate(dates, 3):
        _etiquette(feuille, ligne + i, libelle, nom)
        feuille.date(ligne + i, 1, jour, "encadre", "saisie", "gauche")
        _valider_date(feuille, ligne + i)
    _etiquette(feuille, ligne + 5, "Jours de tournage", noms.JOURS_TOURNAGE)
    if film.jours_tournage:
        feuille.nombre(ligne + 5, 1, film.jours_tournage, "encadre", "saisie", "entier", "gauche")
    else:  # a list does not say it: a cell to fill in, not a zero
        feuille.texte(ligne + 5, 1, "", "encadre", "saisie", "entier", "gauche")
    _etiquette(feuille, ligne + 6, "Version du devis", noms.VERSION_DEVIS)
    feuille.texte(ligne + 6, 1, film.version, "encadre", "saisie", "gauche", "texte")
    feuille.texte(ligne + 1, 2, film.note, "surtitre", "retrait")


def _devis(feuille: Feuille, film: Film, ligne: int) -> None:
    _bloc(feuille, ligne, "Le devis")
    _etiquette(feuille, ligne + 1, "Date de référence", noms.DATE_REFERENCE)
    feuille.date(ligne + 1, 1, film.date_reference, "encadre", "saisie", "gauche")
    _valider_date(feuille, ligne + 1)
    aide = "Date du droit affiché dans la feuille Sources ; chaque contrat suit sa propre date de début."
    feuille.texte(ligne + 1, 2, aide, "surtitre", "retrait")
    taux = (
        (noms.TAUX_FRAIS_GENERAUX, nomenclature.FRAIS_GENERAUX, film.frais_generaux),
        (noms.TAUX_IMPREVUS, nomenclature.IMPREVUS, film.imprevus),
    )
    for i, (nom, code, valeur) in enumerate(taux, 2):
        rubrique = nomenclature.rubrique(code)
        _etiquette(feuille, ligne + i, rubrique.libelle, nom)
        feuille.nombre(ligne + i, 1, valeur / 100, "encadre", "saisie", "pourcent", "gauche")
        aide = f"Part du coût direct (postes 1 à 9). {rubrique.remarque}."
        feuille.texte(ligne + i, 2, aide, "surtitre", "retrait")
        feuille.brut.data_validation(ligne + i, 1, ligne + i, 1, _pourcentage())


def _etiquette(feuille: Feuille, ligne: int, libelle: str, nom: str) -> None:
    feuille.texte(ligne, 0, libelle, "libelle", "retrait")
    feuille.nommer(nom, ligne, 1)


def _pourcentage() -> dict[str, Any]:
    return {
        "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
        "error_title": "Taux attendu", "error_message": "Un pourcentage entre 0 % et 100 %.",
    }  # fmt: skip


def _valider_date(feuille: Feuille, ligne: int) -> None:
    feuille.brut.data_validation(ligne, 1, ligne, 1, DATE_ATTENDUE)


DATE_ATTENDUE: dict[str, Any] = {
    "validate": "date", "criteria": "between",
    "minimum": "=DATE(2012,1,1)", "maximum": "=DATE(2099,12,31)",
    "error_title": "Date attendue", "error_message": "Une date comme 02/03/2026.",
}  # fmt: skip


def _fonctions(feuille: Feuille, plan_: Plan) -> None:
    entete = plan_.premiere - 1
    _bloc(feuille, entete - 1, "Paramètres des fonctions xlprod")
    for colonne, titre in enumerate(COLONNES):
        feuille.texte(entete, colonne, titre, "entete")
    for i, (parametre, valeur) in enumerate(plan_.parametres):
        _parametre(feuille, plan_.premiere + i, parametre, valeur)
    zone = formules.plage(plan_.premiere, 0, plan_.derniere, 1, feuille.nom)
    feuille.classeur.nom(noms.PLAGE_PARAMETRES, zone)
    ligne = plan_.derniere + 2
    feuille.texte(ligne, 0, "Texte transmis", "libelle", "retrait")
    feuille.formule(ligne, 1, _texte_parametres(plan_), "gauche", "discret")
    feuille.nommer(noms.TEXTE_PARAMETRES, ligne, 1)
    for i, conseil in enumerate(aides.CONSEILS_PARAMETRES, 1):
        feuille.texte(ligne + i, 0, conseil, "surtitre", "retrait")


def _parametre(feuille: Feuille, ligne: int, parametre: Parametre, valeur: str) -> None:
    style = ("encadre", "saisie", parametre.style, "gauche")
    libre = "Chiffre propre à la société." if parametre.nom else ""
    explication = aides.PARAMETRES.get(parametre.nom, libre)
    feuille.texte(ligne, 0, parametre.nom, "encadre", "retrait", "gras" if parametre.nom else "saisie")
    nombre = _nombre(valeur)
    if nombre is None:
        feuille.texte(ligne, 1, valeur, *style)
    else:
        feuille.nombre(ligne, 1, nombre, *style)
    feuille.texte(ligne, 2, parametre.unite, "encadre", "libelle", "retrait")
    feuille.texte(ligne, 3, explication, "encadre", "renvoi", "retrait")
    feuille.texte(ligne, 4, parametre.source, "encadre", "libelle", "renvoi", "retrait")
    feuille.brut.set_row(ligne, 14 * (1 + len(explication) // 74))
    if parametre.validation:
        regle = {"error_title": f"Paramètre {parametre.nom}", **parametre.validation}
        feuille.brut.data_validation(ligne, 1, ligne, 1, regle)


def _nombre(valeur: str) -> Decimal | None:
    try:
        return argent.decimal(valeur)
    except ValueError:
        return None


def _texte_parametres(plan_: Plan) -> str:
    """``effectif=8;convention=3097;…`` from the rows that have a value.

    The decimal mark of a number turned into text follows the host's language: it is made a point.
    """
    morceaux = []
    for ligne in range(plan_.premiere, plan_.derniere + 1):
        nom, valeur = formules.fixe(ligne, 0), formules.fixe(ligne, 1)
        morceaux.append(f'IF({valeur}="","",{nom}&"="&SUBSTITUTE({valeur},",",".")&";")')
    return "&".join(morceaux)


def feuille_parametres(classeur: Classeur, film: Film) -> None:
    ecrire(classeur.feuille(noms.PARAMETRES, "#C8A951"), film)
