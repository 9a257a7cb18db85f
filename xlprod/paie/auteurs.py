"""Authors' rights: the nature of the work decides the pension schemes, the author what is withheld.

The producer owes a contribution of its own on every euro (CSS L382-4).  It also withholds the
author's contributions, and pays a quarter of those of Ircec, on rights that it pays directly.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xlprod.baremes import DONNEES, Validite, lignes_csv, sources, validite
from xlprod.erreurs import SaisieInvalide
from xlprod.textes import cle, proches

if TYPE_CHECKING:
    from xlprod.paie.parametres import Parametres


class Nature(NamedTuple):
    """Nature of a work: ``regime`` is ``racd``, ``raap`` or ``aucun`` (no Ircec by the producer)."""

    code: str
    libelle: str
    regime: str
    alias: tuple[str, ...]
    validite: Validite


@cache
def natures() -> dict[str, Nature]:
    return {
        ligne["nature"]: Nature(
            ligne["nature"],
            ligne["libelle"],
            ligne["regime"],
            tuple(ligne["alias"].split(";")),
            validite(ligne, sources()),
        )
        for ligne in lignes_csv(DONNEES / "auteurs" / "natures.csv")
    }


def nature(texte: str) -> str:
    """Code of a nature from its code, its label or a usual variant.

    Raises :class:`SaisieInvalide` naming the three nearest ones.
    """
    recherche = cle(texte)
    for n in natures().values():
        if recherche in {cle(nom) for nom in (n.code, n.libelle, *n.alias)}:
            return n.code
    noms = {nom: n.code for n in natures().values() for nom in (n.code, n.libelle, *n.alias)}
    voisins = dict.fromkeys(noms[nom] for nom in proches(texte, noms, len(noms)))
    raise SaisieInvalide(
        f"nature d'œuvre inconnue « {texte} » ; les plus proches : {', '.join(list(voisins)[:3])}"
    )


def lire_nature(_nom: str, valeur: str) -> str:
    """Reader of the parameter ``nature``."""
    return nature(valeur)


def regime(parametres: Parametres) -> str:
    """Pension scheme of the work; raises :class:`SaisieInvalide` when its nature is not given."""
    if parametres.nature is None:
        raise SaisieInvalide(
            "nature manquante : pour un auteur, ajouter « nature=fiction » aux paramètres "
            f"({', '.join(natures())})"
        )
    return natures()[parametres.nature].regime


def directs(parametres: Parametres) -> bool:
    """Whether the producer itself pays an author who is domiciled in France: it withholds."""
    return parametres.contrat_direct is not False and parametres.resident


def precompte(parametres: Parametres) -> bool:
    """Whether the author's social-security contributions are withheld (CSS L382-5)."""
    return directs(parametres) and not parametres.dispense


def ircec(parametres: Parametres) -> bool:
    """Whether a pension scheme of Ircec is due on what the producer pays."""
    return racd(parametres) or solidarite(parametres) or _raap(parametres)


def racd(parametres: Parametres) -> bool:
    return directs(parametres) and regime(parametres) == "racd" and not parametres.retraite_auteur


def solidarite(parametres: Parametres) -> bool:
    """Authors whose RACD pension is paid, or who hold the most points there are."""
    return directs(parametres) and regime(parametres) == "racd" and bool(parametres.retraite_auteur)


def raap_amenage(parametres: Parametres) -> bool:
    return directs(parametres) and regime(parametres) == "racd"


def raap(parametres: Parametres) -> bool:
    return _raap(parametres) and parametres.option_raap != RAAP_REDUIT


def raap_option(parametres: Parametres) -> bool:
    return _raap(parametres) and parametres.option_raap == RAAP_REDUIT


def _raap(parametres: Parametres) -> bool:
    return directs(parametres) and regime(parametres) == "raap" and not parametres.attestation_raap


RAAP_PLEIN, RAAP_REDUIT = "8", "4"


