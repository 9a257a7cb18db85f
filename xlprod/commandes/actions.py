"""``xlprod action``: what a button of the ribbon does, on a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import macros  # noqa: F401  (fills the registry of actions)
from macros import registre
from macros.registre import ACTIONS, Reponse
from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.instantane import Instantane
from xlprod.classeurs.recalcul import Bilan
from xlprod.cli import ILLISIBLE, MAUVAIS_USAGE, REFUS, Arret, ecrire_json, en_texte, progres
from xlprod.commandes.classeurs import dire_defauts, exiger_libre
from xlprod.erreurs import ErreurXlprod, cause
from xlprod.hotes import fichier
from xlprod.hotes.actions import en_json


@dataclass(frozen=True, slots=True)
class Demande:
    """The command as typed."""

    nom: str | None
    classeur: Path | None
    cellule: str
    sortie: Path | None
    ecraser: bool
    en_json: bool


def lister(json: bool) -> int:
    """Every action with its group."""
    if json:
        champs = ("nom", "groupe", "libelle", "aide")
        ecrire_json([{c: getattr(a, c) for c in champs} for _, lot in registre.groupes() for a in lot])
        return 0
    lignes = [[a.nom, groupe, a.libelle, a.aide] for groupe, lot in registre.groupes() for a in lot]
    print(en_texte([["Nom", "Groupe", "Bouton", "Ce qu'il fait"], *lignes]))
    return 0


def executer(demande: Demande) -> int:
    """Run an action and write its answer; 1 when it refuses or leaves cells in error."""
    if demande.nom is None or demande.nom not in ACTIONS:
        quoi = f"action inconnue « {demande.nom} »" if demande.nom else "il manque le nom de l'action"
        raise Arret(f"{quoi} ; les actions : {', '.join(ACTIONS)}", MAUVAIS_USAGE)
    if demande.sortie is not None:
        exiger_libre(demande.sortie, demande.ecraser)
    bilan: Bilan | None = None
    ecrit: Path | None = None
    with _phrases(demande):
        reponse = registre.executer(demande.nom, _lire(demande), progres)
        if ecrits := _a_ecrire(demande, reponse):
            ecrit = _destination(demande, ecrits)
            bilan = fichier.appliquer(demande.classeur, reponse, ecrit, progres) if ecrit else None
        elif demande.sortie is not None:
            progres("rien à écrire : aucun fichier n'est fait")
    return _rendre_compte(demande, reponse, ecrit, bilan)


@contextmanager
def _phrases(demande: Demande) -> Iterator[None]:
    """Refusals as sentences and exit codes."""
    try:
        yield
    except ErreurXlprod as erreur:
        if demande.classeur is None:
            raise Arret(_sans_classeur(demande), MAUVAIS_USAGE) from None
        if demande.en_json:
            ecrire_json({"erreur": erreur.message})
        sans_cellule = demande.nom is not None and ACTIONS[demande.nom].cellule and not demande.cellule
        conseil = " ; ici, par --cellule 'Feuille!A1'" if sans_cellule else ""
        raise Arret(f"{erreur.message}{conseil}", REFUS) from None
    except ClasseurIllisible as erreur:
        raise Arret(str(erreur), ILLISIBLE) from None
    except fichier.Refus as erreur:
        raise Arret(str(erreur), MAUVAIS_USAGE) from None
    except OSError as erreur:
        raise Arret(f"{erreur.filename} : {cause(erreur)}", ILLISIBLE) from None


def _lire(demande: Demande) -> Instantane:
    if demande.classeur is not None:
        return fichier.instantane(demande.classeur, demande.cellule)
    return fichier.sans_classeur()


def _sans_classeur(demande: Demande) -> str:
    return f"l'action « {demande.nom} » lit un classeur : donnez-le après son nom"


def _a_ecrire(demande: Demande, reponse: Reponse) -> str:
    """What the answer asks to write, in words; nothing when it only says something."""
    if demande.classeur is None and not reponse.gabarit:
        raise fichier.Refus(_sans_classeur(demande))
    if reponse.fichier is not None:
        return f"le classeur « {reponse.fichier.nom} »"
    if reponse.gabarit:
        return f"le classeur « {reponse.gabarit} »"
    if reponse.formules:
        return f"{len(reponse.formules)} formules réécrites"
    return ", ".join(f"une feuille « {page.nom} »" for page in reponse.pages)


def _destination(demande: Demande, ecrits: str) -> Path | None:
    if demande.sortie is None and not demande.en_json:
        raise fichier.Refus(
            f"l'action « {demande.nom} » écrit {ecrits} dans un nouveau fichier : ajoutez --sortie FICHIER"
        )
    return demande.sortie


def _rendre_compte(demande: Demande, reponse: Reponse, ecrit: Path | None, bilan: Bilan | None) -> int:
    if demande.en_json:
        recalcul = bilan and asdict(bilan)
        ecrire_json(
            {"reponse": en_json(reponse), "sortie": str(ecrit) if ecrit else None, "recalcul": recalcul}
        )
    else:
        print(reponse.message)
        if bilan is not None:
            dire_defauts(bilan)
        if ecrit is not None:
            progres(f"écrit : {ecrit}")
    return REFUS if bilan is not None and (bilan.erreurs or bilan.non_calculees) else 0
