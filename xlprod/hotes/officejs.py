"""The Office.js add-in, generated from the registry; the engine runs inside it, in WebAssembly.

``construire`` writes a static site: metadata and script of the custom functions, the engine
as one archive, Pyodide.  Nothing is fetched from anywhere but the site's own origin and
Microsoft's office.js.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

from macros.registre import groupes
from xlprod import VERSION_DONNEES, VERSION_MOTEUR
from xlprod.classeurs import gabarit
from xlprod.hotes import calc, documentation
from xlprod.hotes.officejs_icones import TAILLES, TAILLES_MARQUE, dessiner
from xlprod.hotes.officejs_manifeste import fichier_icone, manifeste, onglet
from xlprod.registre import FONCTIONS, Argument, Fonction

SOURCES = Path(__file__).parent / "officejs_site"
"""Hand-written files of the site: the script, the page."""

RACINES = ("udfs", "xlprod.hotes.officejs_pont", "xlprod.hotes.actions")
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
MOTEUR = "moteur.zip"
AIDE = "fonctions.html"
GABARITS = "gabarits"
"""Folder of the templates that an action opens."""
VERSION = f"{VERSION_MOTEUR}-{VERSION_DONNEES}"
VARIABLES = 15
"""How many values a variable argument takes: one repeating parameter would refuse ranges of several sizes."""


def construire(dossier: Path, pyodide: Path, base: str) -> Path:
    """Write the add-in's site into ``dossier``, to be served at ``base``.

    ``pyodide`` is the folder of its npm package.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    (dossier / "manifest.xml").write_text(manifeste(base), encoding="utf-8")
    ecrire_icones(dossier)
    (dossier / "functions.json").write_text(texte_json(metadonnees(base)), encoding="utf-8")
    (dossier / AIDE).write_text(documentation.page_aide(), encoding="utf-8")
    for fichier in sorted(SOURCES.iterdir()):
        shutil.copyfile(fichier, dossier / fichier.name)
    (dossier / "fonctions_liste.js").write_text(listes(), encoding="utf-8")
    ecrire_moteur(dossier / MOTEUR)
    for nom, ecrire in gabarits().items():
        gabarit.calculer(ecrire, dossier / nom)
    (dossier / "pyodide").mkdir(exist_ok=True)
    for nom in PYODIDE:
        shutil.copyfile(pyodide / nom, dossier / "pyodide" / nom)
    return dossier


def ecrire_icones(dossier: Path) -> None:
    """The add-in's mark and the pictures of the buttons."""
    for taille in TAILLES_MARQUE:
        dessiner(taille).save(dossier / fichier_icone("", taille))
    for bouton in (bouton for _, boutons in onglet() for bouton in boutons):
        for taille in TAILLES:
            dessiner(taille, bouton.nom).save(dossier / fichier_icone(bouton.nom, taille))


def gabarits() -> dict[str, gabarit.Ecrivain]:
    """Templates that an action may open, by their place in the site: all but the examples."""
    return {f"{GABARITS}/{nom}.xlsx": e for nom, e in gabarit.modeles().items() if "/" not in nom}


def listes() -> str:
    """Script that tells the site what the registries hold: functions, buttons by group, templates."""
    fonctions = {nom: len(parametres(f)) for nom, f in sorted(FONCTIONS.items())}
    actions = [
        {
            "groupe": groupe,
            "nom": a.nom,
            "libelle": a.libelle,
            "aide": a.aide,
            "icone": fichier_icone(a.nom, 32),
            "fichier": a.fichier,
            "volet": a.volet,
        }
        for groupe, du_groupe in groupes()
        for a in du_groupe
    ]
    lignes = {
        "VERSION": VERSION,
        "FONCTIONS": fonctions,
        "ACTIONS": actions,
        "GABARITS": list(gabarits()),
    }
    return "".join(f"var XLPROD_{nom} = {texte_json(valeur)};\n" for nom, valeur in lignes.items())


def texte_json(donnees: Any) -> str:
    return json.dumps(donnees, ensure_ascii=False, indent=1)


def metadonnees(base: str) -> dict[str, Any]:
    """``functions.json``: every argument and result is a matrix, so that a cell may be a column.

    The help of each function is a page of the same site, served at ``base``.
    """
    fonctions = [
        {
            "id": f.nom,
            "name": f.nom,
            "description": f.resume,
            "helpUrl": f"{base.rstrip('/')}/{AIDE}#{f.nom}",
            "parameters": [_parametre(a) for a in parametres(f)],
            "result": {"type": "any", "dimensionality": "matrix"},
            "options": {"cancelable": True},
        }
        for _, f in sorted(FONCTIONS.items())
    ]
    return {"allowErrorForDataTypeAny": True, "allowCustomDataForDataTypeAny": False, "functions": fonctions}


def parametres(f: Fonction) -> list[Argument]:
    """Arguments as Excel declares them: a variable one becomes so many optional ones."""
    fixes = [a for a in f.arguments if not a.variadique]
    variables = [a for a in f.arguments if a.variadique]
    return fixes + [
        Argument(f"{a.nom}{i}", a.genre, a.aide, facultatif=True)
        for a in variables
        for i in range(1, VARIABLES + 1)
    ]


def _parametre(argument: Argument) -> dict[str, Any]:
    parametre: dict[str, Any] = {
        "name": argument.nom,
        "description": argument.aide,
        "type": "any",
        "dimensionality": "matrix",
    }
    return parametre | ({"optional": True} if argument.facultatif else {})


def ecrire_moteur(destination: Path) -> None:
    """The engine's modules and data as one archive; same sources, same bytes."""
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_DEFLATED) as archive:
        for chemin, octets in sorted(calc.moteur(RACINES).items()):
            entree = zipfile.ZipInfo(chemin, (1980, 1, 1, 0, 0, 0))
            entree.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entree, octets)
