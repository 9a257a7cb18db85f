"""The company's file on this computer: which one is in force, read once by a host that starts."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

from xlprod import couches
from xlprod.couches import Societe
from xlprod.erreurs import cause
from xlprod.hotes.dossiers import dossier_utilisateur
from xlprod.societe import NOM, lire_ou_refuser

VARIABLE = "XLPROD_SOCIETE"
AUCUNE = "aucune"
"""In place of a file: the law alone, whatever the user's folder holds."""


class Choix(NamedTuple):
    """File in force, None without one, and what chose it."""

    fichier: Path | None
    origine: str


def trouver(option: str | None = None) -> Choix:
    """File that the option names, else the variable, else the one of the user's folder."""
    for dit, origine in ((option, "option --societe"), (os.environ.get(VARIABLE), f"variable {VARIABLE}")):
        if dit:
            return Choix(None if dit == AUCUNE else Path(dit).expanduser().absolute(), origine)
    fichier = dossier_utilisateur() / NOM
    return Choix(fichier if fichier.exists() else None, f"dossier {fichier.parent}")


def charger(choix: Choix) -> Societe:
    """The company's layer; one that refuses every computation when the file cannot be used."""
    if choix.fichier is None:
        return couches.AUCUNE
    nom = str(choix.fichier)
    try:
        texte = choix.fichier.read_text(encoding="utf-8")
    except OSError as panne:
        return Societe(fichier=nom, refus=f"{nom} : {cause(panne)} ({choix.origine})")
    except UnicodeDecodeError:
        return Societe(fichier=nom, refus=f"{nom} : ce n'est pas un texte en UTF-8 ({choix.origine})")
    return lire_ou_refuser(texte, nom)


@cache
def assurer() -> None:
    """Install the layer of this computer, once in the life of a process."""
    couches.installer(charger(trouver()))
