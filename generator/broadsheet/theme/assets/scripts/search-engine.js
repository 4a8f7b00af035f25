// Finds papers in the files of search/data/ (generator/search/ writes them and says what is in them).
// No page and no network in here: `load(name)` gives a promise of a file's unzipped bytes.
// benchmarks/ranking.py ranks in the same way; a test holds the two together.
import { Words } from "./search-words.js";

export const Search = (() => {
  const [TEXT, TITLE, AUTHOR] = [0, 1, 2];
  const HEX = 6; // digits of a hash
  // The numbers of the ranking, as benchmarks/search.py found them good.
  const KNOBS = {
    mostTerms: 9, // of a longer query the rarest words are looked for
    title: 2, // what the title's own score counts, if all that is asked for stands in the title
    author: 1,
    rare: 2, // a word in no more papers than this may be a slip of the finger,
    few: 5, // if the query has no more words than this
    typo: 0.7,
    secondTypo: 0.4,
    ending: 0.8, // a word that the one being typed may become
    longForm: 0.8, // an acronym for its long form, and the other way round
    acronyms: 2, // for a word, of the longest forms that begin with it
    coverage: 0.95, // how much a paper loses that explains nothing of the query
    doubtful: 2, // so many of them are looked up; in a longer query one, with one candidate
    candidates: 4, // shared among them
    enough: 0.75, // of what the best paper explains: as much makes a match, less only a "partly"
    meaning: 2, // what meaning counts where words explain nothing
    said: 0.75, // a query of which a paper explains as much needs no meaning
    alike: 0.3, // papers less alike than this are not found by meaning
    explained: 0.2, // a paper that explains less of the query than this was found by meaning alone
    looked: 40, // papers that are looked through for a phrase
  };

  // Frames: a head's length, the head as JSON, and sections of bytes.
  const unframed = (bytes) => {
    const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end)));
    let at = end;
    return { head, sections: head.sections.map((length) => bytes.subarray(at, (at += length))) };
  };
  const numbers = (bytes) => {
    const found = new Uint32Array(bytes.length);
    let count = 0;
    for (let at = 0; at < bytes.length; count += 1) {
      let shift = 0;
      do found[count] |= (bytes[at] & 127) << shift; while ((shift += 7) && bytes[at++] > 127);
    }
    return found.subarray(0, count);
  };
  const shardOf = ({ head, sections: [counted, gaps, packed] }) => {
    const counts = numbers(counted);
    const papers = numbers(gaps);
    const starts = new Uint32Array(counts.length + 1);
    counts.forEach((count, list) => {
      const start = starts[list];
      const end = (starts[list + 1] = start + count);
      for (let at = start + 1; at < end; at += 1) papers[at] += papers[at - 1] + 1;
    });
    const impacts = new Uint8Array(papers.length + 1);
    packed.forEach((pair, at) => { impacts[2 * at] = pair >> 4; impacts[2 * at + 1] = pair & 15; });
    const places = new Map(head.terms.split("\n").map((term, place) => [term, place]));
    return { places, starts, papers, impacts, short: head.short };
  };

  // Restricted Damerau-Levenshtein: letters added, lost, changed, or swapped with the next one.
  const distance = (a, b, most) => {
    let last, before, row = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let i = 1; i <= a.length; i += 1) {
      [last, before, row] = [before, row, [i]];
      for (let j = 1; j <= b.length; j += 1) {
        let best = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, last[j - 2] + 1);
        row.push(best);
      }
      if (Math.min(...row) > most) return most + 1;
    }
    return row[b.length];
  };

  // A query as it was typed. What is no filter and no phrase is words.
  const ARXIV = new RegExp("^(?:https?://)?(?:(?:[a-z0-9-]+\\.)?arxiv\\.org/(?:abs|pdf|html|format)/|(?:www\\.)?(?:huggingface\\.co|hf\\.co)" +
    "/papers/|(?:dx\\.)?(?:doi\\.org/)?10\\.48550/arxiv\\.|arxiv: ?)?(\\d{4}\\.\\d{4,6}|[a-z][a-z-]+(?:\\.[a-z]{2})?/\\d{7})" +
    "(?:v\\d{1,4})?(?:\\.pdf)?/?(?:[?#].*)?$", "i");
  const PART = /(-?)(?:(author|topic):)?(?:"([^"]*)"?|([^\s"]+))/gi;
  const LONGEST = 1000;
  const parsed = (given) => {
    const text = given.slice(0, LONGEST).trim();
    const query = { text: "", id: (text.match(ARXIV)?.[1] ?? text).replace("/", "-").toLowerCase(), phrases: [], authors: [], topics: [], not: [] };
    const words = [];
    for (const [whole, minus, key, phrase, word] of text.matchAll(PART)) {
      const value = phrase ?? word;
      if (key) query[`${key.toLowerCase()}s`].push(value);
      else if (minus && Words.terms(value).length) query.not.push(value);
      else {
        words.push(key || minus ? whole : value);
        if (phrase && !minus && Words.spoken(phrase).length > 1) query.phrases.push(phrase);
      }
    }
    query.text = words.join(" ");
    return query;
  };

  // The `most` best of `papers` (in the order of days) by key, then the newest; without sorting them all.
  const best = (papers, key, most) => {
    const [top, keys] = [[], []];
    for (let at = papers.length - 1; at >= 0; at -= 1) {
      const value = key(papers[at]);
      let place = top.length;
      if (place === most && !(value > keys[place - 1])) continue;
      while (place > 0 && value > keys[place - 1]) place -= 1;
      top.splice(place, 0, papers[at]);
      keys.splice(place, 0, value);
      if (top.length > most) [top.length, keys.length] = [most, most];
    }
    return top;
  };

  class Index {
    // `meaning` may be set at any time: see search-meaning.js and docs/decisions.
    constructor(load, head) {
      Object.assign(this, { load, head, meaning: null, ready: null, kept: new Map(), slips: new Map(), papers: head.papers });
      this.first = head.first.split("\n");
      const [terms, counts] = head.common;
      this.common = new Map(terms.split("\n").map((term, at) => [term, counts[at]]));
      this.total = new Float64Array(head.papers);
      this.scratch = Array.from({ length: 6 }, () => new Float64Array(head.papers));
      [this.seen, this.touched] = [new Uint8Array(head.papers), new Uint32Array(head.papers)];
    }

    // The same index for one question: files that are not there yet are loaded when the promise of `ready()`
    // is kept, and not at all when it is broken.
    when(ready) {
      return Object.create(this, { ready: { value: ready } });
    }
    // A file, decoded once; what could not be loaded is asked for anew the next time.
    async once(name, decode) {
      if (this.ready && !this.kept.has(name)) await this.ready();
      if (!this.kept.has(name)) {
        const promise = this.load(name).then((bytes) => decode(unframed(bytes)));
        this.kept.set(name, promise);
        promise.catch(() => this.kept.delete(name));
      }
      return this.kept.get(name);
    }
    shard(term) {
      let [low, high] = [0, this.first.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (this.first[middle] <= term) low = middle; else high = middle;
      }
      return this.once(`terms${low}-${this.head.shards.slice(HEX * low, HEX * low + HEX)}`, shardOf);
    }
    // The file of words that begin with two letters (`${letters}-`), or that end so, read from the end.
    async bucket(wanted) {
      const ends = wanted[0] === "-";
      const name = Object.keys(this.head.words).findLast((other) => (other[0] === "-") === ends && other <= wanted);
      if (!name) return { words: [], levels: [] };
      return this.once(`words${name}-${this.head.words[name]}`, ({ head, sections: [levels] }) => ({ words: head.words.split("\n"), levels }));
    }
    // Of each facet the class of every paper, and the values that the papers of a class have.
    facets() {
      return this.once(`columns-${this.head.columns}`, ({ head, sections: [sets, organisations, code] }) => {
        const day = new Uint16Array(this.papers);
        let at = 0;
        head.days.forEach(([, count], place) => day.fill(place, at, (at += count)));
        return {
          topics: { classes: numbers(sets), values: head.sets.map((set) => set.map((place) => head.topics[place][0])) },
          organisations: { classes: numbers(organisations), values: [[], ...head.organisations.map((name) => [name])] },
          months: { classes: day, values: head.days.map(([date]) => [date.slice(0, 4), date.slice(0, 7)]) },
          code: { classes: Uint8Array.from(day, (_, paper) => (code[paper >> 3] >> (paper & 7)) & 1), values: [[], ["1"]] },
        };
      });
    }
    votes() {
      return this.once(`votes-${this.head.votes}`, ({ sections: [votes] }) => numbers(votes));
    }
    // The cards of papers by their numbers, in that order.
    cards(papers) {
      return Promise.all(papers.map(async (paper) => (await this.once(this.block(paper), ({ head }) => head.cards))[paper % this.head.block]));
    }
    block(paper) {
      const number = Math.floor(paper / this.head.block);
      const at = HEX * Math.floor(number / this.head.group);
      return `cards${number}-${this.head.cards.slice(at, at + HEX)}`;
    }
    async lists(term) {
      if (!this.papers) return null;
      const { places, starts, papers, impacts } = await this.shard(term);
      if (!places.has(term)) return null;
      const at = 3 * places.get(term);
      return [TEXT, TITLE, AUTHOR].map((field) => ({
        papers: papers.subarray(starts[at + field], starts[at + field + 1]),
        impacts: impacts.subarray(starts[at + field], starts[at + field + 1]),
      }));
    }
    idf(frequency) {
      return Math.log(1 + (this.papers - frequency + 0.5) / (frequency + 0.5));
    }

    // Terms that may have been meant by a word, and the word as it is written, likeliest first.
    async corrections(word) {
      const farthest = word.length > 6 ? 2 : 1;
      const found = new Map();
      for (const { words, levels } of await Promise.all([this.bucket(`${word.slice(0, 2)}-`), this.bucket(`-${word.at(-1)}${word.at(-2)}`)])) {
        words.forEach((other, at) => {
          if (Math.abs(other.length - word.length) > farthest) return;
          const away = distance(word, other, farthest);
          if (away > 0 && away <= farthest) this.offer(found, word, { word: other, away, level: levels[at] });
        });
      }
      return this.chosen(found).map(({ away, ...more }) => ({ ...more, weight: away > 1 ? KNOBS.secondTypo : KNOBS.typo }));
    }
    // The same, found once.
    async meant(word) {
      if (!this.slips.has(word)) this.slips.set(word, await this.corrections(word));
      return this.slips.get(word);
    }
    // What may have been meant by the words that hardly any paper has, if there are not too many.
    async slipped(found) {
      const long = found.length > KNOBS.few;
      const doubtful = found.filter(({ word, papers, completed }) => papers <= (long ? 0 : KNOBS.rare) && !completed.length &&
        word.length > 3 && /^[\x00-\x7f]+$/.test(word));
      const chosen = doubtful.sort((a, b) => a.papers - b.papers).slice(0, long ? 1 : KNOBS.doubtful);
      const most = long ? 1 : Math.floor(KNOBS.candidates / chosen.length);
      return new Map(await Promise.all(chosen.map(async ({ term, word }) => [term, (await this.meant(word)).slice(0, most)])));
    }
    // Terms that the word being typed may become: those beside it, and a frequent one, which the head knows.
    async completions(word) {
      const found = new Map();
      const own = Words.stem(word);
      if (word.length < 3 || !this.papers) return [];
      const { places, starts } = await this.shard(word);
      const stands = (term) => starts[3 * places.get(term) + 1] - starts[3 * places.get(term)] || 0;
      for (const term of places.keys()) if (term.startsWith(word) && term !== own) found.set(term, stands(term));
      for (const [term, papers] of this.common) {
        if (!term.startsWith(word) || papers <= (this.common.get(own) ?? stands(own))) continue;
        if (term !== own) found.set(term, papers);
        break;
      }
      // "generatin" has outgrown the stem of what it becomes, "librari" becomes a plural.
      for (let end = word.length - 1; !found.size && !places.has(own) && end > 3 && end > word.length - 6; end -= 1) {
        const term = [word.slice(0, end), `${word.slice(0, end)}y`].find((one) => places.has(one) || this.common.has(one));
        if (term) found.set(term, 1);
      }
      return [...found].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).slice(0, KNOBS.candidates)
        .map(([term]) => ({ term, weight: KNOBS.ending }));
    }
    offer(found, word, { word: other, away, level }) {
      const term = Words.stem(other);
      const known = found.get(term);
      if (term === Words.stem(word)) return;
      if (!known || away < known.away || (away === known.away && level > known.level)) found.set(term, { term, word: other, away, level });
    }
    chosen(found) {
      return [...found.values()]
        .sort((a, b) => a.away - b.away || b.level - a.level || (a.term < b.term ? -1 : 1))
        .slice(0, KNOBS.candidates);
    }

    // For each thing that is asked for, the ways to say it: terms, each with a weight.
    async concepts(text, typing) {
      const forms = new Map();
      const joined = new Map();
      for (const parts of Words.compounds(text)) {
        for (const word of parts.filter((part) => !Words.STOP.has(part))) {
          if (!forms.has(Words.stem(word))) forms.set(Words.stem(word), word);
          if (parts.length === 2) joined.set(Words.stem(word), Words.stem(parts.join("")));
        }
      }
      const common = (term) => this.common.get(term) ?? 0;
      const rarest = new Set([...forms.keys()].sort((a, b) => common(a) - common(b)).slice(0, KNOBS.mostTerms));
      const last = typing && /[\p{L}\p{N}]$/u.test(text) ? [...forms.keys()].at(-1) : undefined;
      const chosen = [...forms].filter(([term]) => rarest.has(term));
      const found = await Promise.all(chosen.map(async ([term, word]) => {
        const [lists, { short }] = await Promise.all([this.lists(term), this.papers ? this.shard(term) : { short: {} }]);
        const papers = lists?.reduce((sum, list) => sum + list.papers.length, 0) ?? 0;
        return { term, word, lists, short, papers, completed: term === last ? await this.completions(word) : [] };
      }));
      const slips = await this.slipped(found);
      const concepts = await Promise.all(found.map(async ({ term, word, lists, short, papers, completed }) => {
        const corrected = slips.get(term) ?? [];
        const ways = [{ term, weight: 1, lists }];
        const also = (other, weight) => ways.push({ term: other, weight });
        if (joined.has(term)) also(joined.get(term), 1);
        for (const other of [...completed, ...corrected]) also(other.term, other.weight);
        const spelt = (Object.hasOwn(short, term) ? short[term] : []).map(([long, acronym]) => [long.split(" "), acronym])
          .filter(([parts]) => parts.every((part) => rarest.has(part)))
          .sort(([some, a], [others, b]) => others.length - some.length || common(b) - common(a) || (a < b ? -1 : 1));
        const acronyms = [...new Set(spelt.map(([, acronym]) => acronym))];
        for (const acronym of acronyms.slice(0, KNOBS.acronyms)) also(acronym, KNOBS.longForm);
        await Promise.all(ways.slice(1).map(async (way) => { way.lists = await this.lists(way.term); }));
        return { word, instead: papers ? "" : corrected[0]?.word ?? "", found: papers > 0 || completed.length > 0, ways };
      }));
      return { concepts, leftOut: [...forms].filter(([term]) => !rarest.has(term)).map(([, word]) => word) };
    }

    // Fills this.total; how much of the query each paper explains is left in the returned array.
    score(concepts) {
      const { seen, touched, total } = this;
      const [explained, titles, titled, bestText, bestTitle, part] = this.scratch;
      for (const array of [total, explained, titles, titled]) array.fill(0);
      let asked = 0;
      concepts.forEach(({ ways }) => {
        let count = 0;
        let weightiest = 0;
        const sum = ({ papers, impacts }, by) => {
          for (let at = 0; at < papers.length; at += 1) part[papers[at]] += by * impacts[at];
        };
        // Of several ways to say it the best counts.
        const keep = ({ papers }, weight, into) => {
          for (const paper of papers) {
            if (!seen[paper]) { seen[paper] = 1; touched[count++] = paper; }
            if (weight * part[paper] > into[paper]) into[paper] = weight * part[paper];
            part[paper] = 0;
          }
        };
        for (const { lists, weight } of ways.filter((way) => way.lists)) {
          const idf = this.idf(Math.max(...lists.map(({ papers }) => papers.length)));
          weightiest = Math.max(weightiest, weight * idf);
          const [text, title, author] = lists;
          const step = idf * this.head.step;
          sum(text, step);
          sum(author, step * KNOBS.author);
          keep(text, weight, bestText);
          keep(author, weight, bestText);
          sum(title, step);
          keep(title, weight, bestTitle);
        }
        weightiest ||= this.idf(0);
        asked += weightiest;
        for (let at = 0; at < count; at += 1) {
          const paper = touched[at];
          explained[paper] += weightiest;
          if (bestTitle[paper] > 0) titled[paper] += weightiest;
          total[paper] += bestText[paper];
          titles[paper] += bestTitle[paper];
          bestText[paper] = bestTitle[paper] = seen[paper] = 0;
        }
      });
      for (let paper = 0; paper < this.papers; paper += 1) {
        if (!explained[paper]) continue;
        const share = titled[paper] / asked;
        explained[paper] /= asked;
        total[paper] += KNOBS.title * titles[paper] * share * share * share;
        total[paper] *= 1 - KNOBS.coverage + KNOBS.coverage * explained[paper];
      }
      return explained;
    }
    // The papers of authors, of topics, with or without words: those that may be found at all.
    async allowed({ authors, topics, not }) {
      const all = new Uint8Array(this.papers).fill(1);
      const only = (papers) => { const those = new Set(papers); all.forEach((_, paper) => { if (!those.has(paper)) all[paper] = 0; }); };
      for (const term of authors.flatMap(Words.terms)) only((await this.lists(term))?.[AUTHOR].papers ?? []);
      for (const term of not.flatMap(Words.terms)) {
        for (const { papers } of (await this.lists(term)) ?? []) for (const paper of papers) all[paper] = 0;
      }
      for (const topic of topics) {
        const test = tested((await this.facets()).topics, [topic]);
        all.forEach((_, paper) => { if (!test(paper)) all[paper] = 0; });
      }
      return all;
    }
    async direct({ id }) {
      if (!/\d/.test(id) || /\s/.test(id)) return null;
      const papers = (await this.lists(id))?.[TITLE].papers ?? [];
      return papers.length === 1 ? papers[0] : null;
    }

    // What is found. `filters` has lists of any of topics (slugs), organisations, months (or years) and code ("1").
    // Gives `papers` (the best `most` after `from`, with `byMeaning`), `total` (matches), `partly` (papers
    // that explain less), `words` (with what was looked for instead), `leftOut`, `stems` to mark, `direct`
    // (the paper an id means), `unread` (papers that may say a phrase, and were not looked through),
    // `wanting` (whether meaning could add to it), and what `counts` needs.
    async search(given, { typing = false, filters = {}, sort = "relevance", from = 0, most = 10, meaning = true } = {}) {
      const query = parsed(given);
      const active = Object.entries(filters).filter(([, wanted]) => wanted.length);
      const direct = await this.direct(query);
      if (direct !== null) query.text = "";
      const [{ concepts, leftOut }, allowed, facets, votes] = await Promise.all([this.concepts(query.text, typing), this.allowed(query),
        active.length ? this.facets() : null, sort === "votes" ? this.votes() : null]);
      if (direct !== null) allowed.fill(0).fill(1, direct, direct + 1);
      const tests = active.map(([facet, wanted]) => tested(facets[facet], wanted));
      const passes = tests.length ? (paper) => allowed[paper] && tests.every((test) => test(paper)) : (paper) => allowed[paper];

      // All searches share the same arrays: whoever waits has to score again.
      let alike = null;
      let explained = this.score(concepts);
      const wanting = concepts.length > 0 && !query.phrases.length && explained[this.top()] < KNOBS.said;
      if (this.meaning && meaning && wanting) {
        alike = await this.meaning(query.text).catch(() => null);
        explained = this.score(concepts);
      }
      const matches = this.matches(concepts, allowed, explained);
      const here = matches.filter(passes);
      const key = this.key(sort, concepts, alike, explained, votes);
      const may = (test) => (concepts.length ? this.pool(alike, test) : matches.filter(test));
      const any = may(passes);
      const told = {
        direct, leftOut, wanting, words: concepts.map(({ word, instead, found }) => ({ word, instead, found })), filters: active,
        stems: [...new Set(concepts.flatMap(({ ways }) => ways.map(({ term }) => term)))],
      };
      const page = (papers) => papers.slice(from, from + most);
      if (query.phrases.length) {
        const saying = await this.saying(query.phrases, this.looked(query.phrases, concepts, may((paper) => allowed[paper]), passes, key));
        const papers = saying.papers.filter(passes);
        return { ...told, papers: page(papers).map((paper) => ({ paper, byMeaning: false })), total: papers.length, partly: 0,
          matches: saying.papers, unread: saying.unread };
      }
      const papers = page(best(sort === "relevance" ? any : here, key, from + most))
        .map((paper) => ({ paper, byMeaning: alike !== null && explained[paper] < KNOBS.explained }));
      return { ...told, papers, total: here.length, partly: any.length - here.length, matches, unread: 0 };
    }
    // The best paper by words.
    top() {
      let top = 0;
      for (let paper = 1; paper < this.papers; paper += 1) if (this.total[paper] > this.total[top]) top = paper;
      return top;
    }
    // The papers that explain nearly as much of the query as the one that explains most.
    matches(concepts, allowed, explained) {
      let most = 0;
      for (let paper = 0; paper < this.papers; paper += 1) if (allowed[paper] && explained[paper] > most) most = explained[paper];
      const papers = new Uint32Array(this.papers);
      let count = 0;
      for (let paper = 0; paper < this.papers; paper += 1) {
        if (allowed[paper] && (!concepts.length || (most && explained[paper] >= KNOBS.enough * most))) papers[count++] = paper;
      }
      return papers.subarray(0, count);
    }
    pool(alike, passes) {
      const papers = new Uint32Array(this.papers);
      let count = 0;
      for (let paper = 0; paper < this.papers; paper += 1) {
        if ((this.total[paper] > 0 || alike?.[paper] >= KNOBS.alike) && passes(paper)) papers[count++] = paper;
      }
      return papers.subarray(0, count);
    }
    // The less of the query the best paper by words explains, the more meaning counts.
    key(sort, concepts, alike, explained, votes) {
      if (sort === "votes") return (paper) => votes[paper];
      if (sort === "newest" || !concepts.length) return () => 0;
      const { total } = this;
      if (!alike) return (paper) => total[paper];
      const top = this.top();
      const weight = KNOBS.meaning * (1 - explained[top]);
      const highest = total[top] || 1;
      return (paper) => total[paper] / highest + weight * Math.max(0, alike[paper]);
    }
    // Of the papers that hold all words of the phrases the best, those that pass first; and how many more there are.
    looked(phrases, concepts, papers, passes, key) {
      const said = new Set(phrases.flatMap(Words.terms));
      const held = new Uint16Array(this.papers);
      let words = 0;
      for (const { ways: [{ term, lists }] } of concepts) {
        if (!said.has(term)) continue;
        for (const list of lists ?? []) for (const paper of list.papers) if (held[paper] === words) held[paper] = words + 1;
        words += 1;
      }
      const may = papers.filter((paper) => held[paper] === words);
      const passing = may.filter(passes);
      const first = best(passing, key, KNOBS.looked);
      const others = best(may.filter((paper) => !passes(paper)), key, KNOBS.looked - first.length);
      return { papers: [...first, ...others], unread: passing.length - first.length };
    }
    // Those that say all phrases, word by word.
    async saying(phrases, { papers, unread }) {
      const wanted = phrases.map((phrase) => ` ${Words.spoken(phrase).map(Words.stem).join(" ")} `);
      const cards = await this.cards(papers);
      return { unread, papers: papers.filter((_, at) => {
        const { title, abstract = "", takeaway = "", keywords = [], organisation = "", authors = [] } = cards[at];
        const texts = [title, abstract, takeaway, ...keywords, organisation, ...authors];
        const said = texts.map((text) => ` ${Words.spoken(text).map(Words.stem).join(" ")} `);
        return wanted.every((phrase) => said.some((text) => text.includes(phrase)));
      }) };
    }

    // For each facet how many of the matches have which value; a facet's own filter does not count.
    async counts({ matches, filters }) {
      const facets = await this.facets();
      const names = Object.keys(facets);
      const tests = names.map((name) => filters.filter(([facet]) => facet === name).map(([, wanted]) => tested(facets[name], wanted))[0]);
      const classes = names.map((name) => facets[name].classes);
      const tallies = names.map((name) => new Uint32Array(facets[name].values.length));
      for (const paper of matches) {
        let [failed, failures] = [0, 0];
        for (let place = 0; place < names.length; place += 1) if (tests[place] && !tests[place](paper)) { failed = place; failures += 1; }
        if (failures > 1) continue;
        for (let place = 0; place < names.length; place += 1) if (!failures || place === failed) tallies[place][classes[place][paper]] += 1;
      }
      return Object.fromEntries(names.map((name, place) => {
        const found = new Map();
        tallies[place].forEach((papers, one) => {
          if (papers) for (const value of facets[name].values[one]) found.set(value, (found.get(value) ?? 0) + papers);
        });
        return [name, [...found]];
      }));
    }
  }

  // Whether a paper has one of the values of a facet that are wanted.
  const tested = ({ classes, values }, wanted) => {
    const fits = values.map((held) => held.some((value) => wanted.includes(value)));
    return (paper) => fits[classes[paper]];
  };

  const open = async (load) => new Index(load, unframed(await load("head")).head);
  return { KNOBS, Index, best, distance, open, parsed, unframed };
})();
