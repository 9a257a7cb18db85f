"""The registry: conversion of cells, columns, errors; limits of every declaration."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import erreur, valeur
from xlprod import registre
from xlprod.erreurs import ErreurXlprod
from xlprod.registre import AIDE_MAX, FONCTIONS, NOMS_MAX, ErreurCellule

CONTRAT = ("TECH_C", "2025-06-02", 5, "effectif=10;taux_at=1,5;medecine=0,384")

PROMISES = {
    "SALAIRE_MINIMUM", "FONCTIONS", "ECART_MINIMUM", "CHARGES_PATRONALES", "CHARGES_SALARIALES", "NET",
    "COUT_EMPLOYEUR", "TAUX_CHARGES", "DETAIL_CHARGES", "PLAFOND", "BAREME", "SOURCE", "POURQUOI",
    "DIAGNOSTIC", "VERSION", "COUVERTURE", "BRUT_DEPUIS_NET", "CHARGES_AUTEUR", "CONGES_SPECTACLES",
    "BRUT_DEPUIS_COUT",
}  # fmt: skip


def test_les_noms_promis() -> None:
    """Workbooks and documents rely on these names: functions are added, never renamed."""
    assert set(FONCTIONS) >= PROMISES


@pytest.mark.parametrize("f", FONCTIONS.values(), ids=lambda f: f.nom)
def test_limites_de_l_assistant_d_excel(f: registre.Fonction) -> None:
    assert len(f.resume) <= AIDE_MAX
    assert all(len(a.aide) <= AIDE_MAX for a in f.arguments)
    assert len(f.arguments) + sum(len(a.nom) for a in f.arguments) <= NOMS_MAX
    assert len({a.nom for a in f.arguments}) == len(f.arguments)
    facultatifs = [a.facultatif for a in f.arguments]
    assert facultatifs == sorted(facultatifs), "un argument obligatoire suit un facultatif"
    assert f.corps.__doc__


@pytest.mark.parametrize(
    "nom", ["XLPROD.NET", "XLP_NET", "_xldudf_XLPROD_NET", "_XLDUDF_XLPROD_NET", "net", " NET "]
)
def test_les_trois_orthographes(nom: str) -> None:
    assert valeur(nom, 1500, *CONTRAT) == valeur("NET", 1500, *CONTRAT)


def test_une_fonction_inconnue_nomme_ses_voisines() -> None:
    code, phrase = erreur("XLPROD.COUT_EMPLOYER", 1)
    assert code == "#VALEUR!"
    assert "XLPROD.COUT_EMPLOYEUR" in phrase


@pytest.mark.parametrize("jour", ["2025-06-02", "02/06/2025", 45810, 45810.0, dt.date(2025, 6, 2)])
def test_la_date_sous_toutes_ses_formes(jour: Any) -> None:
    assert valeur("NET", 1500, "TECH_C", jour, 5, CONTRAT[3]) == valeur("NET", 1500, *CONTRAT)


def test_les_parametres_en_plage_valent_le_texte() -> None:
    plage = [["effectif", 10], ["taux_at", 1.5], ["", ""], ["medecine", 0.384], [None, None]]
    assert valeur("NET", 1500, "TECH_C", "2025-06-02", 5, plage) == valeur("NET", 1500, *CONTRAT)
    accentuee = [["Taux AT", "1,5"], ["effectif", "10"], ["médecine", 0.384]]
    assert valeur("NET", 1500, "TECH_C", "2025-06-02", 5, accentuee) == valeur("NET", 1500, *CONTRAT)


def test_la_couche_de_droite_l_emporte() -> None:
    film, ligne = "effectif=10;taux_at=9;medecine=0,384", "taux_at=1,5"
    assert valeur("NET", 1500, "TECH_C", "2025-06-02", 5, f"{film}|{ligne}") == valeur("NET", 1500, *CONTRAT)
    assert valeur("NET", 1500, "TECH_C", "2025-06-02", 5, f"{CONTRAT[3]}||") == valeur("NET", 1500, *CONTRAT)


def test_la_date_de_reference_du_classeur() -> None:
    retour = registre.evaluer("NET", [1500, "TECH_C", None, 5, CONTRAT[3]], dt.date(2025, 6, 2))
    assert retour.valeur == valeur("NET", 1500, *CONTRAT)
    assert erreur("NET", 1500, "TECH_C", None, 5) == ("#VALEUR!", "date manquante")


MAUVAISES_SAISIES = [
    (("abc", *CONTRAT), "#VALEUR!", "brut : montant en euros attendu"),
    ((-1500, *CONTRAT), "#VALEUR!", "montant négatif"),
    ((True, *CONTRAT), "#VALEUR!", "montant en euros attendu"),
    ((None, *CONTRAT), "#VALEUR!", "brut manquant"),
    ((ErreurCellule("#N/A"), *CONTRAT), "#N/A", "la cellule contient l'erreur #N/A"),
    ((ErreurCellule("#REF!"), *CONTRAT), "#VALEUR!", "la cellule contient l'erreur #REF!"),
    ((ErreurCellule("#VALUE!"), *CONTRAT), "#VALEUR!", "la cellule contient l'erreur #VALEUR!"),
    ((1500, "technicienne supérieure", "2025-06-02", 5), "#VALEUR!", "statut inconnu"),
    ((1500, "AUTEUR", "2025-06-02", 5), "#VALEUR!", "nature manquante"),
    ((1500, "TECH_C", "2022-06-02", 5), "#N/A", "aucune valeur au 02/06/2022"),
    ((1500, "TECH_C", "2031-06-02", 5), "#N/A", "PMSS=…"),
    ((1500, "TECH_C", "juin", 5), "#VALEUR!", "date attendue"),
    ((1500, "TECH_C", "2025-06-02", 0), "#VALEUR!", "jours"),
    ((1500, "TECH_C", "2025-06-02", 2.5), "#VALEUR!", "nombre entier"),
    ((1500, "TECH_C", "2025-06-02", -5), "#VALEUR!", "nombre entier"),
    ((1500, "TECH_C", "2025-06-02", 10**6), "#VALEUR!", "jours"),
    ((1500, "TECH_C", "2025-06-02", 5, "effectif=douze"), "#VALEUR!", "effectif : nombre attendu"),
    ((1500, "TECH_C", "2025-06-02", 5, "effectif=12"), "#VALEUR!", "versement_mobilite manquant"),
    ((1500, "TECH_C", "2025-06-02", 5, "tauxat=1,5"), "#VALEUR!", "taux_at"),
    ((1500, "TECH_C", "2025-06-02", 5, "taux_at=0,015"), "#VALEUR!", "saisir 1,5 pour 1,5 %"),
    ((1500, "TECH_C", "2025-06-02", 5, "taux_at=1;taux_at=2"), "#VALEUR!", "donné deux fois"),
    ((1500, "TECH_C", "2025-06-02", 5, "n'importe quoi"), "#VALEUR!", "nom=valeur"),
    ((1500, "TECH_C", "2025-06-02", 5, "convention=audiovisuelle"), "#VALEUR!", "2642 (Production"),
    ((1500, "TECH_C", "2025-06-02", 5, "residence=Belgique"), "#VALEUR!", "france ou etranger"),
    ((1500, "TECH_C", "2025-06-02", 5, "methode_plafond=loterie"), "#VALEUR!", "n'est pas un choix"),
    ((1500, "TECH_C", "2025-06-02", 5, [["effectif", 10, "trop"]]), "#VALEUR!", "deux colonnes"),
    ((1500, "TECH_C", "2025-06-02", 5, [[ErreurCellule("#REF!"), 10]]), "#VALEUR!", "contient une erreur"),
    (([[1, 2], [3, 4]], "TECH_C", "2025-06-02", 5), "#VALEUR!", "une colonne attendue"),
    (([[1], [2]], [["TECH_C"]] * 3, "2025-06-02", 5), "#VALEUR!", "tailles différentes"),
    ((1500, "TECH_C", "2025-06-02", 5, "", "", "de trop"), "#VALEUR!", "trop d'arguments"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "morceau"), MAUVAISES_SAISIES)
@pytest.mark.parametrize("nom", ["COUT_EMPLOYEUR", "DETAIL_CHARGES", "NET"])
def test_chaque_mauvaise_saisie(nom: str, arguments: tuple[Any, ...], code: str, morceau: str) -> None:
    obtenu, phrase = erreur(nom, *arguments)
    assert obtenu == code
    assert morceau in phrase


@pytest.mark.parametrize(("arguments", "code", "morceau"), MAUVAISES_SAISIES)
def test_diagnostic_dit_la_phrase(arguments: tuple[Any, ...], code: str, morceau: str) -> None:
    assert morceau in valeur("DIAGNOSTIC", "XLPROD.NET", *arguments)


def test_diagnostic_conforme_et_lignes_de_colonne() -> None:
    assert valeur("DIAGNOSTIC", "NET", 1500, *CONTRAT) == "conforme"
    assert valeur("DIAGNOSTIC", "NET", [[1500], [None], ["x"]], *CONTRAT).startswith("cellule 3 : brut")
    assert "fonction inconnue" in valeur("DIAGNOSTIC", "TOTO", 1)
    assert erreur("DIAGNOSTIC", "DIAGNOSTIC", "NET")[0] == "#VALEUR!"


def test_une_colonne_rend_une_colonne_et_le_vide_reste_vide() -> None:
    bruts = [[1500], [None], ["1 500,00 €"], [""], ["abc"], [-1]]
    resultat = valeur("COUT_EMPLOYEUR", bruts, *CONTRAT)
    attendu = valeur("COUT_EMPLOYEUR", 1500, *CONTRAT)

    assert [ligne[0] for ligne in resultat[:4]] == [attendu, "", attendu, ""]
    assert all(isinstance(ligne[0], ErreurXlprod) for ligne in resultat[4:])


def test_toutes_les_colonnes_a_la_fois() -> None:
    lignes: list[tuple[Any, Any, Any, Any]] = [
        (1500, "TECH_C", "2025-06-02", 5),
        (450, "artiste", 45810, 1),
        (None, None, None, None),
        (108, "FIGURANT", "02/06/2025", 1),
        (900, "?", "2025-06-02", 5),
        (900, "OUVRIER", None, 5),
    ]
    colonnes = [[[x] for x in colonne] for colonne in zip(*lignes, strict=True)]
    resultat = [r[0] for r in valeur("NET", *colonnes, CONTRAT[3])]

    for ligne, obtenu in zip(lignes, resultat, strict=True):
        if all(x is None for x in ligne):
            assert obtenu == ""
        else:
            seul = registre.evaluer("NET", [*ligne, CONTRAT[3]])
            if seul.erreur:
                assert isinstance(obtenu, ErreurXlprod)
                assert obtenu.message == seul.erreur.message
            else:
                assert obtenu == seul.valeur


def test_une_ligne_horizontale_rend_une_ligne() -> None:
    assert valeur("NET", [[1500, 1600, 1700]], *CONTRAT) == [
        [valeur("NET", b, *CONTRAT) for b in (1500, 1600, 1700)]
    ]


def test_un_tableau_ne_prend_pas_de_colonne() -> None:
    assert erreur("FONCTIONS", [[3097], [3097]], "2025-06-02")[0] == "#VALEUR!"


def test_le_chemin_chaud_n_importe_que_la_bibliotheque_standard() -> None:
    """The engine must start in WebAssembly and in Calc's Python: no third-party import, no host."""
    programme = (
        "import sys, udfs\n"
        "from xlprod import registre\n"
        "registre.evaluer('COUT_EMPLOYEUR', [1500, 'TECH_C', '2025-06-02', 5])\n"
        "registre.evaluer('SALAIRE_MINIMUM', ['chef op', 3097, '2025-06-02'])\n"
        "registre.evaluer('POURQUOI', ['NET', 1500, 'TECH_C', '2025-06-02', 5])\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} - set(sys.stdlib_module_names)))\n"
    )
    sortie = subprocess.run([sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, '.')\n{programme}"],
                            capture_output=True, text=True, check=True)  # fmt: skip
    modules = set(eval(sortie.stdout))
    assert {m for m in modules if not m.startswith(("_", "xlprod", "udfs", "sitecustomize"))} <= {"__main__"}


@pytest.mark.parametrize(("brut", "montre"), [(-5.0, "-5"), (2.5, "2,5"), (True, "VRAI"), ("x", "x")])
def test_la_valeur_refusee_se_lit_comme_dans_la_cellule(brut: Any, montre: str) -> None:
    _, phrase = erreur("NET", 1500, "TECH_C", "2025-06-02", brut)
    assert phrase.endswith(f"reçu « {montre} »")


def test_les_noms_proches_tiennent_compte_des_mots() -> None:
    _, phrase = erreur("SALAIRE_MINIMUM", "maquilleuse", 3097, "2026-03-02")
    assert "les plus proches : Chef maquilleur cinéma, Assistant maquilleur cinéma," in phrase
