"""The calls of our functions that a workbook's cells hold, with the values they receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xlprod import registre
from xlprod.classeurs.calcul.lexique import Jeton, Zone, bornes, decouper, ecrire, groupes, nom_xlprod
from xlprod.classeurs.calcul.modele import Classeur, Formule, NomDefini
from xlprod.classeurs.calcul.modele import Feuille as FeuilleLue
from xlprod.classeurs.calcul.modele import Tableau as TableauLu
from xlprod.classeurs.calcul.noms import Noms, RenvoiIncompris
from xlprod.classeurs.expressions import Expression, Incalculable, Operande
from xlprod.classeurs.instantane import Case, Instantane, Tableau, appelle_xlprod
from xlprod.erreurs import ErreurXlprod
from xlprod.registre import ErreurCellule, Fonction, Genre

EXPLICATIVES = ("POURQUOI", "DIAGNOSTIC")
"""Functions whose first argument names the function that is really asked about."""


@dataclass(frozen=True, slots=True)
class Appel:
    """A call found in a cell: the text of each argument as the formula writes it, and its value.

    ``refus`` says why an argument has no value: it is then None.
    """

    case: Case
    fonction: Fonction
    expressions: tuple[str, ...]
    valeurs: tuple[Operande, ...]
    refus: str = ""

    def pour_rang(self, rang: int) -> Appel:
        """The call as one row of a column sees it; an argument that is not a column stays."""
        valeurs = tuple(
            _element(v, rang) if _en_colonne(self.fonction, i) else v for i, v in enumerate(self.valeurs)
        )
        return replace(self, valeurs=valeurs)

    @property
    def longueur(self) -> int:
        """Rows that the call fills: more than one when it is given a column."""
        colonnes = [
            v for i, v in enumerate(self.valeurs) if _en_colonne(self.fonction, i) and isinstance(v, list)
        ]
        return max((len(c) if len(c) > 1 else len(c[0]) for c in colonnes), default=1)


def _en_colonne(fonction: Fonction, rang: int) -> bool:
    """Whether an argument given as a range is spread row by row."""
    if not fonction.arguments:
        return False
    genre = fonction.arguments[min(rang, len(fonction.arguments) - 1)].genre
    return genre not in (Genre.PARAMETRES, Genre.LIBRE)


def _element(valeur: Operande, rang: int) -> Operande:
    if not isinstance(valeur, list):
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
        return self._valeur([Jeton("nom", nom)], Formule(_AUCUNE, 1, 1, []))

    def appels(self, case: Case) -> list[Appel]:
        """Outermost calls of a cell's formula, from left to right."""
        formule = self.instantane.formule(case)
        rang = self._rangs.get(case.feuille.casefold())
        if formule is None or rang is None or not appelle_xlprod(formule):
            return []
        jetons = decouper(formule[1:])
        trouves: list[Appel] = []
        i = 0
        while i < len(jetons):
            if jetons[i].genre == "fonction" and nom_xlprod(jetons[i].texte):
                ecrits, suite = groupes(jetons, i)
                arguments = [[jetons[k] for k in ecrit] for ecrit in ecrits]
                trouves.append(self._appel(case, rang, jetons[i].texte, arguments))
                i = suite
            else:
                i += 1
        return trouves

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
            while self.instantane.formule(voisine) is None and self.instantane.valeur(voisine) is not None:
                rang += 1
                voisine = Case(case.feuille, case.ligne - rang * pas_ligne, case.colonne - rang * pas_colonne)
                if min(voisine.ligne, voisine.colonne) < 1:
                    break
            if any(appel.longueur > rang > 0 for appel in self.appels(voisine)):
                return voisine, rang
        return None

    def _appel(self, case: Case, feuille: int, nom: str, arguments: list[list[Jeton]]) -> Appel:
        fonction = registre.resoudre(nom_xlprod(nom) or nom)
        formule = Formule(feuille, case.ligne, case.colonne, [])
        valeurs: list[Operande] = []
        refus = ""
        for rang, jetons in enumerate(arguments):
            try:
                valeurs.append(self._valeur(jetons, formule))
            except (ErreurXlprod, RenvoiIncompris) as panne:
                nom_argument = fonction.arguments[min(rang, len(fonction.arguments) - 1)].nom
                refus = refus or f"argument « {nom_argument} » : {panne}"
                valeurs.append(None)
        expressions = [ecrire(jetons).strip() for jetons in arguments]
        if fonction.nom in EXPLICATIVES and valeurs and isinstance(valeurs[0], str):
            fonction, valeurs, expressions = registre.resoudre(valeurs[0]), valeurs[1:], expressions[1:]
        while valeurs and valeurs[-1] is None and not refus:
            valeurs.pop()
        return Appel(case, fonction, tuple(expressions[: len(valeurs)]), tuple(valeurs), refus)

    def _valeur(self, jetons: Sequence[Jeton], formule: Formule) -> Operande:
        resolus = self._noms.resoudre(replace(formule, jetons=list(jetons)))
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
            hauteur = len(feuille.plage(zone))
            positions = Zone(zone.feuille, zone.l1, zone.c1, zone.l1 + hauteur - 1, zone.c2).positions()
            cases.update(dict.fromkeys(Case(feuille.nom, ligne, colonne) for ligne, colonne in positions))
        return list(cases)


__all__ = ["Appel", "Incalculable", "Lecteur"]
