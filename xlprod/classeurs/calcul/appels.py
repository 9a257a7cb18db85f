"""Calls of our functions taken out of formulas, so that the engine can compute what is left.

An argument that is a reference or a literal is read where it stands; any other expression
goes to a cell of the scratch workbook.  A formula that is nothing but one call is not given
to the engine at all: its cell receives the result as a constant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xlprod import registre
from xlprod.classeurs.calcul.brouillon import Brouillon, Case, Texte
from xlprod.classeurs.calcul.lexique import (
    Jeton,
    Zone,
    adresse,
    bornes,
    ecrire,
    groupes,
    niveau,
    nom_excel,
    nom_xlprod,
)
from xlprod.classeurs.calcul.modele import Classeur, Formule
from xlprod.classeurs.calcul.noms import Noms
from xlprod.registre import ErreurCellule, Genre

_VASTES = {"ANCHORARRAY", "OFFSET", "SEQUENCE", "RANDARRAY", "MAKEARRAY", "TEXTSPLIT", "MUNIT", "EXPAND"}
"""Functions that make an area out of single cells."""
_LITTERAUX = {"TRUE": True, "FALSE": False}
_SANS_LONGUEUR = (Genre.PARAMETRES, Genre.TABLEAU, Genre.LIBRE)


@dataclass(slots=True)
class Fixe:
    """An argument known from the formula alone."""

    valeur: Any


@dataclass(slots=True)
class Calcul:
    """An argument that the engine computes in a scratch cell; ``mesure`` when it may be an area."""

    ancre: Case
    mesure: tuple[Case, Case] | None


@dataclass(slots=True)
class Sortie:
    """Where the result of a call is put for the rest of its formula; ``mesure`` holds its size."""

    ancre: Case
    mesure: tuple[Case, Case] | None


@dataclass(slots=True, eq=False)
class Appel:
    """One call.  ``vaste``: its result may be more than one cell."""

    nom: str
    arguments: list[Argument]
    vaste: bool
    sortie: Sortie | None = None


Argument = Fixe | Zone | Calcul | Appel


@dataclass(slots=True)
class Plan:
    """Everything to compute: calls in order, and what each formula waits for."""

    appels: list[Appel] = field(default_factory=list)
    purs: dict[int, Appel] = field(default_factory=dict)
    """Formulas that are one call."""
    meles: dict[int, list[Appel]] = field(default_factory=dict)
    """Calls inside larger formulas."""
    mesures: dict[int, tuple[Case, Case]] = field(default_factory=dict)
    """Size of the array formulas left to the engine."""
    ancres: dict[int, tuple[Case, Case]] = field(default_factory=dict)
    """Size of our spilled results that other formulas read (``A1#``)."""


class Traducteur:
    """Writes formulas into the scratch workbook and lists their calls."""

    def __init__(self, classeur: Classeur, formules: Sequence[Formule], brouillon: Brouillon) -> None:
        self._titres = [feuille.nom for feuille in classeur.feuilles]
        self._noms = Noms(classeur)
        self._brouillon = brouillon
        self._dynamiques = {f.zone[:3]: rang for rang, f in enumerate(formules) if f.dynamique}
        self._formules = formules
        self.plan = Plan()

    def traduire(self, rang: int, formule: Formule) -> None:
        """Put one formula in the scratch workbook."""
        if not formule.appelle and not formule.deverse and formule.zone.seule:
            self._poser(rang, formule, ecrire(formule.jetons))
            return
        jetons = _sans_arobase(_utiles(formule.jetons))
        redaction = _Redaction(self, formule)
        if _est_appel(jetons):
            self.plan.purs[rang], _ = redaction.appel(jetons, 0)
        elif formule.etendue is None or formule.etendue.seule:
            self._poser(rang, formule, redaction.texte(jetons))
        else:
            self._poser(rang, formule, redaction.texte(jetons, qualifie=True))
        self.plan.appels += redaction.appels
        if redaction.appels and rang not in self.plan.purs:
            self.plan.meles[rang] = redaction.appels

    def _poser(self, rang: int, formule: Formule, texte: str) -> None:
        brouillon, zone = self._brouillon, formule.zone
        ancre = adresse(*formule.position)
        if formule.etendue is None:
            contenu = Texte(texte)
        elif formule.dynamique:
            contenu = Texte(texte, ancre, dynamique=True)
            self.plan.mesures[rang] = brouillon.mesurer(brouillon.nommer(formule.feuille, formule.position))
        else:
            contenu = Texte(texte, f"{ancre}:{adresse(zone.l2, zone.c2)}")
            if not zone.seule:
                self.plan.mesures[rang] = (
                    brouillon.case(f"ROWS({texte})"),
                    brouillon.case(f"COLUMNS({texte})"),
                )
        brouillon.poser(formule.feuille, formule.position, contenu)

    def zone(self, jeton: Jeton, formule: Formule) -> Zone | None:
        return self._noms.zone(jeton, formule.feuille, bornes(jeton.texte))

    def titre(self, formule: Formule) -> str:
        return self._titres[formule.feuille]

    def deversement(self, zone: Zone | None) -> str | None:
        """``A1#`` for a cell that holds one of our spilled results: the area it fills at the time."""
        rang = None if zone is None else self._dynamiques.get(zone[:3])
        if zone is None or rang is None or not _est_appel(_utiles(self._formules[rang].jetons)):
            return None
        if rang not in self.plan.ancres:
            self.plan.ancres[rang] = self._brouillon.case(), self._brouillon.case()
        return self._aire(self._brouillon.nommer(zone.feuille, (zone.l1, zone.c1)), self.plan.ancres[rang])

    def calcul(self, formule: str, vaste: bool) -> Calcul:
        """A scratch cell that computes an argument."""
        if not vaste:
            return Calcul(self._brouillon.case(formule), None)
        ancre = self._brouillon.vaste(formule)
        return Calcul(ancre, self._brouillon.mesurer(self._brouillon.reference(ancre)))

    def sortie(self, appel: Appel, une_cellule: bool) -> str:
        """Place for the result of a call, and the reference to it."""
        brouillon = self._brouillon
        if not appel.vaste:
            appel.sortie = Sortie(brouillon.case(), None)
            return brouillon.reference(appel.sortie.ancre)
        mesure = brouillon.case(), brouillon.case()
        appel.sortie = Sortie(brouillon.vaste(), mesure)
        ancre = brouillon.reference(appel.sortie.ancre)
        return ancre if une_cellule else self._aire(ancre, mesure)

    def _aire(self, ancre: str, mesure: tuple[Case, Case]) -> str:
        lignes, colonnes = (self._brouillon.reference(case) for case in mesure)
        return f"OFFSET({ancre},0,0,{lignes},{colonnes})"


class _Redaction:
    """Writing of one formula; ``appels`` are its calls, inner ones first."""

    def __init__(self, traducteur: Traducteur, formule: Formule) -> None:
        self.traducteur = traducteur
        self.formule = formule
        self.appels: list[Appel] = []

    def texte(self, jetons: Sequence[Jeton], qualifie: bool = False, argument: bool = False) -> str:
        """Formula for the engine.

        ``qualifie``: written for another sheet, so every reference names its own.
        ``argument``: moved to a scratch cell, where ROW() and COLUMN() would lose their meaning.
        """
        feuille = self.traducteur.titre(self.formule) if qualifie else None
        morceaux: list[str] = []
        rang = profondeur = 0
        while rang < len(jetons):
            jeton = jetons[rang]
            if jeton.genre == "fonction" and nom_xlprod(jeton.texte):
                appel, rang = self.appel(jetons, rang)
                une_cellule = profondeur == 0 and self.formule.etendue is None and not argument
                morceaux.append(self.traducteur.sortie(appel, une_cellule))
                continue
            remplacement, longueur = self._remplacement(jetons[rang : rang + 3], argument)
            if remplacement is not None:
                morceaux.append(remplacement)
                rang += longueur
                continue
            profondeur += niveau(jeton)
            morceaux.append(ecrire([jeton], feuille))
            rang += 1
        return "".join(morceaux)

    def _remplacement(self, suite: Sequence[Jeton], argument: bool) -> tuple[str | None, int]:
        """``A1#`` and ``ANCHORARRAY(A1)`` on our results, ``ROW()`` and ``COLUMN()`` in an argument."""
        premier, *reste = suite
        textes = [j.texte for j in reste]
        if premier.genre == "zone" and textes[:1] == ["#"]:
            return self.traducteur.deversement(self.traducteur.zone(premier, self.formule)), 2
        if premier.genre != "fonction":
            return None, 0
        nom = nom_excel(premier.texte)
        if nom == "ANCHORARRAY" and len(reste) == 2 and reste[0].genre == "zone" and textes[1] == ")":
            return self.traducteur.deversement(self.traducteur.zone(reste[0], self.formule)), 3
        if argument and textes[:1] == [")"] and nom in ("ROW", "COLUMN"):
            return str(self.formule.ligne if nom == "ROW" else self.formule.colonne), 2
        return None, 0

    def appel(self, jetons: Sequence[Jeton], debut: int) -> tuple[Appel, int]:
        """The call that starts at ``debut``, and the rank after its closing parenthesis."""
        ecrits, fin = groupes(jetons, debut)
        nom = nom_xlprod(jetons[debut].texte) or ""
        fonction = registre.resoudre(nom)
        arguments = [self._argument(_utiles([jetons[i] for i in ecrit])) for ecrit in ecrits]
        declares = fonction.arguments
        vaste = fonction.retour == "tableau" or any(
            _vaste(argument) and declares[min(i, len(declares) - 1)].genre not in _SANS_LONGUEUR
            for i, argument in enumerate(arguments)
            if declares
        )
        appel = Appel(nom, arguments, vaste)
        self.appels.append(appel)
        return appel, fin

    def _argument(self, jetons: Sequence[Jeton]) -> Argument:
        if (fixe := _litteral(jetons)) is not None:
            return fixe
        if len(jetons) == 1 and jetons[0].genre == "zone":
            return self.traducteur.zone(jetons[0], self.formule) or Fixe(ErreurCellule("#REF!"))
        if _est_appel(jetons):
            return self.appel(jetons, 0)[0]
        avant = len(self.appels)
        texte = self.texte(jetons, qualifie=True, argument=True)
        vaste = any(a.vaste for a in self.appels[avant:]) or any(_etale(j) for j in jetons)
        return self.traducteur.calcul(texte, vaste)


def _utiles(jetons: Sequence[Jeton]) -> list[Jeton]:
    """Tokens without the blanks and unary plus at the ends."""
    debut, fin = 0, len(jetons)
    while debut < fin and (jetons[debut].genre == "blanc" or jetons[debut].texte == "+"):
        debut += 1
    while fin > debut and jetons[fin - 1].genre == "blanc":
        fin -= 1
    return list(jetons[debut:fin])


def _sans_arobase(jetons: list[Jeton]) -> list[Jeton]:
    """``@XLPROD.X(…)``, stored ``SINGLE(…)``: a plain cell keeps the first value anyway."""
    if (
        jetons
        and jetons[0].genre == "fonction"
        and nom_excel(jetons[0].texte) == "SINGLE"
        and _est_appel(jetons[1:-1])
    ):
        return jetons[1:-1]
    return jetons


def _est_appel(jetons: Sequence[Jeton]) -> bool:
    """Whether the tokens are one call of our functions and nothing else."""
    if (
        not jetons
        or jetons[-1].texte != ")"
        or jetons[0].genre != "fonction"
        or not nom_xlprod(jetons[0].texte)
    ):
        return False
    return groupes(jetons, 0)[1] == len(jetons)


def _litteral(jetons: Sequence[Jeton]) -> Fixe | None:
    """An omitted argument, or one literal, signed if it is a number."""
    if not jetons:
        return Fixe(None)
    *signes, jeton = jetons
    if jeton.genre == "nombre" and [s.texte for s in signes] in ([], ["-"]):
        return Fixe(float("".join(j.texte for j in jetons)))
    if signes:
        return None
    if jeton.genre == "texte":
        return Fixe(jeton.texte[1:-1].replace('""', '"'))
    if jeton.genre == "erreur":
        return Fixe(ErreurCellule(jeton.texte))
    return Fixe(_LITTERAUX[jeton.texte.upper()]) if jeton.texte.upper() in _LITTERAUX else None


def _etale(jeton: Jeton) -> bool:
    """Whether the token may make an expression an area."""
    if jeton.genre == "zone":
        return ":" in jeton.texte
    if jeton.genre == "fonction":
        return nom_excel(jeton.texte) in _VASTES
    return jeton.genre == "op" and jeton.texte in ("{", "#")


def _vaste(argument: Argument) -> bool:
    if isinstance(argument, Zone):
        return not argument.seule
    if isinstance(argument, Calcul):
        return argument.mesure is not None
    return isinstance(argument, Appel) and argument.vaste
