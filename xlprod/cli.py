"""The program ``xlprod``: French commands over the same engine as the cells.

Exit codes: 0 fine, 1 findings or a negative answer, 2 wrong use, 3 a needed outside program
is missing, 4 unreadable input.  Progress goes to stderr, answers to stdout, ``--json``
everywhere something is answered.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import udfs  # noqa: F401  (fills the registry)
from xlprod import VERSION_DONNEES, VERSION_MOTEUR
from xlprod.erreurs import ErreurXlprod
from xlprod.periodes import lire_date
from xlprod.registre import Retour
from xlprod.trace import Etape, Resultat, texte_confiance

REFUS, MAUVAIS_USAGE, PROGRAMME_ABSENT, ILLISIBLE = 1, 2, 3, 4


class Arret(Exception):
    """Stops the command with a French sentence and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    for flux in (sys.stdout, sys.stderr):  # French text on a console that is not UTF-8
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(encoding="utf-8", errors="replace")
    options = analyseur().parse_args(arguments)
    commande: Callable[[argparse.Namespace], int] = options.commande
    try:
        with _societe(options):
            return commande(options)
    except Arret as arret:
        print(f"xlprod : {arret}", file=sys.stderr)
        return arret.code
    except ErreurXlprod as erreur:
        print(f"{erreur.code} : {erreur.message}", file=sys.stderr)
        return REFUS
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print("xlprod : interrompu", file=sys.stderr)
        return 130


@contextmanager
def _societe(options: argparse.Namespace) -> Iterator[None]:
    """The company's layer while a command computes; the others compute with the law alone."""
    if not getattr(options, "calcule", False):
        yield
        return
    from xlprod import couches
    from xlprod.hotes import societe

    couche = societe.charger(societe.trouver(options.societe))
    if couche.refus:
        raise Arret(couche.refus, ILLISIBLE)
    with couches.installee(couche):
        yield


def progres(texte: str) -> None:
    """One line of progress."""
    print(texte, file=sys.stderr, flush=True)


