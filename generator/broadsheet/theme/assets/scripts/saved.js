// The page of saved papers: the list, its order, out and in; and whatever else this browser keeps.
import { Broadsheet } from "./broadsheet.js";
import { Cite } from "./cite.js";

(() => {
  const { button, complete, counted, keep, make, mute, muted, pageOf, read, saved, say, sorry } = Broadsheet;
  const MOST_BYTES = 20_000_000;
  const MOST_PROBLEMS = 5;
  const removed = new Map(); // what was taken off, as long as this page is open

  const family = ({ authors: [name] }) => Cite.named(name).family ?? Cite.named(name).literal;
  const ORDERS = {
    "last saved": (a, b) => b.saved.localeCompare(a.saved),
    "newest paper": (a, b) => (b.date || b.day).localeCompare(a.date || a.day),
    title: (a, b) => a.title.localeCompare(b.title),
    "first author": (a, b) => family(a).localeCompare(family(b)),
  };
  // Checked, since anything on this host may have written to the store.
  const papers = () => saved().map((paper) => Cite.checked(paper)).filter(({ problems }) => !problems.length).map(({ paper }) => paper);

  // What stays while the list is made anew

  const count = make("b");
  const order = make("select", { id: "order", change: () => show() }, ...Object.keys(ORDERS).map((name) => make("option", {}, name)));
  const file = make("input", { id: "import", type: "file", accept: ".json", change: () => take() });
  const wrong = make("div", { class: "notice failed", tabindex: -1, hidden: "" });
  const list = make("ol", { class: "items" });
  const empty = make("div", { class: "notice empty" }, make("p", {}, make("b", {}, "Nothing is saved yet."), "Press “save” at a paper, or s on the keyboard, and it stands here."));
  const bar = make("div", { class: "folio tools" }, make("p", {}, count), make("label", {}, "Order ", order), make("div", { class: "foot" }, "Export",
    button("BibTeX", "", () => give(Cite.formats.BibTeX)),
    button("RIS", "", () => give(Cite.formats.RIS)),
    button("JSON", "", () => give({ write: Cite.json, type: "application/json", ending: "json" }))));
  const others = make("div");
  document.getElementById("shelf").append(wrong, bar, empty, list,
    make("p", { class: "tools small" }, make("label", { for: "import" }, "Import a JSON file that was exported here: "), file), others);

  const give = ({ write, type, ending }) => {
    const address = URL.createObjectURL(new Blob([write(papers())], { type: `${type};charset=utf-8` }));
    make("a", { href: address, download: `saved-papers.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    say(`${counted(papers().length, "paper")} exported`);
  };

  const take = async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    const { papers: found, problems } = chosen.size > MOST_BYTES ? { problems: ["It is too large."] } : Cite.parse(await chosen.text());
    file.value = "";
    wrong.hidden = !problems.length;
    if (problems.length) {
      const first = problems.slice(0, MOST_PROBLEMS);
      if (problems.length > MOST_PROBLEMS) first.push(`and ${counted(problems.length - MOST_PROBLEMS, "more problem")}`);
      wrong.replaceChildren(make("p", {}, make("b", {}, "Nothing was imported: the file is not right.")),
        make("ul", {}, ...first.map((words) => make("li", {}, words))));
      return wrong.focus();
    }
    const before = saved();
    const after = Cite.merged(before, found);
    const added = after.length - before.length;
    if (!keep("saved", after)) return sorry();
    say(`${counted(added, "paper")} added; ${found.length - added} were here already.`, true);
  };

  const remove = (paper) => {
    removed.set(paper.id, paper);
    if (keep("saved", saved().filter(({ id }) => id !== paper.id))) return say(`Removed: ${paper.title}`);
    removed.delete(paper.id);
    sorry();
  };
  const undo = (paper) => (keep("saved", Cite.merged(saved(), [paper])) ? say(`Saved again: ${paper.title}`) : sorry());

  const names = ({ authors, partial }) => {
    const more = partial && authors.length ? " and others" : authors.length > 3 ? ` and ${authors.length - 3} more` : "";
    return authors.slice(0, 3).join(", ") + more;
  };
  const dated = ({ date, day }) => {
    const style = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return date || day ? new Date(date || day).toLocaleDateString("en-GB", style) : "";
  };
  const row = (paper) => {
    const { id, title } = paper;
    if (removed.has(id)) {
      return make("li", { id: `s-${id}`, class: "tools gone" }, "Removed: ", make("bdi", {}, title), " ", button("undo", title, () => undo(paper), { class: "save" }));
    }
    return make("li", { id: `s-${id}` },
      make("a", { class: "title", dir: "auto", href: pageOf(id) }, title),
      make("p", { class: "by" }, ...[names(paper), dated(paper)].filter(Boolean).map((words) => make("bdi", {}, words))),
      make("div", { class: "foot" },
        ...paper.links.map(([name, href]) => make("a", { href, "aria-label": `${name}: ${title}` }, name)),
        button("remove", title, () => remove(paper), { class: "save" })));
  };

  const show = () => {
    const all = papers();
    all.forEach(({ id }) => removed.delete(id));
    const rows = [...all, ...removed.values()].sort(ORDERS[order.value]);
    // The focus stays at its paper, also when another tab has changed the list.
    const at = list.contains(document.activeElement) && document.activeElement.closest("li").id;
    list.replaceChildren(...rows.map(row));
    if (at) document.getElementById(at)?.querySelector(".title, .save").focus();
    count.textContent = counted(all.length, "paper");
    bar.hidden = !all.length;
    empty.hidden = rows.length > 0;
    showOthers();
  };
  const showOthers = () => {
    const topics = Object.entries(muted()).map(([slug, name]) => make("li", {}, `${name} `, button("unmute", name, () => mute(slug, name))));
    const marks = read().length;
    const forget = () => (keep("read", []) ? say("No paper is marked as read any more") : sorry());
    others.replaceChildren(
      ...(topics.length ? [make("h2", {}, "Muted topics"), make("ul", { class: "plain tools" }, ...topics)] : []),
      ...(marks ? [make("h2", {}, "Read"), make("p", { class: "tools small" }, `${counted(marks, "paper")} marked as read `, button("forget", "what was read", forget))] : []));
  };

  document.addEventListener("broadsheet", show);
  show();
  // What was saved while its page could not be read
  papers().filter(({ partial }) => partial).slice(0, 20).forEach(({ id }) => complete(id));
})();
