"""The calls of our functions that a workbook's cells hold, with the values they receive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xlprod import registre
from xlprod.arguments import HORS_COLONNE
from xlprod.classeurs.calcul.lexique import (
    Jeton,
    Zone,
    bornes,
    decouper,
    ecrire,
    groupes,
    nom_excel,
    nom_xlprod,
)
from xlprod.classeurs.calcul.modele import Classeur, Formule, NomDefini
from xlprod.classeurs.calcul.modele import Feuille as FeuilleLue
from xlprod.classeurs.calcul.modele import Tableau as TableauLu
from xlprod.classeurs.calcul.noms import Noms, RenvoiIncompris
from xlprod.classeurs.expressions import Expression, Incalculable, Operande, est_vrai, trop_profonde
from xlprod.classeurs.instantane import Case, Feuille, Instantane, Tableau, appelle_xlprod
from xlprod.erreurs import ErreurXlprod
from xlprod.registre import ErreurCellule, Fonction

EXPLICATIVES = ("POURQUOI", "DIAGNOSTIC")
"""Functions whose first argument names the function that is really asked about."""


@dataclass(frozen=True, slots=True)
class Appel:
    """A call found in a cell: the text of each argument as the formula writes it, and its value.

    ``refus`` says why an argument has no value: it is then None.  ``explicative``: the cell only
    asks about this call (``POURQUOI``).
    """

    case: Case
    fonction: Fonction
    expressions: tuple[str, ...]
    valeurs: tuple[Operande, ...]
    refus: str = ""
    ensemble: tuple[tuple[Operande, ...], int] | None = None
    """Whole columns, and the row among them, when rows are computed together."""
    explicative: bool = False

    def pour_rang(self, rang: int) -> Appel:
        """The call as one row of a column sees it; an argument that is not a column stays."""
        if self.fonction.retour == "tableau":
            return self
        valeurs = tuple(self._element(i, rang) for i in range(len(self.valeurs)))
        ensemble = None
        if self.longueur > 1 and registre.est_ensemble(self.fonction, self.valeurs):
            ensemble = (self.valeurs, rang)
        return replace(self, valeurs=valeurs, ensemble=ensemble)

    @property
    def longueur(self) -> int:
        """Rows that the call fills: more than one when it is given a column."""
        if self.fonction.retour == "tableau":
            return 1
        return max((len(c) if len(c) > 1 else len(c[0]) for c in self._colonnes()), default=1)

    def _colonnes(self) -> list[list[list[Any]]]:
        """Arguments that are always spread row by row when they are ranges."""
        declares = ((self.fonction.argument(i), v) for i, v in enumerate(self.valeurs))
        return [v for d, v in declares if d and d.genre not in HORS_COLONNE and isinstance(v, list)]

    def _element(self, place: int, rang: int) -> Operande:
        valeur, declare = self.valeurs[place], self.fonction.argument(place)
        if declare is None or not isinstance(valeur, list):
            return valeur
        forme = next(((len(c[0]), True) if len(c) == 1 else (len(c), False) for c in self._colonnes()), None)
        if forme is None or not registre.en_colonne(declare, valeur, forme):
            return valeur
        plate = valeur[0] if len(valeur) == 1 else [ligne[0] for ligne in valeur]
        return plate[rang] if rang < len(plate) else None


def _tableau(feuille: int, tableau: Tableau) -> TableauLu:
    zone = Zone(feuille, *tableau.zone)
    return TableauLu(tableau.nom, zone, list(tableau.colonnes), tableau.entete, tableau.total)


_AUCUNE = -1
"""Rank of no sheet, whose own names would hide those of the workbook."""


class Lecteur:
    """Reads the formulas of a snapshot; names and tables are resolved once."""

    def __init__(self, instantane: Instantane) -> None:
        self.instantane = instantane
        self._rangs = {f.nom.casefold(): rang for rang, f in enumerate(instantane.feuilles)}
        feuilles = [
            FeuilleLue(rang, f.nom, "", tableaux=[_tableau(rang, t) for t in f.tableaux])
            for rang, f in enumerate(instantane.feuilles)
        ]
        portees = [(None, instantane.noms), *((rang, f.noms) for rang, f in enumerate(instantane.feuilles))]
        definis = [
            NomDefini(nom, texte.removeprefix("="), portee)
            for portee, noms in portees
            for nom, texte in noms.items()
        ]
        self._noms = Noms(Classeur(instantane.nom, feuilles, definis))

    def nom(self, nom: str) -> Operande:
        """Value of what a name of the whole workbook stands for; None when there is no such name."""
        if nom.casefold() not in {n.casefold() for n in self.instantane.noms}:
            return None
        try:
            return self._valeur([Jeton("nom", nom)], Formule(_AUCUNE, 1, 1, []))
        except RenvoiIncompris as panne:
            raise Incalculable(f"nom « {nom} » : {panne}") from None

    def appels_vus(self, case: Case) -> list[Appel]:
        """Calls behind what a cell shows: its own, or those that spilled into it, as its row sees them."""
        if self.instantane.formule(case) is not None:
            return [appel.pour_rang(0) for appel in self.appels(case)]
        source = self.ancre(case)
        return [appel.pour_rang(source[1]) for appel in self.appels(source[0])] if source else []

    def appels_connus(self, case: Case) -> list[Appel]:
        """The same as :meth:`appels`; none when one of them names no function of ours."""
        try:
            return self.appels(case)
        except ErreurXlprod:
            return []

    def appels(self, case: Case) -> list[Appel]:
        """Outermost calls of a cell's formula, from left to right; not those an IF leaves aside.

        Raises :class:`ErreurXlprod` when one of them names no function of ours.
        """
        formule = self.instantane.formule(case)
        rang = self._rangs.get(case.feuille.casefold())
        if formule is None or rang is None or not appelle_xlprod(formule):
            return []
        jetons = decouper(formule[1:])
        if trop_profonde(jetons):
            return []
        place = Formule(rang, case.ligne, case.colonne, [])
        return [self._appel(case, place, nom, ecrits) for nom, ecrits in self._ecrits(jetons, place)]

    def _ecrits(self, jetons: Sequence[Jeton], place: Formule) -> Iterator[tuple[str, list[list[Jeton]]]]:
        """Name and arguments of each outermost call."""
        i = 0
        while i < len(jetons):
            jeton = jetons[i]
            notre = jeton.genre == "fonction" and nom_xlprod(jeton.texte)
            if not notre and not (jeton.genre == "fonction" and nom_excel(jeton.texte) == "IF"):
                i += 1
                continue
            rangs, i = groupes(jetons, i)
            arguments = [[jetons[k] for k in rang] for rang in rangs]
            if notre:
                yield jeton.texte, arguments
                continue
            for morceau in self._branches(arguments, place):
                yield from self._ecrits(morceau, place)

    def _branches(self, arguments: list[list[Jeton]], place: Formule) -> list[list[Jeton]]:
        """The condition of an IF and the branch it takes; all of them when it cannot be told."""
        try:
            choix = est_vrai(self._valeur(arguments[0], place)) if arguments else None
        except (ErreurXlprod, RenvoiIncompris):
            return arguments
        if choix is None:
            return arguments
        return [arguments[0], *(arguments[1:2] if choix else arguments[2:])]

    def calculer(self, case: Case) -> Operande:
        """Value that the whole formula of a cell gives now.

        Raises :class:`Incalculable` when it takes a spreadsheet to compute it.
        """
        formule = self.instantane.formule(case)
        rang = self._rangs.get(case.feuille.casefold())
        if formule is None or rang is None:
            return self.instantane.valeur(case)
        try:
            return self._valeur(decouper(formule[1:]), Formule(rang, case.ligne, case.colonne, []))
        except RenvoiIncompris as panne:
            raise Incalculable(str(panne)) from None

    def ancre(self, case: Case) -> tuple[Case, int] | None:
        """The call that spilled into a cell without formula: where it is, and the row of its column."""
        feuille = self.instantane.feuille(case.feuille)
        if feuille is None:
            return None
        for pas_ligne, pas_colonne in ((1, 0), (0, 1)):
            rang, voisine = 0, case
            while feuille.formule(voisine.ligne, voisine.colonne) is None:
                rang += 1
                voisine = Case(case.feuille, case.ligne - rang * pas_ligne, case.colonne - rang * pas_colonne)
                if voisine.ligne < feuille.ligne or voisine.colonne < feuille.colonne:
                    break
            if self._deverse(voisine) and any(a.longueur > rang > 0 for a in self.appels_connus(voisine)):
                return voisine, rang
        tables = (c for c, formule in feuille.cellules_calculees() if appelle_xlprod(formule))
        return next(((c, 0) for c in tables if self._couvre(feuille, c, case)), None)

    def _deverse(self, case: Case) -> bool:
        """Whether a formula found room for its result: around ``#SPILL!``, cells were typed."""
        affichee = self.instantane.valeur(case)
        return not (isinstance(affichee, ErreurCellule) and affichee.code == "#SPILL!")

    def _couvre(self, feuille: Feuille, source: Case, case: Case) -> bool:
        """Whether the table that a formula gives reaches a cell on its right and below."""
        hauteur, largeur = case.ligne - source.ligne, case.colonne - source.colonne
        if hauteur < 0 or largeur < 0 or not self._deverse(source):
            return False
        rectangle = Zone(0, source.ligne, source.colonne, case.ligne, case.colonne).positions()
        if any(feuille.formule(*place) is not None for place in rectangle if place != source[1:]):
            return False
        try:
            table = self.calculer(source)
        except ErreurXlprod:
            return False
        return isinstance(table, list) and hauteur < len(table) and largeur < len(table[0])

    def _appel(self, case: Case, place: Formule, nom: str, arguments: list[list[Jeton]]) -> Appel:
        fonction = registre.resoudre(nom_xlprod(nom) or nom)
        valeurs: list[Operande] = []
        refus = ""
        for rang, jetons in enumerate(arguments):
            try:
                valeurs.append(self._valeur(jetons, place))
            except (ErreurXlprod, RenvoiIncompris) as panne:
                declare = fonction.argument(rang)
                refus = refus or f"argument « {declare.nom if declare else rang + 1} » : {panne}"
                valeurs.append(None)
        expressions = [ecrire(jetons).strip() for jetons in arguments]
        explicative = fonction.nom in EXPLICATIVES
        if explicative and valeurs and isinstance(valeurs[0], str):
            fonction, valeurs, expressions = registre.resoudre(valeurs[0]), valeurs[1:], expressions[1:]
        while valeurs and valeurs[-1] is None and not refus:
            valeurs.pop()
        return Appel(
            case, fonction, tuple(expressions[: len(valeurs)]), tuple(valeurs), refus, None, explicative
        )

    def origine(self, case: Case, expression: str) -> str:
        """Where an argument of a cell comes from: the cells it names, one spelling for each.

        A cell that only repeats another one stands for it.
        """
        rang = self._rangs.get(case.feuille.casefold())
        if rang is None:
            return expression
        try:
            jetons = self._noms.resoudre(Formule(rang, case.ligne, case.colonne, decouper(expression)))
        except RenvoiIncompris:
            return expression
        return "".join(self._lieu(jeton, rang) for jeton in jetons if jeton.genre != "blanc")

    def _lieu(self, jeton: Jeton, rang: int) -> str:
        zone = self._noms.zone(jeton, rang, bornes(jeton.texte)) if jeton.genre == "zone" else None
        if zone is None:
            return ecrire([jeton])
        vues: set[Zone] = set()
        while zone.seule and zone not in vues:
            vues.add(zone)
            if (suivante := self._repetee(zone)) is None:
                break
            zone = suivante
        return f"{self.instantane.feuilles[zone.feuille].nom}!{zone.l1}:{zone.c1}:{zone.l2}:{zone.c2}"

    def _repetee(self, zone: Zone) -> Zone | None:
        """The one cell that the formula of a cell repeats (``=Équipe!M7``)."""
        formule = self.instantane.feuilles[zone.feuille].formule(zone.l1, zone.c1)
        if formule is None:
            return None
        try:
            jetons = self._noms.resoudre(Formule(zone.feuille, zone.l1, zone.c1, decouper(formule[1:])))
        except RenvoiIncompris:
            return None
        pleins = [j for j in jetons if j.genre != "blanc"]
        if len(pleins) != 1 or pleins[0].genre != "zone":
            return None
        suivante = self._noms.zone(pleins[0], zone.feuille, bornes(pleins[0].texte))
        return suivante if suivante is not None and suivante.seule else None

    def _valeur(self, jetons: Sequence[Jeton], formule: Formule) -> Operande:
        resolus = self._noms.resoudre(replace(formule, jetons=list(jetons)))
        if trop_profonde(resolus):
            raise Incalculable("formule aux parenthèses trop imbriquées")
        return Expression(resolus, lambda jeton: self._zone(jeton, formule.feuille)).valeur()

    def _zone(self, jeton: Jeton, feuille: int) -> Operande:
        zone = self._noms.zone(jeton, feuille, bornes(jeton.texte))
        if zone is None or zone.feuille == _AUCUNE:
            return ErreurCellule("#REF!")
        cellules = self.instantane.feuilles[zone.feuille].plage(zone)
        return cellules[0][0] if zone.seule else cellules

    def antecedents(self, case: Case) -> list[Case]:
        """Cells that a formula names one by one or by small areas, in its order; each once."""
        formule = self.instantane.formule(case)
        rang = self._rangs.get(case.feuille.casefold())
        if formule is None or rang is None:
            return []
        try:
            jetons = self._noms.resoudre(Formule(rang, case.ligne, case.colonne, decouper(formule[1:])))
        except RenvoiIncompris:
            return []
        cases: dict[Case, None] = {}
        for jeton in jetons:
            zone = self._noms.zone(jeton, rang, bornes(jeton.texte)) if jeton.genre == "zone" else None
            if zone is None:
                continue
            feuille = self.instantane.feuilles[zone.feuille]
            positions = feuille.utile(zone).positions()
            cases.update(dict.fromkeys(Case(feuille.nom, ligne, colonne) for ligne, colonne in positions))
        return list(cases)


__all__ = ["Appel", "Incalculable", "Lecteur"]
