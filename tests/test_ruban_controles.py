"""The checks of the ribbon: a sound file passes, and each fault is named."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ruban import IMAGES, LIEN_RUBAN, PARTIE, TYPES, defauts
from xlprod.hotes import vba_paquet

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # olevba against recent pyparsing

RUBAN = """<?xml version="1.0" encoding="UTF-8"?>
<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui" onLoad="AuChargement">
  <ribbon><tabs>
    <tab id="Onglet" label="xlprod" keytip="X">
      <group id="Devis" label="Devis">
        <button id="Nouveau" label="Nouveau devis" imageMso="FileNew" size="large" keytip="N"
                screentip="Nouveau devis" supertip="Ouvre un devis vierge." onAction="Nouveau"/>
        <toggleButton id="Figer" label="Figer" imageMso="Lock" keytip="F" getPressed="EstFige"
                      onAction="Ruban.Figer"/>
        <menu id="Rapports" label="Rapports" imageMso="FilePrint" keytip="R">
          <button id="Revue" label="Revue" keytip="N" onAction="Nouveau"/>
        </menu>
        <dropDown id="Bareme" getLabel="Libelle" getItemCount="Nombre" getItemLabel="Element"
                  onAction="Choisir"/>
        <button idMso="Copy"/>
        <dialogBoxLauncher><button id="Reglages" onAction="Nouveau"/></dialogBoxLauncher>
      </group>
    </tab>
  </tabs></ribbon>
</customUI>"""

MODULE = """Attribute VB_Name = "Ruban"
Option Explicit
Public Sub AuChargement(ruban As IRibbonUI)
End Sub
Sub Nouveau(ByVal control As Office.IRibbonControl)
End Sub
Public Sub Figer(control As IRibbonControl, _
                 pressed As Boolean)
