"""From a file to a film: the format, the sheet that holds the list, the errors said in French."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from xlprod.classeurs.liste import choix, tableur, texte_csv
from xlprod.classeurs.liste.atelier import Atelier
from xlprod.classeurs.liste.fiche import Contexte
from xlprod.classeurs.liste.modele import Lecture, ListeIllisible
from xlprod.classeurs.liste.texte_csv import Tableau
from xlprod.erreurs import cause
from xlprod.paie import parametres as lecteur

TEXTES = (".csv", ".txt", ".tsv", ".tab")
CLASSEURS = (".xlsx", ".xlsm", ".xls", ".ods")


def lire_liste(
    chemin: Path | str,
    *,
    parametres: tuple[tuple[str, str], ...] = (),
    titre: str | None = None,
    date_reference: dt.date | None = None,
    feuille: str | None = None,
) -> Lecture:
    """Read the crew list of a production office.

    ``parametres`` go to the film as they are; ``date_reference`` stands for the dates that
    the list lacks; ``feuille`` imposes the sheet.  Raises :class:`ListeIllisible` for a file
    that holds no list, and ``ErreurXlprod`` for wrong parameters.
    """
    chemin = Path(chemin)
    contexte = Contexte(date_reference, lecteur.lire(parametres))
    tableaux = _tableaux(chemin)
    choisi, revue = choix.choisir(chemin.name, tableaux, feuille)
    atelier = Atelier(choisi, contexte, revue)
    atelier.lire()
    return atelier.lecture(chemin, parametres, titre)


def _tableaux(chemin: Path) -> list[Tableau]:
    nom, suffixe = chemin.name, chemin.suffix.lower()
    if suffixe not in TEXTES + CLASSEURS:
        attendus = ", ".join(TEXTES[:1] + CLASSEURS)
        raise ListeIllisible(f"{nom} : extension « {suffixe} » non reconnue ; fichiers lus : {attendus}")
    try:
        octets = chemin.read_bytes()
    except OSError as panne:
        raise ListeIllisible(f"{nom} : lecture impossible ({cause(panne)})") from panne
    if not octets:
        raise ListeIllisible(f"{nom} : fichier vide")
    if suffixe in TEXTES:
        return texte_csv.lire(octets, nom)
    if octets.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return tableur.lire(chemin, octets)
    if nom.startswith("~$"):
        raise ListeIllisible(f"{nom} : fichier de verrou laissé par Excel, pas un classeur")
    if b"\0" in octets and not octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ListeIllisible(f"{nom} : ce n’est pas un classeur {suffixe}, ou il est abîmé")
    # Payroll programs often export text under the name .xls.
    tableaux = texte_csv.lire(octets, nom)
    return [t._replace(remarque=f"{t.remarque}, malgré l’extension {suffixe}") for t in tableaux]
