"""Sheet *Équipe*: the table ``Equipe``, one row a contract, with its minimum and its cost."""

from __future__ import annotations

from typing import Any, NamedTuple

from xlprod.classeurs import noms
from xlprod.classeurs.gabarit import aides, listes
from xlprod.classeurs.gabarit.aides import NON_CONTINU
from xlprod.classeurs.gabarit.feuille import Classeur, Feuille
from xlprod.classeurs.gabarit.formules import cellule, colonne, fixe, ici, lettre, plage, xlprod
from xlprod.classeurs.gabarit.parametres import DATE_ATTENDUE
from xlprod.devis.modele import Film, Personne

ENTETE = 4
"""Row of the table's header, counted from 0."""

PREMIERE = ENTETE + 1


class Colonne(NamedTuple):
    """A column of the table: its look, its formula when it is computed, its drop-down list."""

    nom: str
    largeur: float
    styles: tuple[str, ...]
    formule: str = ""
    liste: str = ""


def _si_fonction(formule: str) -> str:
    """A row without a function is a row not filled yet: it stays blank."""
    return f'IF({ici(noms.FONCTION)}="","",{formule})'


JOURS = _si_fonction(
    f'IF(ISNUMBER(SEARCH("{NON_CONTINU}",SUBSTITUTE({ici(noms.PARAMETRES_LIGNE)}," ",""))),'
    f"{ici(noms.QUANTITE)},{ici(noms.FIN)}-{ici(noms.DEBUT)}+1)"
)
MINIMUM = _si_fonction(
    xlprod(
        "SALAIRE_MINIMUM",
        ici(noms.FONCTION),
        ici(noms.CONVENTION),
        ici(noms.DEBUT),
        f'{ici(noms.ANNEXE)}&""',  # a blank cell reaches some hosts as 0
        f'{ici(noms.UNITE_MINIMUM)}&""',
        noms.PLAGE_PARAMETRES,
    )
)
ECART = _si_fonction(
    f"IF(LEFT({ici(noms.UNITE)},4)=LEFT({ici(noms.UNITE_MINIMUM)},4),"
    f'ROUND({ici(noms.BRUT_UNITAIRE)}-{ici(noms.MINIMUM)},2),"{noms.UNITES_DIFFERENTES}")'
)
ALERTE = _si_fonction(
    f'IF(ISERROR({ici(noms.ECART)}),"{noms.SANS_MINIMUM}",IF(ISTEXT({ici(noms.ECART)}),{ici(noms.ECART)},'
    f'IF({ici(noms.ECART)}<0,"{noms.SOUS_LE_MINIMUM}","")))'
)
CHARGES = _si_fonction(
    xlprod(
        "CHARGES_PATRONALES",
        ici(noms.BRUT_TOTAL),
        ici(noms.STATUT),
        ici(noms.DEBUT),
        ici(noms.JOURS),
        ici(noms.PARAMETRES_TRANSMIS),
    )
)
TAUX = _si_fonction(f'IF({ici(noms.BRUT_TOTAL)}=0,"",{ici(noms.CHARGES)}/{ici(noms.BRUT_TOTAL)})')

COUT = _si_fonction(f"{ici(noms.BRUT_TOTAL)}+{ici(noms.CHARGES)}")
BRUT_TOTAL = f"ROUND({ici(noms.QUANTITE)}*{ici(noms.BRUT_UNITAIRE)},2)"
TRANSMIS = (
    f'{noms.TEXTE_PARAMETRES}&"|"&IF({ici(noms.CONVENTION)}="","","convention="&{ici(noms.CONVENTION)})'
    f'&"|"&{ici(noms.PARAMETRES_LIGNE)}'
)
"""The film's parameters, then the row's convention, then the row's own: the last one wins."""
POSITION = f"ROW()-ROW({fixe(ENTETE, 0)})"
PREMIERE_DU_NOM = f"MATCH({ici(noms.NOM)},{colonne(noms.NOM)},0)={POSITION}"
PERSONNE = _si_fonction(f'IF({ici(noms.NOM)}="",1,IF({PREMIERE_DU_NOM},1,0))')

