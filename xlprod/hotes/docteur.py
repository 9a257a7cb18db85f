"""Is this machine ready?  What was found, and what to do about it, in French."""

from __future__ import annotations

import http.client
import plistlib
import re
import socket
import ssl
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from xml.parsers.expat import ExpatError

from xlprod import VERSION_DONNEES, VERSION_MOTEUR
from xlprod.hotes import bureau, confiance, serveur, societe, vba_com
from xlprod.hotes.dossiers import dossier_utilisateur
from xlprod.hotes.officejs_manifeste import IDENTIFIANT

Etat = Literal["bien", "attention", "manque"]

PYTHON_MINIMUM = (3, 11)
EXCEL_MAC = Path("/Applications/Microsoft Excel.app")
EXCEL_MINIMUM = {"darwin": (16, 34), "win32": (16, 0, 11425)}
"""First versions with custom functions that share the page's runtime."""

WEF = ("Library", "Containers", "com.microsoft.Excel", "Data", "Documents", "wef")
CLE_WINDOWS = r"Software\Microsoft\Office\16.0\WEF\Developer"
"""Where Excel for Windows reads the manifests of add-ins under development."""
CLE_MACROS = r"Software\Microsoft\Office\16.0\Excel\Security"
INSTALLER = "xlprod installer, puis relancez Excel"
_VERSION = re.compile(r"<Version>(\d+\.\d+\.\d+)(?:\.\d+)?</Version>")
TROP_VIEUX = "installez Microsoft 365 ou Office 2021, ou travaillez dans LibreOffice"


@dataclass(frozen=True)
class Constat:
    """One finding and what to do about it; next to "bien", ``remede`` is empty or a mere tip."""

    sujet: str
    etat: Etat
    constat: str
    remede: str = ""


def diagnostic(
    port: int = serveur.PORT, dossier: Path | None = None, maintenant: datetime | None = None
) -> list[Constat]:
    """Everything the add-in needs on this machine; changes nothing."""
    maintenant = maintenant or datetime.now(UTC)
    return [
        python(),
        versions(maintenant),
        societe_en_vigueur(),
        certificat(dossier, maintenant),
        confiance_donnee(dossier),
        port_libre(port, dossier),
        libreoffice(),
        excel(),
        complement(),
        *(classique() if sys.platform == "win32" else ()),
    ]


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Constat:
    texte = f"Python {_points(version)}"
    if version >= PYTHON_MINIMUM:
        return Constat("Python", "bien", texte)
    return Constat("Python", "manque", texte, f"installez Python {_points(PYTHON_MINIMUM)} ou plus récent")


def versions(maintenant: datetime) -> Constat:
    """Rates change every January: data of another year are to be renewed."""
    texte = f"xlprod {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}"
    if int(VERSION_DONNEES.partition(".")[0]) >= maintenant.year:
        return Constat("xlprod", "bien", texte)
    remede = "mettez xlprod à jour : des barèmes ont pu changer depuis le 1er janvier"
    return Constat("xlprod", "attention", texte, remede)


def societe_en_vigueur() -> Constat:
    """Which company file the computations of this computer follow, and whether it can be used."""
    sujet = "Société"
    choix = societe.trouver()
    lue = societe.charger(choix)
    if lue.refus:
        return Constat(sujet, "manque", lue.refus, "xlprod societe verifier : rien ne se calcule d'ici là")
    if choix.fichier is None:
        return Constat(sujet, "bien", f"aucun fichier ({choix.origine}) : le droit s'applique")
    donne = f"{len(lue.parametres)} paramètres, {len(lue.surcharges)} chiffres remplacés"
    return Constat(sujet, "bien", f"{lue.nom or 'sans nom'}, {choix.fichier} ({choix.origine}) : {donne}")


