"""Opening a received package: what is refused, and copying one with some parts replaced."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from xlprod.classeurs import archive
from xlprod.classeurs.archive import ClasseurIllisible, ecriture_atomique, ouvrir, reecrire

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MINIMUM = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def fichier(chemin: Path, parties: dict[str, bytes], methode: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(chemin, "w", methode) as zip_:
        for nom, contenu in parties.items():
            zip_.writestr(nom, contenu)
    return chemin


def motif(chemin: Path) -> str:
    with pytest.raises(ClasseurIllisible) as refus, ouvrir(chemin):
        pass
    assert str(refus.value).startswith(chemin.name)
    return str(refus.value)


def test_un_paquet_sain_s_ouvre(tmp_path: Path) -> None:
    with ouvrir(fichier(tmp_path / "a.xlsx", MINIMUM)) as paquet:
        assert paquet.noms == list(MINIMUM)
        assert "XL/Workbook.xml" in paquet
        assert paquet.nom_exact("XL/WORKBOOK.XML") == "xl/workbook.xml"
        assert paquet.lire("xl/workbook.xml") == b"<workbook/>"
        with pytest.raises(ClasseurIllisible, match=r"la partie xl/absente\.xml manque"):
            paquet.lire("xl/absente.xml")


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"", "fichier vide"),
        (OLE + b"\0" * 600, "ancien format .xls"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
        (b"nom;brut\nDupont;1500\n", "ce n'est pas un classeur"),
        (b"<?xml version='1.0'?><Workbook/>", "ce n'est pas un classeur"),
        (b"PK\3\4" + b"\0" * 100, "tronqué ou abîmé"),
    ],
)
def test_ce_qui_n_est_pas_un_zip(tmp_path: Path, contenu: bytes, attendu: str) -> None:
    chemin = tmp_path / "faux.xlsx"
    chemin.write_bytes(contenu)
    assert attendu in motif(chemin)


def test_zip_tronque(tmp_path: Path) -> None:
    chemin = fichier(tmp_path / "a.xlsx", MINIMUM | {"xl/a.xml": b"x" * 5000})
    chemin.write_bytes(chemin.read_bytes()[:-40])
    assert "tronqué ou abîmé" in motif(chemin)


def test_fichier_absent_ou_dossier(tmp_path: Path) -> None:
    assert "lecture impossible" in motif(tmp_path / "absent.xlsx")
    assert "lecture impossible" in motif(tmp_path)


def test_verrou_d_excel(tmp_path: Path) -> None:
    chemin = tmp_path / "~$devis.xlsx"
    chemin.write_bytes(b"\5Marie")
    assert "verrou" in motif(chemin)


@pytest.mark.parametrize(
    ("parties", "attendu"),
    [
        ({"xl/workbook.xml": b""}, "[Content_Types].xml manque"),
        ({"[Content_Types].xml": b""}, "xl/workbook.xml manque"),
        ({"[Content_Types].xml": b"", "xl/workbook.bin": b""}, "format binaire .xlsb"),
        ({"mimetype": b"", "content.xml": b""}, "OpenDocument (.ods)"),
    ],
)
def test_zips_qui_ne_sont_pas_des_xlsx(tmp_path: Path, parties: dict[str, bytes], attendu: str) -> None:
    assert attendu in motif(fichier(tmp_path / "a.xlsx", parties))


@pytest.mark.parametrize(
    "nom", ["../evil.xml", "xl/../../evil.xml", "/etc/passwd", "xl\\styles.xml", "C:/x.xml"]
)
def test_chemins_qui_sortent_du_paquet(tmp_path: Path, nom: str) -> None:
    assert "nom de partie dangereux" in motif(fichier(tmp_path / "a.xlsx", MINIMUM | {nom: b"x"}))


def test_bombe_par_une_partie(tmp_path: Path) -> None:
    chemin = fichier(tmp_path / "a.xlsx", MINIMUM | {"xl/worksheets/sheet1.xml": b" " * 20_000_000})
    assert "grossit plus de 200 fois" in motif(chemin)


def test_une_petite_partie_tres_comprimee_passe(tmp_path: Path) -> None:
    with ouvrir(fichier(tmp_path / "a.xlsx", MINIMUM | {"xl/a.xml": b" " * 900_000})) as paquet:
        assert len(paquet.lire("xl/a.xml")) == 900_000


def test_bombe_par_le_total(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "TAILLE_MAX", 2_000_000)
    parties = MINIMUM | {f"xl/{i}.xml": bytes(700_000) for i in range(3)}
    assert "2 Mo une fois décompressé, 2 Mo au plus" in motif(fichier(tmp_path / "a.xlsx", parties))


def test_trop_de_parties(tmp_path: Path) -> None:
    parties = MINIMUM | {f"xl/{i}.xml": b"" for i in range(archive.PARTIES_MAX)}
    assert "10002 parties" in motif(fichier(tmp_path / "a.xlsx", parties, zipfile.ZIP_STORED))


def test_deux_parties_du_meme_nom(tmp_path: Path) -> None:
    parties = MINIMUM | {"xl/a.xml": b"1", "XL/A.xml": b"2"}
    assert "deux parties portent le même nom" in motif(fichier(tmp_path / "a.xlsx", parties))


def test_compression_etrangere(tmp_path: Path) -> None:
    assert "compression inconnue" in motif(fichier(tmp_path / "a.xlsx", MINIMUM, zipfile.ZIP_LZMA))


def test_zip_chiffre(tmp_path: Path) -> None:
    chemin = fichier(tmp_path / "a.xlsx", MINIMUM)
    octets = bytearray(chemin.read_bytes())
    repertoire = octets.rfind(b"PK\1\2")
    octets[repertoire + 8] |= 1
    chemin.write_bytes(octets)
    assert "protégé par un mot de passe" in motif(chemin)


def test_taille_mensongere(tmp_path: Path) -> None:
    """A directory that announces less than what is inside: reading stops at what was announced."""
    chemin = fichier(tmp_path / "a.xlsx", MINIMUM | {"xl/z.xml": b"a" * 5_000_000})
    octets = bytearray(chemin.read_bytes())
    repertoire = octets.rfind(b"PK\1\2")
    struct.pack_into("<L", octets, repertoire + 24, 100)
    chemin.write_bytes(octets)
    with ouvrir(chemin) as paquet, pytest.raises(ClasseurIllisible, match="abîmée"):
        paquet.lire("xl/z.xml")


def modele(chemin: Path) -> Path:
    """A package with every kind of entry: stored, deflated, streamed, accented, commented."""
    with zipfile.ZipFile(chemin, "w") as zip_:
        for i, (nom, contenu) in enumerate(
            (MINIMUM | {"xl/été.xml": b"e" * 999, "xl/média.bin": bytes(range(256))}).items()
        ):
            info = zipfile.ZipInfo(nom, (2020 + i, 1 + i, 2, 3, 4, 6))
            info.compress_type = zipfile.ZIP_STORED if i % 2 else zipfile.ZIP_DEFLATED
            info.external_attr = 0o640 << 16
            info.comment = f"commentaire {i}".encode()
            zip_.writestr(info, contenu)
        with zip_.open("xl/flux.xml", "w", force_zip64=True) as flux:
            flux.write(b"<flux/>" * 200)
        zip_.comment = b"fait main"
    return chemin


def comprimes(chemin: Path) -> dict[str, bytes]:
    octets = chemin.read_bytes()
    with zipfile.ZipFile(chemin) as zip_:
        resultat = {}
        for info in zip_.infolist():
            nom, extra = struct.unpack_from("<HH", octets, info.header_offset + 26)
            debut = info.header_offset + 30 + nom + extra
            resultat[info.filename] = octets[debut : debut + info.compress_size]
        return resultat


def test_reecrire_ne_touche_que_les_parties_donnees(tmp_path: Path) -> None:
    source, destination = modele(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    avant = source.read_bytes()
    reecrire(source, destination, {"XL/workbook.xml": b"<workbook>neuf</workbook>"})
    assert source.read_bytes() == avant
    with zipfile.ZipFile(source) as z1, zipfile.ZipFile(destination) as z2:
        assert z2.testzip() is None
        assert z2.read("xl/workbook.xml") == b"<workbook>neuf</workbook>"
        assert z1.namelist() == z2.namelist()
        assert z1.comment == z2.comment
        for i1, i2 in zip(z1.infolist(), z2.infolist(), strict=True):
            assert i1.date_time == i2.date_time
            assert (i1.external_attr, i1.create_system, i1.comment) == (
                i2.external_attr,
                i2.create_system,
                i2.comment,
            )
            assert i1.compress_type == i2.compress_type
    anciens, nouveaux = comprimes(source), comprimes(destination)
    assert {n for n in anciens if anciens[n] != nouveaux[n]} == {"xl/workbook.xml"}


def test_reecrire_ajoute_et_retire(tmp_path: Path) -> None:
    source, destination = modele(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    reecrire(source, destination, {}, ajouts={"xl/neuf.xml": b"<neuf/>"}, retraits=["XL/flux.xml"])
    anciens, nouveaux = comprimes(source), comprimes(destination)
    with zipfile.ZipFile(destination) as zip_:
        assert zip_.testzip() is None
        assert zip_.read("xl/neuf.xml") == b"<neuf/>"
        assert zip_.comment == b"fait main"
    assert list(nouveaux) == [*(n for n in anciens if n != "xl/flux.xml"), "xl/neuf.xml"]
    assert all(nouveaux[n] == anciens[n] for n in nouveaux if n in anciens)
    encore = tmp_path / "c.xlsx"
    reecrire(source, encore, {}, ajouts={"xl/neuf.xml": b"<neuf/>"}, retraits=["xl/flux.xml"])
    assert encore.read_bytes() == destination.read_bytes()


def test_ajouter_ne_remplace_pas(tmp_path: Path) -> None:
    source = modele(tmp_path / "a.xlsx")
    with pytest.raises(ValueError, match=r"XL/WORKBOOK\.xml existe déjà"):
        reecrire(source, tmp_path / "b.xlsx", {}, ajouts={"XL/WORKBOOK.xml": b""})
    with pytest.raises(ClasseurIllisible, match="manque"):
        reecrire(source, tmp_path / "b.xlsx", {}, retraits=["xl/absente.xml"])
    assert [f.name for f in tmp_path.iterdir()] == ["a.xlsx"]


def test_reecrire_sur_place(tmp_path: Path) -> None:
    chemin = modele(tmp_path / "a.xlsx")
    reecrire(chemin, chemin, {"xl/été.xml": b"court"})
    with ouvrir(chemin) as paquet:
        assert paquet.lire("xl/été.xml") == b"court"
    assert [f.name for f in tmp_path.iterdir()] == ["a.xlsx"]


def test_reecrire_une_partie_absente(tmp_path: Path) -> None:
    source = modele(tmp_path / "a.xlsx")
    with pytest.raises(ClasseurIllisible, match="manque"):
        reecrire(source, tmp_path / "b.xlsx", {"xl/absente.xml": b""})
    assert [f.name for f in tmp_path.iterdir()] == ["a.xlsx"]


def interrompre(chemin: Path) -> None:
    with ecriture_atomique(chemin) as flux:
        flux.write(b"nou")
        raise KeyboardInterrupt


def test_un_refus_du_disque_nomme_le_fichier_demande(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as refus:
        interrompre(tmp_path / "absent" / "a.xlsx")
    assert refus.value.filename == str(tmp_path / "absent" / "a.xlsx")


def test_ecriture_interrompue_laisse_l_ancien_fichier(tmp_path: Path) -> None:
    chemin = tmp_path / "a.xlsx"
    chemin.write_bytes(b"ancien")
    with pytest.raises(KeyboardInterrupt):
        interrompre(chemin)
    assert chemin.read_bytes() == b"ancien"
    assert [f.name for f in tmp_path.iterdir()] == ["a.xlsx"]
