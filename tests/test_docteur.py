"""The diagnosis: each finding in each of its states, on this machine and as if on others."""

from __future__ import annotations

import plistlib
import socket
import ssl
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xlprod import VERSION_DONNEES, VERSION_MOTEUR
from xlprod.hotes import bureau, confiance, docteur, serveur, vba_com
from xlprod.hotes.officejs_manifeste import manifeste

MAINTENANT = datetime.now(UTC)
posix = pytest.mark.skipif(sys.platform == "win32", reason="fait semblant d'un autre système")


def test_diagnostic_complet_et_sans_effet(tmp_path: Path) -> None:
    constats = docteur.diagnostic(0, tmp_path / "d")
    sujets = [c.sujet for c in constats]
    communs = ["Python", "xlprod", "Société", "Certificat", "Confiance", "Port 0", "LibreOffice", "Excel"]
    communs.append("Complément")
    assert sujets[: len(communs)] == communs
    for c in constats:
        assert c.constat
        assert c.remede or c.etat == "bien", c
    assert list(tmp_path.iterdir()) == []


def test_python_et_versions() -> None:
    assert docteur.python().etat == "bien"
    vieux = docteur.python((3, 10, 4))
    assert (vieux.etat, vieux.constat) == ("manque", "Python 3.10.4")
    assert "3.11" in vieux.remede
    annee = int(VERSION_DONNEES[:4])
    bon = docteur.versions(datetime(annee, 12, 31, tzinfo=UTC))
    assert bon == docteur.Constat("xlprod", "bien", f"xlprod {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}")
    assert docteur.versions(datetime(annee + 1, 1, 1, tzinfo=UTC)).etat == "attention"


def test_certificat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert docteur.certificat(tmp_path, MAINTENANT).etat == "manque"
    fait = serveur.assurer_certificat(tmp_path, MAINTENANT)
    for jours, etat in ((0, "bien"), (334, "bien"), (336, "attention"), (366, "manque")):
        constat = docteur.certificat(tmp_path, MAINTENANT + timedelta(days=jours))
        assert constat.etat == etat
        assert f"{fait.echeance:%d/%m/%Y}" in constat.constat
        assert etat == "bien" or str(fait.certificat) in constat.remede
    monkeypatch.setitem(sys.modules, "cryptography", None)
    assert "cryptography" in docteur.certificat(tmp_path, MAINTENANT).remede


def test_port(tmp_path: Path) -> None:
    with socket.socket() as autre:
        autre.bind((serveur.HOTE, 0))
        port = autre.getsockname()[1]
        autre.listen()
        assert docteur.port_libre(port, tmp_path).etat == "attention"
    assert docteur.port_libre(port, tmp_path) == docteur.Constat(f"Port {port}", "bien", "libre")
    assert docteur.port_libre(70000, tmp_path).etat == "attention"


def test_port_pris_par_nous(tmp_path: Path) -> None:
    certificat = serveur.assurer_certificat(tmp_path / "d")
    with serveur.Serveur(tmp_path, 0, certificat) as ouvert:
        fil = threading.Thread(target=ouvert.serve_forever, args=(0.05,))
        fil.start()
        try:
            notre = docteur.port_libre(ouvert.server_port, tmp_path / "d")
            autre = docteur.port_libre(ouvert.server_port, tmp_path / "sans_certificat")
        finally:
            ouvert.shutdown()
            fil.join()
    assert (notre.etat, notre.constat) == ("bien", "le serveur du complément y répond")
    assert autre.etat == "attention"


def test_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(bureau.VARIABLE, str(tmp_path / "absent"))
    absent = docteur.libreoffice()
    assert absent.etat == "manque"
    assert absent.constat.endswith("n'existe pas")
    assert "25.2" in absent.remede
    faux = tmp_path / "soffice"
    faux.touch()
    monkeypatch.setenv(bureau.VARIABLE, str(faux))
    for version, etat in (((24, 8), "manque"), ((25, 2), "bien")):
        monkeypatch.setattr(bureau, "version", lambda _, v=version: v)
        assert docteur.libreoffice().etat == etat
    monkeypatch.undo()
    monkeypatch.setenv(bureau.VARIABLE, str(faux))
    assert docteur.libreoffice().etat == "attention"  # an empty file, which does not start


