"""Our VBA modules as two independent readers find them in a file: olevba and LibreOffice."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from xlprod.hotes import bureau, vba

ENTETES = r"(?m)^Attribute .*\r?\n"
"""Attributes that VBA does not show."""


def attendus() -> dict[str, str]:
    """What a file must hold, as :func:`par_olevba` gives it."""
    sources = {nom: re.sub(ENTETES, "", source) for nom, source in vba.modules().items()}
    return {nom: _lignes(source) for nom, source in {**sources, "ThisWorkbook": vba.OUVERTURE}.items()}


def par_olevba(fichier: Path) -> dict[str, str]:
    """Modules as olevba reads them, but for those of sheets that hold no code."""
    from oletools.olevba import VBA_Parser

    lecteur = VBA_Parser(str(fichier))
    try:
        macros = list(lecteur.extract_all_macros())
    finally:
        lecteur.close()
    lus = {Path(nom).stem: _lignes(re.sub(ENTETES, "", code)) for _, _, nom, code in macros}
    return {nom: code for nom, code in lus.items() if code or not re.fullmatch(r"Sheet\d+", nom)}


def par_libreoffice(soffice: Path, classeur: Path, dossier: Path) -> dict[str, str]:
    """Modules that LibreOffice saves of a workbook (not named ``.xlam``: it would not open it)."""
    commande = [str(soffice), *bureau.options(dossier), "--convert-to", "ods", "--outdir", str(dossier)]
    _, sortie = bureau._lancer([*commande, str(classeur)], 120)
    produit = dossier / f"{classeur.stem}.ods"
    assert produit.is_file(), sortie
    debut, fin = "Basic/VBAProject/", ".xml"
    with zipfile.ZipFile(produit) as ods:
        return {
            nom[len(debut) : -len(fin)]: _lignes("".join(ElementTree.fromstring(ods.read(nom)).itertext()))
            for nom in ods.namelist()
            if nom.startswith(debut) and not nom.endswith("script-lb.xml")
        }


def _lignes(texte: str) -> str:
    return re.sub(r"\r\n?", "\n", texte).strip()
