"""Excel files that hold our VBA: the add-in, and workbooks that bring their functions along.

The add-in starts from the empty one that pyOpenVBA ships, written by Excel itself.  A workbook
gets what Excel gives one at its first macro: a project with a module for it and one for each sheet;
and the ribbon, so that a person who has the workbook alone has the buttons.

The functions of such a workbook and those of the add-in have the same names.  Which ones Excel
calls when both are open is not relied upon: they are the same text and ask the same engine.
"""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from xlprod import VERSION_MOTEUR
from xlprod.classeurs.archive import CLASSEUR as PARTIE_CLASSEUR
from xlprod.classeurs.archive import TYPES, ecriture_atomique
from xlprod.hotes import ruban
from xlprod.hotes.vba import CLASSEUR, OUVERTURE, ErreurVba, en_vba, modules

COMPLEMENT = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
CLASSEUR_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
RELATIONS = "_rels/.rels"
DATE = (1980, 1, 1, 0, 0, 0)
"""Date of every entry: the same sources give the same bytes."""

PROPRIETES = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties \
xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>xlprod {version}</dc:title>\
<dc:creator>xlprod</dc:creator>\
<dc:description>Paie et devis de production audiovisuelle</dc:description></cp:coreProperties>"""


class Partie(NamedTuple):
    """A part put in a package, in place of the one of that name if there is one.

    ``relation`` is the type of the relationship from the package to it, for a part that nothing
    there relates yet.
    """

    nom: str
    contenu: bytes
    relation: str = ""


def manque() -> str:
    """What to install before anything here is built; nothing when all is there."""
    if importlib.util.find_spec("pyopenvba") is None:
        return "pyopenvba absent : pip install 'xlprod[classique]'"
    return ""


def construire_xlam(destination: Path) -> Path:
    """Write the add-in."""
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory(prefix="xlprod-") as dossier:
        brut = Path(dossier) / "brut.xlam"
        with ExcelFile.create_new(brut) as fichier:
            fichier.vba_project().delete_module("Module1")
            _ecrire_modules(fichier)
        proprietes = PROPRIETES.format(version=VERSION_MOTEUR).encode()
        return _paquet(brut, destination, COMPLEMENT, Partie("docProps/core.xml", proprietes), _onglet())


def construire_xlsm(classeur: Path, destination: Path) -> Path:
    """Write ``classeur``, an ``.xlsx`` whose formulas call our VBA, with this VBA and the tab inside."""
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory(prefix="xlprod-") as dossier:
        brut = Path(dossier) / "brut.xlsm"
        shutil.copyfile(classeur, brut)
        with ExcelFile(brut) as fichier:
            fichier.add_vba_project()
            _ecrire_modules(fichier)
        return _paquet(brut, destination, CLASSEUR_MACROS, _onglet(classeur=True))


def _onglet(classeur: bool = False) -> Partie:
    return Partie(ruban.PARTIE, ruban.xml(classeur), ruban.RELATION)


def _ecrire_modules(fichier: Any) -> None:
    """Put our modules in an open file, in a constant order, and save it."""
    projet = fichier.vba_project()
    for module, source in modules().items():
        projet.add_module(module, source)
    fichier.set_module(CLASSEUR, en_vba(OUVERTURE))
    fichier.save()
    if defauts := fichier.validate():
        raise ErreurVba(f"projet VBA incohérent : {defauts[0]}")


def _paquet(brut: Path, destination: Path, genre: str, *parties: Partie) -> Path:
    """Write ``brut`` again: ``genre`` is the type of its workbook, ``parties`` are put in."""
    with zipfile.ZipFile(brut) as archive:
        contenu = {nom: archive.read(nom) for nom in archive.namelist()}
    for partie in parties:
        contenu[partie.nom] = partie.contenu
        if partie.relation:
            contenu[RELATIONS] = _relier(contenu[RELATIONS], partie)
    contenu[TYPES] = _typer(contenu[TYPES], genre)
    destination.parent.mkdir(parents=True, exist_ok=True)
    with ecriture_atomique(destination) as flux, zipfile.ZipFile(flux, "w") as archive:
        # readers expect the content types first
        for nom in sorted(contenu, key=lambda n: (n != TYPES, n)):
            entree = zipfile.ZipInfo(nom, DATE)
            entree.compress_type = zipfile.ZIP_DEFLATED
            entree.create_system, entree.external_attr = 0, 0
            archive.writestr(entree, contenu[nom])
    return destination


def _typer(types: bytes, genre: str) -> bytes:
    racine = etree.fromstring(types)
    (classeur,) = (e for e in racine if e.get("PartName") == f"/{PARTIE_CLASSEUR}")
    classeur.set("ContentType", genre)
    return _xml(racine)


def _relier(relations: bytes, partie: Partie) -> bytes:
    racine = etree.fromstring(relations)
    pris = {e.get("Id") for e in racine}
    libre = next(nom for nom in (f"rId{n}" for n in range(1, len(pris) + 2)) if nom not in pris)
    espace = etree.QName(racine).namespace
    attributs = {"Id": libre, "Type": partie.relation, "Target": partie.nom}
    etree.SubElement(racine, f"{{{espace}}}Relationship", attributs)
    return _xml(racine)


def _xml(racine: etree._Element) -> bytes:
    return etree.tostring(racine, xml_declaration=True, encoding="UTF-8", standalone=True)
