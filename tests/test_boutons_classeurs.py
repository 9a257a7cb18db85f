"""Buttons of classic Excel: formulas put after a yes, other workbooks, the COM server."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from macros.registre import Reponse
from tests import pywin32_factice
from tests.excel_essais import (
    Declarer,
    Ouvrir,
    application,
    cellules,
    etat,
    page,
)
from xlprod.classeurs.instantane import Case
from xlprod.hotes import vba_com, xlwings_com
from xlprod.hotes.boutons import Boutons
from xlprod.hotes.xlwings_lecture import lire_classeur

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pywin32 et Excel y sont : rien à remplacer")


# --- formulas the user has -----------------------------------------------------------------------


@pytest.fixture
def perdues(tmp_path: Path) -> Path:
    """A workbook whose functions another host knew."""
    source = tmp_path / "perdues.xlsx"
    with xlsxwriter.Workbook(source) as classeur:
        feuille = classeur.add_worksheet("Paie")
        feuille.write_formula("B2", '=_xldudf_XLPROD_NET(1500,"TECH_NC",46175,5)+1', value="#NAME?")
        feuille.write_formula("B3", "=SOMMEXYZ(1)", value="#NAME?")
        feuille.write_formula("B4", "=1+1", value=2)
    return source


def test_une_question_refusee_n_ecrit_rien(ouvrir: Ouvrir, perdues: Path) -> None:
    excel, boutons = ouvrir(perdues), Boutons()
    avant = etat(excel)
    nature, question = boutons.agir("relier", excel.com)
    assert (nature, question) == ("question", "1 formule xlprod affiche #NOM?. Les réécrire ?")
    assert etat(excel) == avant


def test_une_question_acceptee_ecrit_ces_formules_seules(ouvrir: Ouvrir, perdues: Path) -> None:
    excel, boutons = ouvrir(perdues), Boutons()
    boutons.agir("relier", excel.com)
    assert boutons.confirmer(excel.com) == ["message", "1 formule reliée."]
    feuille = excel.com.ActiveSheet
    assert xlwings_com.lire(feuille.Range("B2"), "Formula") == '=XLP_NET(1500,"TECH_NC",46175,5)+1'
    assert xlwings_com.lire(feuille.Range("B3"), "Formula") == "=SOMMEXYZ(1)"
    nature, phrase = boutons.confirmer(excel.com)
    assert (nature, "plus d'actualité" in phrase) == ("erreur", True)


def test_une_question_ne_vaut_que_pour_son_classeur(ouvrir: Ouvrir, perdues: Path) -> None:
    excel, boutons = ouvrir(perdues), Boutons()
    boutons.agir("relier", excel.com)
    excel.com.Workbooks.Add()
    assert "plus d'actualité" in boutons.confirmer(excel.com)[1]
    excel.com.Workbooks("perdues.xlsx").Activate()
    boutons.agir("relier", excel.com)
    boutons.agir("aide", excel.com)  # another click in between
    assert "plus d'actualité" in boutons.confirmer(excel.com)[1]


def test_chaque_sorte_de_formule_reste_de_sa_sorte(ouvrir: Ouvrir, declarer: Declarer) -> None:
    excel = ouvrir(None)
    excel.com.Workbooks.Add()
    feuille = excel.com.ActiveSheet
    feuille.Range("A1:A3").Value = ((1.0,), (2.0,), (3.0,))
    xlwings_com.ecrire(feuille.Range("C1"), "Formula2", "=A1:A3*2")  # spills
    xlwings_com.ecrire(feuille.Range("E1"), "Formula", "=A1:A3*2")  # one value, of its row
    xlwings_com.ecrire(feuille.Range("G1:G3"), "FormulaArray", "=A1:A3*2")
    cases = [Case(feuille.Name, 1, colonne) for colonne in (3, 5, 7)]
    lu = lire_classeur(application(excel))
    assert list(cellules(lu, "formules")) == cases
    declarer(Reponse("fait", formules=tuple((case, "=A1:A3*3") for case in cases), question="Oui ?"))
    boutons = Boutons()
    boutons.agir("essai", excel.com)
    assert boutons.confirmer(excel.com) == ["message", "fait"]
    assert feuille.Range("C1:C3").Value2 == ((3.0,), (6.0,), (9.0,))
    assert feuille.Range("G1:G3").Value2 == ((3.0,), (6.0,), (9.0,))
    assert feuille.Range("E1:E3").Value2 == ((3.0,), (None,), (None,))
    assert (feuille.Range("C2").HasSpill, feuille.Range("G2").HasArray) == (True, True)


# --- other workbooks -----------------------------------------------------------------------------


def test_un_fichier_est_pose_a_cote_sous_un_nom_libre(
    ouvrir: Ouvrir, declarer: Declarer, tmp_path: Path
) -> None:
    declarer(Reponse("figé"), fichier=True)
    excel = ouvrir()
    excel.com.ActiveSheet.Range("A1").Value = "changé, pas enregistré"
    (tmp_path / "copie.xlsx").write_bytes(b"le mien")
    nature, phrase = Boutons().agir("essai", excel.com)
    assert (nature, phrase) == ("message", f"figé\nEnregistré : {tmp_path / 'copie (2).xlsx'}")
    assert (tmp_path / "copie.xlsx").read_bytes() == b"le mien"
    assert (
        openpyxl.load_workbook(tmp_path / "copie (2).xlsx")["Devis"]["A1"].value == "changé, pas enregistré"
    )
    assert excel.com.ActiveWorkbook.Name == "copie (2).xlsx"
    excel.com.Workbooks("petit.xlsx").Activate()
    assert Boutons().agir("essai", excel.com)[1].endswith("copie (3).xlsx")


@pytest.mark.parametrize("dossier", ["", "https://d.docs.live.net/0123/Films"])
def test_sans_dossier_le_fichier_va_dans_les_documents(
    ouvrir: Ouvrir, declarer: Declarer, tmp_path: Path, dossier: str
) -> None:
    declarer(Reponse(""), fichier=True)
    excel = ouvrir()
    excel.application.active_book.path = dossier
    _, phrase = Boutons().agir("essai", excel.com)
    assert phrase == f"Enregistré : {tmp_path / 'Documents' / 'copie.xlsx'}"


def test_un_dossier_qui_refuse_l_ecriture(ouvrir: Ouvrir, declarer: Declarer, tmp_path: Path) -> None:
    declarer(Reponse("", (page(),)), fichier=True)
    excel = ouvrir()
    excel.application.active_book.path = str(tmp_path / "débranché")
    assert Boutons().agir("essai", excel.com)[1].endswith(str(Path("Documents") / "copie.xlsx"))
    excel = ouvrir()
    excel.application.active_book.path = str(tmp_path / "débranché")
    excel.com.DefaultFilePath = str(tmp_path / "absent")
    avant = etat(excel)
    assert Boutons().agir("essai", excel.com) == [
        "erreur",
        "« copie.xlsx » ne peut pas être enregistré : fichier introuvable",
    ]
    assert etat(excel) == avant


@pytest.mark.parametrize(
    ("nom", "feuille", "appel"),
    [
        ("nouveau", "Récapitulatif", "XLP_SALAIRE_MINIMUM("),
        ("semaine", "Semaine de tournage", "XLP_BRUT_SEMAINE("),
        ("grille", "Grille des minima", "XLP_FONCTIONS("),
    ],
)
def test_un_modele_s_ouvre_sans_fichier(ouvrir: Ouvrir, nom: str, feuille: str, appel: str) -> None:
    excel = ouvrir(None)
    assert Boutons().agir(nom, excel.com)[0] == "message"
    classeur = excel.com.ActiveWorkbook
    assert (classeur.Path, excel.feuilles[0]) == ("", feuille)
    formules = cellules(lire_classeur(application(excel)), "formules").values()
    assert any(appel in formule for formule in formules)
    assert not any("_xldudf_" in formule for formule in formules)


def test_modele_inconnu(ouvrir: Ouvrir, declarer: Declarer) -> None:
    declarer(Reponse("", (page(),), gabarit="autre.xlsx"))
    excel = ouvrir()
    avant = etat(excel)
    assert Boutons().agir("essai", excel.com) == ["erreur", "Modèle « autre.xlsx » inconnu"]
    assert etat(excel) == avant


def test_sans_classeur_ouvert_un_nouveau_recoit_lapage(ouvrir: Ouvrir) -> None:
    excel = ouvrir(None)
    assert Boutons().agir("baremes", excel.com)[0] == "message"
    assert excel.com.Workbooks.Count == 1
    assert excel.com.ActiveSheet.Name == "Barèmes"


# --- the COM server ------------------------------------------------------------------------------


def test_le_serveur_garde_la_reponse_entre_la_question_et_le_oui(ouvrir: Ouvrir, perdues: Path) -> None:
    excel, moteur = ouvrir(perdues), vba_com.Moteur()
    assert moteur.Agir("relier", excel.com)[0] == "question"
    assert vba_com.Moteur().Confirmer(excel.com)[0] == "erreur"  # another Excel's
    reponse = moteur.Confirmer(excel.com)
    assert reponse[0] == "message"
    assert type(reponse) is list
    assert set(vba_com.Moteur._public_methods_) == {"Calculer", "Agir", "Confirmer"}


def test_xlwings_ne_ferme_aucun_excel_en_partant(ouvrir: Ouvrir) -> None:
    """Left to itself xlwings runs ``taskkill`` on Excels without a window when Python exits."""
    retires: list[Any] = []
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(atexit, "unregister", retires.append)
        application(ouvrir(None))
    assert retires == [pywin32_factice.charger().cleanup]
