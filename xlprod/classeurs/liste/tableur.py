"""Received workbooks: checked before anything parses them, then read with calamine.

calamine allocates the whole rectangle of a sheet at once: one value in XFD1048576 would end
the process, not raise.  The extent is therefore measured first, on the raw parts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine as calamine
from defusedxml.ElementTree import iterparse

from xlprod.classeurs import archive
from xlprod.classeurs.liste.modele import ListeIllisible
from xlprod.classeurs.liste.texte_csv import LIGNES_MAX, Tableau

COLONNES_MAX = 200
CASES_MAX = 8_000_000
"""Cells of the rectangle that a sheet fills: 20 000 rows of 400 columns."""
XLS_MAX = 30_000_000
"""Bytes of an old ``.xls`` file, which has no directory to check."""

_CASE = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_RANGEE = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d{1,7})[\"']")
_CASE_SANS_ADRESSE = re.compile(rb"<(?:\w+:)?c\b(?![^>]*\br=)[^>]*(?<!/)>")
_MOT_DE_PASSE = re.compile(
    re.escape("EncryptedPackage".encode("utf-16-le")) + rb"|\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL
)
"""An encrypted ``.xlsx`` (a stream of that name), or an ``.xls`` whose second record is FILEPASS."""
_TABLEUR = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def lire(chemin: Path, octets: bytes) -> list[Tableau]:
    """Every worksheet of a workbook, from its first row on."""
    if octets.startswith(b"PK"):
        _controler_zip(chemin, octets)
    elif len(octets) > XLS_MAX:
        raise ListeIllisible(
            f"{chemin.name} : {len(octets) // 1_000_000} Mo ; enregistrez la seule liste d’équipe en .xlsx"
        )
    elif _MOT_DE_PASSE.search(octets):
        raise ListeIllisible(_protege(chemin.name))
    try:
        return list(_feuilles(octets))
    except calamine.PasswordError:
        raise ListeIllisible(_protege(chemin.name)) from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError, MemoryError) as panne:
        raise ListeIllisible(_abime(chemin.name)) from panne
    except BaseException as panne:
        # A bug in the Rust reader surfaces as pyo3's PanicException, which is no Exception.
        if type(panne).__name__ != "PanicException":
            raise
        raise ListeIllisible(_abime(chemin.name)) from panne


def _protege(nom: str) -> str:
    return f"{nom} : classeur protégé par un mot de passe ; enregistrez-en une copie sans"


def _abime(nom: str) -> str:
    return f"{nom} : classeur illisible ou abîmé ; ouvrez-le dans Excel et enregistrez-le de nouveau en .xlsx"


def _feuilles(octets: bytes) -> Iterator[Tableau]:
    with calamine.load_workbook(io.BytesIO(octets)) as classeur:
        for description in classeur.sheets_metadata:
            if description.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            feuille = classeur.get_sheet_by_name(description.name)
            rangees = feuille.to_python(skip_empty_area=False, nrows=LIGNES_MAX + 1)
            if len(rangees) > LIGNES_MAX:
                raise ListeIllisible(f"feuille « {description.name} » : plus de {LIGNES_MAX} lignes")
            cachee = description.visible != calamine.SheetVisibleEnum.Visible
            remarque = "feuille masquée" if cachee else ""
            yield Tableau(description.name, [list(r[:COLONNES_MAX]) for r in rangees], remarque)


def _controler_zip(chemin: Path, octets: bytes) -> None:
    """Directory of the zip first, then the extent of each sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as zip_:
            noms = set(zip_.namelist())
            opendocument = "content.xml" in noms and "mimetype" in noms
            if opendocument:
                _controler_ods(chemin.name, zip_)
    except zipfile.BadZipFile as panne:
        raise ListeIllisible(_abime(chemin.name)) from panne
    if opendocument:
        return
    try:
        with archive.ouvrir(chemin) as ouverte:
            for partie in ouverte.noms:
                xml = ouverte.lire(partie)
                if b"sheetData" in xml:
                    _controler_etendue(chemin.name, _etendue_xlsx(xml))
    except archive.ClasseurIllisible as panne:
        raise ListeIllisible(str(panne)) from panne


def _controler_etendue(nom: str, etendue: tuple[int, int]) -> None:
    lignes, colonnes = etendue
    if lignes * colonnes > CASES_MAX:
        raise ListeIllisible(
            f"{nom} : une feuille s’étend sur {lignes} lignes et {colonnes} colonnes ; "
            "supprimez les cellules isolées loin du tableau, ou copiez la liste dans un classeur neuf"
        )


def _etendue_xlsx(xml: bytes) -> tuple[int, int]:
    """Last row and column that hold something; formatted blanks do not count."""
    cases = set(_CASE.findall(xml))
    lignes = {ligne for _, ligne in cases}
    if _CASE_SANS_ADRESSE.search(xml):
        lignes.update(_RANGEE.findall(xml))  # such a cell is where its row says
    return max(map(int, lignes), default=0), max((_rang(c) for c in {c for c, _ in cases}), default=1)


def _rang(lettres: bytes) -> int:
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + lettre - 64
    return rang


def _controler_ods(nom: str, zip_: zipfile.ZipFile) -> None:
    infos = zip_.infolist()
    total = sum(info.file_size for info in infos)
    enfle = any(i.file_size > max(archive.RATIO_EXAMINE, archive.RATIO_MAX * i.compress_size) for i in infos)
    if total > archive.TAILLE_MAX or len(infos) > archive.PARTIES_MAX or enfle:
        raise ListeIllisible(f"{nom} : fichier démesuré une fois décompressé ; refusé par prudence")
    try:
        if b"encryption-data" in zip_.read("META-INF/manifest.xml"):
            raise ListeIllisible(_protege(nom))
        with zip_.open("content.xml") as flux:
            for etendue in _etendues_ods(flux):
                _controler_etendue(nom, etendue)
    except ListeIllisible:
        raise
    except Exception as panne:  # any damage, forbidden entity included: the file is refused all the same
        raise ListeIllisible(_abime(nom)) from panne


def _etendues_ods(flux: Any) -> Iterator[tuple[int, int]]:
    """Extent of each sheet, repeated rows and cells counted, blank ones at the end left out."""
    ligne = hauteur = largeur = 0
    for _, element in iterparse(flux, events=("end",)):
        if element.tag == f"{_TABLEUR}table-row":
            repetition = int(element.get(f"{_TABLEUR}number-rows-repeated", "1"))
            ligne += repetition
            derniere = _derniere_ods(element)
            if derniere:
                hauteur, largeur = ligne, max(largeur, derniere)
            element.clear()
        elif element.tag == f"{_TABLEUR}table":
            yield hauteur, largeur
            ligne = hauteur = largeur = 0
            element.clear()


def _derniere_ods(rangee: Any) -> int:
    """Rank of the last cell of a row that holds something, 0 for a blank row."""
    colonne = derniere = 0
    for case in rangee:
        colonne += int(case.get(f"{_TABLEUR}number-columns-repeated", "1"))
        if len(case) or any("value" in attribut for attribut in case.attrib):
            derniere = colonne
    return derniere
