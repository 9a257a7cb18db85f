"""The LibreOffice Calc add-in, generated from the registry: an .oxt or the same unpacked.

What Calc accepts, seen in LibreOffice 25.2 and kept here on purpose:

* parameters are ``any``: the only type that takes a cell, a value or a range and that may be
  omitted.  Variable arguments are so many omissible ones: in an array formula Calc goes through
  the ranges given to a last ``sequence<any>`` cell by cell.  Parameter names in the type library
  are neutral: one with an underscore makes Calc drop the whole library;
* results are ``sequence<sequence<any>>``: rows returned through ``any`` are lost, while one row
  of one cell behaves as a plain value in any formula;
* an argument that is an error, or a range that holds one, never reaches a function: Calc puts
  an error in the cell (in every row of the result for a range) without calling;
* a blank cell referred to alone is passed as 0, an omitted argument as nothing, a blank cell in
  a range (``A1:A1`` too) as "": see ``calc_pont``;
* a text ``.idl`` serves as type library, so no SDK is needed;
* the service is called ``XLPROD``: its functions show as ``XLPROD.NET``, and the compatibility
  name ``_xldudf_XLPROD_NET`` is the one that .xlsx files hold.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock

from xlprod import VERSION_MOTEUR
from xlprod.hotes import calc_menu, calc_xcu
from xlprod.hotes.calc_xcu import noeud, texte
from xlprod.registre import ESPACE, FONCTIONS, PREFIXE_FICHIER, Argument, Fonction

IDENTIFIANT = "org.xlprod.calc"
VERSION_MINIMALE = "25.2"
VARIABLES = 15
"""How many values a variable argument takes."""
RACINES = ("macros", "udfs", "xlprod.hotes.calc_actions", "xlprod.hotes.calc_pont")
"""Modules the components import; all that they import of the project goes along."""
RACINE = Path(__file__).parents[2]

CONTENU_UNO = {
    "xlprod.idl": "uno-typelibrary;type=RDB",
    "composant.py": "uno-component;type=Python",
    "commandes.py": "uno-component;type=Python",
    "CalcAddIns.xcu": "configuration-data",
    "Addons.xcu": "configuration-data",
    "CalcCommands.xcu": "configuration-data",
    "ProtocolHandler.xcu": "configuration-data",
}
"""What LibreOffice is told of, with its kind."""
MANIFESTE = """\
<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
{entrees}</manifest:manifest>
"""
ENTREE = """\
  <manifest:file-entry manifest:full-path="{chemin}" manifest:media-type="application/vnd.sun.star.{genre}"/>
"""
DESCRIPTION = """\
<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006" \
xmlns:l="http://libreoffice.org/extensions/description/2011">
  <identifier value="{identifiant}"/>
  <version value="{version}"/>
  <dependencies><l:LibreOffice-minimal-version value="{minimum}" name="LibreOffice {minimum}"/></dependencies>
  <display-name>
    <name lang="fr">xlprod : paie et devis de production audiovisuelle</name>
    <name lang="en">xlprod: payroll and budgets of French film production</name>
  </display-name>
</description>
"""


def generer_oxt(destination: Path) -> Path:
    """Write the extension; the same sources give the same bytes (dates, order, no compression)."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_STORED) as archive:
        for chemin, octets in sorted(contenu().items()):
            entree = zipfile.ZipInfo(chemin, (1980, 1, 1, 0, 0, 0))
            entree.create_system, entree.external_attr = 3, 0o644 << 16
            archive.writestr(entree, octets)
    return destination


def deployer(dossier: Path) -> Path:
    """Unpack the extension under ``dossier``, which ``-env:BUNDLED_EXTENSIONS`` may then name."""
    for chemin, octets in contenu().items():
        fichier = dossier / "xlprod" / chemin
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_bytes(octets)
    return dossier


def contenu() -> dict[str, bytes]:
    """Files of the extension by path."""
    importlib.import_module("udfs")
    fonctions = [FONCTIONS[nom] for nom in sorted(FONCTIONS)]
    textes = {
        "META-INF/manifest.xml": manifeste(),
        "description.xml": DESCRIPTION.format(
            identifiant=IDENTIFIANT, version=VERSION_MOTEUR, minimum=VERSION_MINIMALE
        ),
        "xlprod.idl": idl(fonctions),
        "CalcAddIns.xcu": xcu(fonctions),
        "composant.py": composant(fonctions),
        "commandes.py": Path(__file__).with_name("calc_commandes.py").read_text(encoding="utf-8"),
        **calc_menu.configurations(),
    }
    fichiers = {chemin: texte.encode() for chemin, texte in textes.items()}
    fichiers |= {f"gabarits/{f.name}": f.read_bytes() for f in gabarits()}
    return fichiers | {f"pythonpath/{chemin}": octets for chemin, octets in moteur().items()}


def manifeste() -> str:
    return MANIFESTE.format(
        entrees="".join(ENTREE.format(chemin=chemin, genre=genre) for chemin, genre in CONTENU_UNO.items())
    )


