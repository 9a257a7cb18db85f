"""LibreOffice on this machine: find it, recalculate a workbook with our functions, print it.

Each run works on a copy of the workbook in a fresh folder, with a private profile, so that an
open file, a stale lock or another LibreOffice does not matter and runs may be simultaneous.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

from xlprod import couches
from xlprod.classeurs.archive import ecriture_atomique
from xlprod.erreurs import cause
from xlprod.hotes import calc, societe

VARIABLE = "XLPROD_SOFFICE"
VERSION_MINIMALE = (25, 2)
"""Older versions do not resolve the ``_xldudf_`` names that .xlsx files hold."""

FILTRES = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "pdf": "pdf:calc_pdf_Export"}
PROGRAMMES_SYSTEME = "/usr/bin:/bin:/usr/sbin:/sbin"
"""First on LibreOffice's path: its embedded Python takes its home from the first ``python3`` it
finds there, and one of pyenv, conda or a container would leave it without the UNO modules."""
VARIABLES_PYTHON = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV")
"""Not for LibreOffice's own Python."""

REGLAGES = (
    # 0: always recalculate on load
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "0"),
    # 1: never follow links to other files
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "fr-FR"),
)
"""Settings of the private profile."""


class ErreurBureau(Exception):
    """LibreOffice could not do what was asked; the message is a French sentence."""


class BureauAbsent(ErreurBureau):
    """LibreOffice is not installed, or too old."""


def trouver() -> Path | None:
    """LibreOffice's executable: ``XLPROD_SOFFICE`` alone if set, else the path, else usual places."""
    if impose := os.environ.get(VARIABLE):
        return Path(impose) if Path(impose).is_file() else None
    noms = ("soffice.com", "soffice.exe") if sys.platform == "win32" else ("soffice", "libreoffice")
    for nom in noms:
        if trouve := shutil.which(nom):
            return Path(trouve)
    return next(_premiers(_lieux()), None)


def _lieux() -> Iterator[tuple[Path, str]]:
    """Usual places, as a folder and a pattern in it."""
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
            if dossier := os.environ.get(variable):
                yield Path(dossier), "LibreOffice*/program/soffice.com"
    elif sys.platform == "darwin":
        for racine in (Path("/Applications"), Path.home() / "Applications"):
            yield racine, "LibreOffice*.app/Contents/MacOS/soffice"
    else:
        for racine in ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt"):
            yield Path(racine), "libreoffice*/program/soffice"


def _premiers(lieux: Iterable[tuple[Path, str]]) -> Iterator[Path]:
    for racine, motif in lieux:
        yield from sorted(racine.glob(motif), key=_numeros, reverse=True)


def _numeros(chemin: Path) -> list[int]:
    """Numbers of a path, to put ``libreoffice25.2`` before ``libreoffice7.6``."""
    return [int(nombre) for nombre in re.findall(r"\d+", str(chemin))]


@lru_cache
def version(soffice: Path) -> tuple[int, int]:
    """Version of an executable: (25, 2)."""
    code, sortie = _lancer([str(soffice), "--version"], 60)
    trouve = re.search(r"LibreOffice\D{0,9}(\d+)\.(\d+)", sortie)
    if code != 0 or not trouve:
        raise ErreurBureau(f"{soffice} ne répond pas comme LibreOffice : « {sortie.strip()[-200:]} »")
    return int(trouve[1]), int(trouve[2])


def exiger() -> Path:
    """Executable of a LibreOffice recent enough, or :class:`BureauAbsent`."""
    soffice = trouver()
    if soffice is None:
        impose = os.environ.get(VARIABLE)
        cause = f"{VARIABLE}={impose} n'existe pas" if impose else "LibreOffice n'a pas été trouvé"
        raise BureauAbsent(
            f"{cause} : installez LibreOffice 25.2 ou plus récent, "
            f"ou indiquez son programme soffice dans la variable {VARIABLE}"
        )
    trouvee = version(soffice)
    if trouvee < VERSION_MINIMALE:
        raise BureauAbsent(
            f"LibreOffice {trouvee[0]}.{trouvee[1]} ne reconnaît pas les fonctions XLPROD "
            "des classeurs .xlsx : installez la version 25.2 ou une plus récente"
        )
    return soffice


def recalculer(classeur: Path, destination: Path, delai: float = 120) -> Path:
    """Recalculate every formula of a workbook in Calc and save the result as .xlsx."""
    return _convertir(classeur, destination, "xlsx", delai)


def en_pdf(classeur: Path, destination: Path, delai: float = 120) -> Path:
    """Recalculate a workbook in Calc and print it as a PDF."""
    return _convertir(classeur, destination, "pdf", delai)


