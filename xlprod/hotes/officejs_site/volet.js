/* The pane: state of the engine, versions, list of the functions. */
(function () {
  "use strict";
  var etat = document.getElementById("etat");
  fetch("functions.json")
    .then(function (reponse) {
      return reponse.json();
    })
    .then(function (liste) {
      liste.functions.forEach(function (f) {
        var ligne = document.createElement("li");
        var nom = document.createElement("code");
        nom.textContent = "XLPROD." + f.name;
        ligne.append(nom, document.createTextNode(f.description));
        document.getElementById("fonctions").appendChild(ligne);
      });
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
