"""New sheets in a package: how they look to readers, and that nothing else changes."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from lxml import etree

from tests import pieges
from tests.paquets import NORME, STRICTE, Autre, assembler, classeur_complet, en_xlsm, paquet
from tests.test_validateur import valider
from xlprod.classeurs import archive
from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.calcul.lecture import lire_classeur
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.classeurs.retouche.feuilles import ajouter_pages
from xlprod.classeurs.retouche.paquet import Paquet
from xlprod.hotes import bureau

ESPACE_STRICT = b"purl.oclc.org/ooxml/officeDocument"
RACINE = Path(__file__).resolve().parent.parent
EXEMPLE = RACINE / "workbooks" / "exemples" / "film_2_5_M.xlsx"
PAGE = Page(
    "L'essai (2)",
    "Titre & <titre>",
    "sous-titre",
    (
        Colonne("Texte", 20),
        Colonne("Euros", 14, "euros"),
        Colonne("Taux", 10, "taux"),
        Colonne("Date", 12, "date"),
        Colonne("Note", 50),
    ),
    [
        Ligne(("Section qui court sur la ligne",), "section"),
        Ligne(("=1+1", 1234.5, 0.0255, 46350.0, "  deux\nlignes ")),
        Ligne((None, -3, True, None, "€" * 40_000), "alerte"),
        Ligne(("Total", 1231.5), "total"),
    ],
)


def ajouter(source: Path, destination: Path, *pages: Page) -> Path:
    with archive.ouvrir(source) as ouvert:
        edite = Paquet(ouvert)
        ajouter_pages(edite, pages)
        edite.ecrire(destination)
    return destination


def parties(chemin: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(chemin) as zip_:
        assert zip_.testzip() is None
        return {nom: zip_.read(nom) for nom in zip_.namelist()}


def test_la_page_se_relit(tmp_path: Path) -> None:
    fichier = ajouter(EXEMPLE, tmp_path / "b.xlsx", PAGE)
    assert valider(fichier) == []
    classeur: Any = openpyxl.load_workbook(fichier)
    feuille = classeur["L'essai (2)"]
    assert classeur.active is feuille
    assert [[c.value for c in rangee] for rangee in feuille["A1:E5"]] == [
        ["Titre & <titre>", None, None, None, None],
        ["sous-titre", None, None, None, None],
        [None] * 5,
        ["Texte", "Euros", "Taux", "Date", "Note"],
        ["Section qui court sur la ligne", None, None, None, None],
    ]
    assert feuille["A6"].value == "=1+1"
    assert feuille["A6"].data_type == "inlineStr" or feuille["A6"].data_type == "s"
    assert [c.value for c in feuille[6][1:3]] == [1234.5, 0.0255]
    assert feuille["D6"].value == dt.datetime(2026, 11, 24)
    assert feuille["E6"].value == "  deux\nlignes "
    assert feuille["C7"].value is True
    assert feuille["E7"].value == "€" * 31_999 + "…"
    assert feuille["B6"].number_format == '#,##0.00\\ "€";[Red]\\-#,##0.00\\ "€";"–"'
    assert (feuille["A1"].font.sz, feuille["A1"].font.b, feuille["A6"].font.name) == (16, True, "Arial")
    assert feuille["A4"].fill.fgColor.rgb == "FF1B2A41"
    assert feuille["E7"].alignment.wrap_text
    assert not feuille["A5"].alignment.wrap_text
    calamine = python_calamine.load_workbook(fichier)
    assert calamine.sheet_names[-1] == "L'essai (2)"
    assert calamine.get_sheet_by_name("L'essai (2)").to_python()[5][1] == 1234.5


def test_caracteres_que_xml_ne_porte_pas(tmp_path: Path) -> None:
    textes = ("cloche \x07", "_x0041_", "\ud800", "a\tb\r\nc", "")
    page = Page("P", "P", "", (Colonne("Texte", 20),), [Ligne((t,)) for t in textes])
    with archive.ouvrir(ajouter(EXEMPLE, tmp_path / "b.xlsx", page)) as ouvert:
        lue = lire_classeur(ouvert).feuilles[-1].constantes
    assert [lue.get((rang, 1)) for rang in range(5, 10)] == [*textes[:4], None]


def test_un_texte_reste_un_texte(tmp_path: Path) -> None:
    fichier = ajouter(EXEMPLE, tmp_path / "b.xlsx", pieges.PAGE)
    assert valider(fichier) == []
    attendu = [list(rangee) for rangee in pieges.PAGE.plan().cellules]
    lue: Any = openpyxl.load_workbook(fichier)[pieges.PAGE.nom]
    assert [[c.value for c in rangee] for rangee in lue] == attendu
    assert {c.data_type for rangee in lue for c in rangee if c.value is not None} <= {"s", "inlineStr"}
    with archive.ouvrir(fichier) as ouvert:
        relue = lire_classeur(ouvert)
    feuille = relue.feuilles[-1]
    assert not feuille.formules
    constantes = feuille.constantes
    assert [constantes.get((5 + i, 1)) for i in range(len(pieges.TEXTES))] == list(pieges.TEXTES)


def test_la_page_s_imprime(tmp_path: Path) -> None:
    feuille: Any = openpyxl.load_workbook(ajouter(EXEMPLE, tmp_path / "b.xlsx", PAGE))["L'essai (2)"]
    reglages = feuille.page_setup
    assert (reglages.paperSize, reglages.orientation) == (9, "landscape")
    assert (feuille.sheet_properties.pageSetUpPr.fitToPage, reglages.fitToHeight) == (True, 0)
    assert feuille.print_title_rows == "$4:$4"
    assert feuille.freeze_panes == "A5"
    assert feuille.sheet_view.showGridLines is False
    assert "&P / &N" in feuille.oddFooter.right.text
    assert [feuille.column_dimensions[c].width for c in "AE"] == [20.7109375, 50.7109375]


def test_rien_d_autre_ne_change(tmp_path: Path) -> None:
    avant, apres = parties(EXEMPLE), parties(ajouter(EXEMPLE, tmp_path / "b.xlsx", PAGE))
    neuves = [n for n in apres if n not in avant]
    assert neuves == ["xl/worksheets/sheet7.xml"]
    assert list(apres) == [*avant, *neuves]
    assert {n for n in avant if avant[n] != apres[n]} == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",  # no longer the selected one
    }
    ancien, nouveau = (etree.fromstring(p["xl/styles.xml"]) for p in (avant, apres))
    for section in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs"):
        lues = [[etree.tostring(e) for e in r.iterfind(f"{{{NORME}}}{section}/*")] for r in (ancien, nouveau)]
        assert lues[1][: len(lues[0])] == lues[0], section
        assert nouveau.xpath(f"string(*[local-name()='{section}']/@count)") == str(len(lues[1]))


def test_plusieurs_fois_sans_grossir(tmp_path: Path) -> None:
    """Numbers stay fresh, one sheet is selected, styles already there serve again."""
    un = ajouter(EXEMPLE, tmp_path / "1.xlsx", PAGE)
    autre = Page("Autre", "Autre", "", PAGE.colonnes, PAGE.lignes)
    deux = ajouter(un, tmp_path / "2.xlsx", autre, Page("Vide", "Vide", "", PAGE.colonnes, []))
    assert valider(deux) == []
    assert parties(un)["xl/styles.xml"] == parties(deux)["xl/styles.xml"]
    classeur: Any = openpyxl.load_workbook(deux)
    assert classeur.sheetnames[-3:] == ["L'essai (2)", "Autre", "Vide"]
    assert classeur.active.title == "Autre"
    assert [f.title for f in classeur if f.sheet_view.tabSelected] == ["Autre"]
    assert classeur["Vide"].print_title_rows == "$4:$4"


@pytest.mark.parametrize("extension", ["xlsx", "xlsm"])
def test_graphiques_commentaires_vba_gardes(tmp_path: Path, extension: str) -> None:
    source = tmp_path / f"a.{extension}"
    classeur_complet(tmp_path / "brut.xlsx")
    if extension == "xlsm":
        en_xlsm(tmp_path / "brut.xlsx", source)
    else:
        (tmp_path / "brut.xlsx").rename(source)
    fichier = ajouter(source, tmp_path / f"b.{extension}", PAGE)
    avant, apres = parties(source), parties(fichier)
    touchees = {n for n in avant if avant[n] != apres[n]}
    assert touchees == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    }
    assert apres["xl/worksheets/sheet1.xml"] == avant["xl/worksheets/sheet1.xml"].replace(
        b' tabSelected="1"', b""
    )
    if extension == "xlsx":
        assert valider(fichier) == []


@pytest.mark.parametrize("codage", ["utf-8", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize("prefixe", ["", "x", "r0"])
def test_prefixes_et_codages(tmp_path: Path, prefixe: str, codage: str) -> None:
    source = assembler(
        tmp_path / "a.xlsx",
        {"Été": '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetData/>'},
        "<definedNames><definedName name=\"Un\">'Été'!$A$1</definedName></definedNames>",
        avant="<bookViews><workbookView/></bookViews>",
        prefixe=prefixe,
        codage=codage,
    )
    fichier = ajouter(source, tmp_path / "b.xlsx", PAGE)
    assert valider(fichier) == []
    classeur: Any = openpyxl.load_workbook(fichier)
    assert classeur.sheetnames == ["Été", "L'essai (2)"]
    assert classeur.active.title == "L'essai (2)"
    assert list(classeur.defined_names) == ["Un"]
    assert classeur["L'essai (2)"]["B6"].value == 1234.5
    assert classeur["L'essai (2)"]["A4"].font.b
    assert not classeur["Été"].sheet_view.tabSelected
    if not codage.startswith("iso"):  # calamine reads Unicode only
        assert python_calamine.load_workbook(fichier).sheet_names == ["Été", "L'essai (2)"]


def test_un_classeur_reduit_a_rien(tmp_path: Path) -> None:
    """No styles, no views, no names: each is made, with its defaults before ours."""
    fichier = ajouter(assembler(tmp_path / "a.xlsx", {"S": "<sheetData/>"}), tmp_path / "b.xlsx", PAGE)
    assert valider(fichier) == []
    classeur: Any = openpyxl.load_workbook(fichier)
    assert classeur["S"]["A1"].font.sz == 11
    assert classeur["S"]["A1"].fill.fill_type is None
    assert classeur.active["A4"].fill.fgColor.rgb == "FF1B2A41"


@pytest.mark.parametrize("styles", ["<styleSheet {}/>", "<styleSheet {}><cellXfs/><dxfs/></styleSheet>"])
def test_des_styles_presque_vides(tmp_path: Path, styles: str) -> None:
    texte = styles.format(f'xmlns="{NORME}"')
    autres = {"xl/styles.xml": Autre(texte, "application/vnd.openxmlformats-officedocument."
                                     "spreadsheetml.styles+xml", genre="styles")}  # fmt: skip
    source = assembler(tmp_path / "a.xlsx", {"S": "<sheetData/>"}, autres=autres)
    fichier = ajouter(source, tmp_path / "b.xlsx", PAGE)
    ordre = [etree.QName(e).localname for e in etree.fromstring(parties(fichier)["xl/styles.xml"])]
    assert ordre == [s for s in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs") if s in ordre]
    classeur: Any = openpyxl.load_workbook(fichier)
    assert classeur.active["A4"].font.b


def test_norme_stricte(tmp_path: Path) -> None:
    source = paquet(tmp_path / "a.xlsx", "", STRICTE)
    with archive.ouvrir(source) as ouvert:
        liens = ouvert.lire("xl/_rels/workbook.xml.rels")
    strict = liens.replace(
        b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"
    )
    archive.reecrire(source, source, {"xl/_rels/workbook.xml.rels": strict})
    apres = parties(ajouter(source, tmp_path / "b.xlsx", PAGE))
    feuille = etree.fromstring(apres["xl/worksheets/sheet2.xml"])
    assert etree.QName(feuille).namespace == STRICTE
    assert (
        b"purl.oclc.org/ooxml/officeDocument/relationships/worksheet" in apres["xl/_rels/workbook.xml.rels"]
    )
    onglet = etree.fromstring(apres["xl/workbook.xml"]).find(f".//{{{STRICTE}}}sheet[2]")
    assert onglet is not None
    assert "{http://purl.oclc.org/ooxml/officeDocument/relationships}id" in onglet.attrib


def test_numeros_de_feuille_au_plafond(tmp_path: Path) -> None:
    source = assembler(tmp_path / "a.xlsx", {"S": "<sheetData/>"})
    classeur = parties(source)["xl/workbook.xml"].replace(b'sheetId="1"', b'sheetId="65534"')
    archive.reecrire(source, source, {"xl/workbook.xml": classeur})
    assert b'sheetId="1"' in parties(ajouter(source, tmp_path / "b.xlsx", PAGE))["xl/workbook.xml"]


def test_une_feuille_annoncee_sans_partie(tmp_path: Path) -> None:
    source = assembler(tmp_path / "a.xlsx", {"S": "<sheetData/>", "T": "<sheetData/>"})
    archive.reecrire(source, source, {}, retraits=["xl/worksheets/sheet2.xml"])
    with pytest.raises(ClasseurIllisible, match="la feuille « T » manque"):
        ajouter(source, tmp_path / "b.xlsx", PAGE)
    assert not (tmp_path / "b.xlsx").exists()


def test_ecriture_ratee_ne_laisse_rien(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plein(*_: object) -> bytes:
        raise OSError(28, "disque plein")

    monkeypatch.setattr(archive, "_ecrire_contenu", plein)
    with pytest.raises(OSError, match="disque plein"):
        ajouter(EXEMPLE, tmp_path / "b.xlsx", PAGE)
    assert list(tmp_path.iterdir()) == []


def test_libreoffice_relit_la_page(tmp_path: Path, soffice: Path) -> None:
    lue = bureau.recalculer(ajouter(EXEMPLE, tmp_path / "b.xlsx", PAGE), tmp_path / "lo.xlsx")
    feuille = openpyxl.load_workbook(lue, data_only=True)["L'essai (2)"]
    assert [c.value for c in feuille[6][:4]] == ["=1+1", 1234.5, 0.0255, dt.datetime(2026, 11, 24)]
    assert feuille["A4"].fill.fgColor.rgb == "FF1B2A41"
    assert feuille.print_title_rows == "$4:$4"
    assert feuille.page_setup.orientation == "landscape"
