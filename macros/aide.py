"""« Aide »: the functions and the buttons, as a sheet to keep at hand."""

from __future__ import annotations

from macros.registre import Deroule, Reponse, action, groupes
from xlprod import VERSION_DONNEES, VERSION_MOTEUR
from xlprod.classeurs.instantane import Instantane
from xlprod.classeurs.page import Colonne, Ligne, Page
from xlprod.registre import ESPACE, FONCTIONS, Fonction

COLONNES = (Colonne("Fonction ou bouton", 34), Colonne("Ce qu'elle fait", 58), Colonne("Arguments", 70))
RECALCUL = (
    (
        "Quand Excel recalcule",
        "Une cellule xlprod se recalcule quand une cellule qu'elle lit change, jamais seule.",
    ),
    ("Tout recalculer", "Ctrl + Alt + F9 (Excel), Ctrl + Maj + F9 (LibreOffice)."),
    (
        "Aucune date du jour",
        "Le droit suit la date donnée en argument : un devis ne change pas avec le calendrier.",
    ),
    (
        "#VALEUR!",
        "Une saisie n'est pas comprise : XLPROD.DIAGNOSTIC ou « Vérifier ce classeur » donnent la phrase.",
    ),
    ("#N/A", "Aucun chiffre sourcé à cette date : la phrase nomme le chiffre et dit comment le fournir."),
    ("#NOM?", "Le complément n'est pas là, ou vient d'être installé : « Relier les fonctions »."),
)


@action(
    "aide",
    groupe="Aide",
    libelle="Fonctions et aide",
    aide="Nouvelle feuille : les fonctions xlprod et leurs arguments, les boutons, le recalcul, les erreurs.",
    touche="H",
    icone="Help",
)
def aide(classeur: Instantane) -> Deroule:
    """Functions by group, spelt as this spreadsheet spells them, then the buttons."""
    yield "liste des fonctions"
    lignes: list[Ligne] = []
    for groupe in dict.fromkeys(f.groupe for f in FONCTIONS.values()):
        lignes.append(Ligne((f"Fonctions : {groupe}",), "section"))
        lignes += [_ligne(f, classeur.prefixe) for f in FONCTIONS.values() if f.groupe == groupe]
    lignes.append(Ligne(("Boutons",), "section"))
    for groupe, actions in groupes():
        lignes += [Ligne((f"{groupe} > {a.libelle}", a.aide)) for a in actions]
    lignes.append(Ligne(("Recalcul et erreurs",), "section"))
    lignes += [Ligne(paire) for paire in RECALCUL]
    sous_titre = f"Moteur {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}. xlprod n'est pas un conseil juridique."
    page = Page("Aide xlprod", "Aide de xlprod", sous_titre, COLONNES, lignes)
    return Reponse(f"{len(FONCTIONS)} fonctions.", (page,))


def _ligne(f: Fonction, prefixe: str) -> Ligne:
    nom = f.signature.replace(f"{ESPACE}.", prefixe if prefixe != f"_xldudf_{ESPACE}_" else f"{ESPACE}.")
    arguments = "\n".join(f"{a.nom} : {a.aide}" for a in f.arguments)
    return Ligne((nom, f.resume, arguments))
