"""The program as a user runs it: answers, JSON, exit codes, nothing overwritten."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from xlprod.cli import main

PARAMETRES = "effectif=10;taux_at=1,5;heures=39;convention=3097;medecine=0,384"
APPEL = '=XLPROD.{}(1500;"TECH_C";"2025-06-02";5;"' + PARAMETRES + '")'


def lancer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(list(arguments))
    except SystemExit as sortie:  # argparse
        code = int(sortie.code or 0)
    lu = capsys.readouterr()
    return code, lu.out, lu.err


def lancer_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code, sortie, _ = lancer(capsys, *arguments, "--json")
    return code, json.loads(sortie)


@pytest.mark.parametrize(("nom", "attendu"), [("COUT_EMPLOYEUR", "2461.19"), ("NET", "1152.07")])
def test_eval(capsys: pytest.CaptureFixture[str], nom: str, attendu: str) -> None:
    assert lancer(capsys, "eval", APPEL.format(nom)) == (0, f"{attendu}\n", "")


def test_eval_json_porte_la_provenance(capsys: pytest.CaptureFixture[str]) -> None:
    code, reponse = lancer_json(capsys, "eval", APPEL.format("NET"))
    assert code == 0
    assert (reponse["valeur"], reponse["erreur"]) == (1152.07, None)
    vieillesse = next(e for e in reponse["provenance"] if e.get("code") == "SS_VP")
    assert vieillesse["article"] == "CSS art. D242-4"
    assert vieillesse["depuis"] == "2016-01-01"
    assert reponse["provenance"][-1]["baremes"]


@pytest.mark.parametrize(
    ("formule", "code_cellule", "morceau"),
    [
        ('=XLPROD.NETT(1500;"TECH_C";"2025-06-02";5)', "#VALEUR!", "XLPROD.NET"),
        ('=XLPROD.NET(1500;"TECH_Z";"2025-06-02";5)', "#VALEUR!", "statut inconnu"),
        ('=XLPROD.NET(-3;"TECH_C";"2025-06-02";5)', "#VALEUR!", "négatif"),
        ('=XLPROD.NET("abc";"TECH_C";"2025-06-02";5)', "#VALEUR!", "montant"),
        ('=XLPROD.NET(;"TECH_C";"2025-06-02";5)', "#VALEUR!", "brut manquant"),
        ('=XLPROD.NET(#N/A;"TECH_C";"2025-06-02";5)', "#N/A", "l'erreur #N/A"),
        ('=XLPROD.NET({1\\2;3\\4};"TECH_C";"2025-06-02";5)', "#VALEUR!", "une colonne attendue"),
        ('=XLPROD.NET(1500;"TECH_C";"2031-06-02";5)', "#N/A", "PMSS"),
        ('=XLPROD.NET(1500;"TECH_C";;5)', "#VALEUR!", "date manquante"),
    ],
)
def test_eval_refuse_avec_code_et_phrase(
    capsys: pytest.CaptureFixture[str], formule: str, code_cellule: str, morceau: str
) -> None:
    code, reponse = lancer_json(capsys, "eval", formule)
    assert code == 1
    assert reponse["valeur"] is None
    assert reponse["erreur"]["code"] == code_cellule
    assert morceau in reponse["erreur"]["message"]

    code, sortie, erreurs = lancer(capsys, "eval", formule)
    assert (code, sortie) == (1, "")
    assert morceau in erreurs


def test_eval_colonne_et_tableau(capsys: pytest.CaptureFixture[str]) -> None:
    _, reponse = lancer_json(capsys, "eval", '=XLPROD.NET({1500;"x"};"TECH_C";"2025-06-02";5)')
    assert reponse["valeur"][0][0] == pytest.approx(1152.07, abs=5)
    assert reponse["valeur"][1][0]["erreur"]["code"] == "#VALEUR!"
    code, sortie, _ = lancer(capsys, "eval", APPEL.format("DETAIL_CHARGES"))
    assert code == 0
    assert "Caisse des Congés Spectacles" in sortie


def test_date_de_reference(capsys: pytest.CaptureFixture[str]) -> None:
    formule = APPEL.format("NET").replace('"2025-06-02"', "")
    assert lancer(capsys, "eval", formule, "--date", "02/06/2025")[:2] == (0, "1152.07\n")
    assert lancer(capsys, "eval", formule, "--date", "hier")[0] == 2


def test_pourquoi(capsys: pytest.CaptureFixture[str]) -> None:
    code, sortie, _ = lancer(capsys, "pourquoi", APPEL.format("NET"))
    assert code == 0
    assert "CSS art. D242-4" in sortie
    assert "Lecture discutée" in sortie
    assert lancer(capsys, "pourquoi", "=XLPROD.VERSION()")[0] == 0
    assert lancer(capsys, "pourquoi", "n'importe quoi")[0] == 1


def test_baremes(capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(capsys, "baremes", "verifier")[0] == 0
    code, reponse = lancer_json(capsys, "baremes", "montrer", "pmss", "--date", "2026-05-01")
    assert (code, reponse[0]["valeur"], reponse[0]["confiance"]) == (0, 4005.0, "verified")
    assert "Plafond mensuel" in lancer(capsys, "baremes", "lister")[1]
    assert lancer(capsys, "baremes", "montrer", "PMSSS")[0] == 1
    assert lancer(capsys, "baremes", "montrer")[0] == 2


def test_aide_et_mauvais_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, sortie, _ = lancer(capsys, "--help")
    assert code == 0
    assert "demo" in sortie
    assert lancer(capsys, "--version")[1].startswith("xlprod ")
    assert lancer(capsys)[0] == 2
    code, _, erreurs = lancer(capsys, "inconnue")
    assert code == 2
    assert "n'est pas un choix" in erreurs
    assert "il manque : formule" in lancer(capsys, "eval")[2]
    assert "arguments inconnus : --vite" in lancer(capsys, "eval", "=XLPROD.VERSION()", "--vite")[2]
    assert "affiche cette aide" in lancer(capsys, "equipe", "--help")[1]


def test_recalculer_garde_l_original_et_n_ecrase_rien(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, classeur_simple: Path
) -> None:
    avant = classeur_simple.read_bytes()
    sortie = tmp_path / "recalcule.xlsx"
    assert lancer(capsys, "recalculer", str(classeur_simple), "--sortie", str(sortie))[0] == 0
    assert classeur_simple.read_bytes() == avant
    code, _, erreurs = lancer(capsys, "recalculer", str(classeur_simple), "--sortie", str(sortie))
    assert code == 2
    assert "existe déjà" in erreurs
    assert lancer(capsys, "recalculer", str(classeur_simple), "--sortie", str(sortie), "--ecraser")[0] == 0
    assert (
        lancer(capsys, "recalculer", str(classeur_simple), "--sortie", str(classeur_simple), "--ecraser")[0]
        == 2
    )


def test_recalculer_un_fichier_illisible(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    faux = tmp_path / "faux.xlsx"
    faux.write_bytes(b"ceci n'est pas un classeur")
    code, _, erreurs = lancer(capsys, "recalculer", str(faux), "--sortie", str(tmp_path / "s.xlsx"))
    assert code == 4
    assert erreurs.startswith("xlprod : ")
    assert not (tmp_path / "s.xlsx").exists()
    assert (
        lancer(capsys, "recalculer", str(tmp_path / "absent.xlsx"), "--sortie", str(tmp_path / "s.xlsx"))[0]
        == 4
    )


def test_extension(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert lancer(capsys, "extension", "--sortie", str(tmp_path / "d" / "x.oxt"))[0] == 0
    assert (tmp_path / "d" / "x.oxt").stat().st_size > 10_000


@pytest.fixture
def classeur_simple(tmp_path: Path) -> Path:
    import xlsxwriter

    chemin = tmp_path / "simple.xlsx"
    classeur = xlsxwriter.Workbook(str(chemin))
    feuille = classeur.add_worksheet("Paie")
    feuille.write("A1", 1500)
    feuille.write_dynamic_array_formula(
        "B1", '=_xldudf_XLPROD_NET(A1,"TECH_C","2025-06-02",5,"taux_at=1,5;medecine=0,384")', None, 1
    )
    feuille.write_formula("C1", "=A1-B1", None, 1)
    classeur.close()
    return chemin


def test_le_module_s_execute() -> None:
    racine = Path(__file__).resolve().parent.parent
    rendu = subprocess.run(
        [sys.executable, "-m", "xlprod", "eval", APPEL.format("COUT_EMPLOYEUR")],
        cwd=racine, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (rendu.returncode, rendu.stdout) == (0, "2461.19\n")
