// Papers in the words of reference managers, and our own JSON, out and in. Nothing here touches a page.
export const Cite = (() => {
  const line = (text) => String(text ?? "").replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();

  // A name as family and given where that can be told; the name of a group stays whole.
  const GROUP = /\b(collaboration|consortium|team|group|project|initiative|laborator\w*|labs?|institute|university)\b/i;
  const SUFFIX = /^([js]r\.?|i[iv]|iii)$/i;
  const named = (name) => {
    const literal = line(name);
    const [family, given, more] = literal.split(/\s*,\s*/);
    if (more || GROUP.test(literal)) return { literal };
    if (given && !SUFFIX.test(given)) return { family, given };
    const words = literal.replace(",", "").split(" ");
    const suffix = words.length > 1 && SUFFIX.test(words.at(-1)) ? words.pop() : undefined;
    if (words.length < 2) return { literal };
    // Particles (van, de la) are part of the family name.
    let at = words.length - 1;
    while (at > 1 && /^\p{Ll}/u.test(words[at - 1])) at -= 1;
    return { family: words.slice(at).join(" "), suffix, given: words.slice(0, at).join(" ") };
  };
  const inOrder = (name, write = line) => {
    const { literal, family, suffix, given } = named(name);
    return literal ?? [family, suffix, given].filter(Boolean).map(write).join(", ");
  };

  // BibTeX. A brace counts for it even behind a backslash, so braces are named.
  const NAMES = { "\\": "backslash", "{": "braceleft", "}": "braceright", "~": "asciitilde", "^": "asciicircum", "<": "less", ">": "greater", "|": "bar", '"': "quotedbl" };
  const latex = (text) => line(text).replace(/[\\{}~^<>|"&%$#_]/g, (sign) => (NAMES[sign] ? `\\text${NAMES[sign]}{}` : `\\${sign}`));
  // Addresses and ids are taken as they are, but for what would end the field.
  const verbatim = (text) => line(text).replace(/[\\{}\s]/g, encodeURIComponent);

  // First author, year and id, as in the files that the build writes: the same in every list, for ever.
  const plain = (text) => text.normalize("NFKD").replace(/[^A-Za-z]/g, "").toLowerCase().slice(0, 30);
  const year = ({ date, day }) => (date || day || "").slice(0, 4);
  const key = ({ id, authors, date, day }) => {
    const { family, literal } = named(authors[0]);
    return `${plain(family ?? literal)}${year({ date, day })}-${id}`.replace(/^-/, "");
  };
  const bibtexName = (name) => {
    // Braces keep together what a comma or an "and" would part.
    const guarded = (part) => (/,|\band\b/i.test(part) ? `{${latex(part)}}` : latex(part));
    return "literal" in named(name) ? `{${latex(name)}}` : inOrder(name, guarded);
  };
  const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  const bibtex = (papers) => {
    return papers.map((paper) => {
      const month = paper.date.split("-")[1];
      const kind = paper.journal && paper.authors.length ? "article" : "misc";
      const authors = paper.authors.map(bibtexName);
      const fields = {
        title: `{${latex(paper.title)}}`,
        author: [...authors, ...(paper.partial && authors.length ? ["others"] : [])].join(" and "),
        key: authors.length ? "" : latex(paper.title),
        [kind === "article" ? "journal" : "howpublished"]: latex(paper.journal),
        year: year(paper),
        month: MONTHS[month - 1],
        eprint: verbatim(paper.arxiv),
        archivePrefix: paper.arxiv && "arXiv",
        doi: verbatim(paper.doi),
        url: verbatim(paper.url),
      };
      const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = ${name === "month" ? value : `{${value}}`},\n`);
      return `@${kind}{${key(paper)},\n${lines.join("")}}\n`;
    }).join("\n");
  };

  const ris = (papers) => papers.map((paper) => [
    ["TY", paper.journal ? "JOUR" : "UNPB"],
    ["ID", key(paper)],
    ["TI", paper.title],
    ...paper.authors.map((name) => ["AU", inOrder(name)]),
    ["PY", year(paper)],
    ["DA", paper.date.replaceAll("-", "/")],
    ["JO", paper.journal],
    ["DO", paper.doi],
    ["PB", paper.arxiv && !paper.journal && "arXiv"],
    ["AN", paper.arxiv && `arXiv:${paper.arxiv}`],
    ["UR", paper.url],
    ["L1", paper.pdf],
  ].filter(([, value]) => value).concat([["ER", ""]]).map(([tag, value]) => `${tag}  - ${line(value)}\r\n`).join("")).join("\r\n");

  const csl = (papers) => JSON.stringify(papers.map((paper) => ({
    id: key(paper),
    type: paper.journal ? "article-journal" : "article",
    title: paper.title,
    author: paper.authors.map(named),
    issued: year(paper) ? { "date-parts": [(paper.date || year(paper)).split("-").map(Number)] } : undefined,
    "container-title": paper.journal || undefined,
    publisher: paper.arxiv && !paper.journal ? "arXiv" : undefined,
    number: paper.arxiv ? `arXiv:${paper.arxiv}` : undefined,
    DOI: paper.doi || undefined,
    URL: paper.url,
  })), null, 2);

  // Our own JSON: each field with what it must be, and what stands where there is none.

  const FORMAT = { format: "broadsheet-saved", version: 1 };
  const json = (papers) => `${JSON.stringify({ ...FORMAT, papers }, null, 2)}\n`;
  const text = (most, pattern = /^/) => (value) => typeof value === "string" && value.length <= most && pattern.test(value);
  const each = (right) => (value) => Array.isArray(value) && value.every(right);
  const date = text(10, /^$|^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
  const web = text(2000, /^https?:\/\/[^\s<>"'`\\{}|^]+$/i);
  const FIELDS = {
    id: [text(120, /^[A-Za-z0-9](?!.*\.\.)[\w.-]*$/), "the id of a paper"],
    title: [text(5000, /\S/), "text"],
    authors: [each(text(500, /\S/)), "a list of names", []],
    day: [date, "a date like 2026-03-02", ""],
    date: [date, "a date like 2026-03-02", ""],
    journal: [text(500), "text", ""],
    doi: [text(300, /^\S*$/), "a DOI", ""],
    arxiv: [text(40, /^[\w./-]*$/), "an arXiv id", ""],
    url: [(value) => value === "" || web(value), "a web address", ""],
    pdf: [(value) => value === "" || web(value), "a web address", ""],
    links: [each((link) => each(text(2000))(link) && web(link[1])), "pairs of a name and a web address", []],
    saved: [(value) => text(40)(value) && Date.parse(value) >= 0, "a time", "1970-01-01T00:00:00.000Z"],
    partial: [(value) => [true, false, undefined].includes(value), "true or false"],
  };
  // The paper, with no field that we do not know, and what is wrong with it.
  const checked = (given, place = "paper") => {
    if (!given || typeof given !== "object") return { problems: [`${place}: must be a paper`] };
    const fields = Object.entries(FIELDS).map(([name, [right, must, otherwise]]) => {
      const value = Object.hasOwn(given, name) ? given[name] : otherwise;
      return { name, value, problem: right(value) ? "" : `${place}.${name}: must be ${must}` };
    });
    const paper = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    return { paper, problems: fields.map(({ problem }) => problem).filter(Boolean) };
  };
  const parse = (words) => {
    try {
      const { format, version, papers } = JSON.parse(words) ?? {};
      if (format !== FORMAT.format || version !== FORMAT.version || !Array.isArray(papers)) throw new SyntaxError();
      const all = papers.map((paper, place) => checked(paper, `papers[${place}]`));
      return { papers: all.map(({ paper }) => paper), problems: all.flatMap(({ problems }) => problems) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { papers: [], problems: ["It is not a list of papers that was exported here as JSON."] };
    }
  };
  // What was there stays as it was; of the others, each once.
  const merged = (kept, added) => {
    const ids = new Set(kept.map(({ id }) => id));
    return [...kept, ...added.filter(({ id }) => !ids.has(id) && ids.add(id))];
  };

  const formats = {
    BibTeX: { write: bibtex, type: "application/x-bibtex", ending: "bib" },
    RIS: { write: ris, type: "application/x-research-info-systems", ending: "ris" },
    "CSL-JSON": { write: csl },
  };
  return { formats, bibtex, checked, csl, json, key, latex, merged, named, parse, ris };
})();
