"""Does this computer trust the local server's certificate?  Asked of the system, and taken back.

Giving the trust stays with the user, who types the command that ``serveur`` prints; taking it
back is done for them, since uninstalling leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

DELAI = 60
"""Seconds: the system may ask the user to confirm."""


def reconnu(certificat: Path, systeme: str = sys.platform) -> bool | None:
    """Whether the system trusts it for HTTPS; None where it cannot be asked."""
    if systeme == "win32":
        der = _der(certificat)
        magasin: Any = ssl
        return der is not None and any(octets == der for octets, *_ in magasin.enum_certificates("ROOT"))
    if systeme == "darwin":
        return _lancer(["security", "verify-cert", "-c", str(certificat), "-p", "ssl"])
    return None


def retirer(certificat: Path, systeme: str = sys.platform) -> tuple[list[str], list[str]]:
    """Take the certificate out of the system's trust: (what was done, commands left to the user)."""
    if not certificat.is_file() or not reconnu(certificat, systeme):
        return [], []
    faits, restent = [], []
    for commande in _commandes(certificat, systeme):
        texte = subprocess.list2cmdline(commande)
        if _lancer(commande):
            faits.append(f"confiance donnée au certificat ({texte})")
        else:
            restent.append(texte)
    return faits, restent


def _commandes(certificat: Path, systeme: str) -> list[list[str]]:
    """By the certificate's own fingerprint: no other named ``localhost`` is touched."""
    empreinte = hashlib.sha1(_der(certificat) or b"", usedforsecurity=False).hexdigest()
    if systeme == "win32":
        return [["certutil", "-user", "-delstore", "Root", empreinte]]
    return [
        ["security", "remove-trusted-cert", str(certificat)],
        ["security", "delete-certificate", "-Z", empreinte.upper()],
    ]


def _der(certificat: Path) -> bytes | None:
    try:
        return ssl.PEM_cert_to_DER_cert(certificat.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _lancer(commande: list[str]) -> bool:
    try:
        return not subprocess.run(commande, capture_output=True, timeout=DELAI, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False