@posix
def test_excel_sur_mac(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(docteur, "EXCEL_MAC", tmp_path)
    assert docteur.excel().etat == "manque"
    (tmp_path / "Contents").mkdir()
    fiche = tmp_path / "Contents" / "Info.plist"
    for version, etat in (("16.90.2", "bien"), ("16.34", "bien"), ("16.33", "manque"), ("?", "attention")):
        for forme in (plistlib.FMT_XML, plistlib.FMT_BINARY):
            fiche.write_bytes(plistlib.dumps({"CFBundleShortVersionString": version}, fmt=forme))
            assert docteur.excel().etat == etat
    for abime in (b"", b"<plist>", b"<plist><array/></plist>", plistlib.dumps({}), b"bplist00"):
        fiche.write_bytes(abime)
        assert docteur.excel().etat == "attention"


@posix
def test_excel_sur_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    registre: dict[str, str] = {}
    monkeypatch.setattr(
        docteur, "_registre", lambda cle, *_, **__: next((v for k, v in registre.items() if k in cle), None)
    )
    assert docteur.excel().etat == "manque"
    registre["excel.exe"] = "EXCEL.EXE"
    assert docteur.excel().etat == "attention"
    for version, etat in (("16.0.17928.20114", "bien"), ("16.0.10396.20023", "manque")):
        registre["ClickToRun"] = version
        assert docteur.excel().etat == etat
    assert docteur.complement() == docteur.Constat(
        "Complément", "manque", "non déclaré à Excel", docteur.INSTALLER
    )


@posix
def test_excel_et_complement_sur_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert docteur.excel().etat == "attention"
    assert "sur le web" in docteur.complement().remede


@posix
def test_complement_sur_mac(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("HOME", str(tmp_path))
    wef = tmp_path.joinpath(*docteur.WEF)
    wef.mkdir(parents=True)
    (wef / "autre.xml").write_text("<OfficeApp/>", encoding="utf-8")
    constat = docteur.complement()
    assert (constat.etat, constat.remede) == ("manque", docteur.INSTALLER)
    assert str(wef) in constat.constat
    texte = manifeste(serveur.adresse())
    (wef / "xlprod.manifest.xml").write_text(texte, encoding="utf-8")
    assert docteur.complement().etat == "bien"
    ancien = texte.replace(f"<Version>{VERSION_MOTEUR}", "<Version>0.0.9")
    (wef / "xlprod.manifest.xml").write_text(ancien, encoding="utf-8")
    assert docteur.complement().constat == f"complément 0.0.9, moteur {VERSION_MOTEUR}"


@posix
def test_confiance_du_systeme(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Asked of Windows' store and of the Mac's keychain; a browser must be looked at by hand."""
    assert docteur.confiance_donnee(tmp_path).remede == "lancez d'abord le serveur"
    fait = serveur.assurer_certificat(tmp_path).certificat
    der = ssl.PEM_cert_to_DER_cert(fait.read_text(encoding="ascii"))
    magasins = {"ROOT": [(b"autre", "x509_asn", True)]}
    monkeypatch.setattr(ssl, "enum_certificates", magasins.__getitem__, raising=False)
    assert confiance.reconnu(fait, "win32") is False
    magasins["ROOT"].append((der, "x509_asn", True))
    assert confiance.reconnu(fait, "win32") is True
    monkeypatch.setattr(sys, "platform", "darwin")
    for reponse, etat in ((True, "bien"), (False, "manque"), (None, "attention")):
        monkeypatch.setattr(confiance, "reconnu", lambda _, r=reponse: r)
        constat = docteur.confiance_donnee(tmp_path)
        assert constat.etat == etat
        assert etat == "bien" or str(fait) in constat.remede


@pytest.mark.parametrize(
    ("reglage", "etat"), [(None, "bien"), ("1", "bien"), ("2", "bien"), ("3", "attention"), ("4", "manque")]
)
def test_macros_d_excel(reglage: str | None, etat: str) -> None:
    constat = docteur.macros(reglage)
    assert constat.etat == etat
    assert constat.remede or etat == "bien"


@posix
def test_moteur_classique_sur_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docteur, "_registre", lambda *_, **__: "4")
    for commande, etat in (("pythonw -m xlprod.hotes.vba_com", "bien"), ("", "attention")):
        monkeypatch.setattr(vba_com, "inscrit", lambda c=commande: c)
        assert [c.etat for c in docteur.classique()] == [etat, "manque"]
