/* The pane: state of the engine, versions, list of the functions. */
(function () {
  "use strict";
  var etat = document.getElementById("etat");
  Object.keys(XLPROD_FONCTIONS).forEach(function (nom) {
    var ligne = document.createElement("li");
    ligne.textContent = "XLPROD." + nom;
    document.getElementById("fonctions").appendChild(ligne);
  });
  window.xlprod.pret().then(
    function (repondre) {
      etat.textContent = "prêt";
      document.getElementById("version").textContent = JSON.parse(repondre('[["VERSION", []]]'))[0][0][0];
    },
    function (panne) {
      etat.textContent = "en panne : " + panne.message + ". Fermez et rouvrez Excel.";
      etat.className = "panne";
    }
  );
})();
