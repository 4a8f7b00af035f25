// What reading does not need: the palette, the keys, and a hint on the page for lost readers.
(() => {
  "use strict";
  const root = document.documentElement;
  const store = {
    read(key) { try { return localStorage.getItem(key); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, value); } catch { /* private mode */ } },
  };

  const button = document.getElementById("palette");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.palette || (system.matches ? "dark" : "light")) === "dark";
  const label = () => {
    if (button) button.textContent = dark() ? "Light" : "Dark";
    const paper = getComputedStyle(root).getPropertyValue("--paper").trim();
    document.querySelectorAll("meta[name=theme-color]").forEach((meta) => { meta.content = paper; });
  };
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.palette = dark() ? "light" : "dark";
      store.write("palette", root.dataset.palette);
      label();
    });
    system.addEventListener("change", label);
    label();
  }

  // Keys: never while typing, never with modifiers, and they can be turned off (WCAG 2.1.4).
  const titles = [...document.querySelectorAll("main .card h3 a, main .items .title")];
  const move = (step) => {
    const here = titles.indexOf(document.activeElement);
    const next = titles[here < 0 && step < 0 ? titles.length - 1 : here + step];
    if (next) { next.focus(); next.scrollIntoView({ block: "center" }); }
  };
  const help = () => {
    let dialog = document.getElementById("keys");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.id = "keys";
      dialog.setAttribute("aria-labelledby", "keys-title");
      dialog.innerHTML = `<form method="dialog"><h2 id="keys-title">Keys</h2>
        <dl><dt>j</dt><dd>next paper</dd><dt>k</dt><dd>previous paper</dd>
        <dt>o</dt><dd>open it</dd><dt>?</dt><dd>this list</dd></dl>
        <p><button value="close">Close</button> <button value="off"></button></p></form>`;
      dialog.addEventListener("close", () => {
        if (dialog.returnValue === "off") store.write("keys", off() ? "on" : "off");
      });
      document.body.append(dialog);
    }
    dialog.returnValue = "";
    dialog.querySelector("[value=off]").textContent = off() ? "Turn keys on" : "Turn keys off";
    dialog.showModal();
  };
  const off = () => store.read("keys") === "off";
  const actions = {
    j: () => move(1),
    k: () => move(-1),
    o: () => { if (titles.includes(document.activeElement)) document.activeElement.click(); },
    "?": help,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    if (off() && event.key !== "?") return;
    const action = Object.hasOwn(actions, event.key) && actions[event.key];
    if (action) { event.preventDefault(); action(); }
  });

  const wanted = document.getElementById("wanted");
  const id = wanted && location.pathname.match(/\d{4}\.\d{4,5}/);
  if (id) {
    wanted.hidden = false;
    wanted.querySelector("b").textContent = id[0];
    wanted.querySelectorAll("a").forEach((link) => {
      link.href = link.dataset.to + id[0] + (link.dataset.to.startsWith("http") ? "" : "/");
    });
  }
})();