def certificat(dossier: Path | None, maintenant: datetime) -> Constat:
    """Presence and end of the certificate."""
    sujet = "Certificat"
    try:
        trouve = serveur.lire_certificat(dossier)
    except serveur.ErreurServeur as erreur:
        remede = "installez cryptography, ou rendez ce dossier lisible"
        return Constat(sujet, "manque", str(erreur), remede)
    if trouve is None:
        remede = "lancez le serveur du complément : il en fabrique un"
        return Constat(sujet, "manque", "aucun certificat pour localhost", remede)
    jour = f"{trouve.echeance:%d/%m/%Y}"
    accepter = serveur.confiance(trouve.certificat)
    renouveler = f"relancez le serveur du complément, qui le renouvelle, puis {accepter}"
    if trouve.echeance <= maintenant:
        return Constat(sujet, "manque", f"périmé depuis le {jour}", renouveler)
    if trouve.echeance - maintenant < serveur.RENOUVELLEMENT:
        return Constat(sujet, "attention", f"valable jusqu'au {jour} seulement", renouveler)
    return Constat(sujet, "bien", f"valable jusqu'au {jour} ({trouve.certificat})")


def confiance_donnee(dossier: Path | None) -> Constat:
    """Whether the system trusts the certificate: without that, Excel shows an empty pane."""
    sujet = "Confiance"
    fichier = (dossier or dossier_utilisateur()) / serveur.CERTIFICAT
    if not fichier.is_file():
        return Constat(sujet, "attention", "aucun certificat à reconnaître", "lancez d'abord le serveur")
    accepter = serveur.confiance(fichier)
    etat = confiance.reconnu(fichier)
    if etat is None:
        return Constat(sujet, "attention", "à vérifier dans le navigateur", accepter)
    if etat:
        return Constat(sujet, "bien", "le système reconnaît le certificat")
    return Constat(sujet, "manque", "le système ne reconnaît pas le certificat", accepter)


def port_libre(port: int, dossier: Path | None = None) -> Constat:
    sujet = f"Port {port}"
    with socket.socket() as essai:
        if sys.platform == "win32":
            essai.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            essai.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            essai.bind((serveur.HOTE, port))
        except (OSError, OverflowError):
            pass
        else:
            return Constat(sujet, "bien", "libre")
    if _est_a_nous(port, dossier or dossier_utilisateur()):
        return Constat(sujet, "bien", "le serveur du complément y répond")
    remede = "fermez le programme qui l'occupe, ou servez le complément sur un autre port"
    return Constat(sujet, "attention", "pris par un autre programme, ou réservé par le système", remede)


def _est_a_nous(port: int, dossier: Path) -> bool:
    """Does the server on that port hold our certificate and answer as ours?"""
    try:
        contexte = ssl.create_default_context(cafile=dossier / serveur.CERTIFICAT)
        liaison = http.client.HTTPSConnection("localhost", port, timeout=2, context=contexte)
        try:
            liaison.request("HEAD", "/")
            nom = liaison.getresponse().getheader("Server") or ""
        finally:
            liaison.close()
    except (OSError, OverflowError, http.client.HTTPException):
        return False
    return nom.startswith("xlprod")


def libreoffice() -> Constat:
    sujet = "LibreOffice"
    try:
        soffice = bureau.exiger()
        trouvee = bureau.version(soffice)
    except bureau.BureauAbsent as absent:
        texte, _, remede = str(absent).partition(" : ")
        return Constat(sujet, "manque", texte, remede)
    except bureau.ErreurBureau as erreur:
        return Constat(sujet, "attention", str(erreur), "réinstallez LibreOffice 25.2 ou plus récent")
    return Constat(sujet, "bien", f"version {_points(trouvee)} ({soffice})")


def excel() -> Constat:
    """Excel for the desktop; its absence is no fault: LibreOffice and Excel on the web remain."""
    sujet = "Excel"
    if sys.platform not in EXCEL_MINIMUM:
        remede = "travaillez dans LibreOffice, ou dans Excel sur le web"
        return Constat(sujet, "attention", "Excel n'existe pas pour ce système", remede)
    brut = _excel_mac() if sys.platform == "darwin" else _excel_windows()
    if brut is None:
        return Constat(sujet, "manque", "Excel n'a pas été trouvé", TROP_VIEUX)
    numeros = tuple(int(n) for n in brut.split(".") if n.isdecimal())
    if not numeros:
        return Constat(sujet, "attention", "Excel est installé, de version inconnue", TROP_VIEUX)
    if numeros < EXCEL_MINIMUM[sys.platform]:
        texte = f"version {brut}, trop ancienne pour le complément"
        return Constat(sujet, "manque", texte, TROP_VIEUX)
    return Constat(sujet, "bien", f"version {brut}")


