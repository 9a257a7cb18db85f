"""Where the user's own files of xlprod are kept: certificate, company's file."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def dossier_utilisateur() -> Path:
    """Where the user's own files of xlprod are kept."""
    if sys.platform == "win32":
        donnees = os.environ.get("APPDATA")
        return (Path(donnees) if donnees else Path.home() / "AppData" / "Roaming") / "xlprod"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlprod"
    donnees = os.environ.get("XDG_DATA_HOME", "")
    return (Path(donnees) if donnees.startswith("/") else Path.home() / ".local" / "share") / "xlprod"
