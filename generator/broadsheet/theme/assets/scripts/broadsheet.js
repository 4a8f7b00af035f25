// What reading does not need: the palette, saved papers, citations, read marks, muted topics and keys.
// What a reader keeps stays in this browser. What strangers wrote stays text: elements are made one
// by one, never from a string of HTML.
export const Broadsheet = (() => {
  const root = new URL("../..", import.meta.url);
  const kind = document.body.className.replace("kind-", "");
  const READ_MOST = 2000;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const make = (tag, given = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value);
    }
    element.append(...inside);
    return element;
  };
  // `of` is what the button is about, for those who hear it without seeing what it stands beside.
  const button = (label, of, click, given = {}) =>
    make("button", { type: "button", "aria-label": of ? `${label}: ${of}` : label, click, ...given }, label);
  const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  // The browser's store. Sites that share a host have shelves of their own.
  const store = {
    read(key) { try { return localStorage.getItem(key); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, value); return true; } catch { return false; } },
  };
  const own = (name) => `broadsheet:${root.pathname}${name}`;
  const kept = (name, otherwise) => {
    try {
      const value = JSON.parse(store.read(own(name)));
      const alike = value && typeof value === "object" && Array.isArray(value) === Array.isArray(otherwise);
      return alike ? value : otherwise;
    } catch { return otherwise; }
  };
  const keep = (name, value) => store.write(own(name), JSON.stringify(value)) && changed();
  const changed = () => document.dispatchEvent(new Event("broadsheet"));

  // One voice for what a screen reader should hear; troubles are seen as well.
  const voice = make("p", { role: "status", class: "vh" });
  document.body.append(voice);
  const say = (words, trouble = false) => {
    voice.className = trouble ? "trouble" : "vh";
    voice.textContent = "";
    setTimeout(() => { voice.textContent = words; }, 50);
  };
  const sorry = () => say("Nothing was changed: this browser’s storage is full or blocked.", true);

  const dialog = (title, ...inside) => {
    const bar = make("p", {}, make("button", {}, "Close"));
    const form = make("form", { method: "dialog" }, make("h2", { id: "asked" }, title), ...inside, bar);
    const box = make("dialog", { "aria-labelledby": "asked", close: () => box.remove() }, form);
    document.body.append(box);
    box.showModal();
    return bar;
  };

  // Papers as pages show them

  const idIn = (address) => new URL(address, location).pathname.match(/\/paper\/([\w.-]+)\/(index\.html)?$/)?.[1];
  const pageOf = (id) => new URL(`paper/${id}/`, root).href;
  const titles = () => all("main .card h3 a, main .items .title");
  const linksIn = (place) => all(".foot > a[href^=http]", place).map((link) => [link.textContent.trim(), link.href]);

  // A paper's own page says all of it, in the tags that reference managers read.
  const record = (page, id) => {
    const tags = (name) => all(`meta[name=citation_${name}]`, page).map((tag) => tag.content);
    const tag = (name) => tags(name)[0] ?? "";
    return {
      id,
      title: tag("title"),
      authors: tags("author"),
      day: page.querySelector(".kicker a[href*='day/']")?.getAttribute("href").match(/[\d-]{10}/)?.[0] ?? "",
      date: tag("publication_date").replaceAll("/", "-"),
      journal: tag("journal_title"),
      doi: tag("doi"),
      arxiv: tag("arxiv_id"),
      url: tag("abstract_html_url") || pageOf(id),
      pdf: tag("pdf_url"),
      links: linksIn(page),
      // Of a hundred authors and more it has the first.
      ...(page.querySelector(".authors[data-in-all]") && { partial: true }),
    };
  };
  const fetched = async (id) => {
    const answer = await fetch(pageOf(id));
    const found = record(new DOMParser().parseFromString(await answer.text(), "text/html"), id);
    if (!answer.ok || !found.title) throw new Error("no such page");
    return found;
  };
  // What a list shows of it: enough to keep where its page cannot be read.
  const shown = (place, id) => {
    const links = linksIn(place);
    const url = links.find(([name]) => name === "abs")?.[1] ?? "";
    return {
      id,
      title: place.querySelector("h3 a, .title").textContent,
      authors: all(".names bdi, span.by > bdi", place).map((name) => name.textContent),
      day: location.pathname.match(/\/day\/([\d-]{10})/)?.[1] ?? "",
      date: "",
      doi: "",
      arxiv: url.replace("https://arxiv.org/abs/", ""),
      url: url || pageOf(id),
      pdf: "",
      links,
      partial: true,
    };
  };
  const known = (id, place) => (place === document ? record(document, id) : shown(place, id));
  // What the reader is at: the paper of this page, or the one in a list that has the focus.
  const here = () => {
    if (kind === "paper") return [idIn(location.href), document];
    const place = document.activeElement.closest("main .card, main .items > li");
    const link = place?.querySelector("h3 a, .title");
    return link ? [idIn(link.href), place] : [];
  };

  // Saved papers

  const saved = () => kept("saved", []).filter((paper) => typeof paper?.id === "string" && typeof paper.title === "string");
  const complete = async (id) => {
    const found = await fetched(id).catch(() => null);
    const list = saved();
    const old = found && list.find((paper) => paper.id === id);
    if (old) keep("saved", list.map((paper) => (paper === old ? { ...found, saved: old.saved } : paper)));
  };
  const toggle = (paper) => {
    const list = saved();
    const rest = list.filter(({ id }) => id !== paper.id);
    const there = rest.length < list.length;
    if (!keep("saved", there ? rest : [{ ...paper, saved: new Date().toISOString() }, ...list])) return sorry();
    say(`${there ? "No longer saved" : "Saved"}: ${paper.title}`);
    if (!there && paper.partial) complete(paper.id);
  };
  const showSaved = () => {
    const ids = new Set(saved().map(({ id }) => id));
    all(".save[aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", ids.has(one.dataset.id)));
    const link = document.getElementById("saved");
    if (link) link.textContent = ids.size ? `Saved (${ids.size})` : "Saved";
  };
  const addButtons = (id, place) => {
    const foot = place.querySelector(".foot");
    const { title } = known(id, place);
    const save = () => toggle(known(id, place));
    const own = make("span", { class: "own" }, button("save", title, save, { class: "save", "data-id": id, "aria-pressed": false }));
    if (place !== document) own.append(button("cite", title, () => cite(id, place)));
    foot.insertBefore(own, foot.querySelector(".cite"));
  };

  // Citations: their formats are a script of their own, read when first wanted.

  let reading;
  const formats = async () => {
    reading ??= import("./cite.js");
    return (await reading).Cite;
  };
  const copy = async (words, name) => {
    try {
      await navigator.clipboard.writeText(words.textContent);
      say(`Copied: ${name}`);
    } catch { // not allowed, or not over https
      getSelection().selectAllChildren(words);
      say(`${name} is selected and can be copied.`, true);
    }
  };
  const panel = (Cite, paper) => Object.entries(Cite.formats).map(([name, { write }]) => {
    const words = make("pre", { tabindex: 0, role: "region", "aria-label": name }, write([paper]));
    return make("section", {}, make("p", { class: "tools" }, make("b", {}, name), " ", button("copy", name, () => copy(words, name))), words);
  });
  const cite = async (id, place) => {
    const details = document.querySelector("details.cite");
    if (place === document) {
      details.open = true;
      return details.firstElementChild.focus();
    }
    try {
      const paper = await fetched(id).catch(() => saved().find((one) => one.id === id) ?? shown(place, id));
      const Cite = await formats();
      dialog(`Cite “${paper.title}”`, ...panel(Cite, paper));
    } catch { say("There is no connection to make the citation with.", true); }
  };

  // Read marks, and what is new since the last visit

  const read = () => kept("read", []);
  const showRead = () => {
    const ids = new Set(read());
    for (const title of titles()) {
      const marked = title.matches(".read");
      if (ids.has(idIn(title.href)) === marked) continue;
      title.classList.toggle("read");
      if (marked) title.nextElementSibling.remove();
      else title.after(make("span", { class: "vh" }, " (read)"));
    }
  };

  // The home page names its newest editions with their numbers of papers. All that happens in one tab
  // is one visit, so that the news is still there when the reader comes back from a paper.
  const news = (folio) => {
    const editions = folio.dataset.editions.split(",").map((one) => one.split(" "));
    let before = kept("visit", {});
    try {
      before = JSON.parse(sessionStorage.getItem(own("visit"))) ?? before;
      sessionStorage.setItem(own("visit"), JSON.stringify(before));
    } catch { /* then every look is a visit */ }
    keep("visit", { day: editions[0][0], papers: editions[0][1] });
    if (!before.day) return;
    const fresh = editions.map(([day, papers]) => day > before.day ? +papers : day === before.day ? Math.max(0, papers - before.papers) : 0);
    const sum = fresh.reduce((one, other) => one + other);
    const more = editions.at(-1)[0] > before.day ? "more than " : "";
    if (sum) folio.firstElementChild.append(make("span", { class: "news" }, `${more}${sum.toLocaleString("en")} new since your last visit`));
  };

  // Muted topics: in editions their papers fold away, and a line says so.

  const muted = () => kept("muted", {});
  const mute = (slug, name) => {
    const { [slug]: there, ...rest } = muted();
    if (!keep("muted", there ? rest : { ...rest, [slug]: name })) return sorry();
    say(there ? `${name} is no longer muted` : `${name} is muted: editions fold its papers away`);
  };
  const opened = new Set();
  const fold = (list) => {
    const topics = muted();
    const open = opened.has(list);
    let folded = 0;
    let rank = 1;
    for (const paper of all(":scope > [data-topic], :scope > li", list)) {
      const mutes = Object.hasOwn(topics, paper.dataset.topic ?? "");
      folded += mutes;
      paper.hidden = mutes && !open;
      // Ranks stay what they are when a paper above is hidden.
      paper.style.counterIncrement = rank > 1 && !paper.hidden ? `rank ${rank}` : "";
      rank = paper.hidden ? rank + 1 : 1;
    }
    let line = list.nextElementSibling;
    if (!line?.matches(".folded")) {
      if (!folded) return;
      const turn = () => { opened.delete(list) || opened.add(list); fold(list); };
      list.after(line = make("p", { class: "folded" }, "", make("button", { type: "button", click: turn })));
    }
    line.hidden = !folded;
    line.firstChild.data = `${counted(folded, "paper")} of muted topics ${open ? "shown" : "hidden"} · `;
    line.lastChild.textContent = open ? "hide" : "show";
  };
  const showMuted = () => {
    const topics = muted();
    all(".mute").forEach((one) => one.setAttribute("aria-pressed", Object.hasOwn(topics, one.dataset.slug)));
    if (!["home", "day", "week", "month"].includes(kind)) return;
    new Set(all("main [data-topic]").map((paper) => paper.parentElement)).forEach(fold);
  };
  const addMute = (place) => {
    const slug = place.dataset.mute;
    const name = (place.querySelector("a.topic") ?? document.querySelector("h1")).textContent.split(",")[0];
    const one = button("mute", name, () => mute(slug, name), { class: "mute", "data-slug": slug });
    place.querySelector("th")?.append(one);
    place.querySelector("nav ul")?.append(make("li", {}, one));
  };

  // Keys: never while typing, never with modifiers, and they can be turned off (WCAG 2.1.4).

  const off = () => store.read("keys") === "off";
  const move = (step) => {
    const seen = titles().filter((title) => title.getClientRects().length);
    const at = seen.indexOf(document.activeElement);
    const next = seen[at < 0 && step < 0 ? seen.length - 1 : at + step];
    next?.focus();
    next?.scrollIntoView({ block: "center" });
  };
  const KEYS = { j: "next paper", k: "previous paper", "o or Enter": "open it", s: "save it, or let it go", c: "cite it", "/": "search", "?": "this list" };
  const help = () => {
    const list = Object.entries(KEYS).flatMap(([key, does]) => [make("dt", {}, key), make("dd", {}, does)]);
    const turn = () => { store.write("keys", off() ? "on" : "off") || sorry(); };
    dialog("Keys", make("dl", {}, ...list)).append(make("button", { click: turn }, `Turn keys ${off() ? "on" : "off"}`));
  };
  const actions = {
    j: () => move(1),
    k: () => move(-1),
    o: () => { if (titles().includes(document.activeElement)) document.activeElement.click(); },
    s: () => {
      const [id, place] = here();
      const control = place?.querySelector(".save");
      if (control) control.click();
      else if (id) toggle(shown(place, id));
    },
    c: () => { const [id, place] = here(); if (id) cite(id, place); },
    "/": () => { const box = document.querySelector("[name=q]"); box.focus(); box.select(); },
    "?": help,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.isContentEditable || event.target.closest("input, textarea, select, dialog")) return;
    if (off() && event.key !== "?") return;
    const action = Object.hasOwn(actions, event.key) && actions[event.key];
    if (action) { event.preventDefault(); action(); }
  });

  // The palette

  const { dataset } = document.documentElement;
  const control = document.getElementById("palette");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (dataset.palette || (system.matches ? "dark" : "light")) === "dark";
  const showPalette = () => {
    control.textContent = dark() ? "Light" : "Dark";
    const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
    all("meta[name=theme-color]").forEach((meta) => { meta.content = paper; });
  };
  if (control) {
    control.hidden = false;
    control.addEventListener("click", () => {
      dataset.palette = dark() ? "light" : "dark";
      store.write("palette", dataset.palette);
      showPalette();
    });
    system.addEventListener("change", showPalette);
    showPalette();
  }

  // This page

  all("main .card").forEach((card) => addButtons(idIn(card.querySelector("h3 a").href), card));
  all("[data-mute]").forEach(addMute);
  all("[data-editions]").forEach(news);
  if (kind === "paper") {
    const [id] = here();
    addButtons(id, document);
    keep("read", [...read().filter((other) => other !== id), id].slice(-READ_MOST));
    const details = document.querySelector("details.cite");
    const fill = () => formats().then((Cite) => details.append(...panel(Cite, record(document, id))), () => {});
    details.addEventListener("toggle", fill, { once: true });
  }
  const show = () => { showSaved(); showRead(); showMuted(); };
  show();
  document.addEventListener("broadsheet", show);
  // Another tab kept something, or this page comes back out of the browser's memory.
  addEventListener("storage", changed);
  addEventListener("pageshow", (event) => event.persisted && changed());

  const wanted = document.getElementById("wanted");
  const lost = wanted && location.pathname.match(/\d{4}\.\d{4,5}/);
  if (lost) {
    wanted.hidden = false;
    wanted.querySelector("b").textContent = lost[0];
    all("a", wanted).forEach((link) => {
      link.href = link.dataset.to + lost[0] + (link.dataset.to.startsWith("http") ? "" : "/");
    });
  }

  return { addButtons, button, complete, counted, keep, make, mute, muted, pageOf, read, saved, say, sorry };
})();
