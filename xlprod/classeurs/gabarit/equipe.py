"""Sheet *Équipe*: the table ``Equipe``, one row a contract, with its minimum and its cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import aides
from xlprod.classeurs.gabarit.aides import NON_CONTINU
from xlprod.classeurs.gabarit.colonnes import ENTETE, PREMIERE, RANG, Colonne, colonnes_equipe
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille
from xlprod.classeurs.gabarit.formules import cellule, colonne, fixe, lettre, plage
from xlprod.classeurs.gabarit.parametres import DATE_ATTENDUE
from xlprod.devis.modele import Film, Personne

DERNIERE_IMPRIMEE = RANG[noms.PARAMETRES_LIGNE]
ECHELLE = 68
"""Print scale: contracts on one page, minima and costs of the same people on the next."""

TOTAUX = (noms.BRUT_TOTAL, noms.CHARGES, noms.COUT)


def feuille_equipe(classeur: Classeur, film: Film) -> None:
    feuille = classeur.feuille(noms.EQUIPE, "#3E7C6B")
    colonnes = colonnes_equipe(classeur.ecriture)
    feuille.largeurs(*(c.largeur for c in colonnes))
    feuille.texte(0, 0, "Équipe", "titre")
    feuille.texte(
        1, 0, "Une ligne par contrat : minimum garanti, écart, charges et coût employeur.", "surtitre"
    )
    feuille.brut.set_row(0, 30)
    _legende(feuille, 2)
    _totaux(feuille)
    derniere = _table(feuille, film, colonnes)
    _controles(feuille, derniere, colonnes)
    _mise_en_page(feuille, colonnes)


def _legende(feuille: Feuille, ligne: int) -> None:
    feuille.texte(ligne, RANG[noms.NOM], "Saisie", "encadre", "centre", "saisie")
    feuille.texte(
        ligne, RANG[noms.FONCTION], "Calcul xlprod (droit en vigueur)", "encadre", "centre", "xlprod"
    )
    conseil = "Pour ajouter un contrat, saisir sous la dernière ligne : le tableau s’étend et calcule."
    feuille.texte(ligne, RANG[noms.CONVENTION], conseil, "surtitre", "retrait")


def _totaux(feuille: Feuille) -> None:
    """Totals above the header: always in sight, and rows may be added under the table."""
    ligne = ENTETE - 1
    feuille.bande(ligne, 0, DERNIERE_IMPRIMEE, "total")
    feuille.texte(ligne, 1, "Totaux", "total")
    for nom in TOTAUX:
        feuille.formule(ligne, RANG[nom], f"SUM({colonne(nom)})", "total", "euros")
    feuille.formule(
        ligne,
        RANG[noms.ALERTE],
        f'COUNTIF({colonne(noms.ALERTE)},"{noms.SOUS_LE_MINIMUM}")&" {noms.SOUS_LE_MINIMUM}"',
        "total",
        "centre",
    )
    brut, charges = (cellule(ligne, RANG[n]) for n in (noms.BRUT_TOTAL, noms.CHARGES))
    feuille.formule(ligne, RANG[noms.TAUX], f'IF({brut}=0,"",{charges}/{brut})', "total", "pourcent")


def _table(feuille: Feuille, film: Film, colonnes: Sequence[Colonne]) -> int:
    """Write the table; returns its last row."""
    derniere = PREMIERE + max(len(film.personnes), 1) - 1
    entetes = [_entete(feuille, c) for c in colonnes]
    feuille.brut.add_table(
        ENTETE, 0, derniere, len(colonnes) - 1,
        {"name": noms.TABLE, "columns": entetes, "style": None, "banded_rows": False},
    )  # fmt: skip
    feuille.brut.set_row(ENTETE, 36)
    for i, c in enumerate(colonnes):
        feuille.texte(ENTETE, i, c.nom, "entete")
        if c.nom in aides.COLONNES:
            options = {"x_scale": 1.7, "y_scale": 1.1, "font_size": 9, "color": "#FFFBEA"}
            feuille.brut.write_comment(ENTETE, i, aides.COLONNES[c.nom], options)
    for ligne, personne in enumerate(film.personnes, PREMIERE):
        _personne(feuille, ligne, personne, colonnes)
    return derniere


def _entete(feuille: Feuille, colonne_: Colonne) -> dict[str, Any]:
    entete: dict[str, Any] = {
        "header": colonne_.nom,
        "format": feuille.classeur.format("ligne", *colonne_.styles),
    }
    if colonne_.formule:
        entete["formula"] = f"={colonne_.formule}"
    return entete


def _personne(feuille: Feuille, ligne: int, personne: Personne, colonnes: Sequence[Colonne]) -> None:
    for rang, c in enumerate(colonnes):
        styles = ("ligne", *c.styles)
        if c.nom == noms.JOURS and personne.jours != _jours_calcules(personne):
            feuille.nombre(ligne, rang, personne.jours, *styles, "saisie")
        elif c.formule:
            feuille.formule(ligne, rang, c.formule, *styles)
        else:
            _saisie(feuille, ligne, rang, _valeur(personne, c.nom), styles)


def _jours_calcules(personne: Personne) -> int:
    """What the sheet's formula gives."""
    return personne.jours if personne.continu else int(personne.quantite)


