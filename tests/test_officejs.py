"""The Office.js add-in: its engine, alone then in a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any, ClassVar

import pytest

from tests.conftest import valeur
from xlprod.hotes import officejs

RACINE = Path(__file__).resolve().parent.parent
PYODIDE = RACINE / "node_modules" / "pyodide"
SCENARIO = RACINE / "tests" / "officejs"
CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip


def test_le_site_n_appelle_que_lui_meme_et_office() -> None:
    for fichier in officejs.SOURCES.iterdir():
        adresses = re.findall(r"https?://[^\"'\s)]+", fichier.read_text(encoding="utf-8"))
        assert set(adresses) <= {"https://appsforoffice.microsoft.com/lib/1/hosted/office.js"}, fichier.name


def test_le_moteur_est_reproductible_et_sans_hote(tmp_path: Path) -> None:
    un, deux = tmp_path / "un.zip", tmp_path / "deux.zip"
    officejs.ecrire_moteur(un)
    officejs.ecrire_moteur(deux)
    assert un.read_bytes() == deux.read_bytes()
    dossier = tmp_path / "seul"
    shutil.unpack_archive(un, dossier)
    assert not list(dossier.rglob("cli.py"))
    assert not list(dossier.rglob("bureau.py"))


class _Page(SimpleHTTPRequestHandler):
    """Serves the site; keeps what the page posts."""

    recus: ClassVar[Queue[dict[str, Any]]] = Queue()
    coupe: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        if self.coupe.is_set():
            self.close_connection = True  # no answer at all, as when the network is down
            return
        super().do_GET()

    def do_POST(self) -> None:
        corps = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(204)
        self.end_headers()
        if self.path == "/couper":
            self.coupe.set()
        elif self.path == "/retablir":
            self.coupe.clear()
        else:
            self.recus.put(json.loads(corps))

    def log_message(self, format: str, *args: Any) -> None:
        pass


def site_d_essai(dossier: Path, pages: Iterable[Path] | None = None) -> Path:
    """The real site, and beside it what stands in for Excel."""
    site = officejs.construire(dossier / "site", PYODIDE, "https://localhost")
    for fichier in SCENARIO.iterdir() if pages is None else pages:
        if fichier.is_file():
            shutil.copyfile(fichier, site / fichier.name)
    return site


def regarder(dossier: Path, pages: Iterable[Path] | None = None, page: str = "page.html") -> dict[str, Any]:
    """What a page saw: the real script, the real engine, in headless Chromium."""
    return visiter(site_d_essai(dossier, pages), page, dossier)


def visiter(site: Path, page: str, dossier: Path) -> dict[str, Any]:
    """Open a page of the site in headless Chromium; what it posts."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Page, directory=str(site)))
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    adresse = f"http://127.0.0.1:{serveur.server_port}/{page}"
    commande = [chromium, *CHROMIUM, f"--user-data-dir={dossier / 'profil'}", adresse]
    navigateur = subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        recu = _Page.recus.get(timeout=120)
    finally:
        navigateur.terminate()
        navigateur.wait(20)
        serveur.shutdown()
    assert "panne" not in recu, recu["panne"]
    return recu


def exiger_navigateur() -> None:
    if os.environ.get("XLPROD_SANS_NAVIGATEUR"):
        pytest.skip("XLPROD_SANS_NAVIGATEUR est posée : Chromium n'est pas essayé")
    if not (shutil.which("chromium") or shutil.which("google-chrome")) or not PYODIDE.is_dir():
        pytest.fail(
            "Chromium et le paquet npm pyodide sont nécessaires : python3 faire.py tests", pytrace=False
        )


SOCIETE = """[[surcharge]]
code = "PHSS"
valeur = "30,5"
source = "essai"
"""
"""A company's file whose figure no other call of the scenario uses."""


