"""« Relier les fonctions »: formulas that show #NOM? are written again as this spreadsheet spells them."""

from __future__ import annotations

from macros.registre import Deroule, Reponse, action, par_paquets
from xlprod import registre
from xlprod.classeurs.calcul.lexique import Jeton, decouper, ecrire, nom_xlprod
from xlprod.classeurs.instantane import Case, Instantane, appelle_xlprod
from xlprod.erreurs import ErreurXlprod
from xlprod.registre import ErreurCellule
from xlprod.textes import pluriel

NOM = "#NAME?"


@action(
    "relier",
    groupe="Contrôles",
    libelle="Relier les fonctions",
    aide="Réécrit les formules xlprod qui affichent #NOM?, après un changement de poste ou de complément.",
    touche="R",
    icone="HyperlinkInsert",
)
def relier(classeur: Instantane) -> Deroule:
    """The same formulas in the host's spelling; nothing else in them changes."""
    yield "lecture des formules"
    perdues = a_relier(classeur)
    formules: list[tuple[Case, str]] = []
    inconnues: dict[str, None] = {}
    for paquet in par_paquets(perdues):
        yield f"formules lues : {len(formules)} sur {len(perdues)}"
        for case, formule in paquet:
            try:
                formules.append((case, reecrire(formule, classeur.prefixe)))
            except ErreurXlprod as erreur:
                inconnues[f"{case.adresse} : {erreur.message}"] = None
    reste = " ".join(f"{phrase}." for phrase in list(inconnues)[:3])
    if not formules:
        return Reponse(reste or "Aucune formule xlprod n'affiche #NOM?.")
    nombre, s = len(formules), pluriel(len(formules))
    question = f"{nombre} formule{s} xlprod affiche{'nt' if s else ''} #NOM?. Les réécrire ?"
    message = f"{nombre} formule{s} reliée{s}. {reste}".strip()
    return Reponse(message, formules=tuple(formules), question=question)


def a_relier(classeur: Instantane) -> list[tuple[Case, str]]:
    """Cells that show #NOM? and whose formula calls one of our functions."""
    return [
        (case, formule)
        for feuille in classeur.feuilles
        for case, formule in feuille.cellules_calculees()
        if appelle_xlprod(formule) and _perdue(feuille.valeur(case.ligne, case.colonne))
    ]


def _perdue(valeur: object) -> bool:
    return isinstance(valeur, ErreurCellule) and valeur.code == NOM


def reecrire(formule: str, prefixe: str) -> str:
    """The formula with our functions spelt ``prefixe``; raises :class:`ErreurXlprod` on an unknown one."""
    return "=" + ecrire([_reecrit(jeton, prefixe) for jeton in decouper(formule[1:])])


def _reecrit(jeton: Jeton, prefixe: str) -> Jeton:
    nom = nom_xlprod(jeton.texte) if jeton.genre == "fonction" else None
    return jeton if nom is None else jeton._replace(texte=prefixe + registre.resoudre(nom).nom)