def _saisie(feuille: Feuille, ligne: int, rang: int, valeur: Any, styles: tuple[str, ...]) -> None:
    if isinstance(valeur, str):
        feuille.texte(ligne, rang, valeur, *styles)
    elif "date" in styles:
        feuille.date(ligne, rang, valeur, *styles)
    else:
        feuille.nombre(ligne, rang, valeur, *styles)


def _valeur(personne: Personne, nom: str) -> Any:
    codes = {noms.POSTE: personne.poste[:2], noms.CONVENTION: personne.convention}
    if nom in codes:
        return int(codes[nom]) if codes[nom].isdigit() else codes[nom]
    return {
        noms.NOM: personne.nom,
        noms.FONCTION: personne.fonction,
        noms.ANNEXE: personne.annexe,
        noms.STATUT: personne.statut,
        noms.DEBUT: personne.debut,
        noms.FIN: personne.fin,
        noms.UNITE: personne.unite,
        noms.QUANTITE: personne.quantite,
        noms.BRUT_UNITAIRE: personne.brut / 100,
        noms.UNITE_MINIMUM: personne.unite_minimum,
        noms.NOTE: personne.note,
        noms.PARAMETRES_LIGNE: "" if personne.continu else NON_CONTINU,
    }[nom]


def _controles(feuille: Feuille, derniere: int, colonnes: Sequence[Colonne]) -> None:
    """Drop-down lists, dates, numbers, and the look of an alert."""
    for rang, c in enumerate(colonnes):
        regle = _validation(c)
        if regle:
            feuille.brut.data_validation(PREMIERE, rang, derniere, rang, regle)
    alerte = f"${lettre(RANG[noms.ALERTE])}{PREMIERE + 1}"
    rouge = feuille.classeur.format_conditionnel(bold=True, font_color="#A61B12", bg_color="#FBE2DF")
    ambre = feuille.classeur.format_conditionnel(font_color="#8A5200", bg_color="#FFE9C7")
    filet = feuille.classeur.format_conditionnel(top=1, top_color="#6B7785")
    corps = (PREMIERE, 0, derniere, len(colonnes) - 1)
    zones = [
        (PREMIERE, RANG[noms.NOM], derniere, RANG[noms.FONCTION]),
        (PREMIERE, RANG[noms.BRUT_UNITAIRE], derniere, RANG[noms.BRUT_UNITAIRE]),
        (PREMIERE, RANG[noms.MINIMUM], derniere, RANG[noms.ALERTE]),
    ]
    for zone in zones:
        _condition(feuille, zone, f'={alerte}="{noms.SOUS_LE_MINIMUM}"', rouge)
        reserve = f'=OR({alerte}="{noms.SANS_MINIMUM}",{alerte}="{noms.UNITES_DIFFERENTES}")'
        _condition(feuille, zone, reserve, ambre)
    _condition(feuille, corps, f"=$A{PREMIERE + 1}<>$A{PREMIERE}", filet)
    feuille.brut.ignore_errors(
        {"calculated_column": plage(PREMIERE, 0, derniere, len(colonnes) - 1).replace("$", "")}
    )


def _condition(feuille: Feuille, zone: tuple[int, int, int, int], critere: str, style: Any) -> None:
    feuille.brut.conditional_format(*zone, {"type": "formula", "criteria": critere, "format": style})


def _validation(colonne_: Colonne) -> dict[str, Any]:
    if colonne_.liste:
        # Only a title outside the lists may still be right: the functions know its variants.
        variante = colonne_.nom == noms.FONCTION
        return {
            "validate": "list",
            "source": f"={colonne_.liste}",
            "error_type": "warning" if variante else "stop",
            "error_title": "Fonction hors liste" if variante else f"{colonne_.nom} hors liste"[:32],
            "error_message": (
                "Ce titre n’est pas celui d’une grille. xlprod reconnaît les variantes courantes ; "
                "si le minimum affiche une erreur, choisir dans la liste."
                if variante
                else "Choisir une valeur de la liste déroulante."
            ),
        }
    if "date" in colonne_.styles:
        return DATE_ATTENDUE
    if colonne_.nom in (noms.QUANTITE, noms.BRUT_UNITAIRE):
        return {
            "validate": "decimal", "criteria": ">=", "value": 0,
            "error_title": "Nombre attendu",
            "error_message": "Un nombre positif ou nul, sans unité ni texte.",
        }  # fmt: skip
    return {}


def _mise_en_page(feuille: Feuille, colonnes: Sequence[Colonne]) -> None:
    brut = feuille.brut
    brut.freeze_panes(PREMIERE, RANG[noms.CONVENTION])
    for nom in (noms.PARAMETRES_TRANSMIS, noms.PERSONNE):
        brut.set_column(RANG[nom], RANG[nom], colonnes[RANG[nom]].largeur, None, {"level": 1, "hidden": True})
    brut.outline_settings(symbols_right=False)
    feuille.mise_en_page("Équipe – contrats, minima et charges", paysage=True, derniere_ligne_titre=ENTETE)
    brut.repeat_columns(0, RANG[noms.FONCTION])
    # No print area: the hidden columns do not print, and contracts added below do.
    brut.set_print_scale(ECHELLE)
    brut.set_v_pagebreaks([RANG[noms.UNITE_MINIMUM]])
    brut.print_across()


def premiere_alerte() -> str:
    """Row just above the table's first row, for a position inside the table."""
    return f"'{noms.EQUIPE}'!{fixe(ENTETE, 0)}"
