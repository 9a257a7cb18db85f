"""XML parts of a package: safe parsing, relationships, cells in order.

Parts are parsed by lxml with entities, network and oversized texts refused, and a part
that carries a DOCTYPE (entity expansion, external entities) is refused whole.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from xlprod.classeurs.archive import Archive, ClasseurIllisible
from xlprod.classeurs.calcul.lexique import COLONNES, LIGNES, numero_colonne
from xlprod.classeurs.ooxml import NORMES

_DOCTYPE = tuple("<!DOCTYPE".encode(codage) for codage in ("utf-8", "utf-16-le", "utf-16-be"))


class Relation(NamedTuple):
    """A relationship inside the package: last word of its type, and its target part."""

    genre: str
    partie: str


def analyser(archive: Archive, partie: str) -> etree._Element:
    """Root of a part, parsed without entities nor network."""
    nom, contenu = archive.chemin.name, archive.lire(partie)
    if any(motif in contenu for motif in _DOCTYPE):
        raise ClasseurIllisible(f"{nom} : la partie {partie} contient un DOCTYPE, refusé par prudence")
    analyseur = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False
    )
    try:
        return etree.fromstring(contenu, analyseur)
    except (etree.XMLSyntaxError, ValueError) as panne:
        raise ClasseurIllisible(f"{nom} : la partie {partie} est mal formée") from panne


def norme(racine: etree._Element, archive: Archive) -> str:
    """The part's namespace as lxml prefixes its tags."""
    espace = etree.QName(racine).namespace
    if espace not in NORMES:
        raise ClasseurIllisible(
            f"{archive.chemin.name} : ce n'est pas un classeur Excel (espace de noms inconnu)"
        )
    return f"{{{espace}}}"


def relations(archive: Archive, partie: str) -> dict[str, Relation]:
    """Internal relationships of a part, by identifier."""
    dossier, fichier = posixpath.split(partie)
    chemin = f"{dossier}/_rels/{fichier}.rels"
    trouvees: dict[str, Relation] = {}
    if chemin not in archive:
        return trouvees
    for element in analyser(archive, chemin):
        if isinstance(element.tag, str) and element.get("TargetMode") != "External":
            cible = posixpath.normpath(posixpath.join("/", dossier, element.get("Target", "")))[1:]
            genre = element.get("Type", "").rpartition("/")[2]
            trouvees[element.get("Id", "")] = Relation(genre, cible)
    return trouvees


def lignes(racine: etree._Element, espace: str) -> Iterator[tuple[etree._Element, int]]:
    """Every ``<row>`` with its number, which the file may leave implicit."""
    numero = 0
    for element in racine.iterfind(f"{espace}sheetData/{espace}row"):
        texte = element.get("r")
        numero = int(texte) if texte and texte.isdecimal() and len(texte) <= 7 else numero + 1
        if 1 <= numero <= LIGNES:
            yield element, numero


def cellules(ligne: etree._Element, espace: str) -> Iterator[tuple[etree._Element, int]]:
    """Every ``<c>`` of a row with its column number, which the file may leave implicit."""
    colonne = 0
    for element in ligne.iterchildren(f"{espace}c"):
        reference = element.get("r")
        colonne = numero_colonne(reference.rstrip("0123456789")) if reference else colonne + 1
        if 1 <= colonne <= COLONNES:
            yield element, colonne
