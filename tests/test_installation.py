"""Installing leaves what Excel needs; uninstalling leaves nothing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from xlprod.hotes import confiance, docteur, installation, serveur, vba_com
from xlprod.hotes.officejs_manifeste import IDENTIFIANT, manifeste


@pytest.fixture
def site(tmp_path: Path) -> Path:
    dossier = tmp_path / "site"
    dossier.mkdir()
    (dossier / "manifest.xml").write_text(manifeste(serveur.adresse()), encoding="utf-8")
    return dossier


@pytest.fixture(autouse=True)
def prive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    dossier = tmp_path / "prive"
    monkeypatch.setattr(installation, "dossier_utilisateur", lambda: dossier)
    return dossier


def test_mac_aller_retour(site: Path, tmp_path: Path, prive: Path) -> None:
    prive.mkdir()
    faits = installation.installer(site, "darwin", tmp_path)
    assert docteur._manifeste(installation.dossier_mac(tmp_path) / installation.MANIFESTE).etat == "bien"
    pose = installation.dossier_mac(tmp_path) / installation.MANIFESTE

    assert pose.read_bytes() == (site / "manifest.xml").read_bytes()
    assert str(pose) in faits[0]
    assert installation.desinstaller("darwin", tmp_path) == ([str(pose), str(prive)], [])
    assert not pose.exists()
    assert not prive.exists()
    assert installation.desinstaller("darwin", tmp_path) == ([], [])


@pytest.mark.parametrize("refus", [False, True])
def test_la_confiance_est_reprise_avant_le_certificat(
    refus: bool, tmp_path: Path, prive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its fingerprint; what the system refuses is left to the user, as a command."""
    certificat = serveur.assurer_certificat(prive).certificat
    empreinte = x509.load_pem_x509_certificate(certificat.read_bytes()).fingerprint(hashes.SHA1()).hex()
    lancees: list[list[str]] = []

    def lancer(commande: list[str]) -> bool:
        assert certificat.is_file()
        lancees.append(commande)
        return commande[1] == "verify-cert" or not refus

    monkeypatch.setattr(confiance, "_lancer", lancer)
    retires, restent = installation.desinstaller("darwin", tmp_path)

    assert [c[1] for c in lancees] == ["verify-cert", "remove-trusted-cert", "delete-certificate"]
    assert lancees[-1][-1] == empreinte.upper()
    assert len(restent) == 2 * refus
    assert retires[-1] == str(prive)
    assert not prive.exists()


class Registre:
    """Stand-in for the user's registry: one key, its values."""

    HKEY_CURRENT_USER, KEY_SET_VALUE, REG_SZ = "HKCU", 2, 1

    def __init__(self) -> None:
        self.valeurs: dict[str, str] = {}

    def _cle(self, *_: Any) -> Any:
        return _Cle()

    CreateKey = OpenKey = _cle

    def SetValueEx(self, _cle: Any, nom: str, _zero: int, _genre: int, valeur: str) -> None:  # noqa: N802
        self.valeurs[nom] = valeur

    def DeleteValue(self, _cle: Any, nom: str) -> None:  # noqa: N802
        if nom not in self.valeurs:
            raise FileNotFoundError(nom)
        del self.valeurs[nom]


class _Cle(SimpleNamespace):
    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def test_windows_aller_retour(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registre = Registre()
    monkeypatch.setattr(installation, "_winreg", lambda: registre)
    installation.installer(site, "win32")

    assert registre.valeurs == {IDENTIFIANT: str((site / "manifest.xml").resolve())}
    inscrits = ["pythonw -m xlprod.hotes.vba_com"]
    monkeypatch.setattr(vba_com, "inscrit", lambda: "".join(inscrits))
    monkeypatch.setattr(vba_com, "desinscrire", inscrits.clear)
    retires, restent = installation.desinstaller("win32")
    assert [vba_com.PROGID in r for r in retires] == [False, True]
    assert not restent
    assert registre.valeurs == {}
    assert not inscrits
    assert installation.desinstaller("win32") == ([], [])


def test_sans_site_construit(tmp_path: Path) -> None:
    with pytest.raises(installation.ErreurInstallation, match="xlprod officejs"):
        installation.installer(tmp_path, "darwin", tmp_path)


def test_ailleurs_les_voies_sont_dites(site: Path) -> None:
    assert "n'existe pas" in installation.installer(site, "linux")[0]
    assert any("Microsoft 365" in voie for voie in installation.autres_voies(site))
