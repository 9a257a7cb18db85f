"""Putting the Office.js add-in into Excel on this computer, and taking everything away again.

Mac: the manifest is copied into Excel's sideload folder.  Windows: a value under Excel's
developer key names it.  Excel for the web and company-wide deployment are done by hand: the
steps are printed.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from xlprod.hotes import confiance, vba_com
from xlprod.hotes.docteur import CLE_WINDOWS, WEF
from xlprod.hotes.dossiers import dossier_utilisateur
from xlprod.hotes.officejs_manifeste import IDENTIFIANT
from xlprod.hotes.serveur import CERTIFICAT
from xlprod.societe import NOM

MANIFESTE = "xlprod.manifest.xml"


class ErreurInstallation(Exception):
    """The add-in could not be put in place; the message is a French sentence."""


def dossier_mac(maison: Path | None = None) -> Path:
    """Where Excel for Mac looks for sideloaded manifests."""
    return (maison or Path.home()).joinpath(*WEF)


def installer(site: Path, systeme: str = sys.platform, maison: Path | None = None) -> list[str]:
    """Declare the add-in of ``site`` to Excel; returns what was done and what is left to do, in French."""
    manifeste = site / "manifest.xml"
    if not manifeste.is_file():
        raise ErreurInstallation(f"{manifeste} absent : lancez d'abord « xlprod officejs »")
    if systeme == "darwin":
        cible = dossier_mac(maison) / MANIFESTE
        cible.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(manifeste, cible)
        return [f"Manifeste posé : {cible}", "Relancez Excel : Insertion > Compléments > Mes compléments."]
    if systeme == "win32":
        _ecrire_registre(manifeste)
        return [f"Complément déclaré : {manifeste}", "Relancez Excel : l'onglet xlprod apparaît."]
    return [f"Excel n'existe pas sur ce système. Manifeste à utiliser ailleurs : {manifeste}"]


def autres_voies(site: Path) -> list[str]:
    """The ways that nobody can automate from here."""
    manifeste = site / "manifest.xml"
    return [
        "Excel pour le web : Accueil > Compléments > Plus de compléments > Charger mon complément, "
        f"{manifeste}",
        "Toute une société : centre d'administration Microsoft 365 > Paramètres > Applications intégrées > "
        "Charger des applications personnalisées ; servir le site en HTTPS et construire le manifeste avec "
        "« xlprod officejs --adresse https://… »",
    ]


def desinstaller(systeme: str = sys.platform, maison: Path | None = None) -> tuple[list[str], list[str]]:
    """Remove manifest, declarations, trust, certificate and key.

    Returns what was removed, and the commands left to the user where the system refused.
    """
    retires = []
    mac = dossier_mac(maison) / MANIFESTE
    if systeme == "darwin" and mac.exists():
        mac.unlink()
        retires.append(str(mac))
    if systeme == "win32" and _effacer_registre():
        retires.append(f"HKEY_CURRENT_USER\\{CLE_WINDOWS}")
    if systeme == "win32" and vba_com.inscrit():
        vba_com.desinscrire()
        retires.append(f"HKEY_CURRENT_USER\\{vba_com.CLASSES}\\{vba_com.PROGID} (complément classique)")
    prive = dossier_utilisateur()
    faits, restent = confiance.retirer(prive / CERTIFICAT, systeme)
    retires += faits
    if prive.is_dir() and (retire := _vider(prive)):
        retires.append(retire)
    return retires, restent


def _vider(prive: Path) -> str:
    """Remove our folder, but the company's file, which the user wrote; what was removed."""
    if not (prive / NOM).exists():
        shutil.rmtree(prive)
        return str(prive)
    autres = [f for f in prive.iterdir() if f.name != NOM]
    for fichier in autres:
        fichier.unlink()
    return f"{prive}, sauf {NOM}, qui est à vous" if autres else ""


def _winreg() -> Any:
    import winreg  # only on Windows

    return winreg


def _ecrire_registre(manifeste: Path) -> None:
    winreg = _winreg()
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, CLE_WINDOWS) as cle:
        winreg.SetValueEx(cle, IDENTIFIANT, 0, winreg.REG_SZ, str(manifeste.resolve()))


def _effacer_registre() -> bool:
    winreg = _winreg()
    with (
        suppress(FileNotFoundError),
        winreg.OpenKey(winreg.HKEY_CURRENT_USER, CLE_WINDOWS, 0, winreg.KEY_SET_VALUE) as cle,
    ):
        winreg.DeleteValue(cle, IDENTIFIANT)
        return True
    return False