@pytest.fixture(scope="module")
def vu(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    exiger_navigateur()
    dossier = tmp_path_factory.mktemp("officejs")
    site = site_d_essai(dossier)
    (site / "societe.toml").write_text(SOCIETE, encoding="utf-8")
    return visiter(site, "page.html", dossier)


def test_memes_valeurs_que_le_moteur(vu: dict[str, Any]) -> None:
    assert vu["net"] == {"v": [[1152.07]]}
    assert vu["cout"] == {"v": [[2461.19]]}
    assert vu["plage"] == {"v": [[1152.07]]}
    assert vu["minimum"] == {"v": [[2758.11]]}
    assert vu["version"]["v"] == [[valeur("VERSION")]]
    attendu = valeur("DETAIL_CHARGES", 1500, "TECH_C", "2025-06-02", 5,
                     "effectif=10;taux_at=1,5;heures=39;convention=3097;medecine=0,384")  # fmt: skip
    assert vu["tableau"]["v"] == attendu
    assert vu["pourquoi"] > 40


def test_vraies_erreurs_avec_leur_phrase(vu: dict[str, Any]) -> None:
    assert vu["statut"]["code"] == "#VALUE!"
    assert "statut inconnu" in vu["statut"]["message"]
    assert vu["absent"]["code"] == "#N/A"
    assert "PMSS" in vu["absent"]["message"]
    assert vu["entree_en_erreur"]["code"] == "#N/A"
    assert "la plage des paramètres contient une erreur" in vu["plage_en_erreur"]["message"]
    assert "montant négatif" in vu["diagnostic"]["v"][0][0]
    bonne, vide, fautive = vu["colonne"]["v"]
    assert (bonne, vide) == (1152.07, "")
    assert fautive["code"] == "#VALUE!"
    assert "montant en euros attendu" in fautive["message"]


def test_occupee_tant_que_le_moteur_demarre(vu: dict[str, Any]) -> None:
    assert vu["occupe"] == "occupé"


def test_un_recalcul_part_par_lots(vu: dict[str, Any]) -> None:
    assert vu["dix_mille_lots"] == 5  # 10,000 calls, 2,000 a batch
    assert vu["deux_cents_tableaux_lots"] == 1
    dernier = valeur("COUT_EMPLOYEUR", 10999, "TECH_C", "2025-06-02", 5,
                     "effectif=10;taux_at=1,5;heures=39;convention=3097;medecine=0,384")  # fmt: skip
    assert vu["dix_mille_derniere"] == dernier


def test_hors_ligne_une_fois_charge(vu: dict[str, Any]) -> None:
    assert vu["reseau_coupe"] == "coupé"
    assert vu["hors_ligne"] == {"v": [[1152.07]]}


def test_le_fichier_de_la_societe_est_suivi_en_ligne_et_hors_ligne(vu: dict[str, Any]) -> None:
    assert vu["societe"] == vu["societe_hors_ligne"] == {"v": [[30.5]]}
    assert valeur("BAREME", "PHSS", "2025-06-02") == 29


def test_le_moteur_en_panne_repart_au_recalcul_suivant(vu: dict[str, Any]) -> None:
    """Not started, started, dead, started again: the cells say why, and answer once it is there."""
    absent, etat_absent, ne, etat_ne, mort, etat_mort, rene, etat_rene = vu["pannes"]
    assert absent == {"code": "#N/A", "message": "le moteur xlprod n'a pas démarré : réseau coupé"}
    assert etat_absent == "en panne : réseau coupé"
    assert mort == {"code": "#N/A", "message": "le moteur xlprod s'est arrêté (mort) : recalculez"}
    assert etat_mort == "en panne : mort"
    assert ne == rene == {"v": [[1152.07]]}
    assert etat_ne == etat_rene == "prêt"


def test_la_page_rechargee_au_milieu_d_un_recalcul_repond_de_nouveau(vu: dict[str, Any]) -> None:
    assert 0 < vu["avant_recharge"] < 6000
    assert vu["apres_recharge"] == {"v": [[1152.07]]}
    assert vu["rendues_en_tout"] == vu["avant_recharge"]  # nothing of the former page comes back


def test_un_appel_annule_ne_rend_rien(vu: dict[str, Any]) -> None:
    assert vu["annulee"] == "jamais rendue"
    assert vu["apres_annulation"] == [[valeur("VERSION")]]
