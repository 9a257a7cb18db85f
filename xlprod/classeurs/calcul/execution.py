"""From a checked package to the value of every cell."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlprod.classeurs.archive import Archive
from xlprod.classeurs.calcul.analyse import analyser
from xlprod.classeurs.calcul.appels import Plan, Traducteur
from xlprod.classeurs.calcul.brouillon import Brouillon
from xlprod.classeurs.calcul.dependances import Parcours, dependants
from xlprod.classeurs.calcul.depots import Depots
from xlprod.classeurs.calcul.evaluation import Evaluation
from xlprod.classeurs.calcul.lecture import lire_classeur
from xlprod.classeurs.calcul.lexique import Zone, bornes, decouper
from xlprod.classeurs.calcul.modele import Classeur, Formule, Position, Valeur
from xlprod.classeurs.calcul.moteur import Moteur, connait
from xlprod.classeurs.calcul.noms import Noms

NOM_DATE = "DATE_REFERENCE"
"""Defined name of the cell that dates the law applied, when a call gives no date."""
_MAILLONS = 20
"""Cells named of a loop, at most."""


@dataclass(slots=True)
class Execution:
    """A workbook being computed: what is to be done, and which formulas are left alone and why."""

    classeur: Classeur
    formules: list[Formule]
    plan: Plan = field(default_factory=Plan)
    motifs: dict[int, str] = field(default_factory=dict)

    def ecarter(self, racines: dict[int, str]) -> None:
        """Leave alone the formulas of ``racines`` and all that depend on them."""
        self.motifs.update(racines)
        for rang, cause in dependants(self.formules, racines).items():
            nom = self.classeur.designer(self.formules[cause])
            self.motifs.setdefault(rang, f"dépend de {nom}, qui n'est pas calculée")

    def anciennes(self, formule: Formule) -> Iterator[tuple[Position, Valeur]]:
        """Cells of a formula as the file stores them."""
        yield formule.position, formule.ancienne
        deversees = self.classeur.feuilles[formule.feuille].deversees
        for position in formule.zone.positions():
            if position in deversees:
                yield position, deversees[position]


@dataclass(slots=True)
class Etat:
    """Everything after the last round."""

    execution: Execution
    moteur: Moteur
    depots: Depots
    evaluation: Evaluation


def executer(archive: Archive, date: dt.date | None, progression: Callable[[str], None]) -> Etat:
    """Compute a workbook; nothing is written but a scratch file, removed at once."""
    progression("lecture du classeur")
    classeur = lire_classeur(archive)
    analyser(classeur, connait)
    execution = Execution(classeur, list(classeur.formules()))
    ordre = _ordonner(execution)
    execution.ecarter({rang: f.motif for rang, f in enumerate(execution.formules) if f.motif is not None})
    moteur = _charger(execution, ordre)
    depots = Depots(classeur, execution.formules, moteur)
    for rang in execution.plan.purs:
        depots.reprendre(rang)
    evaluation = Evaluation(execution.plan, moteur, depots, date or _zone_date(classeur))
    evaluation.executer(progression)
    return Etat(execution, moteur, depots, evaluation)


def _ordonner(execution: Execution) -> Sequence[int]:
    """Order of calculation; a loop through one of our functions gets its reason, cell by cell.

    Loops of Excel formulas alone are left to the engine: a branch of IF that is not taken
    does not close them.
    """
    formules = execution.formules
    if not any(f.appelle for f in formules):
        return range(len(formules))
    parcours = Parcours(formules)
    for cycle in parcours.cycles:
        if any(formules[rang].appelle for rang in cycle):
            noms = [execution.classeur.designer(formules[rang]) for rang in cycle[:_MAILLONS]]
            suite = ["…"] if len(cycle) > _MAILLONS else []
            phrase = "référence circulaire : " + " → ".join([*noms, *suite, noms[0]])
            for rang in cycle:
                formules[rang].motif = formules[rang].motif or phrase
    return parcours.ordre


def _charger(execution: Execution, ordre: Sequence[int]) -> Moteur:
    """The scratch workbook, written and loaded; the plan of what to call is filled on the way."""
    classeur, formules = execution.classeur, execution.formules
    brouillon = Brouillon(classeur)
    traducteur = Traducteur(classeur, formules, brouillon)
    for rang in ordre:
        if rang not in execution.motifs:
            traducteur.traduire(rang, formules[rang])
    execution.plan = traducteur.plan
    for feuille in classeur.feuilles:
        for position, valeur in feuille.constantes.items():
            brouillon.poser(feuille.rang, position, valeur)
    for rang, formule in enumerate(formules):
        if rang in execution.motifs or rang in execution.plan.purs:
            for position, valeur in execution.anciennes(formule):
                brouillon.poser(formule.feuille, position, valeur)
    with tempfile.TemporaryDirectory(prefix="xlprod_") as dossier:
        chemin = Path(dossier) / "brouillon.xlsx"
        brouillon.ecrire(chemin)
        return Moteur(chemin)


def _zone_date(classeur: Classeur) -> Zone | None:
    """The cell named ``DATE_REFERENCE``, if it is one cell."""
    noms = Noms(classeur)
    for nom in classeur.noms:
        jetons = decouper(nom.texte) if nom.nom.upper() == NOM_DATE else []
        if len(jetons) == 1 and jetons[0].genre == "zone":
            zone = noms.zone(jetons[0], nom.feuille or 0, bornes(jetons[0].texte))
            if zone is not None and zone.seule:
                return zone
    return None
