"""Cases for the tests in Calc, and the workbook that holds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

FAUX = 987654.0
"""Cached value of every formula before the recalculation."""
LE_2_JUIN = 45810
PARAMETRES: list[list[Any]] = [["effectif", 10], ["taux_at", 1.5], ["medecine", None]]
EQUIPE = [
    (1000, "TECH_C", LE_2_JUIN, 5),
    (1500.5, "technicien cadre", LE_2_JUIN, 5),
    (None, None, None, None),
    (-3, "TECH_C", LE_2_JUIN, 5),
    (2000, "métier inconnu", LE_2_JUIN, 5),
    (2000, "TECH_C", 20000, 5),
    (0, "TECH_C", "02/06/2025", 5),
]
EXEMPLE = (1000, "TECH_C", LE_2_JUIN, 5)

SCALAIRES: dict[str, tuple[str, str, list[Any]]] = {
    "facultatif omis": ("COUT_EMPLOYEUR", '1000,"TECH_C",DATE(2025,6,2),5', [*EXEMPLE]),
    "cellules": ("NET", "A2,B2,C2,D2", [*EXEMPLE]),
    "nom de plage": ("NET", "A2,B2,C2,D2,Reglages", [*EXEMPLE, PARAMETRES]),
    "plage": ("NET", "A2,B2,C2,D2,$J$2:$K$4", [*EXEMPLE, PARAMETRES]),
    "texte de paramètres": (
        "NET",
        'A2,B2,C2,D2,"effectif=10;taux_at=1,5"',
        [*EXEMPLE, "effectif=10;taux_at=1,5"],
    ),
    "facultatif vide": ("NET", "A2,B2,C2,D2,A4", [*EXEMPLE]),
    "accents": (
        "SALAIRE_MINIMUM",
        '"cheffe opératrice","3097",C2',
        ["cheffe opératrice", "3097", LE_2_JUIN],
    ),
    "omis au milieu": (
        "SALAIRE_MINIMUM",
        '"chef op",3097,C2,,"semaine39"',
        ["chef op", 3097.0, LE_2_JUIN, None, "semaine39"],
    ),
    "vide au milieu": (
        "SALAIRE_MINIMUM",
        '"chef op",3097,C2,A4,"semaine39"',
        ["chef op", 3097.0, LE_2_JUIN, None, "semaine39"],
    ),
    "nombre facultatif vide": (
        "ECART_MINIMUM",
        'A2,"chef op",3097,C2,,,A4',
        [1000, "chef op", "3097", LE_2_JUIN],
    ),
    "textes de nombres": (
        "NET",
        '"1 000,00 €","TECH_C","02/06/2025","5"',
        ["1 000,00 €", "TECH_C", "02/06/2025", "5"],
    ),
    "texte rendu": ("SOURCE", '"PMSS",C2', ["PMSS", LE_2_JUIN]),
    "sans argument": ("VERSION", "", []),
    "variadique": (
        "DIAGNOSTIC",
        '"NET",A2,"métier inconnu",C2,D2',
        ["NET", 1000, "métier inconnu", LE_2_JUIN, 5],
    ),
    "variadique et vide": (
        "DIAGNOSTIC",
        '"COUT_EMPLOYEUR",A2,B4,C2,D2',
        ["COUT_EMPLOYEUR", 1000, None, LE_2_JUIN, 5],
    ),
    "saisie refusée": ("NET", '"abc",B2,C2,D2', ["abc", "TECH_C", LE_2_JUIN, 5]),
    "chiffre absent": ("SALAIRE_MINIMUM", '"chef op",3097,20000', ["chef op", 3097, 20000]),
    "date vide": ("NET", "A2,B2,C4,D2", [1000, "TECH_C", None, 5]),
    "statut vide": ("NET", "A2,B4,C2,D2", [1000, None, LE_2_JUIN, 5]),
    "brut vide en plage": ("NET", "A4:A4,B2,C2,D2", [None, "TECH_C", LE_2_JUIN, 5]),
    "tableau sur une colonne": (
        "FONCTIONS",
        "A2:A3,C2",
        [[[1000], [1500.5]], LE_2_JUIN],
    ),
}
"""Label: function, arguments as the file holds them, the same for the registry in this process."""

NATIVES: dict[str, tuple[str, Any]] = {
    "argument en erreur": ("={P}NET(NA(),B2,C2,D2)", "#N/A"),
    "argument en autre erreur": ("={P}NET(A2,B2,C2,1/0)", "#DIV/0!"),
    "plage qui contient une erreur": ("={P}COUT_EMPLOYEUR(A2,B2,C2,D2,$J$6:$K$7)", "#VALUE!"),
    "total d'erreurs": ('=SUM(1,{P}NET("abc",B2,C2,D2))', "#VALUE!"),
    "erreur rattrapée": ('=IFERROR({P}NET("abc",B2,C2,D2),"rattrapée")', "rattrapée"),
    "absence reconnue": ("=ISNA({P}NET(A2,B2,20000,D2))", True),
    "dans un calcul": ("=ROUND({P}NET(A2,B2,C2,D2)*0,2)+1", 1),
    "dans un test": ('=IF({P}NET(A2,B2,C2,D2)>1,"oui","non")', "oui"),
    "imbriquées": ("={P}NET({P}NET(0,B2,C2,D2),B2,C2,D2)", 0),
    "erreur imbriquée": ('={P}NET({P}NET("abc",B2,C2,D2),B2,C2,D2)', "#VALUE!"),
    "trop d'arguments": ("={P}NET(A2,B2,C2,D2,,,7)", "#VALUE!"),
}
TABLEAUX: dict[str, tuple[str, str, list[Any]]] = {
    "détail": ("DETAIL_CHARGES", "A2,B2,C2,D2,Reglages", [*EXEMPLE, PARAMETRES]),
    "détail de deux lignes": (
        "DETAIL_CHARGES",
        'Equipe!A2:A3,Equipe!B2,Equipe!C2,Equipe!D2,Reglages,"Dupont"',
        [[[1000], [1500.5]], *EXEMPLE[1:], PARAMETRES, "Dupont"],
    ),
    "pourquoi": ("POURQUOI", '"NET",A2,B2,C2,D2,Reglages', ["NET", *EXEMPLE, PARAMETRES]),
    "fonctions": ("FONCTIONS", "3097,C2", ["3097", LE_2_JUIN]),
}
HAUT, LARGE = 400, 12
"""Room for each table; cells beyond it show #N/A."""


