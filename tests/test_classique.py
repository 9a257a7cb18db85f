"""Workbooks of Excel without Office.js add-ins: the other templates but for the spelling, VBA inside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import python_calamine
from openpyxl.utils.cell import coordinate_to_tuple
from pyopenvba.formula._calc.values import CellError

from tests import vba_lecteurs
from tests.excel_simule import calculer
from xlprod.classeurs import gabarit, noms, recalcul
from xlprod.classeurs.gabarit import colonnes
from xlprod.classeurs.gabarit.aides import lecture
from xlprod.classeurs.gabarit.formules import CLASSIQUE, COURANTE, cellule
from xlprod.classeurs.gabarit.vierge import film_vierge
from xlprod.cli import main
from xlprod.hotes import bureau, ruban, vba_paquet
from xlprod.registre import ErreurCellule

RACINE = Path(__file__).parents[1]
FEUILLES = re.compile(r"xl/worksheets/sheet\d+\.xml")


@pytest.fixture(scope="module")
def paires(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    """Each template and its classic twin."""
    dossier = tmp_path_factory.mktemp("classique")
    courants, classiques = gabarit.construire_gabarits(dossier), gabarit.construire_classiques(dossier)
    return list(zip(courants, classiques, strict=True))


@pytest.fixture(scope="module", params=[0, 1], ids=["vierge", "exemple"])
def paire(request: pytest.FixtureRequest, paires: list[tuple[Path, Path]]) -> tuple[Path, Path]:
    rang: int = request.param
    return paires[rang]


@pytest.fixture
def classique(paire: tuple[Path, Path]) -> Path:
    return paire[1]


def parties(fichier: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(fichier) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def cellules(fichier: Path, **options: Any) -> Iterator[tuple[str, str, Any, bool]]:
    """(sheet, cell, value or formula, whether it is a formula), array formulas by their text."""
    for feuille in openpyxl.load_workbook(fichier, **options).worksheets:
        for ligne in feuille.iter_rows():
            for c in ligne:
                yield feuille.title, c.coordinate, getattr(c.value, "text", c.value), c.data_type == "f"


def formules(fichier: Path) -> dict[tuple[str, str], str]:
    return {(feuille, adresse): v for feuille, adresse, v, formule in cellules(fichier) if formule}


def appelees(fichier: Path) -> set[str]:
    return set(re.findall(r"\bXLP_(\w+)\(", " ".join(formules(fichier).values())))


# --- the same workbook, spelt otherwise -----------------------------------------------------------


def test_memes_cellules_a_l_ecriture_pres(paire: tuple[Path, Path]) -> None:
    """Every constant and every formula; only what the sheet says of calls and of the add-in differs."""
    courant, classique = (list(cellules(f)) for f in paire)
    appels, textes = 0, []
    assert len(courant) == len(classique)
    for (feuille, adresse, ici, formule), (_, _, la, aussi) in zip(courant, classique, strict=True):
        assert formule == aussi
        if formule:
            appels += "_xldudf_" in ici
            ici = ici.replace("_xldudf_XLPROD_", "XLP_").replace("XLPROD.", "XLP_")
            assert la == ici, f"{feuille}!{adresse}"
        elif ici != la:
            textes.append((ici, la))
    assert appels > 10
    phrases = zip(lecture(COURANTE), lecture(CLASSIQUE), strict=True)
    attendus = [(a, b) for entrees in phrases for a, b in zip(*entrees, strict=True) if a != b]
    assert textes == attendus


def test_memes_valeurs_enregistrees(paire: tuple[Path, Path]) -> None:
    courant, classique = ({(f, c): v for f, c, v, _ in cellules(x, data_only=True)} for x in paire)
    calculees = formules(paire[0])
    assert len(calculees) > 200
    for cle in calculees:
        assert (type(courant[cle]), courant[cle]) == (type(classique[cle]), classique[cle]), cle


def test_la_mise_en_forme_est_la_meme(paire: tuple[Path, Path]) -> None:
    """Print set-up, widths, validations, styles, chart, comments, defined names."""
    courant, classique = map(parties, paire)
    identiques = ("xl/styles.xml", "xl/charts/chart1.xml", "xl/comments1.xml", "docProps/core.xml")
    assert all(courant[nom] == classique[nom] for nom in identiques)

    def cadre(feuille: bytes) -> str:
        sans_cellules = re.sub(r"(?s)<sheetData>.*</sheetData>", "", feuille.decode())
        return re.sub(r'<sheetPr codeName="\w+"/>| codeName="\w+"', "", sans_cellules)

    for nom in filter(FEUILLES.fullmatch, courant):
        assert cadre(courant[nom]) == cadre(classique[nom]), nom
    definis = [
        re.findall(b"<definedName .*?</definedName>", p["xl/workbook.xml"]) for p in (courant, classique)
    ]
    assert definis[0] == definis[1] != []


def test_cellules_ordinaires(classique: Path) -> None:
    """Nothing that an Excel older than dynamic arrays would read as an array."""
    contenu = parties(classique)
    assert "xl/metadata.xml" not in contenu
    for nom, octets in contenu.items():
        if nom.endswith((".xml", ".vml", ".rels")):
            assert b"XLPROD" not in octets, nom
    for nom in filter(FEUILLES.fullmatch, contenu):
        assert not re.search(rb'<c [^>]*\bcm=|<f [^>]*t="array"', contenu[nom]), nom
    assert b'array="1"' not in contenu["xl/tables/table1.xml"]


def test_colonnes_calculees_comme_leurs_cellules(classique: Path) -> None:
    feuille = openpyxl.load_workbook(classique)[noms.EQUIPE]
    calculees = 0
    for i, colonne in enumerate(feuille.tables[noms.TABLE].tableColumns, 1):
        if colonne.calculatedColumnFormula is not None:
            calculees += 1
            formule = colonne.calculatedColumnFormula.attr_text
            assert feuille.cell(colonnes.PREMIERE + 1, i).value == f"={formule}"
    assert calculees == sum(bool(c.formule) for c in colonnes.colonnes_equipe(CLASSIQUE))


def test_erreur_en_cache_reste_une_erreur(tmp_path: Path) -> None:
    """A cached error must not become text, which a sum would skip."""
    minimum = cellule(colonnes.PREMIERE, colonnes.RANG[noms.MINIMUM])
    valeurs = {noms.EQUIPE: {minimum: ErreurCellule("#N/A")}}
    chemin = gabarit.construire(film_vierge(), tmp_path / "f.xlsx", valeurs, CLASSIQUE)
    feuille = parties(chemin)["xl/worksheets/sheet3.xml"].decode()
    assert re.search(rf'<c r="{minimum}"[^>]* t="e"><f>[^<]*</f><v>#N/A</v>', feuille)


# --- the file -------------------------------------------------------------------------------------


def test_paquet_avec_macros(classique: Path) -> None:
    assert classique.suffix == ".xlsm"
    contenu = parties(classique)
    with zipfile.ZipFile(classique) as archive:
        assert archive.testzip() is None
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    types = {
        e.get("PartName"): e.get("ContentType")
        for e in ElementTree.fromstring(contenu["[Content_Types].xml"])
    }
    assert types["/xl/workbook.xml"] == "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    liens = ElementTree.fromstring(contenu["xl/_rels/workbook.xml.rels"])
    vba = [e.get("Target") for e in liens if (e.get("Type") or "").endswith("/2006/relationships/vbaProject")]
    assert vba == ["vbaProject.bin"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # olevba against recent pyparsing
def test_olevba_relit_exactement_les_modules(classique: Path) -> None:
    assert vba_lecteurs.par_olevba(classique) == vba_lecteurs.attendus()


def test_un_module_par_feuille_sous_son_nom_de_code(classique: Path) -> None:
    from pyopenvba import ExcelFile

    contenu = parties(classique)
    codes = [re.findall(r' codeName="(\w+)"', contenu["xl/workbook.xml"].decode())]
    codes += [
        re.findall(r'<sheetPr codeName="(\w+)"', contenu[n].decode())
        for n in contenu
        if FEUILLES.fullmatch(n)
    ]
    documents = [code for (code,) in codes]
    assert documents == ["ThisWorkbook", *(f"Sheet{rang}" for rang in range(1, len(noms.FEUILLES) + 1))]
    with ExcelFile(classique) as fichier:
        assert fichier.validate() == []
        assert fichier.vba_project().code_page == 1252
        for nom in documents:
            assert 'Attribute VB_Base = "0{000208' in fichier.get_module(nom)
        assert set(fichier.module_names()) == {*documents, *vba_lecteurs.attendus()}


def test_memes_sources_memes_octets(paires: list[tuple[Path, Path]], tmp_path: Path) -> None:
    """Other processes, other orders of sets: the bytes do not change."""
    code = (
        "import sys, pathlib; from xlprod.classeurs import gabarit; "
        "gabarit.construire_classiques(pathlib.Path(sys.argv[1]))"
    )
    for graine in ("1", "2"):
        environnement = {**os.environ, "PYTHONHASHSEED": graine, "PYTHONPATH": str(RACINE)}
        subprocess.run([sys.executable, "-c", code, tmp_path / graine], check=True, env=environnement)
        for _, classique in paires:
            (autre,) = (tmp_path / graine).rglob(classique.name)
            assert autre.read_bytes() == classique.read_bytes()


def test_exemples_du_projet_a_jour(classique: Path) -> None:
    """The committed workbooks are what the source builds."""
    (livre,) = (RACINE / "workbooks").rglob(classique.name)
    livrees, construites = parties(livre), parties(classique)
    assert list(livrees) == list(construites)
    for nom, octets in livrees.items():
        assert octets == construites[nom], nom


def test_libreoffice_ouvre_le_classeur_avec_ses_valeurs_et_ses_modules(
    soffice: Path, paires: list[tuple[Path, Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at home: values are those of the file, which Calc does not recalculate on opening."""
    monkeypatch.setattr(bureau, "REGLAGES", [r for r in bureau.REGLAGES if "RecalcMode" not in r[1]])
    classique = paires[1][1]
    lus = vba_lecteurs.par_libreoffice(soffice, classique, tmp_path)
    for module, source in vba_lecteurs.attendus().items():
        assert source in lus[module]
    ods = python_calamine.load_workbook(tmp_path / f"{classique.stem}.ods")
    lignes = {nom: ods.get_sheet_by_name(nom).to_python(skip_empty_area=False) for nom in noms.FEUILLES}
    for feuille, adresse, valeur, _ in cellules(classique, data_only=True):
        if isinstance(valeur, int | float):
            ligne, colonne = coordinate_to_tuple(adresse)
            assert lignes[feuille][ligne - 1][colonne - 1] == pytest.approx(valeur), adresse