def gabarits() -> list[Path]:
    """Templates that actions open: beside the sources, or inside the installed package."""
    dossiers = (RACINE / "workbooks", RACINE / "xlprod" / "gabarits")
    return next((sorted(d.glob("*.xlsx")) for d in dossiers if d.is_dir()), [])


def idl(fonctions: list[Fonction]) -> str:
    """Type library: one interface, a method for each function."""
    methodes = "".join(f"  sequence< sequence< any > > {f.nom}({_parametres(f)});\n" for f in fonctions)
    corps = f" interface XFonctions : com::sun::star::uno::XInterface {{\n{methodes} }};"
    return f"module org {{ module xlprod {{ module calc {{\n{corps}\n}}; }}; }};\n"


def _parametres(f: Fonction) -> str:
    return ", ".join(f"[in] any a{rang}" for rang, _ in enumerate(_arguments(f), 1))


def _arguments(f: Fonction) -> list[Argument]:
    """Arguments as Calc sees them, a variable one repeated."""
    if not f.arguments or not f.arguments[-1].variadique:
        return list(f.arguments)
    dernier = f.arguments[-1]
    repetes = [replace(dernier, nom=f"{dernier.nom} {rang}") for rang in range(1, VARIABLES + 1)]
    return [*f.arguments[:-1], *repetes]


def xcu(fonctions: list[Fonction]) -> str:
    """Names, descriptions and argument help for the function wizard."""
    corps = calc_xcu.groupe("AddInFunctions", "".join(map(_fonction_xcu, fonctions)))
    return calc_xcu.fichier("CalcAddIns", "Office", calc_xcu.groupe("AddInInfo", noeud(ESPACE, corps)))


def _fonction_xcu(f: Fonction) -> str:
    arguments = "".join(
        noeud(f"a{rang}", texte("DisplayName", a.nom) + texte("Description", _aide(a)))
        for rang, a in enumerate(_arguments(f), 1)
    )
    return noeud(
        f.nom,
        texte("DisplayName", f.nom_complet)
        + texte("Description", f"{f.resume} ({f.base_legale})" if f.base_legale else f.resume)
        + calc_xcu.prop("Category", "Add-In")
        + f'<prop oor:name="CompatibilityName"><value xml:lang="en">{PREFIXE_FICHIER}{f.nom}</value></prop>'
        + calc_xcu.groupe("Parameters", arguments),
    )


def _aide(a: Argument) -> str:
    """Calc itself calls every argument of an add-in optional."""
    return f"{a.aide} (facultatif)" if a.facultatif else a.aide


def composant(fonctions: list[Fonction]) -> str:
    """The component with the names of its methods."""
    source = Path(__file__).with_name("calc_composant.py").read_text(encoding="utf-8")
    noms = "".join(f'    "{f.nom}",\n' for f in fonctions)
    return source.replace("NOMS: tuple[str, ...] = ()", f"NOMS: tuple[str, ...] = (\n{noms})", 1)


_LECTURE = Lock()
"""CPython 3.11 shares the state of its parser between threads: one reading at a time."""


def moteur(racines: tuple[str, ...] = RACINES) -> dict[str, bytes]:
    """The engine's modules, as paths, with all that they import of the project, and its legal data."""
    with _LECTURE:
        return _moteur_lu(racines)


@cache  # files do not change while we run
def _moteur_lu(racines: tuple[str, ...]) -> dict[str, bytes]:
    fichiers = {}
    a_lire, lus = list(racines), set()
    while a_lire:
        nom = a_lire.pop()
        if nom in lus or (fichier := _source(nom)) is None:
            continue
        lus.add(nom)
        chemin = nom.replace(".", "/") + ("/__init__.py" if fichier.name == "__init__.py" else ".py")
        fichiers[chemin] = octets = fichier.read_bytes()
        a_lire += [*_imports(octets), nom.rpartition(".")[0]]
    return fichiers | _donnees()


def _source(nom: str) -> Path | None:
    """Source file of one of the project's modules; None for any other name."""
    if nom.partition(".")[0] not in ("macros", "udfs", "xlprod"):
        return None
    try:
        trouve = importlib.util.find_spec(nom)
    except ModuleNotFoundError:  # a name imported from a module, not a module
        return None
    return Path(trouve.origin) if trouve and trouve.origin else None


def _imports(octets: bytes) -> list[str]:
    """Names a module imports, wherever it does; ``from a import b`` may name the module ``a.b``."""
    noms: list[str] = []
    for element in ast.walk(ast.parse(octets)):
        if isinstance(element, ast.Import):
            noms += [alias.name for alias in element.names]
        elif isinstance(element, ast.ImportFrom) and element.module:
            noms += [element.module, *(f"{element.module}.{alias.name}" for alias in element.names)]
    return noms


def _donnees() -> dict[str, bytes]:
    dossier = RACINE / "xlprod" / "baremes" / "donnees"
    return {
        donnee.relative_to(RACINE).as_posix(): donnee.read_bytes()
        for donnee in dossier.rglob("*")
        if donnee.is_file() and donnee.suffix not in (".pyc", ".py") and not donnee.name.startswith(".")
    }