def option_raap(nom: str, valeur: str) -> str:
    """Total rate of the RAAP that the author chose, in percent."""
    choix = valeur.replace("%", "").strip()
    if choix not in (RAAP_PLEIN, RAAP_REDUIT):
        raise SaisieInvalide(f"{nom} : {RAAP_REDUIT} ou {RAAP_PLEIN} (pour cent) attendu, reçu « {valeur} »")
    return choix


def exiger_coherence(parametres: Parametres) -> None:
    """Refuse what cannot concern the work: it would change nothing, in silence."""
    du_regime = regime(parametres)
    if parametres.option_raap is not None and du_regime != "raap":
        raise SaisieInvalide(f"option_raap : {_sans_objet(parametres, 'raap')}")
    if parametres.retraite_auteur and du_regime != "racd":
        raise SaisieInvalide(f"retraite_auteur : {_sans_objet(parametres, 'racd')}")
    if parametres.attestation_raap and du_regime != "raap":
        phrase = f"attestation_raap : {_sans_objet(parametres, 'raap')}"
        if du_regime == "racd":
            phrase += " ; si l'Ircec l'admet, ajouter « AUT_RAAP_RACD_SALARIAL=0;AUT_RAAP_RACD_PATRONAL=0 »"
        raise SaisieInvalide(phrase)


def _sans_objet(parametres: Parametres, regime_: str) -> str:
    concernees = ", ".join(n.code for n in natures().values() if n.regime == regime_)
    return f"sans objet pour la nature {parametres.nature} ; concerne {concernees}"


def constats(parametres: Parametres) -> list[tuple[str, str, str]]:
    """(parameter, sentence, article) of what was given and takes lines off."""
    rendu = []
    if not parametres.resident:
        phrase = "Auteur domicilié fiscalement hors de France : aucun précompte, ni Urssaf ni Ircec"
        rendu.append(("residence", phrase, "CSS art. L136-1 et L382-1 ; précompte Ircec (ircec.fr)"))
    if parametres.contrat_direct is False:
        phrase = "Droits versés par un organisme de gestion, qui fait le précompte : rien n’est retenu ici"
        rendu.append(("contrat_direct", phrase, "CSS art. L382-5 et R382-26"))
    if parametres.dispense and directs(parametres):
        phrase = "Dispense de précompte : l’auteur paie lui-même sa part à l’Urssaf, l’Ircec reste retenue"
        rendu.append(("dispense", phrase, "CSS art. L382-5"))
    if parametres.attestation_raap and directs(parametres):
        rendu.append(("attestation_raap", "Attestation de non-affiliation : pas de RAAP", "CSS art. L382-12"))
    return rendu


def hypotheses(parametres: Parametres) -> list[tuple[str, str, str]]:
    """(parameter, sentence, value) of what was not given and is assumed."""
    rendu = []
    if parametres.dispense is None and directs(parametres):
        rendu.append(("dispense", "Auteur sans dispense de précompte : sa part est retenue", "non"))
    if parametres.contrat_direct is None:
        rendu.append(("contrat_direct", "Droits versés par le producteur, sans organisme de gestion", "oui"))
    if regime(parametres) == "racd" and parametres.retraite_auteur is None and directs(parametres):
        rendu.append(("retraite_auteur", "Auteur sans pension du RACD ni plafond de points atteint", "non"))
    if regime(parametres) == "raap" and directs(parametres):
        if parametres.attestation_raap is None:
            rendu.append(("attestation_raap", "Auteur sans attestation de non-affiliation au RAAP", "non"))
        if parametres.option_raap is None and not parametres.attestation_raap:
            rendu.append(("option_raap", "Auteur au taux plein du RAAP", f"{RAAP_PLEIN} %"))
    return rendu


AVERTISSEMENTS = (
    "Plafonds annuels appliqués à ce seul versement : ils ne sont pas régularisés avec les autres "
    "droits de l'année chez le même producteur.",
    "Droits déclarés en traitements et salaires ; un auteur en bénéfices non commerciaux présente une "
    "dispense de précompte (dispense=oui).",
)
