"""A package being edited: its parts, their relationships and content types; nothing is written yet."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from xlprod.classeurs import archive
from xlprod.classeurs.archive import CLASSEUR, TYPES, Archive, ClasseurIllisible
from xlprod.classeurs.ooxml import NORMES
from xlprod.classeurs.retouche.balises import Element, Partie

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
"""Types of relationships, and namespace of ``r:id``, in each of :data:`NORMES`."""
TYPES_MIME = "http://schemas.openxmlformats.org/package/2006/content-types"


class Relation(NamedTuple):
    """A relationship inside the package: its kind is the last word of its type."""

    identifiant: str
    type: str
    partie: str

    @property
    def genre(self) -> str:
        return self.type.rpartition("/")[2]


class Onglet(NamedTuple):
    """A sheet as the workbook lists it, chart sheets included."""

    titre: str
    genre: str
    partie: str


class Paquet:
    """Changes to the opened ``archive``: :meth:`ecrire` makes a new file of it."""

    def __init__(self, ouvert: Archive) -> None:
        self.archive = ouvert
        self.nom = ouvert.chemin.name
        self._remplacees: dict[str, bytes] = {}
        self._ajoutees: dict[str, bytes] = {}
        self._retirees: set[str] = set()

    # -- parts

    def __contains__(self, nom: str) -> bool:
        cle = nom.lower()
        return cle in self._ajoutees or (nom in self.archive and cle not in self._retirees)

    @property
    def noms(self) -> list[str]:
        """Parts of the file as it will be, in its order."""
        return [n for n in self.archive.noms if n.lower() not in self._retirees] + list(self._ajoutees)

    def lire(self, nom: str) -> bytes:
        """Bytes of a part, changes included."""
        cle = nom.lower()
        for lot in (self._remplacees, self._ajoutees):
            if cle in lot:
                return lot[cle]
        return self.archive.lire(nom)

    def partie(self, nom: str, espaces: Collection[str] = NORMES) -> Partie:
        return Partie(self.nom, nom, self.lire(nom), espaces)

    def poser(self, partie: Partie) -> None:
        """Take over the changes of a part, if it has any."""
        if partie.changee:
            lot = self._ajoutees if partie.nom.lower() in self._ajoutees else self._remplacees
            lot[partie.nom.lower()] = partie.resultat()

    def ajouter(self, nom: str, octets: bytes, mime: str) -> None:
        """A new part, with its content type."""
        self._ajoutees[nom.lower()] = octets
        types = self.partie(TYPES, (TYPES_MIME,))
        balise = types.nom_voisin(types.racine, "Override")
        texte = f"<{balise} PartName={quoteattr('/' + nom)} ContentType={quoteattr(mime)}/>"
        types.ajouter(types.racine, texte)
        self.poser(types)

    def retirer(self, source: str, relation: Relation) -> None:
        """Drop a part, its own relationships, its content type, and the relationship of ``source`` to it."""
        relations = self.partie(chemin_relations(source), (RELATIONS,))
        for element in relations.elements:
            if element.attributs.get("Id") == relation.identifiant:
                relations.retirer(element)
        self.poser(relations)
        omises = {relation.partie.lower(), chemin_relations(relation.partie).lower()}
        types = self.partie(TYPES, (TYPES_MIME,))
        for element in types.enfants(types.racine, "Override"):
            if element.attributs.get("PartName", "").lower().removeprefix("/") in omises:
                types.retirer(element)
        self.poser(types)
        self._retirees |= {nom for nom in omises if nom in self.archive}

    # -- relationships

    def relations(self, source: str) -> list[Relation]:
        """Relationships of a part to those that are in the package."""
        chemin = chemin_relations(source)
        if chemin not in self:
            return []
        partie = self.partie(chemin, (RELATIONS,))
        trouvees = [
            Relation(e.attributs.get("Id", ""), e.attributs.get("Type", ""), _cible(source, e))
            for e in partie.enfants(partie.racine, "Relationship")
            if e.attributs.get("TargetMode") != "External"
        ]
        return [relation for relation in trouvees if relation.partie in self]

    def relier(self, source: str, type_: str, cible: str) -> str:
        """New relationship of ``source``, which has some already; returns its identifier."""
        partie = self.partie(chemin_relations(source), (RELATIONS,))
        pris = {e.attributs.get("Id", "").casefold() for e in partie.elements}
        identifiant = _libre("rId{}", pris)
        balise = partie.nom_voisin(partie.racine, "Relationship")
        attributs = f'Id="{identifiant}" Type={quoteattr(type_)} Target={quoteattr(_renvoi(source, cible))}'
        partie.ajouter(partie.racine, f"<{balise} {attributs}/>")
        self.poser(partie)
        return identifiant

    @property
    def norme(self) -> str:
        """Namespace of the workbook."""
        classeur = self.partie(CLASSEUR)
        classeur.parcourir(lambda _: None)
        return classeur.espace

    def type_relation(self, genre: str) -> str:
        """Type of a relationship, in the norm of this workbook."""
        return f"{TYPES_RELATIONS[NORMES.index(self.norme)]}/{genre}"

    def nom_libre(self, modele: str) -> str:
        """Name of a part that does not exist: ``xl/worksheets/sheet{}.xml``."""
        return _libre(modele, {nom.lower() for nom in self.archive.noms} | set(self._ajoutees))

    # -- sheets

    def onglets(self) -> list[Onglet]:
        """The sheets of the workbook, in order."""
        classeur = self.partie(CLASSEUR)
        liens = {r.identifiant: r for r in self.relations(CLASSEUR)}
        onglets = []
        for element in classeur.elements:
            if element.nom == "sheet" and element.dans("sheets", "workbook"):
                lien = liens.get(identifiant_relation(element))
                if lien is None:
                    raise ClasseurIllisible(
                        f"{self.nom} : la feuille « {element.attributs.get('name', '')} » manque ; "
                        "le classeur est incomplet"
                    )
                onglets.append(Onglet(element.attributs.get("name", ""), lien.genre, lien.partie))
        return onglets

    # -- end

    def ecrire(self, destination: Path) -> None:
        """Write the edited package; ``destination`` appears once complete."""
        archive.reecrire(
            self.archive.chemin,
            destination,
            self._remplacees,
            ajouts=self._ajoutees,
            retraits=self._retirees,
        )


def chemin_relations(partie: str) -> str:
    dossier, fichier = posixpath.split(partie)
    return f"{dossier}/_rels/{fichier}.rels"


def identifiant_relation(element: Element) -> str:
    """``r:id``, whichever norm and prefix it is written with."""
    trouves = (v for cle, v in element.attributs.items() if cle.endswith("relationships id"))
    return next(trouves, "")


def _cible(source: str, element: Element) -> str:
    chemin = posixpath.join("/", posixpath.dirname(source), element.attributs.get("Target", ""))
    return posixpath.normpath(chemin).lstrip("/")


def _renvoi(source: str, cible: str) -> str:
    return posixpath.relpath(cible, posixpath.dirname(source))


def _libre(modele: str, pris: Collection[str]) -> str:
    rang = 1
    while modele.format(rang).casefold() in pris:
        rang += 1
    return modele.format(rang)
