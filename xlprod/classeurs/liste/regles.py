"""What a function of the grid says of its holder: statut, sub-poste of the budget, unit of the minimum.

None of this is law: it is how a production office fills its budget, and every use of it is
written in the review.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from xlprod import baremes
from xlprod.baremes import DONNEES, lignes_csv
from xlprod.baremes.grilles import FonctionMetier
from xlprod.baremes.minima import Convention, index
from xlprod.classeurs.liste.modele import A_VERIFIER, DEDUIT, Gravite
from xlprod.devis import nomenclature
from xlprod.erreurs import SaisieInvalide
from xlprod.paie import statuts
from xlprod.textes import cle

ARTISTE = "Artiste-interprète"
"""Everyday name of the artist's day, whose official label is a sentence."""

FIGURANT, REALISATEUR, OUVRIER = "FIGURANT", "REAL", "OUVRIER"
AUTEUR, STAGIAIRE = "AUTEUR", "STAGIAIRE"
_FAMILLE_FILIERE = {
    "Artistes": "artiste",
    "Figuration": "figurant",
    "Permanents": "permanent",
    "Électriciens de prise de vues": "ouvrier",
    "Machinistes de prise de vues": "ouvrier",
    "Construction de décors": "ouvrier",
}
"""Trades of the grid that are not technicians; the others are."""

POSTE_FILIERE = {
    "Administration": "23", "Réalisation": "23", "Régie": "23", "Image": "23", "Son": "23",
    "Collaborateurs techniques spécialisés": "23", "Décoration": "24", "Costumes": "25",
    "Maquillage": "25", "Coiffure": "25", "Montage": "26", "Mixage": "26", "Image / post-production": "26",
    "Électriciens de prise de vues": "27", "Machinistes de prise de vues": "27",
    "Construction de décors": "28", "Figuration": "34",
}  # fmt: skip
"""Sub-poste of the CNC budget that receives each trade."""

_POSTE_FAMILLE = {"technicien": "23", "ouvrier": "27", "realisateur": "22", "artiste": "33", "figurant": "34"}
_FAMILLE_STATUT = {
    OUVRIER: "ouvrier", REALISATEUR: "realisateur", FIGURANT: "figurant",
    "ART_NC": "artiste", "ART_C": "artiste", "PERM_NC": "permanent", "PERM_C": "permanent",
}  # fmt: skip
POSTE_PERMANENTS = "28"
"""Other personnel: the budget has no line of its own for the company's permanents."""

_ROLES = (
    (r"\b(premiers?|1ers?|principal|principaux|vedette) ?(roles?)?\b", "31"),
    (r"\b(seconds?|2nds?|secondaires?) ?(roles?)?\b", "32"),
    (r"\bpetits? roles?\b", "33"),
)
CACHETS_ROLE_SECONDAIRE = 4
"""Usage of the CNC form: a small part has fewer than four cachets."""


class Deduit(NamedTuple):
    """A deduced value: why, and whether the reader should check it."""

    valeur: str
    remarque: str
    gravite: Gravite = DEDUIT


class Indice(NamedTuple):
    """What a cell of the column *statut* says: a code, or a family, or cadre or not."""

    code: str = ""
    famille: str = ""
    cadre: bool | None = None


_FAMILLES = (
    ("realisateur", r"realisat\w*"),
    ("ouvrier", r"ouvrier\w*"),
    ("figurant", r"figura\w*|complement|silhouette\w*|doublure\w*"),
    ("artiste", r"artiste\w*|comedien\w*|act(eur|rice)s?|interpretes?|annexe 10|10"),
    ("permanent", r"permanent\w*|cdi"),
    ("technicien", r"tech\w*|annexe 8|8"),
)
_NEUTRES = (
    "intermittent", "intermittente", "intermittents", "cdd", "cddu", "cdd u", "c d d", "c d d u",
    "cdd d usage", "salarie", "salariee",
)  # fmt: skip


