"""An action of the menu on a Calc document: read, run, ask, write, say.

Nothing is written before the action has ended and its question was answered.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import uno

import udfs  # noqa: F401  (fills the registry of functions)
from macros import registre
from macros.registre import Action, Fichier, Reponse
from xlprod.erreurs import ErreurXlprod, SaisieInvalide, cause
from xlprod.hotes import calc_classeur, calc_ecriture, societe

GABARITS = Path(__file__).parents[3] / "gabarits"
"""Templates, in the extension; this module is there under ``pythonpath/xlprod/hotes``."""


class Dialogue(Protocol):
    """How the user is spoken to."""

    def dire(self, phrase: str) -> None:
        """Say how it went."""

    def refuser(self, phrase: str) -> None:
        """Say what went wrong."""

    def demander(self, question: str) -> bool:
        """Ask: yes or no."""


def executer(nom: str, contexte: Any, cadre: Any, dialogue: Dialogue) -> bool:
    """Run an action on the document of a window; False when it failed, which the user was told."""
    societe.assurer()
    try:
        if (action := registre.ACTIONS.get(nom)) is None:
            raise SaisieInvalide(f"action « {nom} » inconnue")
        if not hasattr(cadre.Controller, "ActiveSheet"):
            raise SaisieInvalide("fermez d'abord l'aperçu avant impression")
        document = cadre.Controller.Model
        reponse = _calculer(action, contexte, document, cadre)
        calc_ecriture.refuser_protege(document, reponse.pages, reponse.formules)
        if reponse.question and not dialogue.demander(reponse.question):
            return True
        if reponse.pages or reponse.formules:
            calc_ecriture.ecrire(document, action.libelle, reponse.pages, reponse.formules)
        message = _ouvrir(contexte, document, reponse)
    except ErreurXlprod as erreur:
        dialogue.refuser(erreur.message)
        return False
    except Exception as panne:  # a bug of ours is told, and the document is as it was
        dialogue.refuser(f"erreur interne ({type(panne).__name__}) : {panne}")
        return False
    if message:
        dialogue.dire(message)
    return True


def _calculer(action: Action, contexte: Any, document: Any, cadre: Any) -> Reponse:
    """Progress lets events through: the window takes none, so that nothing changes meanwhile."""
    indicateur, fenetre = cadre.createStatusIndicator(), cadre.ContainerWindow
    indicateur.start(f"{action.libelle}…", 0)
    fenetre.setEnable(False)
    try:
        classeur = calc_classeur.lire(contexte, document, action.fichier)
        return registre.executer(action.nom, classeur, indicateur.setText)
    finally:
        fenetre.setEnable(True)
        indicateur.end()


def _ouvrir(contexte: Any, document: Any, reponse: Reponse) -> str:
    """Open what is another workbook; returns what there is to say."""
    phrases = [reponse.message]
    if reponse.fichier is not None:
        ecrit = _enregistrer(_dossier(contexte, document), reponse.fichier)
        phrases.append(f"Enregistré : {ecrit}")
        _charger(contexte, ecrit)
    if reponse.gabarit:
        _charger(contexte, GABARITS / reponse.gabarit, AsTemplate=True)
    return "\n".join(phrase for phrase in phrases if phrase)


def _dossier(contexte: Any, document: Any) -> Path:
    """Where the document is; the user's documents when it is on no disk."""
    if document.URL.startswith("file:"):
        return Path(uno.fileUrlToSystemPath(document.URL)).parent
    return Path(uno.fileUrlToSystemPath(_service(contexte, "com.sun.star.util.PathSettings").Work))


def _enregistrer(dossier: Path, fichier: Fichier) -> Path:
    """Write a new file under a free name, whole or not at all."""
    voulu = dossier / Path(fichier.nom).name
    chemin, rang, flux = voulu, 1, None
    try:
        while flux is None:
            try:
                flux = chemin.open("xb")
            except FileExistsError:
                rang += 1
                chemin = voulu.with_stem(f"{voulu.stem} ({rang})")
        try:
            with flux:
                flux.write(fichier.octets)
        except OSError:
            chemin.unlink()
            raise
    except OSError as panne:
        raise SaisieInvalide(f"« {chemin} » ne peut pas être écrit : {cause(panne)}") from None
    return chemin


def _charger(contexte: Any, chemin: Path, **options: Any) -> None:
    proprietes = []
    for nom, valeur in options.items():
        propriete = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        propriete.Name, propriete.Value = nom, valeur
        proprietes.append(propriete)
    bureau = _service(contexte, "com.sun.star.frame.Desktop")
    if bureau.loadComponentFromURL(chemin.as_uri(), "_blank", 0, tuple(proprietes)) is None:
        raise SaisieInvalide(f"LibreOffice n'a pas pu ouvrir « {chemin} »")


def _service(contexte: Any, nom: str) -> Any:
    return contexte.ServiceManager.createInstanceWithContext(nom, contexte)
