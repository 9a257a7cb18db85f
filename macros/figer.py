"""« Figer une copie »: the workbook as values only, to be sent, with a sheet that says so."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path, PurePosixPath

from macros.registre import Deroule, Fichier, Reponse, action
from xlprod import VERSION_DONNEES, VERSION_MOTEUR, registre
from xlprod.classeurs import archive
from xlprod.classeurs.archive import CLASSEUR, TYPES, ClasseurIllisible
from xlprod.classeurs.calcul.lexique import decouper, nom_xlprod
from xlprod.classeurs.instantane import Instantane, appelle_xlprod
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.classeurs.retouche.feuilles import ajouter_pages
from xlprod.classeurs.retouche.gel import Gel, citer_cases, figer
from xlprod.classeurs.retouche.paquet import TYPES_MIME, Paquet
from xlprod.erreurs import ErreurXlprod, SaisieInvalide, cause
from xlprod.periodes import texte_date
from xlprod.textes import pluriel

EXTENSIONS = {
    "sheet.main+xml": ".xlsx",
    "sheet.macroEnabled.main+xml": ".xlsm",
    "template.main+xml": ".xltx",
    "template.macroEnabled.main+xml": ".xltm",
    "addin.macroEnabled.main+xml": ".xlam",
}
"""Content type of the workbook → extension Excel wants."""
INTERDITS = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
"""What Windows refuses in a file name."""
NOM_MAX = 100
"""Characters of a temporary file's name."""
COLONNES = (Colonne("Élément", 34), Colonne("Nombre", 10, "nombre"), Colonne("Précision", 50))


@action(
    "figer",
    groupe="Envoi",
    libelle="Figer une copie",
    aide="Copie du classeur où chaque formule est remplacée par sa valeur, avec une feuille qui le dit.",
    touche="F",
    icone="Lock",
    fichier=True,
)
def copier(classeur: Instantane) -> Deroule:
    """A frozen copy, stamped; the workbook itself is not touched."""
    if not classeur.octets:
        raise SaisieInvalide("le contenu du classeur n'a pas été transmis : enregistrez-le, puis recommencez")
    yield "remplacement des formules par leur valeur"
    try:
        with tempfile.TemporaryDirectory() as dossier:
            original = Path(dossier) / _nom_de_fichier(classeur)[-NOM_MAX:]
            original.write_bytes(classeur.octets)
            gel, octets, nom = _figer(classeur, original)
    except ClasseurIllisible as refus:
        raise ErreurXlprod(str(refus)) from None
    except OSError as panne:
        raise ErreurXlprod(f"dossier temporaire : {cause(panne)}") from panne
    return Reponse(_message(gel, nom), fichier=Fichier(nom, octets))


def _figer(classeur: Instantane, original: Path) -> tuple[Gel, bytes, str]:
    copie = original.with_name("copie figée")
    with archive.ouvrir(original) as ouvert:
        paquet = Paquet(ouvert)
        gel = figer(paquet)
        if not gel.total:
            raise SaisieInvalide("ce classeur ne contient aucune formule : il n'y a rien à figer")
        nom = _nom(classeur, paquet)
        titres = tuple(onglet.titre for onglet in paquet.onglets())
        ajouter_pages(paquet, [_page(replace(classeur, titres=titres), gel)])
        paquet.ecrire(copie)
    return gel, copie.read_bytes(), nom


def _nom(classeur: Instantane, paquet: Paquet) -> str:
    """``film.xlsx`` → ``film figé 2026-11-24.xlsx``; a workbook never saved has no extension yet."""
    chemin = PurePosixPath(_nom_de_fichier(classeur))
    extension = chemin.suffix if chemin.suffix.lower() in EXTENSIONS.values() else ""
    radical = chemin.name.removesuffix(extension)
    return f"{radical} figé {classeur.jour.isoformat()}{extension or _extension(paquet)}"