def lire_statut(lu: str) -> Indice | None:
    """Meaning of a cell of the column *statut*; ``None`` when it has none we know."""
    recherche = cle(lu)
    if recherche in _NEUTRES:
        return Indice()
    if recherche in ("oui", "x", "o", "vrai", "1"):
        return Indice(cadre=True)  # a column « cadre » that is ticked
    if recherche in ("non", "n", "faux", "0"):
        return Indice(cadre=False)
    for statut in baremes.statuts().values():
        if recherche == cle(statut.code) or (recherche == cle(statut.libelle) and " " in recherche):
            return Indice(code=statut.code)
    if statuts.hors_salariat(lu):
        return Indice(code=statuts.resoudre(lu).code)  # « auteur-réalisateur » is no director's salary
    famille = next((f for f, motif in _FAMILLES if re.search(rf"\b({motif})\b", recherche)), "")
    cadre: bool | None = None
    if re.search(r"\b(non cadres?|nc|employee?s?)\b", recherche):
        cadre = False
    elif re.search(r"\b(cadres?|c)\b", recherche):
        cadre = True
    if famille or cadre is not None:
        return Indice(famille=famille, cadre=cadre)
    return _autre(lu)


def _autre(lu: str) -> Indice | None:
    """Any other name that the engine knows."""
    try:
        return Indice(code=statuts.resoudre(lu).code)
    except SaisieInvalide:
        return None


def famille(metier: FonctionMetier) -> str:
    if metier.code.startswith("realisateur"):
        return "realisateur"
    nom = _FAMILLE_FILIERE.get(metier.filiere, "technicien")
    # A chef constructeur is a cadre: no « ouvrier », whatever the trade.
    return "technicien" if nom == "ouvrier" and metier.statut == "cadre" else nom


def statut(metier: FonctionMetier | None, indice: Indice) -> Deduit | None:
    """Statut of a row; ``None`` when neither the cell nor the grid says enough."""
    if indice.code:
        return Deduit(indice.code, "")
    nom = indice.famille or (famille(metier) if metier else "")
    if metier and nom == "technicien" and famille(metier) in ("ouvrier", "realisateur"):
        nom = famille(metier)  # everyone who is not an artist is called a technician
    cadre, source, gravite = indice.cadre, "d’après la grille de la fonction", DEDUIT
    if cadre is None and metier and metier.statut:
        cadre = metier.statut == "cadre"
    if nom == "technicien" and cadre is None:
        source, gravite = "la grille ne dit pas si cette fonction est cadre ; non cadre retenu", A_VERIFIER
    code = _code(nom, bool(cadre))
    return Deduit(code, source, gravite) if code else None


def _code(nom: str, cadre: bool) -> str:
    return {
        "technicien": "TECH_C" if cadre else "TECH_NC",
        "ouvrier": "TECH_C" if cadre else OUVRIER,
        "realisateur": REALISATEUR,
        "artiste": "ART_C" if cadre else "ART_NC",
        "figurant": FIGURANT,
        "permanent": "PERM_C" if cadre else "PERM_NC",
    }.get(nom, "")


def poste(metier: FonctionMetier | None, lu: str, code_statut: str, unite: str, quantite: int) -> Deduit:
    """Sub-poste of the budget, 21 to 39."""
    nom = famille(metier) if metier else _FAMILLE_STATUT.get(code_statut, "technicien")
    if nom == "artiste":
        return _poste_artiste(lu, unite, quantite)
    if nom in ("realisateur", "figurant"):
        return _libelle(Deduit(_POSTE_FAMILLE[nom], "d’après la fonction"))
    if nom == "permanent" or code_statut.startswith("PERM"):
        frais = "permanent de la société : souvent déjà compris dans les frais généraux"
        return _libelle(Deduit(POSTE_PERMANENTS, frais, A_VERIFIER))
    if metier and metier.filiere in POSTE_FILIERE:
        return _libelle(Deduit(POSTE_FILIERE[metier.filiere], f"filière {metier.filiere}"))
    return _libelle(Deduit(_POSTE_FAMILLE[nom], "filière inconnue", A_VERIFIER))


def _poste_artiste(lu: str, unite: str, quantite: int) -> Deduit:
    for motif, code in _ROLES:
        if re.search(motif, cle(lu)):
            return _libelle(Deduit(code, "d’après la fonction"))
    secondaire = unite not in ("cachet", "jour") or quantite >= CACHETS_ROLE_SECONDAIRE
    usage = f"usage : {'au moins' if secondaire else 'moins de'} {CACHETS_ROLE_SECONDAIRE} cachets"
    return _libelle(Deduit("32" if secondaire else "33", f"{usage} ; un rôle principal va en 31", A_VERIFIER))


def _libelle(deduit: Deduit) -> Deduit:
    return deduit._replace(remarque=f"{nomenclature.libelle(deduit.valeur)} ({deduit.remarque})")


