"""Formulas put in cells that the workbook already has; their style stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from xlprod.classeurs.archive import CLASSEUR
from xlprod.classeurs.calcul.lexique import adresse, bornes, decaler, decouper, ecrire
from xlprod.classeurs.instantane import Case
from xlprod.classeurs.ooxml import FORMULE_MAX
from xlprod.classeurs.retouche.balises import Element, Partie
from xlprod.classeurs.retouche.cellules import Cellule, parcourir
from xlprod.classeurs.retouche.paquet import Onglet, Paquet
from xlprod.erreurs import ErreurXlprod

Position = tuple[int, int]
CHAINE = "calcChain"


def ecrire_formules(paquet: Paquet, formules: Sequence[tuple[Case, str]]) -> None:
    """Put each formula (with its ``=``) in its cell, and take away the error that stood there.

    The other cells keep their values, to be recalculated.
    """
    feuilles = {o.titre.casefold(): o for o in paquet.onglets() if o.genre == "worksheet"}
    par_feuille: dict[Onglet, dict[Position, str]] = {}
    for case, formule in formules:
        onglet = feuilles.get(case.feuille.casefold())
        if onglet is None:
            raise ErreurXlprod(f"{case.adresse} : la feuille n'existe pas dans le fichier")
        if len(formule) > FORMULE_MAX:
            raise ErreurXlprod(
                f"{case.adresse} : formule de {len(formule)} caractères, {FORMULE_MAX} au plus"
            )
        par_feuille.setdefault(onglet, {})[case.ligne, case.colonne] = formule.removeprefix("=")
    nouvelles = [_ecrire(paquet, onglet, lot) for onglet, lot in par_feuille.items()]
    if any(nouvelles):
        retirer_chaine(paquet)


def retirer_chaine(paquet: Paquet) -> None:
    """Drop the order of calculation, which Excel makes again: it must name formula cells only."""
    for relation in paquet.relations(CLASSEUR):
        if relation.genre == CHAINE:
            paquet.retirer(CLASSEUR, relation)


@dataclass(slots=True)
class _Partage:
    """A shared formula: its text is in the first cell, the others are moved from it."""

    modele: Cellule
    balise: Element
    derives: list[tuple[Cellule, Element]] = field(default_factory=list)


class _Feuille:
    """What has to be known of a sheet before its formulas are changed."""

    def __init__(self, partie: Partie, cibles: Mapping[Position, str]) -> None:
        self.cibles = cibles
        self.cellules: dict[Position, Cellule] = {}
        self.partages: list[_Partage] = []
        self.matrices: list[tuple[Position, str]] = []
        self._courants: dict[str, _Partage] = {}
        parcourir(partie, self._recevoir)

    def _recevoir(self, cellule: Cellule) -> None:
        position = cellule.ligne, cellule.colonne
        if position in self.cibles:
            self.cellules[position] = cellule
        for balise in cellule.formules:
            genre, groupe = balise.attributs.get("t"), balise.attributs.get("si", "")
            if genre == "array":
                self.matrices.append((position, balise.attributs.get("ref", "")))
            elif genre == "shared" and balise.ouvre < balise.ferme:
                self._courants[groupe] = _Partage(cellule, balise)
                self.partages.append(self._courants[groupe])
            elif genre == "shared" and groupe in self._courants:
                self._courants[groupe].derives.append((cellule, balise))


def _ecrire(paquet: Paquet, onglet: Onglet, cibles: Mapping[Position, str]) -> bool:
    """Change one sheet; says whether a cell that held no formula now has one."""
    partie = paquet.partie(onglet.partie)
    feuille = _Feuille(partie, cibles)
    for position in cibles:
        _controler(feuille, onglet.titre, position)
    for partage in feuille.partages:
        if (partage.modele.ligne, partage.modele.colonne) in cibles:
            _separer(partie, partage, cibles)
    for position, texte in cibles.items():
        _mettre(partie, feuille.cellules[position], texte)
    paquet.poser(partie)
    _accorder_tableaux(paquet, onglet.partie, cibles)
    return any(not feuille.cellules[position].formules for position in cibles)


def _accorder_tableaux(paquet: Paquet, feuille: str, cibles: Mapping[Position, str]) -> None:
    """A column of a table that is rewritten whole, with one text, gives that text to new rows too."""
    for relation in paquet.relations(feuille):
        if relation.genre != "table":
            continue
        partie = paquet.partie(relation.partie)
        tableau = partie.racine.attributs
        haut, gauche, bas, _ = bornes(tableau.get("ref", "A1"))
        haut += tableau.get("headerRowCount", "1") != "0"
        bas -= tableau.get("totalsRowCount", "0") != "0"
        colonnes = [e for e in partie.elements if e.nom == "tableColumn"]
        for rang, colonne in enumerate(colonnes):
            formule = partie.enfant(colonne, "calculatedColumnFormula")
            texte = cibles.get((haut, gauche + rang))
            if formule is None or texte is None:
                continue
            if all(cibles.get((ligne, gauche + rang)) == texte for ligne in range(haut, bas + 1)):
                partie.contenir(formule, escape(texte))
        paquet.poser(partie)


def _controler(feuille: _Feuille, titre: str, position: Position) -> None:
    lieu = f"{titre}!{adresse(*position)}"
    cellule = feuille.cellules.get(position)
    if cellule is None:
        raise ErreurXlprod(f"{lieu} : cette cellule n'existe pas dans le fichier, elle est vide")
    if any(b.attributs.get("t") == "dataTable" for b in cellule.formules):
        raise ErreurXlprod(f"{lieu} : table de données d'Excel, sa formule ne se remplace pas")
    ailleurs = (e for premiere, e in feuille.matrices if premiere != position and _couvre(e, position))
    if not cellule.formules and any(ailleurs):
        raise ErreurXlprod(f"{lieu} : cellule d'une formule matricielle qui commence ailleurs")


def _couvre(etendue: str, position: Position) -> bool:
    l1, c1, l2, c2 = bornes(etendue)
    return l1 <= position[0] <= l2 and c1 <= position[1] <= c2


def _separer(partie: Partie, partage: _Partage, cibles: Mapping[Position, str]) -> None:
    """Give their own text to the cells whose shared formula loses its first cell."""
    jetons = decouper(partie.texte(partage.balise))
    for cellule, balise in partage.derives:
        if (cellule.ligne, cellule.colonne) not in cibles:
            ecart = cellule.ligne - partage.modele.ligne, cellule.colonne - partage.modele.colonne
            _texte(partie, balise, ecrire(decaler(jetons, *ecart)))


def _texte(partie: Partie, balise: Element, texte: str) -> None:
    """Text of a ``<f>``: an array stays one, a shared formula becomes a plain one."""
    if balise.attributs.get("t") == "shared":
        for attribut in ("t", "ref", "si"):
            partie.attribuer(balise, attribut, None)
    partie.contenir(balise, escape(texte))


def _mettre(partie: Partie, cellule: Cellule, texte: str) -> None:
    element = cellule.element
    if cellule.formules:
        _texte(partie, cellule.formules[0], texte)
    elif cellule.valeurs:
        balise = partie.nom_voisin(element, "f")
        partie.avant(cellule.valeurs[0], f"<{balise}>{escape(texte)}</{balise}>")
    else:
        balise = partie.nom_voisin(element, "f")
        partie.ajouter(element, f"<{balise}>{escape(texte)}</{balise}>")
    if not cellule.formules or cellule.genre == "e":
        for attribut in ("t", "vm"):
            partie.attribuer(element, attribut, None)
        for valeur in cellule.valeurs:
            partie.retirer(valeur)