def ecrire(chemin: Path) -> None:
    classeur = xlsxwriter.Workbook(str(chemin))
    feuille = classeur.add_worksheet("Equipe")
    colonnes = ("Brut", "Statut", "Date", "Jours", "Coût", "Net")
    feuille.add_table("A1:F8", {"name": "Equipe", "columns": [{"header": c} for c in colonnes]})
    for rang, ligne in enumerate(EQUIPE, 1):
        for colonne, valeur in enumerate(ligne):
            if valeur is not None:
                feuille.write(rang, colonne, valeur)
        reperes = ",".join(f"Equipe[[#This Row],[{c}]]" for c in colonnes[:4])
        formule = f"=_xldudf_XLPROD_COUT_EMPLOYEUR({reperes},Reglages)"
        feuille.write_dynamic_array_formula(rang, 4, rang, 4, formule, None, FAUX)
        feuille.write_formula(rang, 5, f"=_xldudf_XLPROD_NET({reperes})", None, FAUX)
    for rang, (nom, valeur) in enumerate([*PARAMETRES, ["", ""], ["effectif", "=NA()"], ["", ""]], 1):
        feuille.write(rang, 9, nom)
        feuille.write(rang, 10, valeur)
    classeur.define_name("Reglages", "=Equipe!$J$2:$K$4")
    champs = ",".join(f"Equipe[{c}]" for c in colonnes[:4])
    feuille.write_dynamic_array_formula(
        "G2:G8", f"=_xldudf_XLPROD_COUT_EMPLOYEUR({champs},Reglages)", None, FAUX
    )
    feuille.write_array_formula("H2:H8", f"{{=_xldudf_XLPROD_NET({champs})}}", None, FAUX)
    feuille.write_row("A12", [1000, None, 1500.5])
    feuille.write_array_formula("A13:C13", "{=_xldudf_XLPROD_NET(A12:C12,B2,C2,D2)}", None, FAUX)
    for rang, (_, formule) in enumerate(formules().items()):
        feuille.write_formula(rang, 12, formule, None, FAUX)
    for titre, (nom, arguments, _) in TABLEAUX.items():
        page = classeur.add_worksheet(titre)
        locaux = arguments.replace("A2,B2,C2,D2", "Equipe!A2,Equipe!B2,Equipe!C2,Equipe!D2")
        locaux = locaux.replace("3097,C2", "3097,Equipe!C2")
        page.write_dynamic_array_formula(
            0, 0, HAUT - 1, LARGE - 1, f"=_xldudf_XLPROD_{nom}({locaux})", None, FAUX
        )
    classeur.close()


def formules() -> dict[str, str]:
    scalaires = {titre: f"=_xldudf_XLPROD_{nom}({args})" for titre, (nom, args, _) in SCALAIRES.items()}
    return scalaires | {t: f.replace("{P}", "_xldudf_XLPROD_") for t, (f, _) in NATIVES.items()}
