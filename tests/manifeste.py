"""Checks of the Office.js manifest that Microsoft's converter and schema leave out.

Limits and content models: Microsoft's manifest reference and its XML schemas ([MS-OWEMXML]).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from PIL import Image

RESID_MAX, COURT_MAX, LONG_MAX, URL_MAX, CONTROLE_MAX = 32, 125, 250, 2048, 125
TAILLES_REQUISES = {16, 32, 80}
TAILLES_PERMISES = TAILLES_REQUISES | {20, 24, 40, 48, 64}
ICONES_DU_COMPLEMENT = {"IconUrl": 32, "HighResolutionIconUrl": 64}

SUITES = {
    "OfficeApp": "Id Version ProviderName DefaultLocale DisplayName Description IconUrl "
    "HighResolutionIconUrl SupportUrl (AppDomains )?Hosts Requirements DefaultSettings Permissions "
    "VersionOverrides",
    "VersionOverrides": "(Description )?(Requirements )?Hosts Resources",
    "Runtimes": "Runtime",
    "AllFormFactors": "ExtensionPoint",
    "DesktopFormFactor": "(GetStarted )?(FunctionFile )?(ExtensionPoint )+",
    "ExtensionPoint": "Script Page Metadata Namespace |(OfficeTab )+|CustomTab |(OfficeMenu )+",
    "Script": "SourceLocation",
    "Page": "SourceLocation",
    "Metadata": "SourceLocation",
    "CustomTab": "(Group )+Label",
    "Group": "Label Icon (Control )+",
    "Control": "(OverriddenByRibbonApi )?Label Supertip Icon (Action |Items )(Enabled )?",
    "Items": "(Item )+",
    "Item": "(OverriddenByRibbonApi )?Label Supertip (Icon )?Action (Enabled )?",
    "Supertip": "Title Description",
    "Action": "(TaskpaneId )?SourceLocation (Title )?|FunctionName ",
    "Resources": "Images Urls ShortStrings (LongStrings )?",
}
"""Children of an element, in the order that Office insists on."""

SECTIONS = {
    "Images": ({"Image"}, URL_MAX),
    "Urls": ({"SourceLocation", "FunctionFile", "Runtime", "LearnMoreUrl"}, URL_MAX),
    "ShortStrings": ({"Label", "Title", "Namespace"}, COURT_MAX),
    "LongStrings": ({"Description"}, LONG_MAX),
}
"""Resources: the elements that may name one, the longest value."""

ENTETE = {
    "Id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "Version": r"\d{1,5}(\.\d{1,5}){3}",
    "ProviderName": rf".{{1,{COURT_MAX}}}",
    "DefaultLocale": r"[a-z]{2}-[A-Z]{2}",
    "DisplayName": rf".{{1,{COURT_MAX}}}",
    "Description": rf".{{1,{LONG_MAX}}}",
    "Permissions": r"ReadDocument|ReadWriteDocument",
}


def defauts(texte: str, site: Path) -> list[str]:
    """What Office would refuse in the manifest of this built site."""
    racine = ElementTree.fromstring(texte)
    controles = (_ordre, _entete, _ressources, _identifiants, _icones, _fonctions)
    trouves = [defaut for controle in controles for defaut in controle(racine)]
    return trouves + list(_adresses(racine, site))


def commandes(texte: str) -> set[str]:
    """Names of the scripts that the ribbon runs."""
    return {e.text or "" for e in _tous(ElementTree.fromstring(texte), "FunctionName")}


def _nom(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _tous(racine: Element, *noms: str) -> list[Element]:
    return [e for e in racine.iter() if _nom(e) in noms]


def _type(element: Element) -> str:
    return element.get("{http://www.w3.org/2001/XMLSchema-instance}type", "")


def _valeur(element: Element) -> str:
    return element.get("DefaultValue") or element.text or ""


def _ordre(racine: Element) -> Iterator[str]:
    for element in racine.iter():
        suite = SUITES.get(_nom(element))
        enfants = "".join(f"{_nom(e)} " for e in element)
        if suite and not re.fullmatch(rf"(?:{suite}) ?", enfants):
            yield f"{_nom(element)} contient « {enfants.strip()} »"


def _entete(racine: Element) -> Iterator[str]:
    valeurs = {_nom(e): _valeur(e) for e in racine}
    for nom, forme in ENTETE.items():
        if not re.fullmatch(forme, valeurs.get(nom, "")):
            yield f"{nom} : « {valeurs.get(nom, '')} »"


def _ressources(racine: Element) -> Iterator[str]:
    definies = {s: {e.get("id", ""): _valeur(e) for p in _tous(racine, s) for e in p} for s in SECTIONS}
    citees: set[str] = set()
    for element in racine.iter():
        resid = element.get("resid")
        if resid is None:
            continue
        citees.add(resid)
        section = next((s for s, (noms, _) in SECTIONS.items() if _nom(element) in noms), "")
        if resid not in definies.get(section, {}):
            yield f"resid de {_nom(element)} : « {resid} » n'est pas dans {section or 'les ressources'}"
    for section, (_, longueur) in SECTIONS.items():
        for nom, valeur in definies[section].items():
            if not 1 <= len(nom) <= RESID_MAX:
                yield f"nom de ressource trop long : « {nom} »"
            if not 1 <= len(valeur.strip()) <= len(valeur) <= longueur:
                yield f"{section}, {nom} : {len(valeur)} caractères"
            if nom not in citees:
                yield f"ressource « {nom} » jamais citée"
    yield from _repetes(e.get("id", "") for p in _tous(racine, *SECTIONS) for e in p)


def _identifiants(racine: Element) -> Iterator[str]:
    ids = [e.get("id", "") for e in _tous(racine, "CustomTab", "Group", "Control", "Item")]
    yield from _repetes(ids)
    yield from (f"identifiant « {i} »" for i in ids if not 1 <= len(i) <= CONTROLE_MAX)
    if len(_tous(racine, "CustomTab")) > 1:
        yield "un seul onglet est permis"


def _repetes(noms: Iterator[str] | list[str]) -> Iterator[str]:
    yield from (f"« {nom} » est donné {fois} fois" for nom, fois in Counter(noms).items() if fois > 1)


def _icones(racine: Element) -> Iterator[str]:
    for icone in _tous(racine, "Icon"):
        tailles = {int(e.get("size", "0")) for e in icone}
        if not TAILLES_REQUISES <= tailles <= TAILLES_PERMISES:
            yield f"icône aux tailles {sorted(tailles)}"


def _fonctions(racine: Element) -> Iterator[str]:
    """Custom functions are declared, and share one runtime with the pane and the ribbon."""
    points = [e for p in _tous(racine, "AllFormFactors") for e in p]
    if [_type(e) for e in points] != ["CustomFunctions"]:
        yield "les fonctions ne sont pas déclarées"
    moteurs = {(e.get("resid"), e.get("lifetime")) for e in _tous(racine, "Runtime")}
    pages = {e.get("resid") for p in _tous(racine, "Page", "Action") for e in _tous(p, "SourceLocation")}
    pages |= {e.get("resid") for e in _tous(racine, "FunctionFile")}
    if moteurs != {(page, "long") for page in pages}:
        yield f"moteur partagé {moteurs}, pages {pages}"
    if "SharedRuntime" not in {e.get("Name") for e in _tous(racine, "Set")}:
        yield "SharedRuntime n'est pas exigé"


def _adresses(racine: Element, site: Path) -> Iterator[str]:
    """Every address is ours, in HTTPS, and leads to a file; pictures have the size they claim."""
    elements = [e for p in _tous(racine, "Images", "Urls", "DefaultSettings") for e in p]
    elements += _tous(racine, "IconUrl", "HighResolutionIconUrl", "SupportUrl")
    base = next((_valeur(e).rpartition("/")[0] for e in _tous(racine, "SourceLocation") if _valeur(e)), "")
    origine = f"https://{urlsplit(base).netloc}"
    if [e.text for e in _tous(racine, "AppDomain")] != [origine]:
        yield f"AppDomain n'est pas {origine}"
    tailles = {e.get("resid", ""): int(e.get("size", "0")) for p in _tous(racine, "Icon") for e in p}
    for element in elements:
        adresse = _valeur(element)
        fichier = site / adresse.removeprefix(f"{base}/").partition("?")[0]
        if not adresse.startswith(f"{origine}/"):
            yield f"« {adresse} » n'est pas sous {origine}"
        elif not fichier.is_file():
            yield f"« {adresse} » ne mène à aucun fichier"
        elif taille := ICONES_DU_COMPLEMENT.get(_nom(element)) or tailles.get(element.get("id", "")):
            with Image.open(fichier) as image:
                if image.format != "PNG" or image.size != (taille, taille):
                    yield f"« {adresse} » : {image.format} {image.size}, attendu {taille}"