# --- calculation ----------------------------------------------------------------------------------


def test_recalcul_sans_tableur_au_centime(paire: tuple[Path, Path], tmp_path: Path) -> None:
    """``XLP_NET(…)`` is worth what ``XLPROD.NET(…)`` is."""
    courant, classique = (recalcul.valeurs(f) for f in paire)
    for feuille, adresse in formules(paire[0]):
        assert courant[feuille].get(adresse) == classique[feuille].get(adresse)
    bilan = recalcul.recalculer(paire[1], tmp_path / "b.xlsm")
    assert (bilan.erreurs, bilan.non_calculees) == ([], [])
    assert bilan.fonctions == sum("XLP_" in formule for formule in formules(paire[1]).values())
    enregistrees, recalculees = (list(cellules(f, data_only=True)) for f in (paire[1], tmp_path / "b.xlsm"))
    assert enregistrees == recalculees


def test_le_vba_du_fichier_calcule_tout_le_classeur(
    paire: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every formula, by a third engine: the file's own VBA as it is, our engine behind COM's conversions."""
    obtenues, appels = calculer(paire[1], monkeypatch)
    attendues = recalcul.valeurs(paire[0])
    assert {(f, c) for f, valeurs in obtenues.items() for c in valeurs} == set(formules(paire[1]))
    for feuille, valeurs in obtenues.items():
        for adresse, valeur in valeurs.items():
            attendue = attendues[feuille].get(adresse, "")
            assert valeur == (pytest.approx(attendue) if isinstance(attendue, float) else attendue), adresse
    assert set(appels) == appelees(paire[1])


def test_une_erreur_du_vba_se_propage_aux_totaux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = film_vierge()
    inconnu, dompteur, juste = film.personnes
    personnes = (replace(inconnu, statut="INCONNU"), replace(dompteur, fonction="Dompteur de comètes"), juste)
    chemin = gabarit.construire_classique(replace(film, personnes=personnes), tmp_path / "f.xlsm")
    obtenues, _ = calculer(chemin, monkeypatch)
    equipe, ligne = obtenues[noms.EQUIPE], colonnes.PREMIERE
    assert equipe[cellule(ligne, colonnes.RANG[noms.CHARGES])] == CellError("#VALUE!")
    assert equipe[cellule(ligne + 1, colonnes.RANG[noms.MINIMUM])] == CellError("#VALUE!")
    assert equipe[cellule(ligne + 1, colonnes.RANG[noms.ALERTE])] == noms.SANS_MINIMUM
    assert equipe[cellule(ligne + 2, colonnes.RANG[noms.CHARGES])] > 100
    classeur = openpyxl.load_workbook(chemin)
    for nom in (noms.CHARGES_PATRONALES, noms.COUT_EMPLOYEUR):
        feuille, adresse = next(iter(classeur.defined_names[nom].destinations))
        assert obtenues[feuille][adresse.replace("$", "")] == CellError("#VALUE!")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_un_recalcul_garde_le_vba_et_le_ruban(tmp_path: Path) -> None:
    """Only sheets change, in a workbook saved without values."""
    sans_valeurs = gabarit.construire(film_vierge(), tmp_path / "brut.xlsx", ecriture=CLASSIQUE)
    source = vba_paquet.construire_xlsm(sans_valeurs, tmp_path / "a.xlsm")
    recalcul.recalculer(source, tmp_path / "b.xlsm")
    avant, apres = parties(source), parties(tmp_path / "b.xlsm")
    assert list(avant) == list(apres)
    changees = {nom for nom in avant if avant[nom] != apres[nom]}
    assert changees
    assert all(map(FEUILLES.fullmatch, changees))
    assert ruban.RELATION in apres["_rels/.rels"].decode()
    assert apres[ruban.PARTIE] == ruban.xml(classeur=True)
    assert vba_lecteurs.par_olevba(tmp_path / "b.xlsm") == vba_lecteurs.attendus()


# --- command --------------------------------------------------------------------------------------


def test_gabarits_construit_les_huit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gabarits", "--sortie", str(tmp_path)]) == 0
    lignes = capsys.readouterr().out.splitlines()
    assert [Path(ligne).suffix for ligne in lignes] == [".xlsx"] * 4 + [".xlsm"] * 4
    assert all(Path(ligne).is_file() for ligne in lignes)


def test_sans_pyopenvba_les_autres_sont_construits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Like the demonstration without LibreOffice: all the rest, a sentence, and not a success."""
    monkeypatch.setattr("importlib.util.find_spec", lambda nom: None)
    assert main(["gabarits", "--sortie", str(tmp_path)]) == 3
    sortie = capsys.readouterr()
    assert [Path(ligne).suffix for ligne in sortie.out.splitlines()] == [".xlsx"] * 4
    assert not list(tmp_path.rglob("*.xlsm"))
    assert "(.xlsm) laissés de côté : pyopenvba absent : pip install 'xlprod[classique]'" in sortie.err
