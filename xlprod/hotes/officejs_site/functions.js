/* Custom functions of xlprod: all the calls of one recalculation go to the engine in one batch. */
/* Old syntax on purpose: this file also runs in the web view of older desktop Excel. */
(function () {
  "use strict";
  var ATTENTE_MS = 5; // calls of one recalculation arrive within a tick or two
  var LOT_MAX = 2000; // a batch leaves the page responsive between two of them
  var file = [];
  var minuterie = null;
  var attente = false; // calls wait for the engine to be there
  var moteur = null;
  window.xlprod = { lots: 0, pret: demarrer, etat: "arrêté" };

  /* The engine: Pyodide, our archive, and the bridge.  Cells stay busy until it is ready. */
  function demarrer() {
    if (!moteur) {
      window.xlprod.etat = "démarrage";
      moteur = charger().then(
        function (repondre) {
          window.xlprod.etat = "prêt";
          return repondre;
        },
        function (panne) {
          moteur = null; // the next recalculation tries again
          window.xlprod.etat = "en panne : " + panne.message;
          throw panne;
        }
      );
    }
    return moteur;
  }

  function charger() {
    var base = new URL(".", document.baseURI).href;
    return import(base + "pyodide/pyodide.mjs")
      .then(function (module) {
        return Promise.all([
          module.loadPyodide({ indexURL: base + "pyodide/" }),
          fetch(base + "moteur.zip").then(function (reponse) {
            if (!reponse.ok) throw new Error("moteur.zip introuvable (" + reponse.status + ")");
            return reponse.arrayBuffer();
          }),
          fetch(base + "societe.toml").then(function (reponse) {
            if (reponse.status === 404) return ""; // no company file: the law applies
            if (!reponse.ok) throw new Error("societe.toml illisible (" + reponse.status + ")");
            return reponse.text();
          }),
        ]);
      })
      .then(function (charges) {
        var python = charges[0];
        python.unpackArchive(charges[1], "zip", { extractDir: "/moteur" });
        python.runPython("import sys; sys.path.insert(0, '/moteur')");
        window.xlprod.python = python; // for the ribbon actions
        var pont = python.pyimport("xlprod.hotes.officejs_pont");
        pont.installer_societe(charges[2]);
        return pont.repondre;
      });
  }

  /* One batch, once the engine is there; between two of them the page has its turn. */
  function vider() {
    minuterie = null;
    file = file.filter(actif);
    if (attente || !file.length) return;
    attente = true;
    demarrer().then(
      function (repondre) {
        attente = false;
        var lot = file.splice(0, LOT_MAX);
        if (file.length && minuterie === null) minuterie = setTimeout(vider, 0);
        try {
          traiter(lot.filter(actif), repondre);
        } catch (panne) {
          moteur = null; // a dead engine answers nothing more: the next recalculation starts another
          window.xlprod.etat = "en panne : " + panne.message;
          refuserTous(lot, "le moteur xlprod s'est arrêté (" + panne.message + ") : recalculez");
        }
      },
      function (panne) {
        attente = false;
        refuserTous(file.splice(0), "le moteur xlprod n'a pas démarré : " + panne.message);
      }
    );
  }

  function actif(appel) {
    return !appel.annule;
  }

  function traiter(lot, repondre) {
    if (!lot.length) return;
    window.xlprod.lots += 1;
    var demandes = lot.map(function (appel) {
      return [appel.nom, appel.arguments];
    });
    var reponses = JSON.parse(repondre(JSON.stringify(demandes)));
    lot.forEach(function (appel, rang) {
      rendre(appel, reponses[rang]);
    });
  }

  function refuserTous(lot, phrase) {
    lot.forEach(function (appel) {
      appel.refuser(erreur("notAvailable", phrase));
    });
  }

  /* An answer is a cell or rows of cells; an error may be the whole of it or one of its cells. */
  function rendre(appel, reponse) {
    var lignes = Array.isArray(reponse) ? reponse : [[reponse]];
    if (lignes.length === 1 && lignes[0].length === 1 && estErreur(lignes[0][0])) {
      appel.refuser(erreur(lignes[0][0].code, lignes[0][0].message));
      return;
    }
    appel.resoudre(
      lignes.map(function (ligne) {
        return ligne.map(function (cellule) {
          return estErreur(cellule) ? erreur(cellule.code, cellule.message) : cellule;
        });
      })
    );
  }

  function estErreur(cellule) {
    return cellule !== null && typeof cellule === "object";
  }

  function erreur(code, message) {
    return new CustomFunctions.Error(CustomFunctions.ErrorCode[code], message);
  }

  /* A cell in error reaches us as an object with a code; anything else is a plain value. */
  function nettoyer(valeur) {
    if (valeur === undefined) return null;
    if (valeur !== null && typeof valeur === "object") return { erreur: String(valeur.code || "#VALUE!") };
    return valeur;
  }

  /* A range travels as a text: rows that give the same one cost one reading. */
  function argument(valeur) {
    if (!Array.isArray(valeur)) return nettoyer(valeur);
    if (valeur.length === 1 && valeur[0].length === 1) return nettoyer(valeur[0][0]);
    return {
      plage: JSON.stringify(
        valeur.map(function (ligne) {
          return ligne.map(nettoyer);
        })
      ),
    };
  }

  function inscrire(nom, nombre) {
    CustomFunctions.associate(nom, function () {
      var recus = Array.prototype.slice.call(arguments);
      var invocation = recus[recus.length - 1];
      var valeurs = recus.slice(0, Math.min(nombre, recus.length - 1)).map(argument);
      while (valeurs.length && valeurs[valeurs.length - 1] === null) valeurs.pop();
      return new Promise(function (resoudre, refuser) {
        var appel = { nom: nom, arguments: valeurs, resoudre: resoudre, refuser: refuser, annule: false };
        if (invocation && typeof invocation === "object") {
          invocation.onCanceled = function () {
            appel.annule = true;
          };
        }
        file.push(appel);
        if (minuterie === null) minuterie = setTimeout(vider, ATTENTE_MS);
      });
    });
  }

  Object.keys(XLPROD_FONCTIONS).forEach(function (nom) {
    inscrire(nom, XLPROD_FONCTIONS[nom]);
  });

  /* Works offline once loaded, where the web view allows it; a refusal changes nothing else. */
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register("hors_ligne.js?version=" + XLPROD_VERSION).catch(function () {});
  }
})();
