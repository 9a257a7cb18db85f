"""Values gathered once calculation has settled, with what went wrong and what was not computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xlprod.classeurs.calcul.appels import Appel
from xlprod.classeurs.calcul.depots import PROPAGATION
from xlprod.classeurs.calcul.execution import Etat
from xlprod.classeurs.calcul.lexique import Zone
from xlprod.classeurs.calcul.modele import Formule, Position, Valeur
from xlprod.classeurs.calcul.moteur import Moteur
from xlprod.classeurs.calcul.recherches import suite_stricte
from xlprod.codes import en_francais
from xlprod.registre import ErreurCellule

_ECHECS = {
    "#CIRC!": "référence circulaire",
    "#ERROR!": "formule que le moteur de calcul ne comprend pas",
    "#N/IMPL!": "fonction que le moteur de calcul n'a pas encore",
}
"""Answers of the engine that are no Excel error."""


@dataclass(slots=True)
class Cellules:
    """The cells of one formula, and the French code and sentence of those our functions refuse."""

    etendue: Zone
    valeurs: dict[Position, Valeur]
    erreurs: list[tuple[Position, str, str]] = field(default_factory=list)


def recolter(etat: Etat) -> dict[int, Cellules]:
    """Cells of every formula computed, by rank; those that prove incomputable get their reason."""
    execution, plan = etat.execution, etat.execution.plan
    calculees = {}
    vecteurs = _Vecteurs(etat.moteur)
    echecs: dict[int, str] = {}
    for rang, formule in enumerate(execution.formules):
        if rang in execution.motifs:
            continue
        calculees[rang] = _deposees(etat, rang) if rang in plan.purs else _lues(etat, rang, formule)
        echec = (
            _echec(calculees[rang].valeurs.values())
            or _taille_fausse(etat, rang, formule)
            or vecteurs.echec(formule.vecteurs)
        )
        if echec:
            echecs[rang] = echec
    execution.ecarter(_premiers(execution.formules, echecs) | _instables(etat))
    execution.ecarter({rang: motif for rang, motif in echecs.items() if rang not in execution.motifs})
    return {rang: cellules for rang, cellules in calculees.items() if rang not in execution.motifs}


def _deposees(etat: Etat, rang: int) -> Cellules:
    """A formula that is one call of our functions."""
    depots = etat.depots
    erreurs = [(p, e.code, e.message) for p, e in depots.phrases[rang].items()]
    return Cellules(depots.etendues[rang], depots.cellules[rang], erreurs)


def _lues(etat: Etat, rang: int, formule: Formule) -> Cellules:
    """A formula the engine computes, alone or around calls of our functions."""
    zone = formule.zone
    if formule.dynamique:
        hauteur, largeur = etat.evaluation.taille(etat.execution.plan.mesures[rang])
        zone = zone._replace(l2=zone.l1 + hauteur - 1, c2=zone.c1 + largeur - 1)
    valeurs = {position: etat.moteur.lire(formule.feuille, *position) for position in zone.positions()}
    cellules = Cellules(zone, valeurs)
    premiere = valeurs[formule.position]
    if isinstance(premiere, ErreurCellule) and premiere.code == "#SPILL!":
        phrase = "le résultat ne peut s'étendre : des cellules sur sa place ne sont pas vides"
        cellules.erreurs.append((formule.position, PROPAGATION, phrase))
        return cellules
    for position, valeur in valeurs.items():
        if isinstance(valeur, ErreurCellule):
            phrases = _phrases(etat, etat.execution.plan.meles.get(rang, []))
            cellules.erreurs += [(position, en_francais(valeur.code), phrase) for phrase in phrases[:1]]
    return cellules


def _phrases(etat: Etat, appels: Iterable[Appel]) -> list[str]:
    """Sentences of the calls inside a formula, in order."""
    return [e.message for a in appels for e in etat.evaluation.resultats[a].phrases.values()]


def _echec(valeurs: Iterable[Valeur]) -> str | None:
    codes = (v.code for v in valeurs if isinstance(v, ErreurCellule))
    return next((_ECHECS[code] for code in codes if code in _ECHECS), None)


def _premiers(formules: Sequence[Formule], echecs: dict[int, str]) -> dict[int, str]:
    """Failures that are not the echo of another one (in a loop, each is)."""
    cellules = {(formules[rang].feuille, *formules[rang].position) for rang in echecs}

    def echo(rang: int) -> bool:
        return any(
            zone[:3] in cellules
            if zone.seule
            else any(f == zone.feuille and zone.contient(*p) for f, *p in cellules)
            for zone in formules[rang].lues
        )

    return {rang: motif for rang, motif in echecs.items() if not echo(rang)}


def _taille_fausse(etat: Etat, rang: int, formule: Formule) -> str | None:
    """A fixed array formula larger than its result: the engine fills the rest otherwise than Excel."""
    if formule.dynamique or rang not in etat.execution.plan.mesures:
        return None
    zone = formule.zone
    taille = etat.evaluation.taille(etat.execution.plan.mesures[rang])
    if taille in ((1, 1), (zone.l2 - zone.l1 + 1, zone.c2 - zone.c1 + 1)):
        return None
    return f"formule matricielle dont le résultat ({taille[0]} × {taille[1]}) n'a pas la taille de sa plage"


class _Vecteurs:
    """Checks the areas searched by approximation, each once."""

    def __init__(self, moteur: Moteur) -> None:
        self._moteur = moteur
        self._surs: dict[Zone, bool] = {}

    def echec(self, zones: Iterable[Zone]) -> str | None:
        """Why one of them cannot be searched by the engine."""
        if all(self._sur(zone) for zone in zones):
            return None
        return "recherche approchée hors d'une suite de nombres croissants sans vide ni doublon"

    def _sur(self, zone: Zone) -> bool:
        if zone not in self._surs:
            valeurs = [self._moteur.lire(zone.feuille, *position) for position in zone.positions()]
            self._surs[zone] = suite_stricte(valeurs)
        return self._surs[zone]


def _instables(etat: Etat) -> dict[int, str]:
    """Formulas whose calls never settled."""
    if not etat.evaluation.instables:
        return {}
    plan = etat.execution.plan
    hotes = {appel: rang for rang, appel in plan.purs.items()}
    hotes.update({appel: rang for rang, appels in plan.meles.items() for appel in appels})
    phrase = f"ne se stabilise pas après {etat.evaluation.tours} tours (boucle par une référence indirecte)"
    return {hotes[appel]: phrase for appel in etat.evaluation.instables if appel in hotes}
