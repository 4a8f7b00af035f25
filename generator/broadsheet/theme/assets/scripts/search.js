// The search page: what is asked for stands in its address, search-worker.js finds it, and this shows it.
// What strangers wrote stays text here too: elements are made one by one.
import { create as make } from "./page/elements.js";
import { withNoun as counted } from "./page/messages.js";
import { addPaperButtons } from "./page/paper-buttons.js";
import { paperAddress as pageOf } from "./page/papers.js";
import { wordPlaces } from "./search/engine/words.js";

(() => {
  const root = new URL("../..", import.meta.url);
  const AT_ONCE = 10;
  const MOST_VALUES = 8; // of a facet, before more are asked for
  const LONGEST = 1000; // characters of a query that are looked at
  const SNIPPET = 240;
  const HEIGHT = 170; // px, about that of a row
  const LATER = 100; // ms, in which a slow phone has painted a screen of rows
  const REST = [150, 600]; // ms without a key, at least and at most, after which the hand rests
  const SORTS = { relevance: "relevance", newest: "newest first", votes: "most voted" };
  // The facets as they are called here, in the address, and on the page.
  const FACETS = { topics: ["topic", "Topic"], months: ["date", "Date"], organisations: ["org", "Organisation"], code: ["code", "Code"] };
  const title = document.title;

  // Topics: their names and colours are those of the list that stands here without this script.
  const offer = document.getElementById("offer");
  const topics = new Map([...offer.querySelectorAll("a.topic")].map((link) => [new URL(link.href).pathname.split("/").at(-2), link]));
  // Made once, since making them takes longer than using them.
  const dateForm = (style) => new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC", ...style });
  const [dayForm, monthForm, numberForm] = [dateForm({ day: "numeric" }), dateForm({}), new Intl.NumberFormat("en")];
  const dated = (day) => dayForm.format(new Date(day));
  const monthly = (month) => monthForm.format(new Date(month));
  const number = (value) => numberForm.format(value);
  const NAMED = {
    topics: (slug) => topics.get(slug)?.textContent ?? slug,
    months: (month) => (month.length > 4 ? monthly(month) : month),
    organisations: (name) => name,
    code: () => "has code",
  };

  // What is asked for, as the address says it

  const address = () => {
    const said = new URLSearchParams(location.search);
    const filters = Object.fromEntries(Object.entries(FACETS).map(([facet, [name]]) => [facet, [...new Set(said.getAll(name))]]));
    filters.months = filters.months.filter((month) => /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(month));
    filters.code = filters.code.slice(0, 1);
    const sort = Object.hasOwn(SORTS, said.get("sort") ?? "") ? said.get("sort") : "relevance";
    return { q: said.get("q") ?? "", filters, sort, shown: history.state?.shown ?? AT_ONCE };
  };
  let state = address();
  const store = (how) => {
    const said = new URLSearchParams();
    if (state.q.trim()) said.set("q", state.q.slice(0, LONGEST));
    for (const [facet, [name]] of Object.entries(FACETS)) state.filters[facet].forEach((value) => said.append(name, value));
    if (state.sort !== "relevance") said.set("sort", state.sort);
    const words = String(said);
    try {
      history[`${how}State`]({ shown: state.shown }, "", words ? `?${words}` : location.pathname);
    } catch { /* a browser takes only so many in so many seconds */ }
    document.title = state.q.trim() ? `${state.q.trim().slice(0, 80)} · ${title}` : title;
  };

  // What stays while results come and go

  const form = document.getElementById("ask");
  const box = form.elements.q;
  const count = make("p", { id: "count", role: "status" });
  const sort = make("select", { change: () => change({ sort: sort.value }) }, ...Object.entries(SORTS).map(([value, name]) => make("option", { value }, name)));
  const chosen = make("ul", { class: "plain chosen" });
  const notes = make("div", { class: "notes" });
  const list = make("ol", { class: "items" });
  const more = make("button", { type: "button", class: "more", click: () => change({ shown: state.shown + AT_ONCE }, { keep: true }) }, "Show more");
  const values = make("div");
  const refine = make("details", { class: "facets", toggle: () => refine.open && !counts && ask() }, make("summary", {}, "Refine"), values);
  const bar = make("div", { class: "folio tools" }, count, make("label", {}, "Sort by ", sort));
  const legend = make("p", { class: "small", hidden: "" }, "≈ by meaning: about the same, in other words.");
  const results = make("section", { id: "results", "aria-label": "Results" }, notes, list, legend, make("p", { class: "tools", hidden: "" }, more));
  offer.before(bar, chosen, results);
  const wide = matchMedia("(min-width: 66rem)");
  const place = () => {
    refine.open = wide.matches;
    // Beside the results it comes after them, above them before, for the eye and the Tab key alike.
    if (wide.matches) results.after(refine); else results.before(refine);
  };

  // Asking: of several questions only the newest is answered

  let worker;
  let asked = 0;
  let last; // the newest answer
  let counts;
  let typing = false;
  let opening = false; // whether to go straight to the paper that an id means
  let loading;
  const ask = (wait = 0) => {
    try {
      worker ??= started();
      asked += 1;
      clearTimeout(loading);
      loading = setTimeout(() => { count.textContent = "Searching…"; }, last ? 1000 : 200);
      const filters = Object.fromEntries(Object.entries(state.filters).filter(([, wanted]) => wanted.length));
      const options = { typing, wait, filters, sort: state.sort, most: state.shown, counts: refine.open };
      values.ariaBusy = String(refine.open); // until the counts of this answer are shown
      worker.postMessage({ ask: asked, base: new URL("search/data/", root).href, given: state.q.slice(0, LONGEST), options });
    } catch { failed(); }
  };
  const started = () => {
    const one = new Worker(new URL("assets/scripts/search/worker.js", root), { type: "module" });
    one.addEventListener("message", ({ data }) => heard(data));
    one.addEventListener("error", (event) => {
      event.preventDefault();
      one.terminate();
      worker = undefined;
      failed();
    });
    return one;
  };
  const heard = (data) => {
    if (data.ask !== asked) return;
    if (data.failed) failed();
    else if (data.counts) requestAnimationFrame(() => setTimeout(() => data.ask === asked && showCounts(data.counts))); // results are painted first
    else answered(data);
  };
  const answered = (data) => {
    clearTimeout(loading);
    last = data;
    const [direct] = data.found.direct === null ? [] : data.cards;
    if (direct && opening) return location[opening](placeOf(direct));
    opening = false;
    show(data);
  };
  const failed = () => {
    clearTimeout(loading);
    clearTimeout(coming);
    last = undefined;
    opening = false;
    values.ariaBusy = "false";
    count.textContent = "The search is interrupted";
    const again = make("button", { type: "button", click: () => ask() }, "Try again");
    notes.replaceChildren(make("div", { class: "notice failed tools" }, make("p", {}, make("b", {}, "Part of the index could not be loaded."),
      ` ${navigator.onLine ? "The connection may be bad." : "There is no connection."} It is tried again as soon as there is one. `, again)));
    list.replaceChildren();
    list.ariaBusy = "false";
    says = [];
    more.parentElement.hidden = legend.hidden = true;
  };
  addEventListener("online", () => notes.querySelector(".failed") && ask());

  // `step`: what is asked for becomes a step of the history of its own.
  let settled = true;
  let pushing = false;
  let storing;
  const change = (given, { step = true, keep = false, wait } = {}) => {
    state = { ...state, shown: keep ? state.shown : AT_ONCE, ...given };
    typing = wait !== undefined;
    opening = false;
    if (!keep && !typing) showChosen();
    // A step is made when it is asked for: not for every key of a fast hand.
    const pushes = step && !keep;
    pushing ||= pushes;
    ask(wait);
    if (!typing) return stored();
    clearTimeout(storing);
    storing = setTimeout(stored, wait, false);
  };
  // The address follows when the hand rests: to change it takes longer than to answer.
  const stored = (whole = true) => {
    clearTimeout(storing);
    storing = undefined;
    settled ||= whole;
    store(pushing ? "push" : "replace");
    pushing = false;
  };
  // Keys follow one another at a pace of their own, and the hand rests when it was for longer than that.
  let pace = REST[1] / 2;
  let before = -Infinity;
  const typed = (event) => {
    if (box.value === state.q) return;
    const gap = event.timeStamp - before;
    before = event.timeStamp;
    if (gap < 2 * REST[1]) pace += (gap - pace) / 3;
    const keyed = Math.abs(box.value.length - state.q.length) === 1;
    change({ q: box.value }, { step: settled, wait: keyed ? Math.min(REST[1], Math.max(REST[0], 1.5 * pace)) : REST[0] });
    settled = false;
  };
  box.addEventListener("input", typed);
  box.addEventListener("blur", () => {
    if (storing) stored();
    settled = true;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    state.q = box.value;
    typing = false;
    opening = "assign";
    stored();
    ask();
  });
  addEventListener("popstate", () => {
    state = address();
    settled = true;
    pushing = false;
    clearTimeout(storing);
    start();
  });

  // Keys: down and up walk through the results, Escape leads back to the box and clears it.
  const links = () => [...list.querySelectorAll(".title")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("select, dialog")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = links().indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.preventDefault();
      if (document.activeElement === box && box.value) change({ q: (box.value = "") });
      box.focus();
    } else if (step && (at >= 0 || (document.activeElement === box && step > 0))) {
      event.preventDefault();
      const next = at + step < 0 ? box : links()[at + step];
      next?.focus();
      next?.scrollIntoView({ block: next === box ? "center" : "nearest" });
    }
  });

  // Results

  const placeOf = ({ id, elsewhere }) => elsewhere ?? pageOf(id);
  const read = new Map(); // of the texts that were shown, the places of their words by stem
  const wordsOf = (text) => {
    const words = read.get(text) ?? new Map();
    if (!read.has(text)) for (const place of wordPlaces(text)) words.set(place[2], [...(words.get(place[2]) ?? []), place]);
    read.set(text, words);
    return words;
  };
  const marksIn = (text, stems) => stems.flatMap((stem) => wordsOf(text).get(stem) ?? []).sort(([one], [other]) => one - other);
  const marked = (text, stems) => {
    const pieces = [];
    let at = 0;
    for (const [start, end] of marksIn(text, stems)) {
      pieces.push(text.slice(at, start), make("mark", {}, text.slice(start, end)));
      at = end;
    }
    return [...pieces, text.slice(at)];
  };
  // The part of a text in which most of the words stand; its beginning where none does.
  const snippet = (text, stems) => {
    const marks = marksIn(text, stems);
    const within = ([from]) => new Set(marks.filter(([start, end]) => start >= from && end <= from + SNIPPET - 40).map(([, , stem]) => stem)).size;
    const held = marks.map(within);
    const best = marks[held.indexOf(Math.max(...held))] ?? [0];
    const from = best[0] < 60 ? 0 : text.indexOf(" ", best[0] - 40) + 1;
    const end = from + SNIPPET >= text.length ? text.length : text.lastIndexOf(" ", from + SNIPPET);
    return { text: `${from ? "… " : ""}${text.slice(from, end > from ? end : from + SNIPPET)}${end < text.length ? " …" : ""}`, marks: marks.length };
  };
  const row = (card, { byMeaning }, stems, asking) => {
    const { id, title: name, authors = [], more: others, organisation, day, votes, takeaway = "", abstract = "", keywords = [], code } = card;
    const shows = (text) => marksIn(text, stems).length > 0;
    const found = snippet(abstract, stems);
    const said = [name, takeaway, organisation ?? "", ...authors, ...keywords].some(shows) || found.marks;
    const item = make("li", { id: `r-${id}` },
      make("a", { class: "title", dir: "auto", href: placeOf(card) }, ...marked(name, stems)),
      make("p", { class: "by" }, ...[
        authors.length ? make("span", { class: "names" }, ...authors.flatMap((author, at) => [at ? ", " : "", make("bdi", {}, ...marked(author, stems))]),
          others ? ` and ${number(others)} more` : "") : "",
        organisation ? make("span", {}, make("bdi", {}, ...marked(organisation, stems))) : "",
        make("span", {}, dated(day))].filter(Boolean)));
    if (votes) item.append(make("span", { class: "n" }, number(votes), make("span", { class: "vh" }, votes === 1 ? " vote" : " votes")));
    if (takeaway) item.append(make("p", { class: "takeaway", dir: "auto" }, ...marked(takeaway, stems)));
    if (abstract && (!takeaway || found.marks)) item.append(make("p", { class: "why", dir: "auto" }, ...marked(found.text, stems)));
    const held = keywords.filter(shows);
    const foot = make("div", { class: "foot" });
    if (byMeaning && !said) foot.append(make("span", { class: "alike" }, "≈ by meaning"));
    else if (!said && asking) foot.append(make("span", {}, others ? "matches an author who is not named here" : "matches in another spelling"));
    if (held.length) foot.append(make("span", {}, "keywords ", ...held.slice(0, 4).flatMap((word, at) => [at ? ", " : "", ...marked(word, stems)])));
    if (code) foot.append(make("span", {}, "has code"));
    for (const slug of card.topics ?? []) if (topics.has(slug)) foot.append(topics.get(slug).cloneNode(true));
    item.append(foot);
    if (!card.elsewhere) addPaperButtons({ id, place: item });
    return item;
  };

  // Rows that would be the same as those in their places stay, as far as all above them do: so none moves.
  let says = []; // of each row what it was made from
  const sayings = (card, found, stems, asking) => {
    const { title: name, authors = [], organisation = "", takeaway = "", abstract = "", keywords = [] } = card;
    const texts = [name, organisation, takeaway, abstract, ...authors, ...keywords].map(wordsOf);
    return JSON.stringify([card, found.byMeaning, asking, stems.filter((stem) => texts.some((words) => words.has(stem)))]);
  };
  // The first rows of an answer, which are told to be some of them as long as they are.
  const rows = (found, all, most) => {
    const { stems } = found;
    const cards = all.slice(0, most);
    list.ariaBusy = String(cards.length < all.length);
    if (read.size > 2000) read.clear();
    const asking = found.words.length > 0 && found.direct === null;
    const at = list.contains(document.activeElement) && document.activeElement.closest("li").id;
    const before = list.children.length;
    const said = cards.map((card, place) => sayings(card, found.papers[place], stems, asking));
    const differing = said.findIndex((one, place) => one !== says[place]);
    const kept = differing < 0 ? said.length : differing;
    [...list.children].slice(kept).forEach((item) => item.remove());
    list.append(...cards.slice(kept).map((card, place) => row(card, found.papers[kept + place], stems, asking)));
    says = said;
    if (at) document.getElementById(at)?.querySelector(".title").focus();
    if (document.activeElement === document.body && more.matches(".pressed")) list.children[before]?.querySelector(".title").focus();
    document.dispatchEvent(new Event("broadsheet")); // read and saved papers are marked as such
    legend.hidden = !list.querySelector(".alike");
  };
  // While somebody types, the rows that the screen holds come at once, and the others when these were painted.
  let coming;
  const show = ({ found, cards }) => {
    clearTimeout(coming);
    const { top, height } = list.getBoundingClientRect();
    const each = height / list.children.length || HEIGHT; // as high as those before
    const seen = typing ? Math.max(1, Math.ceil((innerHeight - top) / each)) : cards.length;
    rows(found, cards, seen);
    if (seen < cards.length) coming = setTimeout(rows, LATER, found, cards);
    count.replaceChildren(...told(found, cards));
    notes.replaceChildren(...remarks(found, cards));
    const reach = found.total + (state.sort === "relevance" ? found.partly : 0);
    more.parentElement.hidden = cards.length >= reach;
    results.classList.toggle("none", !cards.length);
  };
  const told = ({ total, partly, papers, words, direct }, cards) => {
    const asking = state.q.trim();
    if (direct !== null) return [make("b", {}, "This very paper")];
    if (!cards.length) return [make("b", {}, asking || filtered() ? "Nothing found" : "No papers yet")];
    if (!asking) return [make("b", {}, counted(total, "paper"))];
    if (papers.every(({ byMeaning }) => byMeaning)) return [make("b", {}, "No paper says it so"), "; these are about the same"];
    if (!total) return [make("b", {}, "No paper holds all of it"), "; these hold part"];
    return [make("b", {}, counted(total, "paper")), words.length > 1 && partly && state.sort === "relevance" ? "; others hold part of it" : ""];
  };
  const quoted = (words) => words.flatMap((word, at) => [at ? ", " : "", make("q", {}, make("bdi", {}, word))]);
  const remarks = ({ words, leftOut, direct, unread }, cards) => {
    const lines = [];
    const slips = words.filter(({ instead }) => instead);
    const unknown = words.filter(({ found, instead }) => !found && !instead);
    if (direct !== null) return [make("p", { class: "small" }, "Enter opens it.")];
    for (const { word, instead } of slips) lines.push(["No paper says ", ...quoted([word]), "; looked for ", ...quoted([instead]), " instead."]);
    if (unknown.length && cards.length) lines.push(["No paper says ", ...quoted(unknown.map(({ word }) => word).slice(0, 8)), "."]);
    if (leftOut.length) lines.push([`Of so many words the rarest were looked for, without ${counted(leftOut.length, "other")}.`]);
    if (state.q.length > LONGEST) lines.push([`Only the first ${LONGEST.toLocaleString("en")} characters were read.`]);
    if (unread) lines.push([`Only the best papers were looked through for what stands in quotation marks; ${counted(unread, "other")} with the same words were not.`]);
    return [...lines.map((line) => make("p", { class: "small" }, ...line)), ...(cards.length ? [] : [nothing(unknown)])];
  };
  const filtered = () => Object.values(state.filters).some((wanted) => wanted.length);
  const nothing = (unknown) => {
    const tries = [];
    const id = state.q.match(/\d{4}\.\d{4,6}|[a-z-]+(?:\.[a-z]{2})?\/\d{7}/i)?.[0];
    if (id) tries.push([`The paper ${id} has not been listed here; it may be `, make("a", { href: `https://arxiv.org/abs/${id}` }, "at arXiv"), "."]);
    if (filtered()) tries.push([make("button", { type: "button", click: () => change({ filters: none() }) }, "Search without filters")]);
    if (unknown.length) tries.push(["No paper says ", ...quoted(unknown.map(({ word }) => word).slice(0, 8)), ": another spelling?"]);
    if (/["]|(?:^|\s)(?:-|author:|topic:)/i.test(state.q)) tries.push(["Leave out quotation marks, minus signs, and ", make("code", {}, "author:"), " or ", make("code", {}, "topic:"), "."]);
    if (state.q.trim()) tries.push(["Use fewer words, or say what the paper is about in your own."]);
    tries.push(["Look through the ", make("a", { href: new URL("topics/", root) }, "topics"), " or the ", make("a", { href: new URL("archive/", root) }, "archive"), "."]);
    return make("div", { class: "notice tools" }, make("ul", {}, ...tries.map((one) => make("li", {}, ...one))));
  };

  // Facets

  const none = () => Object.fromEntries(Object.keys(FACETS).map((facet) => [facet, []]));
  const turn = (facet, value) => {
    const wanted = state.filters[facet];
    const there = wanted.includes(value);
    // A year stands for its months: one of them alone replaces it, and it replaces them.
    const rest = wanted.filter((other) => other !== value && (facet !== "months" || !(other.startsWith(value) || value.startsWith(other))));
    change({ filters: { ...state.filters, [facet]: there ? rest : [...rest, value] } });
  };
  const showChosen = () => {
    sort.value = state.sort;
    chosen.replaceChildren(...Object.keys(FACETS).flatMap((facet) => state.filters[facet].map((value) => {
      const off = () => { turn(facet, value); box.focus(); };
      return make("li", {}, make("button", { type: "button", "aria-label": `Without ${FACETS[facet][1]}: ${NAMED[facet](value)}`, click: off }, `${NAMED[facet](value)} ×`));
    })));
  };
  const opened = {}; // how many values of a facet are shown
  const option = (facet, [value, papers], name = NAMED[facet](value)) => make("label", { class: facet === "months" && value.length > 4 ? "month" : "" },
    make("input", { type: "checkbox", id: `f-${facet}-${value}`, ...(state.filters[facet].includes(String(value)) ? { checked: "" } : {}), change: () => turn(facet, String(value)) }),
    make("bdi", {}, name), make("span", { class: "n" }, number(papers)));
  const options = {
    topics: (found) => ranked("topics", found),
    organisations: (found) => ranked("organisations", found),
    code: (found) => (found.length || state.filters.code.length ? [option("code", ["1", found[0]?.[1] ?? 0])] : []),
    months: (found) => {
      const years = new Map(found.filter(([value]) => value.length === 4));
      for (const value of state.filters.months) years.set(value.slice(0, 4), years.get(value.slice(0, 4)) ?? 0);
      // The months of a year are shown when it is chosen, or one of them is, or there is no other.
      const open = (year) => years.size === 1 || state.filters.months.some((value) => value.startsWith(year));
      const within = (year) => found.filter(([month]) => month.startsWith(`${year}-`)).sort(([a], [b]) => (a < b ? -1 : 1));
      return [...years].sort(([a], [b]) => (a < b ? 1 : -1))
        .flatMap((year) => [option("months", year), ...(open(year[0]) ? within(year[0]).map((month) => option("months", month, monthly(month[0]).split(" ")[0])) : [])]);
    },
  };
  const ranked = (facet, found) => {
    const most = opened[facet] ?? MOST_VALUES;
    const known = new Set(found.map(([value]) => value));
    const all = [...found.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)), ...state.filters[facet].filter((value) => !known.has(value)).map((value) => [value, 0])];
    const shown = all.filter(([value], place) => place < most || state.filters[facet].includes(value)).map((one) => option(facet, one));
    const widen = () => { opened[facet] = most * 4; showCounts(counts, shown.at(-1).firstChild.id); };
    if (all.length > shown.length) shown.push(make("button", { type: "button", click: widen }, `${counted(all.length - shown.length, "more")}`.replace(/s$/, "")));
    return shown;
  };
  const showCounts = (found, focus = values.contains(document.activeElement) && document.activeElement.id) => {
    counts = found;
    values.ariaBusy = "false";
    // Where nothing was found there is nothing to refine, but what was chosen can be taken back.
    if (last && !last.cards.length && !filtered()) return values.replaceChildren();
    const wanted = Object.entries(FACETS).map(([facet, [, name]]) => [name, options[facet](found[facet])]);
    values.replaceChildren(...wanted.filter(([, inside]) => inside.length).map(([name, inside]) => make("fieldset", {}, make("legend", {}, name), ...inside)));
    if (focus) (document.getElementById(focus) ?? box).focus();
  };

  // This page

  const start = () => {
    box.value = state.q;
    typing = false;
    showChosen();
    ask();
  };
  place();
  wide.addEventListener("change", place);
  // An address with an id leads to its paper, but who comes back from there stays here.
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") opening = "replace";
  if (box.value && !state.q) state.q = box.value; // typed before this script was there
  else box.value = state.q;
  if (state.q.trim()) store("replace");
  else if (matchMedia("(hover: hover)").matches) box.focus({ preventScroll: true });
  start();
})();
