"""A workbook whose formulas become their values: what it shows no longer changes.

Everything else stays: validations, conditional formats, charts, comments, names, macros, ribbon.
Links to other workbooks go with the formulas that used them, for they tell the paths of files;
they stay, all of them (they are numbered), when a name, a chart or a control still needs one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from xlprod.classeurs.archive import CLASSEUR
from xlprod.classeurs.instantane import Case
from xlprod.classeurs.retouche.balises import Partie
from xlprod.classeurs.retouche.cellules import Cellule, parcourir
from xlprod.classeurs.retouche.paquet import Paquet
from xlprod.erreurs import ErreurXlprod

DES_FORMULES = ("calcChain", "volatileDependencies")
"""Parts that only tell about formulas."""
LIEN = "externalLink"
CITES = 5
"""Cells named in a sentence."""
_RENVOI = re.compile(rb"(?<![\w\]\[])\[[1-9]\d*\]")
"""``[1]`` before a sheet of another workbook; in ``Table[1]`` it is a column."""
_SANS_RENVOI = re.compile(
    r"xl/(externalLinks|worksheets|pivot\w+|threadedComments|theme|_rels)/"
    r"|xl/(workbook|styles|sharedStrings|comments\d*|metadata|calcChain)\.xml|.*/_rels/"
)
"""Parts that hold no reference to another workbook, or that are looked at more closely."""


@dataclass(slots=True)
class Gel:
    """What was done: formulas replaced in each sheet, cells in error, links to other workbooks.

    ``liens`` says what still refers to the links that had to stay; ``liens_retires`` counts the
    others.
    """

    formules: dict[str, int] = field(default_factory=dict)
    erreurs: list[Case] = field(default_factory=list)
    liens: list[str] = field(default_factory=list)
    liens_retires: int = 0

    @property
    def total(self) -> int:
        return sum(self.formules.values())


def figer(paquet: Paquet) -> Gel:
    """Replace every formula by its value.

    Raises :class:`ErreurXlprod` when a formula has no value in the file.
    """
    gel = Gel()
    sans_valeur: list[Case] = []
    restes: list[bytes] = []
    for onglet in paquet.onglets():
        if onglet.genre == "worksheet":
            partie = paquet.partie(onglet.partie)
            lecteur = _Feuille(partie, onglet.titre)
            gel.formules[onglet.titre] = lecteur.formules
            gel.erreurs += lecteur.erreurs
            sans_valeur += lecteur.sans_valeur
            restes.append(lecteur.hors_cellules())
            paquet.poser(partie)
            _figer_tableaux(paquet, onglet.partie)
    if sans_valeur:
        raise ErreurXlprod(_sans_valeur(sans_valeur))
    for relation in paquet.relations(CLASSEUR):
        if relation.genre in DES_FORMULES:
            paquet.retirer(CLASSEUR, relation)
    _liens(paquet, gel, restes)
    return gel


def _sans_valeur(cases: list[Case]) -> str:
    quoi = "1 formule n'a" if len(cases) == 1 else f"{len(cases)} formules n'ont"
    return (
        f"{quoi} pas de valeur enregistrée : {citer_cases(cases)} ; recalculez le classeur et "
        "enregistrez-le, ou passez-le par « xlprod recalculer », puis recommencez"
    )


def citer_cases(cases: list[Case]) -> str:
    """The first cells, and how many more."""
    cites = ", ".join(case.adresse for case in cases[:CITES])
    return cites if len(cases) <= CITES else f"{cites} et {len(cases) - CITES} de plus"


class _Feuille:
    """Takes the formulas out of one sheet part."""

    def __init__(self, partie: Partie, titre: str) -> None:
        self.partie, self.titre = partie, titre
        self.formules = 0
        self.erreurs: list[Case] = []
        self.sans_valeur: list[Case] = []
        self._debut, self._fin = len(partie.octets), 0
        parcourir(partie, self._cellule)

    def _cellule(self, cellule: Cellule) -> None:
        self._debut = min(self._debut, cellule.element.debut)
        self._fin = max(self._fin, cellule.element.fin)
        if cellule.genre == "e":
            self.erreurs.append(self._case(cellule))
        if not cellule.formules:
            return
        self.formules += 1
        if not self._a_une_valeur(cellule):
            self.sans_valeur.append(self._case(cellule))
        for balise in cellule.formules:
            self.partie.retirer(balise)
        for attribut in ("cm", "vm"):  # what a dynamic array and a rich value hang on
            if attribut in cellule.element.attributs:
                self.partie.attribuer(cellule.element, attribut, None)

    def _case(self, cellule: Cellule) -> Case:
        return Case(self.titre, cellule.ligne, cellule.colonne)

    def _a_une_valeur(self, cellule: Cellule) -> bool:
        """An empty text is a value (``""``), an empty number is none."""
        if cellule.genre in ("str", "inlineStr"):
            return bool(cellule.valeurs)
        return any(self.partie.octets[v.ouvre : v.ferme].strip() for v in cellule.valeurs)

    def hors_cellules(self) -> bytes:
        """The part without its cells."""
        octets = self.partie.octets
        return octets[: self._debut] + octets[max(self._fin, self._debut) :]


def _figer_tableaux(paquet: Paquet, feuille: str) -> None:
    """Take the formulas out of the tables: they would fill new rows, or the totals row."""
    for relation in paquet.relations(feuille):
        if relation.genre != "table":
            continue
        partie = paquet.partie(relation.partie)
        for element in partie.elements:
            if element.nom in ("calculatedColumnFormula", "totalsRowFormula"):
                partie.retirer(element)
            elif element.nom == "tableColumn" and "totalsRowFunction" in element.attributs:
                partie.attribuer(element, "totalsRowFunction", None)
        paquet.poser(partie)


def _liens(paquet: Paquet, gel: Gel, restes: list[bytes]) -> None:
    liens = [r for r in paquet.relations(CLASSEUR) if r.genre == LIEN]
    if not liens:
        return
    gel.liens = list(_citations(paquet, restes))
    if gel.liens:
        return
    gel.liens_retires = len(liens)
    for lien in liens:
        paquet.retirer(CLASSEUR, lien)
    classeur = paquet.partie(CLASSEUR)
    for element in classeur.enfants(classeur.racine, "externalReferences"):
        classeur.retirer(element)
    paquet.poser(classeur)


def _citations(paquet: Paquet, restes: list[bytes]) -> Iterator[str]:
    """What still refers to another workbook, beside the cells."""
    classeur = paquet.partie(CLASSEUR)
    for element in classeur.elements:
        if element.nom == "definedName" and _RENVOI.search(classeur.texte(element).encode()):
            yield f"nom « {element.attributs.get('name', '')} »"
    if any(_RENVOI.search(reste) for reste in restes):
        yield "validation ou mise en forme"
    parties = [n for n in paquet.noms if n.startswith("xl/") and n.endswith((".xml", ".vml"))]
    dessins = (paquet.partie(n, ()).octets for n in parties if not _SANS_RENVOI.match(n))
    if any(_RENVOI.search(octets) for octets in dessins):
        yield "graphique, dessin ou commande"
