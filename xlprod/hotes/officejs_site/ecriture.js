/* What an action answered, written into the workbook: all of it, or nothing. */
(function () {
  "use strict";
  const CELLULES = 25000; // one exchange, as in lecture.js
  const POLICE = "Arial";
  const TAILLE = 9;
  const PIED = "page &P / &N";
  const MARGES = { top: 1.5, bottom: 1.5, left: 1.2, right: 1.2, header: 0.8, footer: 0.8 };

  const { Refus, executer } = window.xlprod.excel;

  /* Add the sheets of an answer, and show the last one; answers what could not be done, if minor. */
  async function pages(ajoutees) {
    const identifiants = [];
    try {
      return await executer(async (contexte) => {
        const feuilles = [];
        for (const page of ajoutees) {
          const feuille = contexte.workbook.worksheets.add(page.nom);
          feuille.load({ id: true });
          try {
            await contexte.sync(); // one at a time: what exists is then known, should the next be refused
          } catch (panne) {
            throw await raison(contexte, page.nom, panne);
          }
          identifiants.push(feuille.id);
          await remplir(contexte, feuille, page);
          feuilles.push(feuille);
        }
        feuilles[feuilles.length - 1].activate();
        await contexte.sync();
        return imprimer(contexte, feuilles, ajoutees);
      });
    } catch (panne) {
      await retirer(identifiants);
      throw panne;
    }
  }

  /* Why Excel would not add a sheet, where the user can do something about it.
     The name of a chart sheet is taken too, and no add-in is told of it. */
  async function raison(contexte, nom, panne) {
    const { protection } = contexte.workbook;
    try {
      protection.load({ protected: true });
      await contexte.sync();
    } catch (autre) {
      return panne;
    }
    if (protection.protected) {
      return new Refus(
        "la structure de ce classeur est protégée, aucune feuille ne peut y être ajoutée : " +
          "Révision ▸ Protéger le classeur, puis relancez",
        panne
      );
    }
    if (panne.code !== "ItemAlreadyExists") return panne;
    return new Refus(
      `une feuille s'appelle déjà « ${nom} » : renommez-la (une feuille de graphique, peut-être), puis relancez`,
      panne
    );
  }

  async function remplir(contexte, feuille, page) {
    const hauteur = page.cellules.length;
    const largeur = page.largeurs.length;
    const tout = feuille.getRangeByIndexes(0, 0, hauteur, largeur);
    tout.format.font.name = POLICE;
    tout.format.font.size = TAILLE;
    tout.format.verticalAlignment = "Center";
    const paquet = Math.max(1, Math.floor(CELLULES / largeur));
    for (let haut = 0; haut < hauteur; haut += paquet) {
      const rangees = page.cellules.slice(haut, haut + paquet);
      feuille.getRangeByIndexes(haut, 0, rangees.length, largeur).values = rangees.map((r) => r.map(saisie));
      if (haut + paquet < hauteur) await contexte.sync();
    }
    // After the values: a number written into a cell already set to « text » would become one.
    page.formats.forEach((f) => {
      zone(feuille, f).numberFormat = Array.from({ length: f.bas - f.haut + 1 }, () =>
        new Array(f.droite - f.gauche + 1).fill(f.format)
      );
    });
    page.aspects.forEach((a) => habiller(zone(feuille, a).format, a));
    page.largeurs.forEach((caracteres, rang) => {
      feuille.getRangeByIndexes(0, rang, 1, 1).format.columnWidth = points(caracteres);
    });
    tout.format.autofitRows();
    feuille.freezePanes.freezeRows(page.entete);
    feuille.showGridlines = false;
    await contexte.sync();
  }

  /* The apostrophe that Excel hides: a text stays what it is, be it « =A1 », « 00123 » or « 1/2 ». */
  function saisie(valeur) {
    if (valeur === null) return "";
    return typeof valeur === "string" && valeur !== "" ? "'" + valeur : valeur;
  }

  function habiller(format, aspect) {
    if (aspect.fond) format.fill.color = aspect.fond;
    if (aspect.encre) format.font.color = aspect.encre;
    format.font.bold = aspect.gras;
    format.font.size = aspect.taille;
    format.wrapText = aspect.renvoi;
  }

  function zone(feuille, z) {
    return feuille.getRangeByIndexes(z.haut - 1, z.gauche - 1, z.bas - z.haut + 1, z.droite - z.gauche + 1);
  }

  /* Excel counts widths in points here: 7 pixels a digit and 5 of margin, at 96 pixels an inch. */
  function points(caracteres) {
    return (caracteres * 7 + 5) * 0.75;
  }

  /* Page set-up comes last and apart: without a printer Excel may refuse it, and the sheet is good. */
  async function imprimer(contexte, feuilles, ajoutees) {
    feuilles.forEach((feuille, rang) => {
      const mise = feuille.pageLayout;
      mise.orientation = ajoutees[rang].paysage ? "Landscape" : "Portrait";
      mise.paperSize = "A4";
      mise.zoom = { horizontalFitToPages: 1 };
      mise.setPrintMargins("Centimeters", MARGES);
      mise.setPrintTitleRows(`$${ajoutees[rang].entete}:$${ajoutees[rang].entete}`);
      mise.headersFooters.defaultForAllPages.rightFooter = PIED;
    });
    try {
      await contexte.sync();
      return "";
    } catch (panne) {
      return "La mise en page d'impression a été refusée par Excel (aucune imprimante ?).";
    }
  }

  /* Take away the sheets that a failed writing left; a failure here changes nothing to the first one. */
  async function retirer(identifiants) {
    if (!identifiants.length) return;
    try {
      await executer(async (contexte) => {
        const restes = identifiants.map((id) => contexte.workbook.worksheets.getItemOrNullObject(id));
        await contexte.sync();
        restes.filter((feuille) => !feuille.isNullObject).forEach((feuille) => feuille.delete());
        await contexte.sync();
      });
    } catch (panne) {
      // the sentence of the writing itself is what the user needs
    }
  }

  /* Put formulas into cells that the user has: `lu` is the snapshot that they were made from. */
  async function formules(liste, lu) {
    const suites = enSuites(liste);
    return executer(async (contexte) => {
      const cibles = suites.map((suite) => {
        const feuille = contexte.workbook.worksheets.getItem(suite.feuille);
        feuille.load({ name: true, protection: { protected: true } });
        const plage = feuille.getRangeByIndexes(suite.ligne - 1, suite.colonne - 1, suite.formules.length, 1);
        plage.load({ formulas: true });
        return { feuille: feuille, plage: plage, suite: suite };
      });
      await contexte.sync();
      cibles.forEach(({ feuille, plage, suite }) => {
        if (feuille.protection.protected) {
          throw new Refus(`la feuille « ${feuille.name} » est protégée : ôtez la protection (Révision), puis relancez`);
        }
        suite.formules.forEach((_, rang) => {
          if (plage.formulas[rang][0] !== contenu(lu, suite, rang)) {
            throw new Refus("le classeur a changé depuis la question : relancez");
          }
        });
      });
      try {
        cibles.forEach(({ plage, suite }) => (plage.formulas = suite.formules.map((formule) => [formule])));
        await contexte.sync();
      } catch (panne) {
        cibles.forEach(({ plage, suite }) => {
          plage.formulas = suite.formules.map((_, rang) => {
            const texte = contenu(lu, suite, rang);
            return [estFormule(lu, suite, rang) ? texte : saisie(texte)];
          });
        });
        await contexte.sync();
        throw panne;
      }
    });
  }

  /* Cells that follow one another in a column make one range. */
  function enSuites(liste) {
    const suites = [];
    const triees = [...liste].sort(
      (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[2] - b[2] || a[1] - b[1])
    );
    triees.forEach(([feuille, ligne, colonne, formule]) => {
      const s = suites[suites.length - 1];
      if (s && s.feuille === feuille && s.colonne === colonne && s.ligne + s.formules.length === ligne) {
        s.formules.push(formule);
      } else {
        suites.push({ feuille: feuille, ligne: ligne, colonne: colonne, formules: [formule] });
      }
    });
    return suites;
  }

  /* What a cell held in the snapshot, as Excel gives it under « formulas ». */
  function contenu(lu, suite, rang) {
    const formule = cellule(lu, suite, rang, "formules");
    if (formule !== null) return formule;
    const valeur = cellule(lu, suite, rang, "valeurs");
    if (valeur === null) return "";
    return typeof valeur === "object" ? valeur.erreur : valeur;
  }

  function estFormule(lu, suite, rang) {
    return cellule(lu, suite, rang, "formules") !== null;
  }

  function cellule(lu, suite, rang, quoi) {
    const feuille = lu.feuilles.find((f) => f.nom === suite.feuille);
    const rangee = feuille[quoi][suite.ligne + rang - feuille.ligne] || [];
    const trouvee = rangee[suite.colonne - feuille.colonne];
    return trouvee === undefined ? null : trouvee;
  }

  window.xlprod.ecriture = { pages: pages, formules: formules };
})();