COLONNES = (
    Colonne(noms.POSTE, 6, ("saisie", "entier", "centre"), liste=listes.SOUS_POSTES),
    Colonne(noms.NOM, 22, ("saisie", "retrait")),
    Colonne(noms.FONCTION, 38, ("saisie", "retrait"), liste=listes.FONCTIONS),
    Colonne(noms.CONVENTION, 10.5, ("saisie", "entier", "centre"), liste=listes.CONVENTIONS),
    Colonne(noms.ANNEXE, 8, ("saisie", "centre"), liste=listes.ANNEXES),
    Colonne(noms.STATUT, 10.5, ("saisie", "retrait"), liste=listes.STATUTS),
    Colonne(noms.DEBUT, 10, ("saisie", "date")),
    Colonne(noms.FIN, 10, ("saisie", "date")),
    Colonne(noms.JOURS, 8, ("entier", "centre"), JOURS),
    Colonne(noms.UNITE, 9, ("saisie", "centre"), liste=listes.UNITES),
    Colonne(noms.QUANTITE, 8.5, ("saisie", "nombre")),
    Colonne(noms.BRUT_UNITAIRE, 11.5, ("saisie", "euros")),
    Colonne(noms.BRUT_TOTAL, 13, ("euros",), BRUT_TOTAL),
    Colonne(noms.UNITE_MINIMUM, 11, ("saisie", "centre"), liste=listes.UNITES_MINIMUM),
    Colonne(noms.MINIMUM, 11.5, ("xlprod", "euros"), MINIMUM),
    Colonne(noms.ECART, 11, ("euros",), ECART),
    Colonne(noms.ALERTE, 15, ("centre",), ALERTE),
    Colonne(noms.CHARGES, 13, ("xlprod", "euros"), CHARGES),
    Colonne(noms.TAUX, 7.5, ("pourcent",), TAUX),
    Colonne(noms.COUT, 13.5, ("euros", "gras"), COUT),
    Colonne(noms.NOTE, 16, ("saisie", "retrait")),
    Colonne(noms.PARAMETRES_LIGNE, 21, ("saisie",)),
    Colonne(noms.PARAMETRES_TRANSMIS, 30, ("discret",), TRANSMIS),
    Colonne(noms.PERSONNE, 9, ("discret", "entier", "centre"), PERSONNE),
)
RANG = {c.nom: i for i, c in enumerate(COLONNES)}
DERNIERE_IMPRIMEE = RANG[noms.PARAMETRES_LIGNE]
ECHELLE = 68
"""Print scale: contracts on one page, minima and costs of the same people on the next."""

TOTAUX = (noms.BRUT_TOTAL, noms.CHARGES, noms.COUT)


def feuille_equipe(classeur: Classeur, film: Film) -> None:
    feuille = classeur.feuille(noms.EQUIPE, "#3E7C6B")
    feuille.largeurs(*(c.largeur for c in COLONNES))
    feuille.texte(0, 0, "Équipe", "titre")
    feuille.texte(
        1, 0, "Une ligne par contrat : minimum garanti, écart, charges et coût employeur.", "surtitre"
    )
    feuille.brut.set_row(0, 30)
    _legende(feuille, 2)
    _totaux(feuille)
    derniere = _table(feuille, film)
    _controles(feuille, derniere)
    _mise_en_page(feuille)


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


def _table(feuille: Feuille, film: Film) -> int:
    """Write the table; returns its last row."""
    derniere = PREMIERE + max(len(film.personnes), 1) - 1
    entetes = [_entete(feuille, c) for c in COLONNES]
    feuille.brut.add_table(
        ENTETE, 0, derniere, len(COLONNES) - 1,
        {"name": noms.TABLE, "columns": entetes, "style": None, "banded_rows": False},
    )  # fmt: skip
    feuille.brut.set_row(ENTETE, 36)
    for i, c in enumerate(COLONNES):
        feuille.texte(ENTETE, i, c.nom, "entete")
        if c.nom in aides.COLONNES:
            options = {"x_scale": 1.7, "y_scale": 1.1, "font_size": 9, "color": "#FFFBEA"}
            feuille.brut.write_comment(ENTETE, i, aides.COLONNES[c.nom], options)
    for ligne, personne in enumerate(film.personnes, PREMIERE):
        _personne(feuille, ligne, personne)
    return derniere


def _entete(feuille: Feuille, colonne_: Colonne) -> dict[str, Any]:
    entete: dict[str, Any] = {
        "header": colonne_.nom,
        "format": feuille.classeur.format("ligne", *colonne_.styles),
    }
    if colonne_.formule:
        entete["formula"] = f"={colonne_.formule}"
    return entete


def _personne(feuille: Feuille, ligne: int, personne: Personne) -> None:
    for rang, c in enumerate(COLONNES):
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


def _controles(feuille: Feuille, derniere: int) -> None:
    """Drop-down lists, dates, numbers, and the look of an alert."""
    for rang, c in enumerate(COLONNES):
        regle = _validation(c)
        if regle:
            feuille.brut.data_validation(PREMIERE, rang, derniere, rang, regle)
    alerte = f"${lettre(RANG[noms.ALERTE])}{PREMIERE + 1}"
    rouge = feuille.classeur.format_conditionnel(bold=True, font_color="#A61B12", bg_color="#FBE2DF")
    ambre = feuille.classeur.format_conditionnel(font_color="#8A5200", bg_color="#FFE9C7")
    filet = feuille.classeur.format_conditionnel(top=1, top_color="#6B7785")
    corps = (PREMIERE, 0, derniere, len(COLONNES) - 1)
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
        {"calculated_column": plage(PREMIERE, 0, derniere, len(COLONNES) - 1).replace("$", "")}
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


def _mise_en_page(feuille: Feuille) -> None:
    brut = feuille.brut
    brut.freeze_panes(PREMIERE, RANG[noms.CONVENTION])
    for nom in (noms.PARAMETRES_TRANSMIS, noms.PERSONNE):
        brut.set_column(RANG[nom], RANG[nom], COLONNES[RANG[nom]].largeur, None, {"level": 1, "hidden": True})
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