End Sub
Public Sub EstFige(control As IRibbonControl, ByRef rendu)
End Sub
Public Sub Libelle(control As IRibbonControl, ByRef rendu As Variant)
End Sub
Public Sub Nombre(control As IRibbonControl, ByRef rendu)
End Sub
Public Sub Element(control As IRibbonControl, index As Integer, ByRef rendu)
End Sub
Public Sub Choisir(control As IRibbonControl, id As String, index As Integer)
End Sub
"""

Retouche = Callable[[str], str]


def remplacer(avant: str, apres: str) -> Retouche:
    """A change that must change something."""

    def retouche(texte: str) -> str:
        rendu = re.sub(avant, lambda _: apres, texte, flags=re.S)
        assert rendu != texte
        return rendu

    return retouche


def fabriquer(
    dossier: Path,
    suffixe: str = ".xlam",
    module: str = MODULE,
    projet: Callable[[Any], object] = lambda _: None,
    **retouches: Retouche,
) -> Path:
    """A file with our ribbon; ``retouches`` change its « ruban », its « liens » or its « types »."""
    from pyopenvba import ExcelFile

    brut, fichier = dossier / f"brut{suffixe}", dossier / f"essai{suffixe}"
    with ExcelFile.create_new(brut) as classeur:
        classeur.vba_project().add_module("Ruban", module.replace("\n", "\r\n"))
        projet(classeur)
        classeur.save()
    with zipfile.ZipFile(brut) as archive:
        textes = {nom: archive.read(nom) for nom in archive.namelist()}
    lien = f'<Relationship Id="rIdRuban" Type="{LIEN_RUBAN}" Target="{PARTIE}"/></Relationships>'
    textes["_rels/.rels"] = textes["_rels/.rels"].replace(b"</Relationships>", lien.encode())
    textes[PARTIE] = RUBAN.encode()
    for nom, partie in {"ruban": PARTIE, "liens": "_rels/.rels", "types": "[Content_Types].xml"}.items():
        if nom in retouches:
            textes[partie] = retouches[nom](textes[partie].decode()).encode()
    with zipfile.ZipFile(fichier, "w") as archive:
        for nom, octets in textes.items():
            if octets:
                archive.writestr(nom, octets)
    return fichier


@pytest.mark.parametrize("suffixe", TYPES)
def test_un_ruban_sans_defaut(tmp_path: Path, suffixe: str) -> None:
    assert defauts(fabriquer(tmp_path, suffixe)) == []


def test_le_ruban_du_complement_classique(tmp_path: Path) -> None:
    assert defauts(vba_paquet.construire_xlam(tmp_path / "xlprod.xlam")) == []


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        (".*", "", f"{PARTIE} absent"),
        (
            "2009/07/customui",
            "2006/01/customui",
            "racine {http://schemas.microsoft.com/office/2006/01/customui",
        ),
        ('id="Nouveau" ', "", "button ? : identifiants []"),
        ('id="Nouveau"', 'id="Nouveau" idMso="FileNew"', "button Nouveau : identifiants ['id', 'idMso']"),
        ('id="Devis"', "", "group ? : identifiants []"),
        ('id="Revue"', 'id="Nouveau"', "« Nouveau » est donné 2 fois"),
        ('id="Nouveau"', 'id="Nouveau devis"', "identifiant « Nouveau devis »"),
        ('id="Nouveau" label="Nouveau devis"', 'id="Nouveau"', "button Nouveau sans libellé"),
        ('label="Devis"', "", "group Devis sans libellé"),
        ('label="Nouveau devis"', 'label=" "', "button Nouveau, label : 1 caractères"),
        ('label="Nouveau devis"', f'label="{"x" * 1025}"', "button Nouveau, label : 1025 caractères"),
        ('screentip="[^"]*"', f'screentip="{"x" * 1025}"', "button Nouveau, screentip : 1025"),
        ('supertip="[^"]*"', f'supertip="{"x" * 1025}"', "button Nouveau, supertip : 1025"),
        ('keytip="F"', 'keytip="f"', "toggleButton Figer : touche « f »"),
        ('keytip="F"', 'keytip="FIGE"', "toggleButton Figer : touche « FIGE »"),
        ('keytip="F"', 'keytip=""', "toggleButton Figer : touche «  »"),
        ('keytip="F"', 'keytip="N"', "touches « N » de button Nouveau et « N » de toggleButton Figer"),
        ('keytip="F"', 'keytip="NF"', "touches « N » de button Nouveau et « NF » de toggleButton Figer"),
        (
            "(?<=</tab>)",
            '<tab id="B" label="B" keytip="X"/>',
            "touches « X » de tab B et « X » de tab Onglet",
        ),
        ('imageMso="FileNew"', 'imageMso="FileNouveau"', "image « FileNouveau » hors de notre liste"),
        ('imageMso="FileNew"', 'image="logo"', "image « logo » absente du fichier"),
        ('imageMso="FileNew"', 'imageMso="FileNew" image="logo"', "button Nouveau : image et imageMso"),
        ('onAction="Nouveau"/>(?=\\s*<toggle)', "/>", "button Nouveau ne fait rien"),
        ('onAction="Choisir"', 'onAction="Absente"', "onAction « Absente » : 0 Sub publique"),
        ('onLoad="AuChargement"', 'onLoad="Absente"', "customUI ?, onLoad « Absente » : 0 Sub publique"),
        ('getPressed="EstFige"', 'getPressed="Absente"', "getPressed « Absente » : 0 Sub publique"),
        ('onAction="Ruban.Figer"', 'onAction="Nouveau"', "toggleButton Figer, onAction « Nouveau » : Sub ("),
        ('getPressed="EstFige"', 'getPressed="Nouveau"', "getPressed « Nouveau » : Sub (ByVal"),
        ('onLoad="AuChargement"', 'onLoad="Nouveau"', "onLoad « Nouveau » : Sub (ByVal"),
        ('getItemCount="Nombre"', 'getItemCount="Element"', "getItemCount « Element » : Sub ("),
        ('getItemLabel="Element"', 'getItemLabel="Nombre"', "getItemLabel « Nombre » : Sub ("),
    ],
)
def test_un_ruban_fautif_est_nomme(tmp_path: Path, avant: str, apres: str, phrase: str) -> None:
    trouves = defauts(fabriquer(tmp_path, ruban=remplacer(avant, apres)))
    assert [d for d in trouves if phrase in d], trouves


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ("Sub Nouveau", "Private Sub Nouveau", "« Nouveau » : 0 Sub publique"),
        ("Sub Nouveau(.*?)End Sub", "Function Nouveau()\nEnd Function", "« Nouveau » : 0 Sub publique"),
        ("Sub Nouveau", "' Sub Nouveau", "« Nouveau » : 0 Sub publique"),
        (r"Nouveau\([^)]*\)", "Nouveau()", "« Nouveau » : Sub ()"),
        ("Office.IRibbonControl", "String", "« Nouveau » : Sub (ByVal control As String)"),
        (
            r"EstFige\(control As IRibbonControl, ByRef",
            "EstFige(control As IRibbonControl, ByVal",
            "« EstFige » :",
        ),
        (r"rendu As Variant", "rendu As String", "« Libelle » : Sub ("),
        ("id As String, index", "index", "« Choisir » : Sub ("),
        (r"\Z", "Sub Nouveau(control As IRibbonControl)\nEnd Sub\n", "« Nouveau » : 2 Sub publique"),
    ],
)
def test_un_rappel_fautif_est_nomme(tmp_path: Path, avant: str, apres: str, phrase: str) -> None:
    retouche = re.sub(avant, lambda _: apres, MODULE, count=1, flags=re.S)
    assert retouche != MODULE
    trouves = defauts(fabriquer(tmp_path, module=retouche))
    assert [d for d in trouves if phrase in d], trouves


def test_un_rappel_dans_le_classeur_n_est_pas_vu(tmp_path: Path) -> None:
    """Office looks for callbacks in standard modules."""
    sub = "Public Sub Nouveau(control As IRibbonControl)\r\nEnd Sub\r\n"
    module = re.sub(r"Sub Nouveau.*?End Sub\n", "", MODULE, flags=re.S)
    trouves = defauts(fabriquer(tmp_path, module=module, projet=lambda c: c.set_module("ThisWorkbook", sub)))
    assert [d for d in trouves if "« Nouveau » : 0 Sub publique" in d], trouves


def test_le_lien_de_2007_est_exige(tmp_path: Path) -> None:
    """The one of 2006 is what some libraries keep, and Excel then shows no ribbon of 2009."""
    fautif = fabriquer(tmp_path, liens=remplacer("2007/relationships/ui", "2006/relationships/ui"))
    assert defauts(fautif) == [f"aucun lien de 2007 vers {PARTIE}"]


@pytest.mark.parametrize(
    ("suffixe", "avant", "apres"), [(".xlam", "addin", "sheet"), (".xlsm", "sheet", "addin")]
)
def test_le_type_du_classeur_suit_son_extension(tmp_path: Path, suffixe: str, avant: str, apres: str) -> None:
    types = remplacer(rf"ms-excel\.{avant}\.macro", f"ms-excel.{apres}.macro")
    assert defauts(fabriquer(tmp_path, suffixe, types=types)) == [
        f"{suffixe} déclaré application/vnd.ms-excel.{apres}.macroEnabled.main+xml"
    ]


def test_la_bibliotheque_office_est_exigee(tmp_path: Path) -> None:
    """Without it no module of the project compiles."""
    fautif = fabriquer(tmp_path, projet=lambda c: c.remove_reference("Office"))
    assert defauts(fautif) == ["le projet VBA ne référence pas la bibliothèque Office"]


def test_la_liste_des_images_reste_courte() -> None:
    assert 30 <= len(IMAGES) <= 60
    assert {"FileNew", "Help", "Calculator", "Lock"} <= IMAGES
