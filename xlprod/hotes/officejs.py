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

from PIL import Image, ImageDraw

from xlprod import VERSION_DONNEES, VERSION_MOTEUR
from xlprod.hotes import calc
from xlprod.hotes.officejs_manifeste import ICONES, manifeste
from xlprod.registre import FONCTIONS, Argument, Fonction

SOURCES = Path(__file__).parent / "officejs_site"
"""Hand-written files of the site: the script, the page."""

RACINES = ("udfs", "xlprod.hotes.officejs_pont")
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
MOTEUR = "moteur.zip"
VERSION = f"{VERSION_MOTEUR}-{VERSION_DONNEES}"
VARIABLES = 15
"""How many values a variable argument takes: one repeating parameter would refuse ranges of several sizes."""


def construire(dossier: Path, pyodide: Path, base: str) -> Path:
    """Write the add-in's site into ``dossier``, to be served at ``base``.

    ``pyodide`` is the folder of its npm package.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    (dossier / "manifest.xml").write_text(manifeste(base), encoding="utf-8")
    for taille in ICONES:
        icone(taille).save(dossier / f"icone-{taille}.png")
    (dossier / "functions.json").write_text(texte_json(metadonnees()), encoding="utf-8")
    for fichier in sorted(SOURCES.iterdir()):
        shutil.copyfile(fichier, dossier / fichier.name)
    noms = {nom: len(parametres(f)) for nom, f in sorted(FONCTIONS.items())}
    liste = f"var XLPROD_VERSION = {json.dumps(VERSION)};\nvar XLPROD_FONCTIONS = {texte_json(noms)};\n"
    (dossier / "fonctions_liste.js").write_text(liste, encoding="utf-8")
    ecrire_moteur(dossier / MOTEUR)
    (dossier / "pyodide").mkdir(exist_ok=True)
    for nom in PYODIDE:
        shutil.copyfile(pyodide / nom, dossier / "pyodide" / nom)
    return dossier


def icone(taille: int) -> Image.Image:
    """The add-in's mark: a clapper's bars over a cell."""
    grand = 8 * taille  # drawn large then reduced: smooth edges at 16 pixels
    image = Image.new("RGBA", (grand, grand))
    trait = ImageDraw.Draw(image)
    marge, haut = grand // 12, grand * 3 // 8
    trait.rounded_rectangle((marge, marge, grand - marge, grand - marge), grand // 8, fill="#1B2A41")
    for rang in range(3):
        gauche = marge + grand // 10 + rang * grand * 3 // 11
        barre = (
            (gauche + grand // 9, marge),
            (gauche + grand // 4, marge),
            (gauche + grand // 7, haut),
            (gauche, haut),
        )
        trait.polygon(barre, fill="white")
    trait.line((marge, haut, grand - marge, haut), fill="#C8A951", width=grand // 20)
    centre, rayon = (grand // 2, grand * 5 // 8), grand // 7
    for dx in (-rayon, rayon):
        trait.line(
            (centre[0] - dx, centre[1] - rayon, centre[0] + dx, centre[1] + rayon),
            fill="white",
            width=grand // 14,
        )
    return image.resize((taille, taille), Image.Resampling.LANCZOS)


def texte_json(donnees: Any) -> str:
    return json.dumps(donnees, ensure_ascii=False, indent=1)


def metadonnees() -> dict[str, Any]:
    """``functions.json``: every argument and result is a matrix, so that a cell may be a column."""
    fonctions = [
        {
            "id": f.nom,
            "name": f.nom,
            "description": f.resume,
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
