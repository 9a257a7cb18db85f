"""Checks of the ribbon of a workbook with macros that the Open XML SDK does not make.

Limits: Microsoft's schema of the 2009 custom UI ([MS-CUSTOMUI2]) and its table of callback signatures.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
PARTIE = "customUI/customUI14.xml"
LIEN_RUBAN = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
LIEN_CLASSEUR = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
LIEN_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
MACROS = "application/vnd.ms-excel.{}.macroEnabled.main+xml"
TYPES = {".xlam": MACROS.format("addin"), ".xlsm": MACROS.format("sheet")}
TEXTE_MAX = 1024
OFFICE = "{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}"
"""Type library that declares IRibbonControl."""

IMAGES = frozenset(
    ligne
    for ligne in (Path(__file__).parent / "oracles" / "image_mso.txt").read_text(encoding="utf-8").split("\n")
    if ligne and not ligne.startswith("#")
)

A_LIBELLE = {"tab", "group", "button", "toggleButton", "checkBox", "menu", "dynamicMenu", "gallery",
             "comboBox", "dropDown", "editBox", "labelControl", "item"}  # fmt: skip
A_IDENTIFIANT = A_LIBELLE | {"splitButton", "box", "buttonGroup", "separator", "menuSeparator", "control"}
AGISSENT = {"button", "toggleButton", "checkBox"}

CONTROLE, RENDU = "IRibbonControl", "ByRef"
SIGNATURES = {
    "onLoad": ["IRibbonUI"],
    "loadImage": ["String", RENDU],
    "onChange": [CONTROLE, "String"],
    "getItemCount": [CONTROLE, RENDU],
    "getItemHeight": [CONTROLE, RENDU],
    "getItemWidth": [CONTROLE, RENDU],
}
"""Types of the arguments, where the general rules below do not say them."""

ACTIONS = {
    "toggleButton": [CONTROLE, "Boolean"],
    "checkBox": [CONTROLE, "Boolean"],
    "dropDown": [CONTROLE, "String", "Integer"],
    "gallery": [CONTROLE, "String", "Integer"],
    "command": [CONTROLE, RENDU],
}


def defauts(fichier: Path) -> list[str]:
    """What Excel would refuse, or would not show, of the ribbon of this file."""
    with zipfile.ZipFile(fichier) as archive:
        parties = {nom: archive.read(nom) for nom in archive.namelist()}
    trouves = list(_paquet(fichier, parties))
    if PARTIE not in parties:
        return trouves
    racine = ElementTree.fromstring(parties[PARTIE])
    if racine.tag != f"{ESPACE}customUI":
        return [*trouves, f"racine {racine.tag}"]
    controles = (_identifiants, _textes, _touches)
    trouves += [defaut for controle in controles for defaut in controle(racine)]
    return trouves + list(_images(racine, parties)) + list(_rappels(racine, fichier))


def _nom(element: Element) -> str:
    return element.tag.removeprefix(ESPACE)


def _dit(element: Element) -> str:
    return f"{_nom(element)} {element.get('id') or element.get('idMso') or '?'}"


# --- package -------------------------------------------------------------------------------


def _liens(parties: dict[str, bytes], nom: str) -> list[Element]:
    return list(ElementTree.fromstring(parties[nom])) if nom in parties else []


def _paquet(fichier: Path, parties: dict[str, bytes]) -> Iterator[str]:
    if PARTIE not in parties:
        yield f"{PARTIE} absent"
    liens = {e.get("Type"): e.get("Target", "").lstrip("/") for e in _liens(parties, "_rels/.rels")}
    if liens.get(LIEN_RUBAN) != PARTIE:
        yield f"aucun lien de 2007 vers {PARTIE}"
    types = {
        e.get("PartName", "").lstrip("/"): e.get("ContentType")
        for e in _liens(parties, "[Content_Types].xml")
    }
    declare = types.get(liens.get(LIEN_CLASSEUR, ""))
    if declare != TYPES.get(fichier.suffix):
        yield f"{fichier.suffix} déclaré {declare}"


# --- controls ------------------------------------------------------------------------------


def _identifiants(racine: Element) -> Iterator[str]:
    for element in racine.iter():
        donnes = [nom for nom in ("id", "idMso", "idQ") if element.get(nom)]
        if _nom(element) in A_IDENTIFIANT and len(donnes) != 1:
            yield f"{_dit(element)} : identifiants {donnes}"
    ids = [i for e in racine.iter() if (i := e.get("id"))]
    yield from (f"« {i} » est donné {fois} fois" for i, fois in Counter(ids).items() if fois > 1)
    yield from (f"identifiant « {i} »" for i in ids if not re.fullmatch(r"[A-Za-z_][\w.-]{0,1023}", i))


def _textes(racine: Element) -> Iterator[str]:
    lanceurs = {bouton for e in racine.iter(f"{ESPACE}dialogBoxLauncher") for bouton in e}
    for element in racine.iter():
        nous = element.get("id") and element not in lanceurs
        if nous and _nom(element) in A_LIBELLE and not (element.get("label") or element.get("getLabel")):
            yield f"{_dit(element)} sans libellé"
        for nom in ("label", "screentip", "supertip", "description", "title"):
            texte = element.get(nom)
            if texte is not None and not 1 <= len(texte.strip()) <= len(texte) <= TEXTE_MAX:
                yield f"{_dit(element)}, {nom} : {len(texte)} caractères"


def _touches(racine: Element) -> Iterator[str]:
    """Key tips: tabs among themselves, then what one tab shows, then what each menu shows."""
    yield from _conflits(list(racine.iter(f"{ESPACE}tab")))
    for nom in ("tab", "menu"):
        for contenant in racine.iter(f"{ESPACE}{nom}"):
            yield from _conflits(list(_visibles(contenant)))


def _visibles(contenant: Element) -> Iterator[Element]:
    for element in contenant:
        yield element
        if _nom(element) != "menu":
            yield from _visibles(element)


def _conflits(elements: list[Element]) -> Iterator[str]:
    touches = sorted((e.get("keytip", ""), _dit(e)) for e in elements if e.get("keytip") is not None)
    for touche, qui in touches:
        if not re.fullmatch(r"[A-Z0-9]{1,3}", touche):
            yield f"{qui} : touche « {touche} »"
    for (avant, un), (apres, deux) in pairwise(touches):
        if avant and apres.startswith(avant):  # the shorter one would hide the longer
            yield f"touches « {avant} » de {un} et « {apres} » de {deux}"


def _images(racine: Element, parties: dict[str, bytes]) -> Iterator[str]:
    liens = {e.get("Id"): e for e in _liens(parties, "customUI/_rels/customUI14.xml.rels")}
    for element in racine.iter():
        donnees = [nom for nom in ("image", "imageMso", "getImage") if element.get(nom) is not None]
        if len(donnees) > 1:
            yield f"{_dit(element)} : {' et '.join(donnees)}"
        mso, image = element.get("imageMso"), element.get("image")
        if mso is not None and mso not in IMAGES:
            yield f"{_dit(element)} : image « {mso} » hors de notre liste"
        if image is not None and not racine.get("loadImage"):
            lien = liens.get(image)
            cible = str(PurePosixPath("customUI") / lien.get("Target", "")) if lien is not None else ""
            if lien is None or lien.get("Type") != LIEN_IMAGE or cible not in parties:
                yield f"{_dit(element)} : image « {image} » absente du fichier"


# --- callbacks -----------------------------------------------------------------------------


def _rappels(racine: Element, fichier: Path) -> Iterator[str]:
    procedures, bibliotheques = _projet(fichier)
    if not any(OFFICE in libid for libid in bibliotheques):
        yield "le projet VBA ne référence pas la bibliothèque Office"
    for element in racine.iter():
        if _nom(element) in AGISSENT and element.get("id") and not element.get("onAction"):
            yield f"{_dit(element)} ne fait rien"
        for nom, procedure in element.attrib.items():
            if re.match(r"(?:on|get)[A-Z]|loadImage$", nom):
                yield from _rappel(element, nom, procedures.get(procedure.rpartition(".")[2].lower(), []))


def _rappel(element: Element, nom: str, trouvees: list[tuple[str, str]]) -> Iterator[str]:
    qui = f"{_dit(element)}, {nom} « {element.get(nom)} »"
    if len(trouvees) != 1:
        yield f"{qui} : {len(trouvees)} Sub publique de ce nom"
        return
    attendus, recus = _attendus(element, nom), _arguments(trouvees[0][1])
    if len(recus) != len(attendus) or not all(map(_convient, recus, attendus)):
        yield f"{qui} : Sub ({trouvees[0][1].strip()}), attendu {attendus}"


def _attendus(element: Element, nom: str) -> list[str]:
    if nom in SIGNATURES:
        return SIGNATURES[nom]
    if nom == "onAction":
        return ACTIONS.get(_nom(element), [CONTROLE])
    return [CONTROLE, "Integer", RENDU] if nom.startswith("getItem") else [CONTROLE, RENDU]


def _arguments(texte: str) -> list[str]:
    return [" ".join(a.split()) for a in texte.split(",")] if texte.strip() else []


def _convient(recu: str, attendu: str) -> bool:
    """A result comes back through an untyped argument; the others have the type that Office passes.

    Objects may be late bound (``As Object``): the project then needs no Office library.
    """
    if attendu == RENDU:
        return bool(re.fullmatch(r"(?:ByRef )?\w+(?: As Variant)?", recu, re.I))
    types = rf"(?:(?:Office\.)?{attendu}{'|Object' if attendu.startswith('IRibbon') else ''})"
    return bool(re.fullmatch(rf"(?:ByRef |ByVal )?\w+ As {types}", recu, re.I))


def _projet(fichier: Path) -> tuple[dict[str, list[tuple[str, str]]], list[str]]:
    """Public Subs of the standard modules: {name: [(module, arguments)]}; referenced libraries."""
    from oletools.olevba import VBA_Parser
    from pyopenvba import ExcelFile

    procedures: dict[str, list[tuple[str, str]]] = {}
    lecteur = VBA_Parser(str(fichier))
    try:
        for _, _, module, code in lecteur.extract_all_macros():
            if not module.endswith(".bas"):  # a class or a sheet: the ribbon does not look there
                continue
            code = re.sub(r" _\r?\n\s*", " ", code)
            for sub, arguments in re.findall(
                r"(?im)^[ \t]*(?:Public[ \t]+)?Sub[ \t]+(\w+)[ \t]*\(([^)\r\n]*)\)", code
            ):
                procedures.setdefault(sub.lower(), []).append((module, arguments))
    finally:
        lecteur.close()
    with ExcelFile(fichier) as classeur:
        return procedures, [reference.libid for reference in classeur.references()]
