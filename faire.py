#!/usr/bin/env python3
"""Sets up what is missing, then runs xlprod or its tests.  Standard library only.

    python3 faire.py demo            the main job on the shipped example
    python3 faire.py tests           style, types and every test
    python3 faire.py bureau          installs LibreOffice Calc alone (Debian, as root)
    python3 faire.py xlprod …        any command of the program

The virtual environment goes into ``.venv`` and holds exactly what the lock files name.
LibreOffice 25.2 or newer, and for the tests Chromium and npm, are installed when this may be
done (Debian, as root); otherwise the line to run is printed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

RACINE = Path(__file__).resolve().parent
VENV = RACINE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
VERROUS = {"execution": RACINE / "requirements.lock", "developpement": RACINE / "requirements-dev.lock"}
UV = "uv==0.13.9"
BUREAU_MINIMUM = (25, 2)
PAQUETS_BUREAU = ["libreoffice-calc", "python3-uno"]
PROGRAMME_ABSENT = 3


def main(arguments: list[str]) -> int:
    """Run the command named first; returns its exit code."""
    commande, *reste = arguments or ["--help"]
    if commande == "demo":
        preparer("execution")
        assurer_bureau()
        return xlprod("demo", *reste)
    if commande == "tests":
        preparer("developpement")
        if not (assurer("BUREAU", assurer_bureau) and assurer("NAVIGATEUR", assurer_navigateur)):
            return PROGRAMME_ABSENT
        return tests(reste)
    if commande == "bureau":
        preparer("execution")
        return 0 if assurer_bureau() else PROGRAMME_ABSENT
    if commande == "xlprod":
        preparer("execution")
        return xlprod(*reste)
    print(__doc__)
    return 0 if commande in ("-h", "--help") else 2


def assurer(quoi: str, installer: Callable[[], bool]) -> bool:
    """Whether a test program is there, or the user said to do without it."""
    variable = f"XLPROD_SANS_{quoi}"
    if os.environ.get(variable) or installer():
        return True
    dire(f"Pour passer les tests sans cela : {variable}=1 python3 faire.py tests")
    return False


def tests(options: list[str]) -> int:
    """Style, types, then pytest, whose closing line is printed last."""
    controles = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
    for controle in controles:
        code = executer([PYTHON, "-m", *controle])
        if code:
            return code
    return executer([PYTHON, "-m", "pytest", *options])


def xlprod(*arguments: str) -> int:
    return executer([PYTHON, "-m", "xlprod", *arguments])


def executer(commande: list[str | Path]) -> int:
    return subprocess.run([str(c) for c in commande], cwd=RACINE, check=False).returncode


def preparer(profil: str) -> None:
    """Create ``.venv`` and put into it what the lock file names, unless it is there already."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this script is what an older Python runs first)
        sys.exit("xlprod demande Python 3.11 ou plus récent : installez-le, puis relancez.")
    verrou = VERROUS[profil]
    empreinte = hashlib.sha256(verrou.read_bytes() + (RACINE / "pyproject.toml").read_bytes()).hexdigest()
    temoin = VENV / f"pret-{profil}"
    if temoin.is_file() and temoin.read_text() == empreinte:
        return
    dire("Préparation de l'environnement Python (.venv)…")
    if not PYTHON.is_file():
        creer_venv()
    exiger([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
    uv = [PYTHON, "-m", "uv", "pip"]
    # Not « sync »: the lock of development is a superset, and going back and forth must not uninstall.
    exiger([*uv, "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", verrou])
    projet = ["--no-deps", "--no-build-isolation", "--editable", RACINE]
    exiger([*uv, "install", "--quiet", "--python", PYTHON, *projet])
    temoin.write_text(empreinte)


def creer_venv() -> None:
    if executer([sys.executable, "-m", "venv", VENV]) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if peut_installer():
        exiger(["apt-get", "install", "-y", "-qq", "python3-venv"])
        exiger([sys.executable, "-m", "venv", VENV])
        return
    sys.exit("Le module venv de Python manque. Sous Debian : sudo apt-get install -y python3-venv")


def exiger(commande: list[str | Path]) -> None:
    if executer(commande):
        sys.exit(f"Échec de : {' '.join(map(str, commande))}")


def dire(texte: str) -> None:
    print(texte, file=sys.stderr, flush=True)


def peut_installer() -> bool:
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def assurer_bureau() -> bool:
    """Whether a recent LibreOffice is there, after trying to install it."""
    if version_bureau() >= BUREAU_MINIMUM:
        return True
    if not peut_installer():
        dire("LibreOffice 25.2 ou plus récent est absent. Pour l'installer :\n  " + ligne_a_lancer())
        return False
    dire("Installation de LibreOffice Calc…")
    installer_bureau()
    return version_bureau() >= BUREAU_MINIMUM


def assurer_navigateur() -> bool:
    """Whether Chromium and the npm packages of the Office.js add-in are there, after trying to get them."""
    absents = [nom for nom in ("chromium", "npm") if not shutil.which(nom)]
    if absents and not peut_installer():
        dire(f"Absents : {', '.join(absents)}. Sous Debian : sudo apt-get install -y {' '.join(absents)}")
        return False
    if absents:
        dire(f"Installation de {', '.join(absents)}…")
        exiger(["apt-get", "update", "-qq"])
        exiger(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *absents])
    verrou = (RACINE / "package-lock.json").read_bytes()
    temoin = RACINE / "node_modules" / "pret"
    if not temoin.is_file() or temoin.read_bytes() != verrou:
        # Not « npm ci »: it refuses a lock whose optional packages are those of one platform only.
        exiger(["npm", "install", "--no-save", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"])
        temoin.write_bytes(verrou)
    return True


def version_bureau() -> tuple[int, int]:
    """Version of LibreOffice as xlprod finds it, (0, 0) when there is none."""
    programme = (
        "from xlprod.hotes import bureau\n"
        "s = bureau.trouver()\n"
        "print('%d %d' % bureau.version(s) if s else '0 0')"
    )
    commande = [str(PYTHON), "-c", programme]
    sortie = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=False)
    trouve = re.search(r"(\d+) (\d+)\s*$", sortie.stdout)
    return (int(trouve[1]), int(trouve[2])) if trouve else (0, 0)


def installer_bureau() -> None:
    """Debian's own package when it is recent enough, else the one of its backports."""
    exiger(["apt-get", "update", "-qq"])
    options: list[str] = []
    if version_candidate() < BUREAU_MINIMUM:
        suite = f"{nom_de_code()}-backports"
        ajouter_suite(suite)
        exiger(["apt-get", "update", "-qq"])
        options = ["-t", suite]
    exiger(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *options, *PAQUETS_BUREAU])


def version_candidate() -> tuple[int, int]:
    commande = ["apt-cache", "policy", PAQUETS_BUREAU[0]]
    en_anglais = {**os.environ, "LC_ALL": "C"}
    sortie = subprocess.run(commande, capture_output=True, text=True, check=False, env=en_anglais).stdout
    trouve = re.search(r"Candidate:\s+(?:\d+:)?(\d+)\.(\d+)", sortie)
    return (int(trouve[1]), int(trouve[2])) if trouve else (0, 0)


def nom_de_code() -> str:
    """Code name of this Debian (``bookworm``)."""
    texte = Path("/etc/os-release").read_text(encoding="utf-8")
    trouve = re.search(r'^VERSION_CODENAME="?(\w+)', texte, re.M)
    return trouve[1] if trouve else "stable"


def ajouter_suite(suite: str) -> None:
    """Declare a suite at the address that this machine already uses for Debian's packages."""
    fichier = Path(f"/etc/apt/sources.list.d/xlprod-{suite}.sources")
    declares = Path("/etc/apt/sources.list.d/debian.sources")
    if declares.is_file():
        premier = declares.read_text(encoding="utf-8").split("\n\n")[0]
        fichier.write_text(re.sub(r"(?m)^Suites:.*$", f"Suites: {suite}", premier) + "\n", encoding="utf-8")
        return
    liste = Path("/etc/apt/sources.list").read_text(encoding="utf-8")
    adresse = re.search(r"(?m)^deb\s+(?:\[[^]]*\]\s+)?(\S+)\s", liste)
    if not adresse:
        sys.exit("Aucune adresse de paquets Debian déclarée : installez LibreOffice 25.2 vous-même.")
    strophe = f"Types: deb\nURIs: {adresse[1]}\nSuites: {suite}\nComponents: main\n"
    fichier.write_text(strophe, encoding="utf-8")


def ligne_a_lancer() -> str:
    if shutil.which("apt-get"):
        return f"sudo {sys.executable} {Path(__file__).name} bureau"
    return "téléchargez LibreOffice depuis son site, ou indiquez son programme dans XLPROD_SOFFICE"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
