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
from xml.sax.saxutils import escape, quoteattr

from xlprod import VERSION_MOTEUR
from xlprod.registre import ESPACE, FONCTIONS, PREFIXE_FICHIER, Argument, Fonction

IDENTIFIANT = "org.xlprod.calc"
VERSION_MINIMALE = "25.2"
VARIABLES = 15
"""How many values a variable argument takes."""
RACINES = ("udfs", "xlprod.hotes.calc_pont")
"""Modules the component imports; all that they import of the project goes along."""

MANIFESTE = """\
<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
  <manifest:file-entry manifest:full-path="xlprod.idl" \
manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB"/>
  <manifest:file-entry manifest:full-path="composant.py" \
manifest:media-type="application/vnd.sun.star.uno-component;type=Python"/>
  <manifest:file-entry manifest:full-path="CalcAddIns.xcu" \
manifest:media-type="application/vnd.sun.star.configuration-data"/>
</manifest:manifest>
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
XCU = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="CalcAddIns" oor:package="org.openoffice.Office">
<node oor:name="AddInInfo"><node oor:name="{espace}" oor:op="replace"><node oor:name="AddInFunctions">
{fonctions}
</node></node></node>
</oor:component-data>
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
        "META-INF/manifest.xml": MANIFESTE,
        "description.xml": DESCRIPTION.format(
            identifiant=IDENTIFIANT, version=VERSION_MOTEUR, minimum=VERSION_MINIMALE
        ),
        "xlprod.idl": idl(fonctions),
        "CalcAddIns.xcu": xcu(fonctions),
        "composant.py": composant(fonctions),
    }
    fichiers = {chemin: texte.encode() for chemin, texte in textes.items()}
    return fichiers | {f"pythonpath/{chemin}": octets for chemin, octets in moteur().items()}


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
    return XCU.format(espace=ESPACE, fonctions="\n".join(map(_fonction_xcu, fonctions)))


def _fonction_xcu(f: Fonction) -> str:
    arguments = "".join(
        _noeud(f"a{rang}", _texte("DisplayName", a.nom) + _texte("Description", _aide(a)))
        for rang, a in enumerate(_arguments(f), 1)
    )
    return _noeud(
        f.nom,
        _texte("DisplayName", f.nom_complet)
        + _texte("Description", f"{f.resume} ({f.base_legale})" if f.base_legale else f.resume)
        + '<prop oor:name="Category"><value>Add-In</value></prop>'
        + f'<prop oor:name="CompatibilityName"><value xml:lang="en">{PREFIXE_FICHIER}{f.nom}</value></prop>'
        + f'<node oor:name="Parameters">{arguments}</node>',
    )


def _aide(a: Argument) -> str:
    """Calc itself calls every argument of an add-in optional."""
    return f"{a.aide} (facultatif)" if a.facultatif else a.aide


def _noeud(nom: str, corps: str) -> str:
    return f'<node oor:name={quoteattr(nom)} oor:op="replace">{corps}</node>'


def _texte(nom: str, texte: str) -> str:
    valeurs = "".join(f'<value xml:lang="{langue}">{escape(texte)}</value>' for langue in ("en", "fr"))
    return f'<prop oor:name="{nom}">{valeurs}</prop>'


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
    for noeud in ast.walk(ast.parse(octets)):
        if isinstance(noeud, ast.Import):
            noms += [alias.name for alias in noeud.names]
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms += [noeud.module, *(f"{noeud.module}.{alias.name}" for alias in noeud.names)]
    return noms


def _donnees() -> dict[str, bytes]:
    racine = Path(__file__).parents[2]
    dossier = racine / "xlprod" / "baremes" / "donnees"
    return {
        fichier.relative_to(racine).as_posix(): fichier.read_bytes()
        for fichier in dossier.rglob("*")
        if fichier.is_file() and fichier.suffix not in (".pyc", ".py") and not fichier.name.startswith(".")
    }
