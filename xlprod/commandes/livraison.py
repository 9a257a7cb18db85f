"""``xlprod livraison``: everything that is given to users, with the prints that prove it."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from xlprod.classeurs.gabarit import construire_classiques, construire_gabarits
from xlprod.cli import PROGRAMME_ABSENT, Arret, progres
from xlprod.commandes import excel
from xlprod.hotes import calc, vba_paquet

SITE, EMPREINTES = "officejs", "SHA256SUMS"


def livrer(sortie: Path, pyodide: Path, adresse: str) -> int:
    """Build every artefact into ``sortie``; the same sources give the same bytes."""
    if manque := vba_paquet.manque():
        raise Arret(manque, PROGRAMME_ABSENT)
    progres("complément Excel (Mac, Windows, web)")
    excel.construire(sortie / SITE, pyodide, adresse)
    _archiver(sortie / SITE, sortie / f"{SITE}.zip")
    progres("extension LibreOffice")
    calc.generer_oxt(sortie / "xlprod.oxt")
    progres("complément classique de Windows")
    excel.classique(sortie / "classique")
    progres("classeurs")
    construire_gabarits(sortie / "classeurs")
    construire_classiques(sortie / "classeurs")
    print(_empreintes(sortie))
    return 0


def _archiver(dossier: Path, destination: Path) -> None:
    """The site in one file, for the web server of a company."""
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_DEFLATED) as archive:
        for fichier in sorted(f for f in dossier.rglob("*") if f.is_file()):
            entree = zipfile.ZipInfo(fichier.relative_to(dossier).as_posix(), (1980, 1, 1, 0, 0, 0))
            entree.compress_type = zipfile.ZIP_DEFLATED
            entree.create_system, entree.external_attr = 3, 0o644 << 16
            archive.writestr(entree, fichier.read_bytes())


def _empreintes(sortie: Path) -> Path:
    """In the format that ``sha256sum -c`` reads; the site's own files are in its archive."""
    fichiers = (f for f in sortie.rglob("*") if f.is_file() and f.name != EMPREINTES)
    livres = sorted(f.relative_to(sortie) for f in fichiers)
    lignes = [
        f"{hashlib.sha256((sortie / f).read_bytes()).hexdigest()}  {f.as_posix()}\n"
        for f in livres
        if f.parts[0] != SITE
    ]
    empreintes = sortie / EMPREINTES
    empreintes.write_text("".join(lignes), encoding="utf-8")
    return empreintes