class _Analyseur(argparse.ArgumentParser):
    """argparse with its few fixed words in French."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "arguments", "options"
        self.add_argument("-h", "--help", action="help", help="affiche cette aide")

    def error(self, message: str) -> Any:
        for anglais, francais in MESSAGES_ARGPARSE:
            message = re.sub(anglais, francais, message)
        self.print_usage(sys.stderr)
        self.exit(MAUVAIS_USAGE, f"{self.prog} : {message}\n")


MESSAGES_ARGPARSE = (
    (r"^the following arguments are required: ", "il manque : "),
    (r"^unrecognized arguments: ", "arguments inconnus : "),
    (r"^argument (\S+): ", r"\1 : "),
    (r"invalid choice: (\S+) \(choose from (.*)\)", r"\1 n'est pas un choix (\2)"),
    (r"invalid \S+ value: ", "valeur non comprise : "),
    (r"expected one argument", "une valeur est attendue"),
)


def analyseur() -> argparse.ArgumentParser:
    """Every command with its help."""
    racine = _Analyseur(
        prog="xlprod",
        description="Minima, charges sociales et devis de la production de films, dans le tableur.",
        epilog="Codes de sortie : 0 bien, 1 refus ou constats, 2 mauvais usage, "
        "3 programme absent, 4 illisible.",
    )
    version = f"xlprod {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}"
    racine.add_argument(
        "--version", action="version", version=version, help="versions du moteur et des barèmes"
    )
    commandes = racine.add_subparsers(title="commandes", metavar="COMMANDE", required=True)

    def ajouter(
        nom: str, aide: str, commande: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        sous = commandes.add_parser(nom, help=aide, description=aide[0].upper() + aide[1:] + ".")
        sous.set_defaults(commande=commande)
        return sous

    _ajouter_formules(ajouter)
    _ajouter_classeurs(ajouter)
    _ajouter_excel(ajouter)
    return racine


Ajouter = Callable[[str, str, Callable[[argparse.Namespace], int]], argparse.ArgumentParser]


def _ajouter_formules(ajouter: Ajouter) -> None:
    sous = ajouter("eval", "calcule une formule de nos fonctions", _eval)
    sous.add_argument("formule", help='par exemple =XLPROD.NET(1500;"TECH_C";"2025-06-02";5)')
    _option_date(sous)
    _option_societe(sous)
    _option_json(sous)
    sous = ajouter("pourquoi", "explique une formule : étapes, articles, lectures discutées", _pourquoi)
    sous.add_argument("formule")
    _option_date(sous)
    _option_societe(sous)
    _option_json(sous)
    sous = ajouter("baremes", "consulte et vérifie les barèmes datés", _baremes)
    sous.add_argument("action", choices=["lister", "montrer", "verifier"])
    sous.add_argument("code", nargs="?", help="code du barème, pour montrer")
    _option_date(sous)
    _option_json(sous)
    sous = ajouter(
        "societe", "montre et vérifie le fichier de la société : ses paramètres, ses chiffres", _la_societe
    )
    sous.add_argument("action", choices=["montrer", "verifier", "exemple"])
    sous.add_argument("fichier", nargs="?", type=Path, help="celui qui s'applique, par défaut")
    _option_json(sous)

    sous = ajouter("couverture", "dit ce que les barèmes couvrent et la part vérifiée", _couverture)
    sous.add_argument("domaine", nargs="?", default="", help="domaine à détailler : chomage, 3097…")
    sous.add_argument("--sortie", type=Path, help="écrit la page complète (Markdown)")
    _option_ecraser(sous)
    _option_json(sous)


def _ajouter_classeurs(ajouter: Ajouter) -> None:
    sous = ajouter("demo", "construit l'exemple, le recalcule par deux moteurs, vérifie et résume", _demo)
    sous.add_argument("--sortie", type=Path, default=Path("out"), help="dossier des résultats (out)")
    _option_societe(sous)
    _option_ecraser(sous)
    _option_json(sous)
    sous = ajouter("equipe", "même travail sur votre liste d'équipe (csv, xlsx, ods)", _equipe)
    sous.add_argument("liste", type=Path)
    sous.add_argument("--sortie", type=Path, required=True, help="dossier des résultats")
    sous.add_argument("--titre", help="titre du film (nom du fichier par défaut)")
    sous.add_argument("--parametres", default="", help='par exemple "effectif=8;taux_at=1,5"')
    _option_date(sous)
    _option_societe(sous)
    _option_ecraser(sous)
    _option_json(sous)
    sous = ajouter("recalculer", "recalcule un classeur sans tableur, dans un nouveau fichier", _recalculer)
    sous.add_argument("classeur", type=Path)
    sous.add_argument(
        "--sortie", type=Path, required=True, help="fichier recalculé ; l'original reste tel quel"
    )
    _option_date(sous)
    _option_societe(sous)
    _option_ecraser(sous)
    _option_json(sous)
    sous = ajouter("action", "fait ce que fait un bouton du ruban, sur un fichier", _action)
    sous.add_argument("nom", nargs="?", help="nom de l'action ; --liste les donne")
    sous.add_argument("classeur", nargs="?", type=Path, help="classeur .xlsx ou .xlsm, qui reste tel quel")
    sous.add_argument("--liste", action="store_true", help="liste les actions")
    sous.add_argument("--cellule", default="", help="cellule choisie, par exemple 'Équipe!O6'")
    sous.add_argument("--sortie", type=Path, help="nouveau classeur, quand l'action écrit quelque chose")
    _option_societe(sous)
    _option_ecraser(sous)
    _option_json(sous)
    sous = ajouter("diff", "compare les contrats d'un classeur sous la loi de deux dates", _diff)
    sous.add_argument("classeur", type=Path)
    sous.add_argument("--de", type=_date, help="date de la loi d'avant, par exemple 2025-12-31")
    sous.add_argument("--a", type=_date, help="date de la loi d'après, par exemple 2026-01-01")
    sous.add_argument("--personne", default="", help="les contrats d'une seule personne")
    sous.add_argument("--sortie", type=Path, help="rapport .xlsx ou .html")
    _option_societe(sous)
    _option_ecraser(sous)
    _option_json(sous)
    sous = ajouter("gabarits", "construit les gabarits et les exemples", _gabarits)
    sous.add_argument("--sortie", type=Path, default=Path("workbooks"))
    _option_json(sous)
    sous = ajouter("extension", "construit l'extension LibreOffice Calc (.oxt)", _extension)
    sous.add_argument("--sortie", type=Path, default=Path("dist/xlprod.oxt"))


def _ajouter_excel(ajouter: Ajouter) -> None:
    site = Path("dist/officejs")
    sous = ajouter("officejs", "construit le complément Excel (Mac, Windows, web), moteur compris", _officejs)
    sous.add_argument("--sortie", type=Path, default=site)
    sous.add_argument(
        "--adresse", default="", help="adresse où le site sera servi (cet ordinateur par défaut)"
    )
    sous.add_argument("--pyodide", type=Path, default=Path("node_modules/pyodide"), help="paquet npm pyodide")
    sous = ajouter("classique", "construit le complément classique de Windows (.xlam)", _classique)
    sous.add_argument("--sortie", type=Path, default=Path("dist/classique"))
    sous = ajouter("livraison", "construit tout ce qui se distribue, et ses empreintes", _livraison)
    sous.add_argument("--sortie", type=Path, default=Path("dist"))
    sous.add_argument(
        "--adresse", default="", help="adresse où le site sera servi (cet ordinateur par défaut)"
    )
    sous.add_argument("--pyodide", type=Path, default=Path("node_modules/pyodide"), help="paquet npm pyodide")
    sous = ajouter("serveur", "sert le complément Excel sur cet ordinateur, en HTTPS", _serveur)
    sous.add_argument("--site", type=Path, default=site)
    sous.add_argument("--port", type=int, default=0, help="port local (3443 par défaut)")
    sous.add_argument("--societe", metavar="FICHIER", help="fichier de la société à donner au complément")
    sous = ajouter("installer", "déclare le complément à Excel sur cet ordinateur", _installer)
    sous.add_argument("--site", type=Path, default=site)
    _option_json(sous)
    sous = ajouter("desinstaller", "retire le complément, le certificat et sa clé", _desinstaller)
    _option_json(sous)
    sous = ajouter("doctor", "examine cet ordinateur : chaque constat avec son remède", _doctor)
    _option_json(sous)


def _option_societe(sous: argparse.ArgumentParser) -> None:
    """For the commands that compute."""
    aide = (
        "fichier TOML de la société, ou « aucune » ; par défaut XLPROD_SOCIETE, puis celui de l'utilisateur"
    )
    sous.add_argument("--societe", metavar="FICHIER", help=aide)
    sous.set_defaults(calcule=True)


def _option_json(sous: argparse.ArgumentParser) -> None:
    sous.add_argument("--json", action="store_true", help="réponse en JSON")


def _option_ecraser(sous: argparse.ArgumentParser) -> None:
    sous.add_argument("--ecraser", action="store_true", help="remplacer des fichiers existants")


def _option_date(sous: argparse.ArgumentParser) -> None:
    sous.add_argument("--date", type=_date, help="date de référence, quand la formule n'en donne pas")


def _date(texte: str) -> Any:
    try:
        return lire_date(texte)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"date attendue (jj/mm/aaaa ou aaaa-mm-jj), reçu « {texte} »"
        ) from None


def ecrire_json(donnees: Any) -> None:
    print(json.dumps(donnees, ensure_ascii=False, indent=1))


def _eval(options: argparse.Namespace) -> int:
    from xlprod.hotes.evaluer import evaluer_formule

    retour = evaluer_formule(options.formule, options.date)
    if options.json:
        ecrire_json(en_json(retour))
        return REFUS if retour.erreur else 0
    if retour.erreur:
        raise retour.erreur
    print(en_texte(retour.valeur))
    return 0


def en_json(retour: Retour) -> dict[str, Any]:
    """``{"valeur", "erreur", "provenance"}``; an error inside a table is an object of its own."""
    return {
        "valeur": None if retour.erreur else _valeur_json(retour.valeur),
        "erreur": _erreur_json(retour.erreur) if retour.erreur else None,
        "provenance": _provenance(retour.resultat),
    }


def _valeur_json(valeur: Any) -> Any:
    if isinstance(valeur, list):
        return [_valeur_json(v) for v in valeur]
    return {"erreur": _erreur_json(valeur)} if isinstance(valeur, ErreurXlprod) else valeur


def _erreur_json(erreur: ErreurXlprod) -> dict[str, str]:
    return {"code": erreur.code, "message": erreur.message}


def _provenance(resultat: Resultat | None) -> list[dict[str, Any]]:
    if resultat is None:
        return []
    etapes = [_etape_json(etape) for etape in resultat.etapes]
    avertissements = [{"etape": "Avertissement", "texte": texte} for texte in resultat.avertissements]
    return [
        *etapes,
        *avertissements,
        {"etape": "Versions", "moteur": VERSION_MOTEUR, "baremes": VERSION_DONNEES},
    ]


def _etape_json(etape: Etape) -> dict[str, Any]:
    regle = etape.regle
    return {
        "etape": regle.libelle,
        "code": regle.code,
        "formule": regle.formule,
        "valeurs": etape.texte_valeurs,
        "resultat": etape.texte_resultat,
        "article": regle.article,
        "source": regle.source,
        "depuis": regle.valid_from.isoformat() if regle.valid_from else None,
        "arrondi": regle.arrondi,
        "confiance": texte_confiance(regle),
        "couche": regle.couche,
    }


def en_texte(valeur: Any) -> str:
    """A cell as text; a table as aligned columns."""
    if not isinstance(valeur, list):
        return _cellule(valeur)
    rangees = [[_cellule(c) for c in rangee] for rangee in valeur]
    largeurs = [min(60, max(len(r[i]) for r in rangees)) for i in range(len(rangees[0]))]
    return "\n".join(
        "  ".join(c.ljust(n) for c, n in zip(r, largeurs, strict=True)).rstrip() for r in rangees
    )


def _cellule(valeur: Any) -> str:
    if isinstance(valeur, ErreurXlprod):
        return f"{valeur.code} {valeur.message}"
    if isinstance(valeur, float):
        return repr(int(valeur)) if valeur.is_integer() else repr(valeur)
    return "" if valeur is None else str(valeur)


def _pourquoi(options: argparse.Namespace) -> int:
    from xlprod.hotes.evaluer import evaluer_formule, formule_pourquoi

    retour = evaluer_formule(formule_pourquoi(options.formule), options.date)
    if retour.erreur:
        if options.json:
            ecrire_json(en_json(retour))
            return REFUS
        raise retour.erreur
    if options.json:
        ecrire_json(en_json(retour))
    else:
        print(en_texte(retour.valeur))
    return 0


def _baremes(options: argparse.Namespace) -> int:
    from xlprod.commandes import baremes

    return baremes.executer(options.action, options.code, options.date, options.json)


def _la_societe(options: argparse.Namespace) -> int:
    from xlprod.commandes import societe

    return societe.executer(options.action, options.fichier, options.json)


def _couverture(options: argparse.Namespace) -> int:
    from xlprod.commandes import couverture

    return couverture.executer(options.domaine, options.sortie, options.json, options.ecraser)


def _recalculer(options: argparse.Namespace) -> int:
    from xlprod.commandes import classeurs

    return classeurs.recalculer(options.classeur, options.sortie, options.date, options.json, options.ecraser)


def _action(options: argparse.Namespace) -> int:
    from xlprod.commandes import actions

    if options.liste:
        return actions.lister(options.json)
    demande = actions.Demande(
        options.nom, options.classeur, options.cellule, options.sortie, options.ecraser, options.json
    )
    return actions.executer(demande)


def _diff(options: argparse.Namespace) -> int:
    from xlprod.commandes import comparaison

    choix = (options.de, options.a, options.personne, options.sortie, options.ecraser)
    return comparaison.comparer(options.classeur, *choix, options.json)


def _gabarits(options: argparse.Namespace) -> int:
    from xlprod.commandes import classeurs

    return classeurs.gabarits(options.sortie, options.json)


def _extension(options: argparse.Namespace) -> int:
    from xlprod.hotes.calc import generer_oxt

    options.sortie.parent.mkdir(parents=True, exist_ok=True)
    print(generer_oxt(options.sortie))
    return 0


def _officejs(options: argparse.Namespace) -> int:
    from xlprod.commandes import excel
    from xlprod.hotes import serveur

    return excel.construire(options.sortie, options.pyodide, options.adresse or serveur.adresse())


def _classique(options: argparse.Namespace) -> int:
    from xlprod.commandes import excel

    return excel.classique(options.sortie)


def _livraison(options: argparse.Namespace) -> int:
    from xlprod.commandes import livraison
    from xlprod.hotes import serveur

    return livraison.livrer(options.sortie, options.pyodide, options.adresse or serveur.adresse())


def _serveur(options: argparse.Namespace) -> int:
    from xlprod.commandes import excel
    from xlprod.hotes import serveur

    return excel.servir(options.site, options.port or serveur.PORT, options.societe)


def _installer(options: argparse.Namespace) -> int:
    from xlprod.commandes import excel

    return excel.installer(options.site, options.json)


def _desinstaller(options: argparse.Namespace) -> int:
    from xlprod.commandes import excel

    return excel.desinstaller(options.json)


def _doctor(options: argparse.Namespace) -> int:
    from xlprod.commandes import excel

    return excel.diagnostiquer(options.json)


def _demo(options: argparse.Namespace) -> int:
    from xlprod.commandes import travail

    return travail.demo(options.sortie, options.json, options.ecraser)


def _equipe(options: argparse.Namespace) -> int:
    from xlprod.commandes import travail

    return travail.equipe(
        options.liste,
        options.sortie,
        options.titre,
        options.parametres,
        options.date,
        options.json,
        options.ecraser,
    )
