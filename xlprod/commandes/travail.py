"""The main job, on the shipped example or on a crew list: budget, two recalculations, summary."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from xlprod.classeurs import concordance, gabarit, recalcul
from xlprod.classeurs.concordance import Concordance
from xlprod.cli import ILLISIBLE, MAUVAIS_USAGE, PROGRAMME_ABSENT, REFUS, Arret, ecrire_json, progres
from xlprod.devis.modele import Film
from xlprod.hotes import bureau
from xlprod.rapports import une_page

JOURNAL = "concordance.json"
"""What was compared, and the fingerprint of each file written: a file changed since is not ours."""


def demo(sortie: Path, en_json: bool, ecraser: bool) -> int:
    """Main job on the shipped example."""
    from xlprod.devis.exemple import film_exemple

    return produire(film_exemple(), sortie, "film_2_5_M", en_json, ecraser)


def equipe(
    liste: Path,
    sortie: Path,
    titre: str | None,
    parametres: str,
    jour: dt.date | None,
    en_json: bool,
    ecraser: bool,
) -> int:
    """Main job on a crew list; the review of what was understood comes along."""
    from udfs.commun import PARAMETRES
    from xlprod import registre
    from xlprod.classeurs import liste as listes

    paires = registre.lire(PARAMETRES, parametres) or ()
    try:
        lecture = listes.lire_liste(liste, parametres=paires, titre=titre, date_reference=jour)
    except listes.ListeIllisible as erreur:
        raise Arret(str(erreur), ILLISIBLE) from None
    progres(lecture.resume())
    revue = sortie / "revue.xlsx"
    proteger(sortie, [revue.name], ecraser)
    sortie.mkdir(parents=True, exist_ok=True)
    listes.ecrire_revue(lecture, revue)
    if not lecture.film.personnes:
        raise Arret(f"aucune ligne exploitable ; voir {revue}", ILLISIBLE)
    return produire(lecture.film, sortie, liste.stem, en_json, ecraser, [revue])


def produire(
    film: Film, sortie: Path, nom: str, en_json: bool, ecraser: bool, autres: list[Path] | None = None
) -> int:
    """Write the workbook, its recalculation by LibreOffice, the summary; returns the exit code."""
    classeur, recalcule = sortie / f"{nom}.xlsx", sortie / f"{nom}_libreoffice.xlsx"
    resume = sortie / f"{nom}_resume.pdf"
    proteger(sortie, [f.name for f in (classeur, recalcule, resume)], ecraser)
    sortie.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as dossier:
        progres("Construction du classeur…")
        brouillon = gabarit.construire(film, Path(dossier) / "brouillon.xlsx")
        progres("Recalcul par IronCalc et nos fonctions…")
        gabarit.construire(film, classeur, recalcul.valeurs(brouillon))
        # Calc is given the draft, which holds no value: what it saves it has computed.
        absence = recalculer_par_calc(brouillon, recalcule)
    progres("Comparaison des méthodes…")
    accord = concordance.comparer(film, classeur, None if absence else recalcule)
    progres("Résumé d'une page…")
    donnees = une_page.donnees_une_page(film)
    donnees.concordance = [accord.phrase()]
    une_page.ecrire_une_page(donnees, resume)
    fichiers = [f for f in (classeur, recalcule, resume, *(autres or [])) if f.exists()]
    ecrire_journal(sortie, accord, fichiers)
    rendre_compte(accord, donnees, [*fichiers, sortie / JOURNAL], absence, en_json)
    if not accord.parfaite:
        return REFUS
    return PROGRAMME_ABSENT if absence else 0


def recalculer_par_calc(brouillon: Path, destination: Path) -> str:
    """Recalculate in LibreOffice; returns the French sentence of its absence, or nothing."""
    destination.unlink(missing_ok=True)
    try:
        progres("Recalcul par LibreOffice Calc et notre extension…")
        bureau.recalculer(brouillon, destination)
    except bureau.BureauAbsent as erreur:
        return str(erreur)
    except bureau.ErreurBureau as erreur:
        raise Arret(str(erreur), REFUS) from None
    return ""


def empreinte(fichier: Path) -> str:
    return hashlib.sha256(fichier.read_bytes()).hexdigest()


def proteger(sortie: Path, prevus: list[str], ecraser: bool) -> None:
    """Refuse to replace a file that this program did not write, or that was changed since."""
    journal = sortie / JOURNAL
    try:
        ecrits = json.loads(journal.read_text(encoding="utf-8"))["empreintes"] if journal.exists() else {}
    except (ValueError, KeyError, OSError):
        ecrits = {}
    touches = [
        nom for nom in prevus if (sortie / nom).exists() and ecrits.get(nom) != empreinte(sortie / nom)
    ]
    if touches and not ecraser:
        noms = ", ".join(str(sortie / nom) for nom in touches)
        raise Arret(
            f"{noms} : fichier à vous ou modifié depuis ; --sortie ailleurs, ou --ecraser", MAUVAIS_USAGE
        )


def ecrire_journal(sortie: Path, accord: Concordance, fichiers: list[Path]) -> None:
    donnees = {**accord.en_json(), "empreintes": {f.name: empreinte(f) for f in fichiers}}
    texte = json.dumps(donnees, ensure_ascii=False, indent=1, default=str)
    (sortie / JOURNAL).write_text(texte + "\n", encoding="utf-8")


def rendre_compte(
    accord: Concordance, donnees: une_page.UnePage, fichiers: list[Path], absence: str, en_json: bool
) -> None:
    """Say where the files are, whether the methods agree, and which salaries are too low."""
    if en_json:
        compte: dict[str, Any] = {
            **accord.en_json(),
            "fichiers": [str(f) for f in fichiers],
            "total_general": donnees.total_general / 100,
            "sous_le_minimum": [a.phrase() for a in donnees.alertes],
            "libreoffice": absence or "recalculé",
        }
        ecrire_json(compte)
        return
    print(accord.phrase())
    for ou, methode, obtenu, reference in accord.ecarts[:20]:
        print(f"  écart : {ou} : {methode} {obtenu}, IronCalc {reference}")
    for alerte in donnees.alertes:
        print(alerte.phrase())
    if absence:
        print(f"Sans LibreOffice : {absence}. Le reste est fait.")
    print("Fichiers écrits :")
    print("\n".join(f"  {f}" for f in fichiers))
