"""Makes the pictures of the ribbon, of the pane and of the report on a change of law for the guide.

    python docs/captures.py          writes ruban.png, volet_pourquoi.png, changement_de_loi.png

The pane is the real one, with the real engine, on the example; the ribbon is drawn in HTML from
what the manifest declares, as Excel lays it out.  Chromium and the npm packages must be there:
``python3 faire.py tests`` installs them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

import macros  # noqa: E402, F401  (fills the registry of actions)
import udfs  # noqa: E402, F401  (fills the registry)
from macros.registre import executer  # noqa: E402
from tests import classeur_officejs  # noqa: E402
from tests.test_officejs import CHROMIUM, site_d_essai, visiter  # noqa: E402
from tests.test_officejs_ruban import EXEMPLE, page_d_essai  # noqa: E402
from xlprod.hotes import fichier  # noqa: E402
from xlprod.hotes.officejs_manifeste import Bouton, fichier_icone, onglet  # noqa: E402
from xlprod.rapports.pages import en_html  # noqa: E402

IMAGES = RACINE / "docs" / "images"
VOLET = (350, 960)
RAPPORT = (1500, 860)
MARGE = 24
SUITE = """<style>
header, .tete, main, footer, #corps > :not(.fiche), .fiche > :nth-last-child(n + 8) { display: none; }
</style>"""
"""What hides all but the last rows of a long result."""
PAR_COLONNE = 3
"""Buttons of a group beyond which Excel shows them small, three to a column."""
ONGLETS = ("Fichier", "Accueil", "Insertion", "Mise en page", "Formules", "Données", "Révision", "Affichage")
STYLE = """
body { margin: 0; font: 12px "Segoe UI", system-ui, sans-serif; color: #242424; background: #f3f3f3; }
nav { display: flex; gap: 18px; padding: 7px 16px 0; }
nav b { padding-bottom: 4px; font-weight: 400; }
nav b:last-child { font-weight: 600; border-bottom: 3px solid #107c41; }
#ruban { display: flex; margin: 6px 8px 8px; padding: 6px 2px 4px; border-radius: 7px; background: #fff;
  box-shadow: 0 1px 3px #0003; }
section { display: flex; flex-direction: column; padding: 0 8px; border-right: 1px solid #e1e1e1; }
section:last-child { border-right: 0; }
section > div { display: flex; flex: 1; gap: 2px; }
section > footer { padding-top: 3px; text-align: center; font-size: 11px; color: #616161; }
.grand { width: 84px; padding-top: 4px; text-align: center; line-height: 1.2; }
.grand img { display: block; width: 32px; height: 32px; margin: 0 auto 4px; }
.petits { display: grid; gap: 3px; align-content: start; }
.petits span { display: flex; gap: 6px; align-items: center; }
.petits img { width: 16px; height: 16px; }
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        site = site_d_essai(dossier)
        page_d_essai(site, "captures.mjs")
        (site / "exemple.json").write_text(json.dumps(classeur_officejs.lire(EXEMPLE)), encoding="utf-8")
        demande = urlencode({"action": "pourquoi", "case": json.dumps(["Équipe", 7, 18])})
        html = visiter(site, f"ruban.html?{demande}", dossier)["html"]
        debut = photographier(site, html, VOLET)
        fin = photographier(site, html.replace("</head>", f"{SUITE}</head>"), VOLET)
        enregistrer(cote_a_cote(debut, fin), "volet_pourquoi")
        enregistrer(photographier(site, ruban(), (1270, 152)), "ruban")
        pages = executer("diff", fichier.instantane(EXEMPLE)).pages
        enregistrer(photographier(site, en_html(pages[:1]), RAPPORT), "changement_de_loi")


def photographier(site: Path, html: str, taille: tuple[int, int]) -> Image.Image:
    """Screenshot of a page that only shows, two pixels a point."""
    page, fichier = site / "capture.html", site / "capture.png"
    page.write_text(html, encoding="utf-8")
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    options = [f"--screenshot={fichier}", f"--window-size={taille[0]},{taille[1]}", "--hide-scrollbars"]
    options += ["--force-device-scale-factor=2", f"--user-data-dir={site / 'profil'}"]
    subprocess.run([chromium, *CHROMIUM, *options, page.as_uri()], check=True, capture_output=True)
    with Image.open(fichier) as image:
        return image.convert("RGB")


def cote_a_cote(gauche: Image.Image, droite: Image.Image) -> Image.Image:
    """The beginning and the end of a long pane."""
    largeur = gauche.width + droite.width + 3 * MARGE
    fond = Image.new("RGB", (largeur, gauche.height + 2 * MARGE), "#e6eaef")
    fond.paste(gauche, (MARGE, MARGE))
    fond.paste(droite, (gauche.width + 2 * MARGE, MARGE))
    return fond


def enregistrer(image: Image.Image, nom: str) -> None:
    destination = IMAGES / f"{nom}.png"
    image.quantize(256, dither=Image.Dither.NONE).save(destination, optimize=True)
    print(destination)


def ruban() -> str:
    """The tab as Excel lays it out: large buttons, or small ones in columns where they are many."""
    groupes = "".join(
        f"<section><div>{_boutons(boutons)}</div><footer>{escape(groupe)}</footer></section>"
        for groupe, boutons in onglet()
    )
    onglets = "".join(f"<b>{escape(nom)}</b>" for nom in (*ONGLETS, "xlprod"))
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><style>{STYLE}</style>'
        f'<body><nav>{onglets}</nav><div id="ruban">{groupes}</div></body></html>'
    )


def _boutons(boutons: list[Bouton]) -> str:
    if len(boutons) > PAR_COLONNE:
        petits = "".join(f"<span>{_image(b, 16)}{escape(b.libelle)}</span>" for b in boutons)
        return f'<div class="petits">{petits}</div>'
    return "".join(f'<div class="grand">{_image(b, 32)}{escape(b.libelle)}</div>' for b in boutons)


def _image(bouton: Bouton, taille: int) -> str:
    # The picture of 80 pixels, shown smaller: the screenshot has two pixels a point.
    return f'<img src="{fichier_icone(bouton.nom, 80 if taille > 16 else 32)}" alt="">'


if __name__ == "__main__":
    main()
