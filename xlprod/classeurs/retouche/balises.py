"""An XML part whose elements know their place in its bytes, and the changes to be made there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from xlprod.classeurs.archive import ClasseurIllisible
from xlprod.classeurs.ooxml import NORMES

_BALISE = re.compile(rb"""<(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_NOM = re.compile(rb"<([^\s/>]+)")
_ATTRIBUT = re.compile(rb"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_DECLARATION = r"\s*<\?xml[^>]*\?>"
_ENTETE = re.compile(rb"(?:\xef\xbb\xbf)?" + _DECLARATION.encode())
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


class Element:
    """An element: ``debut`` of its first tag, ``ouvre`` and ``ferme`` around its content, ``fin``.

    ``nom`` is its local name; for a namespace other than the root's, ``"uri name"``.
    """

    __slots__ = ("attributs", "debut", "ferme", "fin", "nom", "ouvre", "parent")

    def __init__(self, nom: str, attributs: dict[str, str], parent: Element | None, debut: int) -> None:
        self.nom = nom
        self.attributs = attributs
        self.parent = parent
        self.debut = self.ouvre = self.ferme = self.fin = debut

    def dans(self, *noms: str) -> bool:
        """Whether its parents are these, from the nearest."""
        parent = self.parent
        for nom in noms:
            if parent is None or parent.nom != nom:
                return False
            parent = parent.parent
        return True


class Partie:
    """One XML part of the package ``classeur`` (its name, for sentences).

    The root must be of one of ``espaces``, when there are any.  What is put in is written in
    ASCII, so that it fits any encoding; UTF-16, where bytes are not characters, becomes UTF-8.
    """

    def __init__(self, classeur: str, nom: str, octets: bytes, espaces: Collection[str] = NORMES) -> None:
        self.classeur = classeur
        self.nom = nom
        self.octets = self._en_octets_ascii(octets)
        self.espaces = espaces
        self.espace = ""
        self._changements: list[tuple[int, int, bytes]] = []
        self._fins: dict[Element, list[str]] = {}

    def _en_octets_ascii(self, octets: bytes) -> bytes:
        codage = _UTF16.get(octets[:2])
        if codage is None:
            return octets
        try:
            return re.sub(rf"\A{_DECLARATION}", "", octets.decode(codage)).encode()
        except UnicodeError as panne:
            raise self._mal_formee() from panne

    def _mal_formee(self) -> ClasseurIllisible:
        return ClasseurIllisible(f"{self.classeur} : la partie {self.nom} est mal formée")

    # -- reading

    def parcourir(self, recevoir: Callable[[Element], None]) -> None:
        """Give every element once it is closed, so children before their parent."""
        analyseur = expat.ParserCreate(namespace_separator=" ")
        ouverts: list[Element] = []

        def ouvrir(nom: str, attributs: dict[str, str]) -> None:
            espace, _, local = nom.rpartition(" ")
            if not ouverts:
                self._controler_racine(espace)
            parent = ouverts[-1] if ouverts else None
            debut = analyseur.CurrentByteIndex
            ouverts.append(Element(local if espace == self.espace else nom, attributs, parent, debut))

        def fermer(_: str) -> None:
            element = ouverts.pop()
            self._situer(element, analyseur.CurrentByteIndex)
            recevoir(element)

        def refuser(*_: Any) -> None:
            raise ClasseurIllisible(
                f"{self.classeur} : la partie {self.nom} contient un DOCTYPE, refusé par prudence"
            )

        analyseur.StartElementHandler = ouvrir
        analyseur.EndElementHandler = fermer
        analyseur.StartDoctypeDeclHandler = refuser
        try:
            analyseur.Parse(self.octets, True)
        except (expat.ExpatError, LookupError, ValueError) as panne:
            raise self._mal_formee() from panne

    def _controler_racine(self, espace: str) -> None:
        if self.espaces and espace not in self.espaces:
            raise ClasseurIllisible(
                f"{self.classeur} : la partie {self.nom} n'est pas d'un classeur Excel "
                "(espace de noms inconnu)"
            )
        self.espace = espace

    def _situer(self, element: Element, fermeture: int) -> None:
        balise = _BALISE.match(self.octets, element.debut)
        assert balise is not None  # well-formed: the parser has just read it
        element.ouvre = balise.end()
        if self._vide(element):
            element.ferme = element.fin = element.ouvre
        else:
            element.ferme, element.fin = fermeture, self.octets.index(b">", fermeture) + 1

    def _vide(self, element: Element) -> bool:
        return self.octets.endswith(b"/>", element.debut, element.ouvre)

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the document: for small parts."""
        elements: list[Element] = []
        self.parcourir(elements.append)
        return sorted(elements, key=lambda e: e.debut)

    @property
    def racine(self) -> Element:
        return self.elements[0]

    def enfants(self, parent: Element, nom: str = "") -> list[Element]:
        """Children of an element, those of that name if one is given."""
        return [e for e in self.elements if e.parent is parent and (not nom or e.nom == nom)]

    def enfant(self, parent: Element, nom: str) -> Element | None:
        return next(iter(self.enfants(parent, nom)), None)

    def texte(self, element: Element) -> str:
        """Characters of its content."""
        brut = self.octets[element.ouvre : element.ferme]
        if brut.isascii() and b"&" not in brut and b"<" not in brut:
            return brut.decode("ascii")
        morceaux: list[str] = []
        analyseur = expat.ParserCreate()
        analyseur.CharacterDataHandler = morceaux.append
        declaration = _ENTETE.match(self.octets)
        analyseur.Parse((declaration[0] if declaration else b"") + b"<x>" + brut + b"</x>", True)
        return "".join(morceaux)

    # -- changes

    def nom_voisin(self, element: Element, nom: str) -> str:
        """``nom`` with the prefix that ``element`` is written with, if any: ``x:sheet``."""
        prefixe, deux_points, _ = self._nom_ecrit(element).rpartition(":")
        return f"{prefixe}{deux_points}{nom}"

    def _nom_ecrit(self, element: Element) -> str:
        lu = _NOM.match(self.octets, element.debut)
        try:
            return lu[1].decode("ascii") if lu else ""
        except UnicodeDecodeError as panne:
            raise ClasseurIllisible(
                f"{self.classeur} : la partie {self.nom} a un préfixe XML accentué, jamais vu ailleurs"
            ) from panne

    def remplacer(self, debut: int, fin: int, texte: str) -> None:
        """Put ``texte`` (XML) instead of these bytes; insertions at one place keep their order."""
        self._changements.append((debut, fin, texte.encode("ascii", "xmlcharrefreplace")))

    def retirer(self, element: Element) -> None:
        self.remplacer(element.debut, element.fin, "")

    def avant(self, element: Element, texte: str) -> None:
        self.remplacer(element.debut, element.debut, texte)

    def apres(self, element: Element, texte: str) -> None:
        self.remplacer(element.fin, element.fin, texte)

    def contenir(self, element: Element, texte: str) -> None:
        """Set the content of an element."""
        if self._vide(element):
            self.ajouter(element, texte)
        else:
            self.remplacer(element.ouvre, element.ferme, texte)

    def ajouter(self, element: Element, texte: str) -> None:
        """Put ``texte`` (XML) at the end of an element's content."""
        self._fins.setdefault(element, []).append(texte)

    def attribuer(self, element: Element, nom: str, valeur: str | None) -> None:
        """Set an attribute, or take it off with None."""
        ecrit = self._nom_ecrit(element)
        depart = element.debut + 1 + len(ecrit)
        for lu in _ATTRIBUT.finditer(self.octets, depart, element.ouvre):
            if lu[1] == nom.encode():
                if valeur is None:
                    self.remplacer(lu.start(), lu.end(), "")
                else:
                    self.remplacer(lu.start(2), lu.end(2), quoteattr(valeur))
                return
        if valeur is not None:
            self.remplacer(depart, depart, f" {nom}={quoteattr(valeur)}")

    @property
    def changee(self) -> bool:
        return bool(self._changements or self._fins)

    def resultat(self) -> bytes:
        """The part once changed."""
        for element, textes in self._fins.items():
            contenu = "".join(textes)
            if not self._vide(element):
                self.remplacer(element.ferme, element.ferme, contenu)
            else:
                fermante = f"</{self._nom_ecrit(element)}>"
                self.remplacer(element.ouvre - 2, element.ouvre, f">{contenu}{fermante}")
        self._fins.clear()
        morceaux: list[bytes] = []
        position = 0
        for debut, fin, texte in sorted(self._changements, key=lambda c: c[:2]):
            assert debut >= position, f"{self.nom} : changements qui se recouvrent à l'octet {debut}"
            morceaux += [self.octets[position:debut], texte]
            position = fin
        morceaux.append(self.octets[position:])
        return b"".join(morceaux)