def _convertir(classeur: Path, destination: Path, forme: str, delai: float) -> Path:
    soffice = exiger()
    with tempfile.TemporaryDirectory(prefix="xlprod-", ignore_cleanup_errors=True) as temporaire:
        dossier = Path(temporaire)
        copie = _copier(classeur, dossier / "entree")
        commande = [str(soffice), *options(dossier), "--convert-to", FILTRES[forme]]
        commande += ["--outdir", str(dossier / "sortie"), str(copie)]
        _, sortie = _lancer(commande, delai)
        produit = dossier / "sortie" / f"{copie.stem}.{forme}"
        if not produit.is_file():
            raise ErreurBureau(
                f"LibreOffice n'a pas pu ouvrir « {classeur} » : fichier abîmé, protégé par un mot de passe "
                f"ou qui n'est pas un classeur ({_resume(sortie)})"
            )
        return _poser(produit, destination)


def options(dossier: Path) -> list[str]:
    """Options of a private, silent LibreOffice that knows our functions; its files go in ``dossier``."""
    profil = dossier / "profil"
    (profil / "user").mkdir(parents=True)
    (profil / "user" / "registrymodifications.xcu").write_text(_reglages(), encoding="utf-8")
    extensions = calc.deployer(dossier / "extensions")
    return [
        "--headless",
        "--norestore",
        "--nologo",
        "--nolockcheck",
        f"-env:UserInstallation={profil.resolve().as_uri()}",
        f"-env:BUNDLED_EXTENSIONS={extensions.resolve().as_uri()}",
    ]


def _reglages() -> str:
    elements = "".join(
        f"<item oor:path={quoteattr(chemin)}><prop oor:name={quoteattr(nom)} oor:op='fuse'>"
        f"<value>{valeur}</value></prop></item>\n"
        for chemin, nom, valeur in REGLAGES
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{elements}</oor:items>\n"
    )


def _copier(classeur: Path, dossier: Path) -> Path:
    """Copy under a neutral name: neither lock files nor odd characters follow."""
    dossier.mkdir()
    copie = dossier / f"classeur{classeur.suffix.lower()}"
    try:
        shutil.copyfile(classeur, copie)
    except FileNotFoundError:
        raise ErreurBureau(f"classeur introuvable : {classeur}") from None
    except OSError as erreur:
        raise ErreurBureau(f"« {classeur} » ne peut pas être lu : {cause(erreur)}") from None
    if not copie.stat().st_size:  # LibreOffice would make a new document of it
        raise ErreurBureau(f"« {classeur} » est un fichier vide")
    return copie


def _poser(produit: Path, destination: Path) -> Path:
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        with ecriture_atomique(destination) as flux:
            flux.write(produit.read_bytes())
    except OSError as erreur:
        raise ErreurBureau(
            f"« {destination} » ne peut pas être écrit (fermez-le s'il est ouvert) : {cause(erreur)}"
        ) from None
    return destination


def _resume(sortie: str) -> str:
    lignes = [ligne for ligne in sortie.splitlines() if ligne.strip() and "javaldx" not in ligne]
    return lignes[-1].strip() if lignes else "aucun message de sa part"


def _lancer(commande: list[str], delai: float) -> tuple[int, str]:
    """Run to the end or kill the whole process group; (exit code, what was printed)."""
    environnement = {nom: v for nom, v in os.environ.items() if nom not in VARIABLES_PYTHON}
    environnement[societe.VARIABLE] = couches.courante().fichier or societe.AUCUNE  # as here
    if sys.platform != "win32":
        environnement["PATH"] = os.pathsep.join([PROGRAMMES_SYSTEME, os.environ.get("PATH", "")])
    try:
        processus = subprocess.Popen(
            commande,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environnement,
            creationflags=_drapeaux(),
            start_new_session=sys.platform != "win32",
        )
    except OSError as erreur:
        raise ErreurBureau(f"{commande[0]} ne démarre pas : {cause(erreur)}") from None
    try:
        sortie, _ = processus.communicate(timeout=delai)
    except subprocess.TimeoutExpired:
        raise ErreurBureau(f"LibreOffice n'a pas fini en {delai:g} secondes : arrêté") from None
    finally:
        _tuer(processus)
    return processus.returncode, sortie.decode(errors="replace")


def _drapeaux() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    return 0


def _tuer(processus: subprocess.Popen[bytes]) -> None:
    """Kill the process and its children (soffice is a launcher); nothing if all have ended."""
    if processus.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(processus.pid)], capture_output=True, check=False)
    else:
        os.killpg(processus.pid, signal.SIGKILL)
    processus.communicate()
