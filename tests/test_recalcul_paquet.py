"""Recalculation and the package: what is preserved, how XML is read, hostile files."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from lxml import etree

from tests.essais import fonctions_essai
from tests.paquets import CORPUS, NORME, STRICTE, classeur_complet, en_xlsm, paquet
from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.recalcul import Bilan, recalculer, valeurs
from xlprod.registre import ErreurCellule


@pytest.fixture(autouse=True, scope="module")
def _essais() -> Iterator[None]:
    with fonctions_essai():
        yield


# -- preservation


def sans_valeurs(contenu: bytes) -> bytes:
    """The sheet without what recalculation may change."""
    racine = etree.fromstring(contenu)
    for cellule in racine.iter(f"{{{NORME}}}c"):
        cellule.attrib.pop("t", "")
        for enfant in list(cellule):
            if enfant.tag == f"{{{NORME}}}v":
                cellule.remove(enfant)
            enfant.attrib.pop("ref", "")
    vides = [c for c in racine.iter(f"{{{NORME}}}c") if not len(c) and set(c.attrib) == {"r"}]
    for cellule in vides:
        parent = cellule.getparent()
        assert parent is not None
        parent.remove(cellule)
    for element in (*racine.iter(f"{{{NORME}}}row"), *racine.iter(f"{{{NORME}}}dimension")):
        element.attrib.pop("spans", "")
        element.attrib.pop("ref", "")
    return etree.tostring(racine, method="c14n")


@pytest.mark.parametrize("extension", ["xlsx", "xlsm"])
def test_seules_les_valeurs_des_feuilles_changent(tmp_path: Path, extension: str) -> None:
    source, destination = tmp_path / f"a.{extension}", tmp_path / f"b.{extension}"
    classeur_complet(tmp_path / "brut.xlsx")
    if extension == "xlsm":
        en_xlsm(tmp_path / "brut.xlsx", source)
    else:
        (tmp_path / "brut.xlsx").rename(source)
    original = source.read_bytes()
    bilan = recalculer(source, destination)
    assert source.read_bytes() == original
    assert bilan.non_calculees == []
    with zipfile.ZipFile(source) as z1, zipfile.ZipFile(destination) as z2:
        assert z1.namelist() == z2.namelist()
        assert {n for n in z1.namelist() if z1.read(n) != z2.read(n)} == {"xl/worksheets/sheet1.xml"}
        avant, apres = (z.read("xl/worksheets/sheet1.xml") for z in (z1, z2))
    assert sans_valeurs(avant) == sans_valeurs(apres)
    assert apres.startswith(b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>")
    lue = openpyxl.load_workbook(destination, data_only=True)["Devis"]
    assert [c.value for c in lue["B"][:5]] == [50, 100, 150, 300, 'a <b> & "c"']
    assert [[c.value for c in ligne] for ligne in lue["D1:E2"]] == [["l1", 1], ["l2", 2]]
    calamine = python_calamine.load_workbook(destination)
    assert calamine.get_sheet_by_name("Devis").to_python()[3][1] == 300
    assert calamine.sheet_names == ["Devis", "Équipe"]


def test_rien_a_changer_rien_de_change(tmp_path: Path) -> None:
    classeur_complet(tmp_path / "a.xlsx")
    recalculer(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    recalculer(tmp_path / "b.xlsx", tmp_path / "c.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()


# -- reading of raw XML


def calculer(tmp_path: Path, cellules: str, **parties: str) -> tuple[Bilan, dict[str, Any]]:
    source = paquet(tmp_path / "a.xlsx", cellules, **parties)
    bilan = recalculer(source, tmp_path / "b.xlsx")
    return bilan, valeurs(tmp_path / "b.xlsx")["S"]


def test_formules_partagees(tmp_path: Path) -> None:
    lignes = (
        '<row r="1"><c r="A1"><v>10</v></c>'
        '<c r="B1"><f t="shared" ref="B1:B3" si="0">XLP_ESSAI_TAUX($A1,"a")+A$1</f></c></row>'
    )
    for i in (2, 3):
        lignes += (
            f'<row r="{i}"><c r="A{i}"><v>{i}0</v></c><c r="B{i}"><f t="shared" si="0"/><v>9</v></c></row>'
        )
    lignes += '<row r="4"><c r="A4"><f t="shared" si="7"/><v>9</v></c></row>'
    bilan, lues = calculer(tmp_path, lignes)
    assert [lues[f"B{i}"] for i in (1, 2, 3)] == [15, 20, 25]
    assert lues["A4"] == 9
    assert bilan.non_calculees == [("S", "A4", "formule partagée dont le modèle manque")]


def test_genres_de_cellules(tmp_path: Path) -> None:
    lignes = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>dans</t></is></c>'
        '<c t="b"><v>1</v></c><c t="e"><v>#DIV/0!</v></c><c t="str"><v>a_x0042_c</v></c>'
        '<c><v>1.5E2</v></c><c t="d"><v>2025-06-02</v></c>'
        '<c t="n"><v>abîmé</v></c><c s="1"/></row><row r="3" hidden="1"><c><f>CONCATENATE(A1,B1,C1)</f></c>'
        "<c><f>G1+H1</f></c><c><f>NOT(D1)</f></c><c><f>E1</f></c><c><f>F1&amp;CHAR(9)&amp;&quot;&lt;&quot;</f></c></row>"
    )
    textes = (
        '<si><t>un</t></si><si><r><t>de</t></r><r><t xml:space="preserve">ux </t></r><rPh><t>x</t></rPh></si>'
    )
    _, lues = calculer(tmp_path, lignes, textes=textes)
    assert lues == {
        "A1": "un", "B1": "deux ", "C1": "dans", "D1": True, "E1": ErreurCellule("#DIV/0!"), "F1": "aBc",
        "G1": 150, "H1": 45810, "I1": "abîmé", "A3": "undeux dans", "B3": 45960, "C3": False,
        "D3": ErreurCellule("#DIV/0!"), "E3": "aBc\t<",
    }  # fmt: skip


def test_valeur_riche_et_texte_en_ligne_remplaces(tmp_path: Path) -> None:
    """A stale rich value (``vm``) would still be shown by Excel; ``cm`` is kept."""
    lignes = (
        '<row r="1"><c r="A1" cm="1" vm="2" t="e"><f t="array" ref="A1">1+1</f><v>#VALUE!</v></c>'
        '<c r="B1" t="inlineStr"><f>2+2</f><is><t>vieux</t></is></c></row>'
    )
    calculer(tmp_path, lignes)
    with zipfile.ZipFile(tmp_path / "b.xlsx") as zip_:
        contenu = zip_.read("xl/worksheets/sheet1.xml").decode()
    assert (
        '<c r="A1" cm="1"><f t="array" ref="A1">1+1</f><v>2</v></c><c r="B1"><f>2+2</f><v>4</v></c>'
        in contenu
    )


def test_un_texte_vide_est_une_valeur(tmp_path: Path) -> None:
    """``<v/>`` is the number of a formula never computed: readers must be told of the empty text."""
    calculer(tmp_path, '<row r="1"><c r="A1"><f>IF(1&gt;2,1,"")</f><v/></c></row>')
    with zipfile.ZipFile(tmp_path / "b.xlsx") as zip_:
        contenu = zip_.read("xl/worksheets/sheet1.xml").decode()
    assert '<c r="A1" t="str"><f>IF(1&gt;2,1,"")</f><v></v></c>' in contenu


def test_cellules_creees_a_leur_place(tmp_path: Path) -> None:
    lignes = (
        '<row r="2" spans="1:5"><c r="A2" s="3"/>'
        '<c r="B2" cm="1"><f t="array" ref="B2">XLPROD.ESSAI_TABLE(3)</f></c>'
        '<c r="F2"><v>1</v></c></row><row r="4" ht="20"><c r="A4"><v>4</v></c><c r="F4"><v>5</v></c></row>'
    )
    calculer(tmp_path, lignes)
    with zipfile.ZipFile(tmp_path / "b.xlsx") as zip_:
        racine = etree.fromstring(zip_.read("xl/worksheets/sheet1.xml"))
    places = [[c.get("r") for c in ligne] for ligne in racine.iter(f"{{{NORME}}}row")]
    assert places == [["A2", "B2", "C2", "D2", "F2"], ["B3", "C3", "D3"], ["A4", "B4", "C4", "D4", "F4"]]


def test_norme_stricte_et_autres_codages(tmp_path: Path) -> None:
    lignes = '<row r="1"><c r="A1"><v>10</v></c><c r="B1"><f>A1&amp;"é"</f></c></row>'
    assert valeurs(paquet(tmp_path / "s.xlsx", lignes, STRICTE))["S"]["B1"] == "10é"
    for codage in ("utf-16", "iso-8859-1"):
        xml = f'<?xml version="1.0" encoding="{codage}"?><worksheet xmlns="{NORME}">'
        xml += f"<sheetData>{lignes}</sheetData></worksheet>"
        source = paquet(tmp_path / "c.xlsx", "", feuille="@")
        with zipfile.ZipFile(source) as z1, zipfile.ZipFile(tmp_path / "d.xlsx", "w") as z2:
            for nom in z1.namelist():
                z2.writestr(nom, xml.encode(codage) if nom.endswith("sheet1.xml") else z1.read(nom))
        recalculer(tmp_path / "d.xlsx", tmp_path / "e.xlsx")
        assert valeurs(tmp_path / "e.xlsx")["S"]["B1"] == "10é"


def test_noms_en_boucle_et_bombe_de_noms(tmp_path: Path) -> None:
    noms = "".join(f'<definedName name="nom_{i}">nom_{i + 1}+nom_{i + 1}</definedName>' for i in range(40))
    noms += '<definedName name="moi">moi+1</definedName>'
    lignes = '<row r="1"><c r="A1"><f>nom_0</f></c><c r="B1"><f>moi</f></c>'
    lignes += '<c r="C1"><f>nom_35</f></c><c r="D1"><f>nom_22</f></c></row>'
    debut = time.perf_counter()
    bilan, _ = calculer(tmp_path, lignes, classeur=f"<definedNames>{noms}</definedNames>")
    assert [c for _, c, _ in bilan.non_calculees] == ["A1", "B1", "D1"]
    assert bilan.non_calculees[1][2] == "noms définis en boucle"
    assert "trop longue" in bilan.non_calculees[2][2]
    assert time.perf_counter() - debut < 5


@pytest.mark.parametrize(
    ("formule", "raison"),
    [
        ('<f t="array" ref="A1:XFD1048576">1+1</f>', "formule matricielle sur 17179869184 cellules"),
        ('<f t="dataTable" ref="A1:B2" dt2D="1">1</f>', "table de données d'Excel"),
        (f"<f>{'1+' * 5000}1</f>", "formule de 10001 caractères"),
        (f"<f>{'ABS(' * 1500}1{')' * 1500}</f>", "niveaux d'imbrication"),
        ('<f t="array" ref="A1:B3">ROW(C1:C2)</f>', "n'a pas la taille de sa plage"),
    ],
)
def test_formules_demesurees(tmp_path: Path, formule: str, raison: str) -> None:
    bilan, lues = calculer(tmp_path, f'<row r="1"><c r="A1">{formule}<v>7</v></c></row>')
    assert lues["A1"] == 7
    assert raison in bilan.non_calculees[0][2]


# -- hostile files


LOL = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 9))


@pytest.mark.parametrize(
    ("parties", "attendu"),
    [
        (
            {"feuille": f'<!DOCTYPE w [<!ENTITY l0 "lol">{LOL}]><worksheet xmlns="{NORME}">&l8;</worksheet>'},
            "DOCTYPE",
        ),
        (
            {
                "feuille": '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                f'<worksheet xmlns="{NORME}"><sheetData>'
                '<row r="1"><c r="A1" t="str"><v>&x;</v></c></row></sheetData></worksheet>'
            },
            "DOCTYPE",
        ),
        ({"feuille": f'<worksheet xmlns="{NORME}"><sheetData>'}, "est mal formée"),
        ({"feuille": "<html/>"}, "espace de noms inconnu"),
        ({"feuille": ""}, "est mal formée"),
        ({"textes": f"<si><t>{'x' * 40_000}</t></si>"}, "un texte de 40000 caractères"),
        ({"proprietes": '<workbookPr date1904="1"/>'}, "calendrier depuis 1904"),
    ],
)
def test_parties_hostiles(tmp_path: Path, parties: dict[str, str], attendu: str) -> None:
    source = paquet(tmp_path / "a.xlsx", "", **parties)
    with pytest.raises(ClasseurIllisible, match=attendu):
        recalculer(source, tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def test_texte_partage_introuvable(tmp_path: Path) -> None:
    source = paquet(tmp_path / "a.xlsx", '<row r="1"><c r="A1" t="s"><v>9</v></c></row>')
    with pytest.raises(ClasseurIllisible, match="texte partagé 9 introuvable"):
        valeurs(source)


def test_adresses_absurdes_ignorees(tmp_path: Path) -> None:
    lignes = (
        '<row r="99999999"><c r="A99999999"><v>1</v></c></row><row r="²"><c r="B1"><v>1</v></c></row>'
        '<row r="5"><c r="ZZZZ5"><v>1</v></c><c r="?5"><v>1</v></c><c r="A5"><f>1+1</f></c></row>'
    )
    assert calculer(tmp_path, lignes)[1]["A5"] == 2


def test_feuille_annoncee_mais_absente(tmp_path: Path) -> None:
    source = paquet(tmp_path / "a.xlsx", "")
    with zipfile.ZipFile(source) as z1, zipfile.ZipFile(tmp_path / "c.xlsx", "w") as z2:
        for nom in z1.namelist():
            if not nom.endswith("sheet1.xml"):
                z2.writestr(nom, z1.read(nom))
    with pytest.raises(ClasseurIllisible, match=r"xl/worksheets/sheet1\.xml manque"):
        recalculer(tmp_path / "c.xlsx", tmp_path / "b.xlsx")


def issue(fichier: Path, destination: Path) -> Bilan | str:
    try:
        return recalculer(fichier, destination, ecraser=True)
    except ClasseurIllisible as refus:
        return str(refus)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="corpus de fichiers hostiles absent à côté du dépôt")
def test_corpus_hostile(tmp_path: Path) -> None:
    """Every file gives an account or a refusal in French, in a reasonable time, and nothing else."""
    fichiers = [f for f in sorted(CORPUS.iterdir()) if f.is_file()]
    assert fichiers
    for fichier in fichiers:
        debut = time.perf_counter()
        destination = tmp_path / f"b{fichier.suffix}"
        bilan = issue(fichier, destination)
        assert bilan, fichier.name
        if isinstance(bilan, Bilan):
            assert bilan.cellules >= len(bilan.non_calculees), fichier.name
            assert zipfile.is_zipfile(destination), fichier.name
        assert time.perf_counter() - debut < 60, fichier.name