def _nom_de_fichier(classeur: Instantane) -> str:
    return INTERDITS.sub("_", classeur.nom).strip(". ") or "classeur"


def _extension(paquet: Paquet) -> str:
    types = paquet.partie(TYPES, (TYPES_MIME,))
    for element in types.enfants(types.racine, "Override"):
        if element.attributs.get("PartName", "").lower() == f"/{CLASSEUR}":
            mime = element.attributs.get("ContentType", "")
            return next((ext for fin, ext in EXTENSIONS.items() if mime.endswith(f".{fin}")), ".xlsx")
    return ".xlsx"


def _page(classeur: Instantane, gel: Gel) -> Page:
    """The stamp."""
    lignes = [
        Ligne(("Copie",), "section"),
        Ligne(("Classeur d'origine", None, classeur.nom)),
        Ligne(("Figé le", None, texte_date(classeur.jour))),
        Ligne(("xlprod", None, f"moteur {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}")),
        *_lignes_liens(gel),
        Ligne(("Formules remplacées par leur valeur",), "section"),
        *(Ligne((titre, nombre)) for titre, nombre in gel.formules.items() if nombre),
        Ligne(("Total", gel.total), "total"),
        *_lignes_fonctions(classeur),
        *_lignes_erreurs(gel),
    ]
    return Page(
        classeur.nom_libre("Figé"),
        f"Copie figée du {texte_date(classeur.jour)}",
        "Ce classeur ne contient plus de formules : ses montants ne se recalculent plus.",
        COLONNES,
        lignes,
    )


def _lignes_liens(gel: Gel) -> list[Ligne]:
    titre = "Liens vers d'autres classeurs"
    if gel.liens:
        return [Ligne((titre, None, f"gardés, encore cités : {', '.join(gel.liens)}"), "reserve")]
    return [Ligne((titre, gel.liens_retires, "retirés avec leurs formules"))] if gel.liens_retires else []


def _lignes_fonctions(classeur: Instantane) -> list[Ligne]:
    comptes = fonctions(classeur)
    if not comptes:
        return []
    return [
        Ligne(("Cellules où xlprod calculait",), "section"),
        *(
            Ligne((f"XLPROD.{nom}", nombre, registre.FONCTIONS[nom].resume))
            for nom, nombre in sorted(comptes.items())
        ),
    ]


def _lignes_erreurs(gel: Gel) -> list[Ligne]:
    if not gel.erreurs:
        return []
    par_feuille = {c.feuille: [e for e in gel.erreurs if e.feuille == c.feuille] for c in gel.erreurs}
    return [
        Ligne(("Cellules en erreur",), "section"),
        *(Ligne((titre, len(cases), citer_cases(cases)), "alerte") for titre, cases in par_feuille.items()),
    ]


def fonctions(classeur: Instantane) -> Counter[str]:
    """How many cells call each of our functions."""
    comptes: Counter[str] = Counter()
    for feuille in classeur.feuilles:
        for _, formule in feuille.cellules_calculees():
            if appelle_xlprod(formule):
                ecrits = {j.texte for j in decouper(formule[1:]) if j.genre == "fonction"}
                comptes.update({nom for ecrit in ecrits if (nom := _fonction(ecrit))})
    return comptes


def _fonction(ecrit: str) -> str | None:
    ecrite = nom_xlprod(ecrit)
    if ecrite is None:
        return None
    try:
        return registre.resoudre(ecrite).nom
    except ErreurXlprod:
        return None


def _message(gel: Gel, nom: str) -> str:
    s = pluriel(gel.total)
    message = f"« {nom} » : {gel.total} formule{s} remplacée{s} par leur valeur."
    if gel.erreurs:
        s = pluriel(len(gel.erreurs))
        message += f" {len(gel.erreurs)} cellule{s} en erreur : {citer_cases(gel.erreurs)}."
    if gel.liens:
        message += f" Liens vers d'autres classeurs gardés, encore cités : {', '.join(gel.liens)}."
    return message
