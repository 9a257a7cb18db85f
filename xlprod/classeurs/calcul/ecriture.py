"""Computed values put back in a sheet part: ``<v>``, ``t`` and array areas, nothing else."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from typing import Any

from lxml import etree

from xlprod.classeurs.archive import Archive
from xlprod.classeurs.calcul import paquet
from xlprod.classeurs.calcul.lexique import Zone, adresse, bornes
from xlprod.classeurs.calcul.modele import Position, Valeur
from xlprod.classeurs.ooxml import encoder
from xlprod.codes import enregistrable
from xlprod.registre import ErreurCellule


def corriger(
    archive: Archive, partie: str, valeurs: Mapping[Position, Valeur], etendues: Mapping[Position, Zone]
) -> bytes | None:
    """The sheet part with these values; None when they are already there.

    ``valeurs``: None empties a cell.  ``etendues``: area of array formulas, by first cell.
    """
    feuille = _Feuille(archive, partie)
    for position, valeur in sorted(valeurs.items(), key=lambda couple: couple[0]):
        feuille.mettre(position, valeur)
    for position, zone in etendues.items():
        feuille.etendre(position, zone)
    return feuille.octets() if feuille.modifiee else None


class _Feuille:
    """A parsed sheet part, its rows and cells found by number."""

    def __init__(self, archive: Archive, partie: str) -> None:
        self.racine = paquet.analyser(archive, partie)
        self.espace = paquet.norme(self.racine, archive)
        self.balise_v, self.balise_f, self.balise_is = (f"{self.espace}{b}" for b in ("v", "f", "is"))
        self.lignes: dict[int, etree._Element] = {}
        self.cellules: dict[Position, etree._Element] = {}
        for element_ligne, ligne in paquet.lignes(self.racine, self.espace):
            self.lignes[ligne] = element_ligne
            for element, colonne in paquet.cellules(element_ligne, self.espace):
                self.cellules[ligne, colonne] = element
        self.numeros = sorted(self.lignes)
        self.modifiee = False

    def mettre(self, position: Position, valeur: Valeur) -> None:
        element = self.cellules.get(position)
        if element is None:
            if valeur is None:
                return
            element = self._creer(position)
        genre, texte = _ecrit(valeur)
        if self._porte(element, genre, texte):
            return
        self.modifiee = True
        _attribuer(element, "vm", None)  # the rich value of the former result
        _attribuer(element, "t", genre)
        for balise in element.findall(self.balise_is):
            element.remove(balise)
        balise_v = element.find(self.balise_v)
        if texte is None:
            if balise_v is not None:
                element.remove(balise_v)
            return
        if balise_v is None:
            balise_v = etree.Element(self.balise_v)
            balise_f = element.find(self.balise_f)
            element.insert(0 if balise_f is None else element.index(balise_f) + 1, balise_v)
        balise_v.text = texte

    def _porte(self, element: etree._Element, genre: str | None, texte: str | None) -> bool:
        """Whether the cell already holds that value, however its number is written."""
        ancien = element.findtext(self.balise_v)
        if ancien is None or texte is None:
            return ancien is texte and element.find(self.balise_is) is None
        if (element.get("t") or "n") != (genre or "n"):
            return False
        if genre is not None:
            return ancien == texte
        try:
            return float(ancien) == float(texte)
        except ValueError:
            return False

    def etendre(self, position: Position, zone: Zone) -> None:
        balise = self.cellules[position].find(self.balise_f)
        texte = adresse(zone.l1, zone.c1) + ("" if zone.seule else f":{adresse(zone.l2, zone.c2)}")
        if balise is not None and balise.get("ref") != texte:
            balise.set("ref", texte)
            self.modifiee = True

    def _creer(self, position: Position) -> etree._Element:
        """A cell that the file does not have yet, for a result that has grown."""
        ligne, colonne = position
        element_ligne = self.lignes.get(ligne)
        if element_ligne is None:
            element_ligne = self._creer_ligne(ligne)
        _attribuer(element_ligne, "spans", None)
        rang = sum(1 for _, c in paquet.cellules(element_ligne, self.espace) if c < colonne)
        element = etree.Element(f"{self.espace}c", {"r": adresse(ligne, colonne)})
        element_ligne.insert(rang, element)
        self.cellules[position] = element
        self._agrandir_dimension(ligne, colonne)
        return element

    def _creer_ligne(self, ligne: int) -> etree._Element:
        donnees = self.racine.find(f"{self.espace}sheetData")
        assert donnees is not None  # a formula was read in it
        element = etree.Element(f"{self.espace}row", {"r": str(ligne)})
        rang = bisect_left(self.numeros, ligne)
        if rang < len(self.numeros):
            self.lignes[self.numeros[rang]].addprevious(element)
        else:
            donnees.append(element)
        insort(self.numeros, ligne)
        self.lignes[ligne] = element
        return element

    def _agrandir_dimension(self, ligne: int, colonne: int) -> None:
        """Readers that trust ``<dimension>`` must see the new cell."""
        element = self.racine.find(f"{self.espace}dimension")
        if element is None:
            return
        l1, c1, l2, c2 = bornes(element.get("ref", "A1"))
        fin = adresse(max(l2, ligne), max(c2, colonne))
        element.set("ref", f"{adresse(min(l1, ligne), min(c1, colonne))}:{fin}")

    def octets(self) -> bytes:
        """The part, in its own encoding."""
        arbre = self.racine.getroottree()
        document = arbre.docinfo
        declaration: dict[str, Any] = {"xml_declaration": True, "encoding": document.encoding or "UTF-8"}
        if document.standalone is not None:
            declaration["standalone"] = document.standalone
        return bytes(etree.tostring(arbre, **declaration))


def _ecrit(valeur: Valeur) -> tuple[str | None, str | None]:
    """``t`` attribute and ``<v>`` text of a value."""
    if valeur is None:
        return None, None
    if isinstance(valeur, bool):
        return "b", str(int(valeur))
    if isinstance(valeur, ErreurCellule):
        return "e", enregistrable(valeur.code)
    if isinstance(valeur, str):
        return "str", encoder(valeur)
    return None, repr(int(valeur)) if valeur.is_integer() and abs(valeur) < 1e15 else repr(valeur)


def _attribuer(element: etree._Element, nom: str, valeur: str | None) -> None:
    if valeur is not None:
        element.set(nom, valeur)
    elif nom in element.attrib:
        del element.attrib[nom]
