"""``xlprod officejs``, ``classique``, ``serveur``, ``installer``, ``doctor``, ``desinstaller``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from xlprod.cli import ILLISIBLE, PROGRAMME_ABSENT, REFUS, Arret, ecrire_json, progres
from xlprod.hotes import docteur, installation, officejs, serveur, societe, vba_intellisense, vba_paquet


def construire(sortie: Path, pyodide: Path, adresse: str) -> int:
    """Build the add-in's site."""
    if not pyodide.is_dir():
        remede = "npm install --ignore-scripts, ou --pyodide DOSSIER"
        raise Arret(f"{pyodide} absent : {remede}", PROGRAMME_ABSENT)
    print(officejs.construire(sortie, pyodide, adresse))
    return 0


def classique(sortie: Path) -> int:
    """Build the classic Windows add-in and its help file."""
    if manque := vba_paquet.manque():
        raise Arret(manque, PROGRAMME_ABSENT)
    sortie.mkdir(parents=True, exist_ok=True)
    print(vba_paquet.construire_xlam(sortie / "xlprod.xlam"))
    aide = sortie / "xlprod.IntelliSense.xml"
    aide.write_text(vba_intellisense.intellisense_xml(), encoding="utf-8")
    print(aide)
    return 0


def servir(site: Path, port: int, option_societe: str | None) -> int:
    """Serve the site on this computer until interrupted."""
    if refus := societe.charger(societe.trouver(option_societe)).refus:
        raise Arret(refus, ILLISIBLE)
    try:
        serveur.servir(site, port, option_societe=option_societe, annoncer=progres)
    except serveur.ErreurServeur as erreur:
        raise Arret(str(erreur), REFUS) from None
    return 0


def installer(site: Path, en_json: bool) -> int:
    """Declare the add-in to Excel; prints the other ways."""
    try:
        faits = installation.installer(site)
    except installation.ErreurInstallation as erreur:
        raise Arret(str(erreur), ILLISIBLE) from None
    voies = installation.autres_voies(site)
    if en_json:
        ecrire_json({"faits": faits, "autres_voies": voies})
    else:
        print("\n".join([*faits, "", "Autres voies :", *(f"- {voie}" for voie in voies)]))
    return 0


def desinstaller(en_json: bool) -> int:
    """Take away what ``installer`` and ``serveur`` have put on this computer."""
    retires, restent = installation.desinstaller()
    if en_json:
        ecrire_json({"retires": retires, "restent": restent})
    else:
        print("\n".join(f"Retiré : {r}" for r in retires) or "Rien à retirer.")
        for commande in restent:
            print(f"Le système a refusé ; tapez : {commande}")
    return REFUS if restent else 0


def diagnostiquer(en_json: bool) -> int:
    """Every finding with its remedy; 1 when something is missing."""
    constats = docteur.diagnostic()
    if en_json:
        ecrire_json([asdict(c) for c in constats])
    else:
        for constat in constats:
            print(f"{constat.etat:<9} {constat.sujet} : {constat.constat}")
            if constat.remede:
                print(f"{'':<9} → {constat.remede}")
    return REFUS if any(c.etat == "manque" for c in constats) else 0
