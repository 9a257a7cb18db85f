"""``xlprod societe``: which company file is in force, is it right, what one looks like."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from xlprod import argent
from xlprod.baremes import FIN
from xlprod.cli import ILLISIBLE, MAUVAIS_USAGE, REFUS, Arret, ecrire_json, en_texte
from xlprod.couches import Societe, Surcharge
from xlprod.erreurs import cause
from xlprod.hotes.dossiers import dossier_utilisateur
from xlprod.hotes.societe import VARIABLE, charger, trouver
from xlprod.paie.remplacements import rang_remplace
from xlprod.periodes import texte_date
from xlprod.societe import NOM, SocieteInvalide, lire

EXEMPLE = f"""\
# Fichier de la société, pour xlprod.
# À enregistrer en UTF-8 sous le nom {NOM} dans le dossier de l'utilisateur (« xlprod societe montrer »
# le nomme), ou ailleurs : option --societe, variable {VARIABLE}.
# Une ligne qui commence par # n'est pas lue : ôtez le # devant ce qui vous concerne.
# Le classeur (feuille Paramètres), puis la ligne du contrat, l'emportent sur ce fichier.

[societe]
nom = "Nom de la société"

[parametres]
# effectif = 12                 # salariés
# taux_at = "1,5"               # taux notifié par la Carsat, en %
# medecine = "0,384"            # appel de la caisse de santé au travail, en %
# convention = "3097"           # IDCC
# adherent = true               # à un syndicat signataire
# versement_mobilite = "93"     # taux de la commune en %, ou département d'Île-de-France

# Un chiffre du barème remplacé : son code (« xlprod baremes lister »), sa valeur dans l'unité du barème
# (un taux en %), sa source, obligatoire. Une cotisation à deux parts : CODE_SALARIAL ou CODE_PATRONAL.
# Sans « du », depuis toujours ; sans « au », sans fin ; hors de ces dates, le droit s'applique.
# [[surcharge]]
# code = "CONGES_SPEC"
# valeur = "15,70"
# du = 2025-04-01
# au = 2026-03-31
# source = "appel de cotisations de la caisse du 12/03/2025"
# article = "règlement intérieur, art. 7"
"""


def executer(action: str, fichier: Path | None, en_json: bool) -> int:
    """Run one of the three actions; returns the exit code."""
    if action == "exemple":
        sys.stdout.write(EXEMPLE)
        return 0
    return verifier(fichier, en_json) if action == "verifier" else montrer(fichier, en_json)


def montrer(fichier: Path | None, en_json: bool) -> int:
    """What the file in force gives."""
    choix = trouver(str(fichier) if fichier else None)
    societe = charger(choix)
    if societe.refus:
        raise Arret(societe.refus, ILLISIBLE)
    if en_json:
        ecrire_json(
            {
                "fichier": str(choix.fichier) if choix.fichier else None,
                "choisi_par": "argument" if fichier else choix.origine,
                "nom": societe.nom,
                "parametres": {d.nom: d.texte for d in societe.parametres},
                "surcharges": [_objet(s) for s in societe.surcharges],
            }
        )
    elif choix.fichier is None:
        ou = dossier_utilisateur() / NOM
        print(f"Aucun fichier de société ({choix.origine}) : le droit s'applique. Pour en faire un :")
        print(f"xlprod societe exemple > {ou}")
    else:
        _dire(societe, "argument" if fichier else choix.origine)
    return 0


def _dire(societe: Societe, origine: str) -> None:
    print(f"{societe.nom or 'Société sans nom'} : {societe.fichier} ({origine})")
    if societe.parametres:
        print("\n" + en_texte([["Paramètre", "Valeur"], *([d.nom, d.texte] for d in societe.parametres)]))
    if societe.surcharges:
        entete = ["Code", "Libellé", "Valeur", "Du", "Au", "Source"]
        print("\n" + en_texte([entete, *(_rangee(s) for s in societe.surcharges)]))
    if not societe.parametres and not societe.surcharges:
        print("Ce fichier ne donne ni paramètre ni chiffre : le droit s'applique.")


def _rangee(surcharge: Surcharge) -> list[Any]:
    rang, _ = rang_remplace(surcharge.code, surcharge.debut)
    debut, fin = _dates(surcharge)
    return [
        surcharge.code,
        rang.libelle,
        _nombre(surcharge),
        texte_date(debut) if debut else "",
        texte_date(fin) if fin else "",
        " ; ".join(filter(None, (surcharge.article, surcharge.source))),
    ]


def _objet(surcharge: Surcharge) -> dict[str, Any]:
    debut, fin = _dates(surcharge)
    return {
        "code": surcharge.code,
        "valeur": float(surcharge.valeur),
        "du": debut.isoformat() if debut else None,
        "au": fin.isoformat() if fin else None,
        "source": surcharge.source,
        "article": surcharge.article,
    }


def _nombre(surcharge: Surcharge) -> str:
    texte = argent.texte_nombre(surcharge.valeur, 7)
    return texte.rstrip("0").rstrip(",") if "," in texte else texte


def _dates(surcharge: Surcharge) -> tuple[dt.date | None, dt.date | None]:
    debut = None if surcharge.debut == dt.date.min else surcharge.debut
    return debut, None if surcharge.fin == FIN else surcharge.fin


def verifier(fichier: Path | None, en_json: bool) -> int:
    """Every fault of a file; 1 when there is one."""
    choisi = fichier or trouver().fichier
    if choisi is None:
        raise Arret("aucun fichier de société à vérifier : donnez-le après « verifier »", MAUVAIS_USAGE)
    try:
        lire(choisi.read_text(encoding="utf-8"), str(choisi))
        defauts: list[str] = []
    except SocieteInvalide as erreur:
        defauts = erreur.defauts
    except OSError as panne:
        raise Arret(f"{choisi} : {cause(panne)}", ILLISIBLE) from None
    except UnicodeDecodeError:
        raise Arret(f"{choisi} : ce n'est pas un texte en UTF-8", ILLISIBLE) from None
    if en_json:
        ecrire_json({"fichier": str(choisi), "defauts": defauts})
    else:
        print("\n".join(defauts) or f"{choisi} : conforme.")
    return REFUS if defauts else 0
