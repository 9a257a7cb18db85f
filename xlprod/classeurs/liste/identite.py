"""Who a row is about: name, function of the grid, agreement, annexe, statut."""

from __future__ import annotations

from dataclasses import dataclass

from xlprod import baremes
from xlprod.baremes.grilles import FonctionMetier
from xlprod.baremes.minima import Convention, convention, index
from xlprod.classeurs.liste import regles
from xlprod.classeurs.liste.entetes import Champ
from xlprod.classeurs.liste.fiche import Fiche
from xlprod.classeurs.liste.modele import A_VERIFIER
from xlprod.classeurs.liste.regles import Deduit, Indice
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import situation, statuts
from xlprod.paie.parametres import CONVENTION_PAR_DEFAUT
from xlprod.textes import cle

ANNEXE_PAR_DEFAUT = "I"


@dataclass(slots=True)
class Identite:
    """``metier`` is ``None`` for a function outside the grids."""

    fonction: str
    nom: str
    idcc: str
    conv: Convention | None
    """Agreement whose minima are held; ``None`` when only its contributions are."""

    metier: FonctionMetier | None
    annexe: str
    statut: str


def lire(fiche: Fiche) -> Identite:
    idcc, conv = _convention(fiche)
    metier, fonction = _fonction(fiche, conv)
    annexe, indice = _annexe(fiche, conv, metier)
    statut = _statut(fiche, metier, indice)
    return Identite(fonction, _nom(fiche), idcc, conv, metier, annexe, statut)


def _nom(fiche: Fiche) -> str:
    """Name, or the part when a cast list has no name yet."""
    nom, prenom = fiche.texte(Champ.NOM), fiche.texte(Champ.PRENOM)
    role = fiche.texte(Champ.ROLE)
    complet = f"{prenom} {nom}".strip() or role
    for champ in (Champ.NOM, Champ.PRENOM, Champ.ROLE):
        if fiche.texte(champ):
            fiche.noter(champ, complet if champ is not Champ.ROLE else role)
    return complet


def _convention(fiche: Fiche) -> tuple[str, Convention | None]:
    lu = fiche.texte(Champ.CONVENTION)
    if not lu:
        if Champ.CONVENTION in fiche.entete.champs:
            fiche.noter(Champ.CONVENTION, CONVENTION_PAR_DEFAUT, "case vide : convention 3097 retenue")
        return CONVENTION_PAR_DEFAUT, convention(CONVENTION_PAR_DEFAUT)
    try:
        idcc = situation.convention("convention", lu)
    except SaisieInvalide as erreur:
        fiche.refuser(Champ.CONVENTION, erreur.message)
        return "", None
    compris = f"{idcc} ({baremes.conventions().get(idcc, 'aucune cotisation connue')})"
    if idcc in index():
        fiche.noter(Champ.CONVENTION, compris)
        return idcc, convention(idcc)
    remarque = "minima de cette convention inconnus : le minimum ne sera pas comparé"
    fiche.douter(Champ.CONVENTION, remarque, compris)
    return idcc, None


def _fonction(fiche: Fiche, conv: Convention | None) -> tuple[FonctionMetier | None, str]:
    lu = fiche.texte(Champ.FONCTION)
    if not lu and Champ.FONCTION not in fiche.entete.champs and Champ.ROLE in fiche.entete.champs:
        lu = regles.ARTISTE
        fiche.deduire(Champ.FONCTION.value, lu, "liste de rôles, sans colonne de fonction", A_VERIFIER)
    if not lu:
        fiche.manquer(Champ.FONCTION.value, "fonction manquante")
        return None, ""
    if conv is None:
        fiche.noter(Champ.FONCTION, lu)
        return None, lu
    try:
        trouvee = regles.chercher_fonction(conv, lu)
    except SaisieInvalide as erreur:
        return None, _fonction_inconnue(fiche, lu, erreur.message)
    metier = trouvee.metier
    if regles.sans_contrat(metier):
        fiche.refuser(Champ.FONCTION, f"« {lu} » est une indemnité ou un supplément, pas un contrat")
        return metier, metier.libelle
    libelle = regles.ARTISTE if metier.code == "artiste_interprete_journee" else metier.libelle
    if fiche.texte(Champ.FONCTION):
        abrege = cle(trouvee.sous) != cle(lu)
        fiche.noter(Champ.FONCTION, libelle, f"reconnue sous « {trouvee.sous} »" if abrege else "")
    return metier, libelle


