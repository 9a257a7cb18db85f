/* Ribbon actions: one at a time, step by step, so that Excel answers meanwhile and the user may cancel.
   Nothing is written before the action has ended and its question was answered. */
(function () {
  "use strict";
  const MONTRER_APRES_MS = 700; // a quick action that writes its sheet does not need the pane
  const NOUVEAU = "Le nouveau classeur peut être derrière celui-ci."; // on Mac, Excel opens it there
  const { Refus, exiger, ouvrir, traduire } = window.xlprod.excel;
  const { lecture, ecriture } = window.xlprod;
  const BASE = new URL(".", document.baseURI).href;

  /* What the pane shows: phase is repos, demarrage, lecture, calcul, question, ecriture, fini, annule, erreur. */
  let etat = { phase: "repos" };
  let suivre = () => {};
  let annule = false;
  let repondre = null; // resolves the question being asked
  let arreter = () => {}; // stops waiting for the engine
  let affichage = null; // the pane being opened: asking twice at once leaves it shut in Excel for the web
  let minuterie = null;

  class Annulation extends Refus {}

  function changer(nouveau) {
    etat = nouveau;
    suivre(etat);
  }

  const enCours = () => ["demarrage", "lecture", "calcul", "question", "ecriture"].includes(etat.phase);

  function entre() {
    if (annule) throw new Annulation();
  }

  function souffler() {
    return new Promise((resoudre) => setTimeout(resoudre, 0));
  }

  /* Open the pane; where Excel will not, what it says is there when the user opens it. */
  function montrer() {
    clearTimeout(minuterie);
    if (affichage || !Office.addin) return;
    const fini = () => (affichage = null);
    affichage = Office.addin.showAsTaskpane().then(fini, fini);
  }

  /* Run an action by its name; `ruban`: the pane may be shut. */
  async function lancer(nom, ruban) {
    const action = XLPROD_ACTIONS.find((a) => a.nom === nom);
    if (enCours()) {
      montrer();
      return;
    }
    annule = false;
    minuterie = ruban ? setTimeout(montrer, MONTRER_APRES_MS) : null;
    try {
      await executer(action);
    } catch (panne) {
      if (panne instanceof Annulation) changer({ phase: "annule", action: action });
      else changer({ phase: "erreur", action: action, message: traduire(panne).message });
    } finally {
      clearTimeout(minuterie);
    }
    if (ruban && aDire()) montrer();
  }

  /* A sheet or a workbook that opens speaks for itself. */
  function aDire() {
    return etat.phase !== "fini" || etat.note || etat.page || !etat.ecrit;
  }

  async function executer(action) {
    exiger();
    changer({ phase: "demarrage", action: action, message: "démarrage du moteur…" });
    await demarrer();
    changer({ phase: "lecture", action: action, message: "lecture du classeur" });
    await souffler();
    const octets = action.fichier ? await lecture.octets(entre) : new Uint8Array();
    const classeur = await lecture.instantane(entre);
    const reponse = await derouler(action, classeur, octets);
    await appliquer(action, reponse, classeur);
  }

  async function demarrer() {
    const arret = new Promise((_, refuser) => (arreter = () => refuser(new Annulation())));
    try {
      await Promise.race([window.xlprod.pret(), arret]);
    } catch (panne) {
      if (panne instanceof Annulation) throw panne;
      throw new Refus(`le moteur n'a pas démarré : ${panne.message}. Fermez et rouvrez Excel.`);
    }
  }

  async function derouler(action, classeur, octets) {
    const python = window.xlprod.python;
    const pont = python.pyimport("xlprod.hotes.actions");
    const pas = pont.derouler(action.nom, JSON.stringify(classeur), python.toPy(octets));
    try {
      for (;;) {
        await souffler();
        entre();
        const dit = JSON.parse(pas.next().value);
        if (dit.erreur) throw new Refus(dit.erreur);
        if (dit.reponse) return dit.reponse;
        changer({ phase: "calcul", action: action, message: dit.progres });
      }
    } finally {
      pas.destroy();
      pont.destroy();
    }
  }

  async function appliquer(action, reponse, classeur) {
    if (reponse.question && !(await demander(action, reponse.question))) throw new Annulation();
    const fini = { phase: "fini", action: action, message: reponse.message, ecrit: "", note: "" };
    if (action.volet && reponse.pages.length) {
      changer({ ...fini, page: reponse.pages[0] });
      return;
    }
    changer({ phase: "ecriture", action: action, message: "écriture" });
    if (reponse.formules.length) {
      await ecriture.formules(reponse.formules, classeur);
      fini.note = "Le classeur n'est pas encore enregistré.";
    }
    if (reponse.pages.length) {
      fini.note = await ecriture.pages(reponse.pages);
      fini.ecrit = nommer(reponse.pages);
    }
    if (reponse.gabarit) {
      await ouvrir(await gabarit(reponse.gabarit));
      fini.note = NOUVEAU;
    }
    if (reponse.fichier) {
      await ouvrir(reponse.fichier.base64);
      fini.note = `${NOUVEAU} Enregistrez-le sous « ${reponse.fichier.nom} ».`;
    }
    changer(fini);
  }

  function nommer(pages) {
    const noms = pages.map((page) => `« ${page.nom} »`).join(", ");
    return pages.length > 1 ? `Feuilles ajoutées : ${noms}.` : `Feuille ajoutée : ${noms}.`;
  }

  async function gabarit(nom) {
    const reponse = await fetch(`${BASE}gabarits/${encodeURIComponent(nom)}`).catch(() => ({ ok: false }));
    if (!reponse.ok) throw new Refus(`le gabarit ${nom} n'a pas pu être lu : vérifiez la connexion, puis relancez`);
    return enBase64(new Uint8Array(await reponse.arrayBuffer()));
  }

  function enBase64(octets) {
    let texte = "";
    for (let i = 0; i < octets.length; i += 32768) {
      texte += String.fromCharCode.apply(null, octets.subarray(i, i + 32768));
    }
    return btoa(texte);
  }

  function demander(action, question) {
    changer({ phase: "question", action: action, message: question });
    montrer();
    return new Promise((resoudre) => (repondre = resoudre));
  }

  /* The sheet of a page that the pane shows. */
  async function ecrirePage() {
    const montre = etat;
    if (montre.phase !== "fini" || !montre.page || montre.ecrit) return;
    changer({ ...montre, phase: "ecriture" });
    try {
      const note = await ecriture.pages([montre.page]);
      changer({ ...montre, ecrit: nommer([montre.page]), note: note });
    } catch (panne) {
      changer({ ...montre, note: traduire(panne).message });
    }
  }

  window.xlprod.actions = {
    lancer: lancer,
    ecrirePage: ecrirePage,
    suivre: function (fonction) {
      suivre = fonction;
      suivre(etat);
    },
    repondre: function (oui) {
      if (etat.phase === "question") repondre(oui);
    },
    annuler: function () {
      annule = true;
      arreter();
      if (etat.phase === "question") repondre(false);
    },
  };

  Office.onReady(function () {
    XLPROD_ACTIONS.forEach(function (action) {
      Office.actions.associate(action.nom, function (evenement) {
        lancer(action.nom, true);
        evenement.completed(); // at once: Excel would stop a command after five minutes, and a question may wait
      });
    });
  });
})();