def unite_minimum(code_statut: str, annexe: str, unite: str) -> Deduit:
    """Unit of the grid that a salary by ``unite`` is compared with."""
    if unite in ("forfait", ""):
        return Deduit("", "montant forfaitaire : le minimum n’est pas comparé", A_VERIFIER)
    if unite == "cachet" and code_statut == FIGURANT:
        return Deduit("jour", "la grille des acteurs de complément est à la journée")
    if code_statut == STAGIAIRE:
        return Deduit("", "la gratification n’est pas un salaire : le minimum n’est pas comparé", DEDUIT)
    if unite == "semaine" and code_statut.startswith("PERM"):
        return Deduit("", "la grille des permanents est au mois : le minimum n’est pas comparé", A_VERIFIER)
    if unite != "semaine":
        return Deduit(unite, "même unité que le brut")
    if code_statut.startswith("ART"):
        return Deduit("semaine5j", "semaine de 5 jours retenue ; écrire semaine6j pour 6 jours", A_VERIFIER)
    if annexe in ("II", "IIIbis"):
        return Deduit("semaine5j", f"annexe {annexe} : semaine de tournage de 5 jours")
    return Deduit("semaine39", "semaine de 39 heures")


def unite_usuelle(code_statut: str) -> str:
    """How the people of a statut are usually paid."""
    if code_statut == FIGURANT:
        return "jour"
    if code_statut.startswith("PERM") or code_statut == STAGIAIRE:
        return "mois"
    return "cachet" if code_statut.startswith("ART") else "semaine"


class FonctionLue(NamedTuple):
    """A function of the grid, and the text under which it was found."""

    metier: FonctionMetier
    sous: str


def chercher_fonction(conv: Convention, lu: str) -> FonctionLue:
    """Function of a cell, as written or without its details or plural; ``SaisieInvalide`` otherwise."""
    trouvee = essayer_fonction(conv, lu)
    if isinstance(trouvee, SaisieInvalide):
        raise trouvee
    return trouvee


@lru_cache(4096)
def essayer_fonction(conv: Convention, lu: str) -> FonctionLue | SaisieInvalide:
    """Like :func:`chercher_fonction`, with the error as an answer: naming the nearest is costly."""
    try:
        ecriture = _ecriture_connue(conv, lu) or lu[:LIBELLE_MAX]
        return FonctionLue(conv.fonction(ecriture), ecriture)
    except SaisieInvalide as erreur:
        return erreur


LIBELLE_MAX = 120
"""A longer text is no function, and comparing it with every name would take seconds."""


def connue(conv: Convention, lu: str) -> bool:
    """Whether a text is a function of the agreement, at no cost."""
    return _ecriture_connue(conv, lu) is not None


def _ecriture_connue(conv: Convention, lu: str) -> str | None:
    return next((e for e in _ecritures(lu[:LIBELLE_MAX]) if _cle_nom(e) in _noms(conv)), None)


@lru_cache(16)
def _noms(conv: Convention) -> frozenset[str]:
    dossier = DONNEES / "conventions" / index()[conv.idcc][0]
    alias = [ligne["alias"] for ligne in lignes_csv(dossier / "alias.csv")]
    return frozenset(map(_cle_nom, [*alias, *(f.libelle for f in conv.fonctions.values())]))


def _cle_nom(nom: str) -> str:
    """The agreement's own comparison: the trailing « cinéma » of official labels does not count."""
    return cle(nom).removesuffix(" cinema").removesuffix(" de")


_INCLUSIF = re.compile(
    r"(?<=\w)[·•‧∙.\-](?:e|ne|fe|le|rice|trice|euse|i?[èe]re|ienne|ve|se)(?:[·•‧∙.\-]?s)?\b"
)
"""Second ending of an inclusive writing: ``opérateur·rice``, ``assistant.e``."""


def _ecritures(lu: str) -> Iterator[str]:
    """The text, then without its second gender, its details, its plural."""
    yield lu
    sans_parenthese = re.sub(r"\s*[(\[].*?[)\]]", "", _INCLUSIF.sub("", lu)).strip()
    tete = re.split(r"\s+[-–—/]\s+|\s*:\s*|,\s+", sans_parenthese, maxsplit=1)[0]
    for ecriture in (sans_parenthese, tete):
        yield from filter(None, (ecriture, re.sub(r"(?<=\w{3})s\b", "", ecriture)))


def sans_contrat(metier: FonctionMetier) -> bool:
    """Indemnities and extras' supplements have a line in the grid, but are nobody's job."""
    return metier.code.startswith(("indemnite_", "complement_"))