def _fonction_inconnue(fiche: Fiche, lu: str, message: str) -> str:
    """Without a grid, a row still makes a contract when its own statut says how it is charged."""
    if fiche.texte(Champ.STATUT):
        fiche.douter(Champ.FONCTION, f"{message} ; le minimum ne sera pas comparé", lu)
    else:
        fiche.refuser(Champ.FONCTION, message)
    return lu


def _annexe(fiche: Fiche, conv: Convention | None, metier: FonctionMetier | None) -> tuple[str, Indice]:
    """Annexe of the agreement, and what it says of the statut.

    « Annexe 8 » and « 10 » are those of unemployment insurance: technicians and artists.
    """
    lu = fiche.texte(Champ.ANNEXE)
    propre = metier is None or bool(conv and any(a.propre for a in conv.annexes(metier)))
    connue = conv is not None and ANNEXE_PAR_DEFAUT in conv.annexes_par_code
    defaut = ANNEXE_PAR_DEFAUT if connue and not propre else ""
    chomage = _CHOMAGE.get(cle(lu).removeprefix("annexe "))
    if chomage:
        fiche.douter(
            Champ.ANNEXE, f"annexe {chomage} de l’assurance chômage, pas de la convention", defaut or "–"
        )
        return defaut, regles.lire_statut(chomage) or Indice()
    if lu and conv is None:
        fiche.douter(Champ.ANNEXE, "annexe d’une convention sans minima connus : ignorée", "–")
    elif lu and conv:
        try:
            annexe = conv.annexe(lu).code
        except SaisieInvalide as erreur:
            fiche.douter(Champ.ANNEXE, f"{erreur.message} ; annexe ignorée", defaut or "–")
        else:
            fiche.noter(Champ.ANNEXE, annexe)
            return annexe, Indice()
    elif defaut:
        remarque = "annexe I (39 h) retenue ; écrire II pour le tournage avec équivalences"
        fiche.deduire(Champ.ANNEXE.value, defaut, remarque, A_VERIFIER)
    return defaut, Indice()


_CHOMAGE = {"8": "8", "viii": "8", "10": "10", "x": "10"}


DROITS_AUTEUR = (
    "droits d’auteur, pas un salaire : les porter au poste 1 du devis et leurs charges au poste 41, "
    "calculées par XLPROD.CHARGES_AUTEUR(droits; nature; date)"
)


def _statut(fiche: Fiche, metier: FonctionMetier | None, indice_annexe: Indice) -> str:
    lu = fiche.texte(Champ.STATUT)
    try:
        indice = regles.lire_statut(lu) if lu else indice_annexe
        deduit = regles.statut(metier, indice or Indice())
        if deduit:
            statuts.resoudre(deduit.valeur)
    except SaisieInvalide as erreur:
        fiche.refuser(Champ.STATUT, erreur.message)
        return ""
    if deduit and deduit.valeur == regles.AUTEUR:
        fiche.refuser(Champ.STATUT, DROITS_AUTEUR)
        return ""
    if deduit is None:
        if metier or not fiche.raisons:  # an unknown function has already been said
            fiche.manquer(Champ.STATUT.value, "statut manquant, et la fonction ne permet pas de le déduire")
        return ""
    if not lu:
        fiche.deduire(Champ.STATUT.value, deduit.valeur, deduit.remarque, deduit.gravite)
    elif indice is None:
        fiche.douter(Champ.STATUT, f"statut « {lu} » non compris ; déduit de la fonction", deduit.valeur)
    else:
        _noter_statut(fiche, metier, indice, deduit)
    return deduit.valeur


def _noter_statut(fiche: Fiche, metier: FonctionMetier | None, indice: Indice, deduit: Deduit) -> None:
    grille = regles.statut(metier, Indice()) if metier else None
    if grille and _population(grille.valeur) != _population(deduit.valeur):
        remarque = f"la grille dirait {grille.valeur} pour cette fonction ; le statut écrit est gardé"
        fiche.douter(Champ.STATUT, remarque, deduit.valeur)
    elif indice.code or (indice.cadre is not None and indice.famille):
        fiche.noter(Champ.STATUT, deduit.valeur)
    else:
        fiche.noter(Champ.STATUT, deduit.valeur, "complété d’après la grille de la fonction", deduit.gravite)


def _population(code: str) -> str:
    """Statuts with the same contributions are one population."""
    return baremes.statuts()[code].cotisations.replace(regles.OUVRIER, "TECH_NC")