def _excel_mac(application: Path | None = None) -> str | None:
    fiche = (application or EXCEL_MAC) / "Contents" / "Info.plist"
    try:
        valeurs = plistlib.loads(fiche.read_bytes())
        return str(valeurs["CFBundleShortVersionString"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, ExpatError):
        return ""


def _excel_windows() -> str | None:
    """Version said by the registry; empty when Excel is there without a version."""
    programmes = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
    if _registre(programmes, "") is None:
        return None
    return _registre(r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration", "VersionToReport") or ""


def _registre(cle: str, valeur: str, utilisateur: bool = False) -> str | None:
    """A value of the machine's registry, or of the user's."""
    if sys.platform == "win32":
        import winreg

        try:
            droits = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            racine = winreg.HKEY_CURRENT_USER if utilisateur else winreg.HKEY_LOCAL_MACHINE
            with winreg.OpenKey(racine, cle, 0, droits) as ouverte:
                return str(winreg.QueryValueEx(ouverte, valeur)[0])
        except OSError:
            return None
    return None


def complement() -> Constat:
    """Where Excel looks for the add-in's manifest."""
    sujet = "Complément"
    if sys.platform == "darwin":
        wef = Path.home().joinpath(*WEF)
        poses = [f for f in sorted(wef.glob("*.xml")) if IDENTIFIANT in _texte(f)]
        if not poses:
            return Constat(sujet, "manque", f"aucun manifeste de xlprod dans {wef}", INSTALLER)
        return _manifeste(poses[0])
    if sys.platform == "win32":
        declare = _registre(CLE_WINDOWS, IDENTIFIANT, utilisateur=True)
        if not declare:
            return Constat(sujet, "manque", "non déclaré à Excel", INSTALLER)
        return _manifeste(Path(declare))
    remede = "dans Excel sur le web : Accueil > Compléments > Charger mon complément, et donnez le manifeste"
    return Constat(sujet, "attention", "à charger dans Excel sur le web", remede)


def _manifeste(fichier: Path) -> Constat:
    """The declared manifest must be there and of our version: the engine travels with it."""
    sujet = "Complément"
    texte = _texte(fichier)
    version = _VERSION.search(texte)
    if IDENTIFIANT not in texte or version is None:
        return Constat(
            sujet, "manque", f"{fichier} absent ou illisible", f"xlprod officejs, puis {INSTALLER}"
        )
    if version[1] != VERSION_MOTEUR:
        ecart = f"complément {version[1]}, moteur {VERSION_MOTEUR}"
        return Constat(sujet, "attention", ecart, f"xlprod officejs, puis {INSTALLER}")
    return Constat(sujet, "bien", f"version {version[1]} ({fichier})")


def classique() -> list[Constat]:
    """The classic add-in on Windows: its engine, and whether Excel lets macros run."""
    commande = vba_com.inscrit()
    moteur = Constat("Moteur classique", "bien", f"inscrit ({commande})")
    if not commande:
        remede = "python -m xlprod.hotes.vba_com inscrire, si vous utilisez le complément classique"
        moteur = Constat("Moteur classique", "attention", "non inscrit", remede)
    return [moteur, macros(_registre(CLE_MACROS, "VBAWarnings", utilisateur=True))]


def macros(reglage: str | None) -> Constat:
    """``VBAWarnings`` of Excel: 1 all, 2 ask (the default), 3 signed ones, 4 none."""
    sujet = "Macros"
    ouvrir = "Fichier > Options > Centre de gestion de la confidentialité > Paramètres des macros"
    if reglage == "4":
        return Constat(sujet, "manque", "Excel bloque toutes les macros", ouvrir)
    if reglage == "3":
        remede = "signez le complément classique, ou posez-le dans un emplacement approuvé"
        return Constat(sujet, "attention", "Excel n'accepte que les macros signées", remede)
    return Constat(sujet, "bien", "Excel demande avant d'ouvrir" if reglage != "1" else "toutes acceptées")


def _texte(fichier: Path) -> str:
    try:
        return fichier.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _points(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
