// Finds papers in the files of search/data/ (generator/search/ writes them and says what is in them).
// No page and no network in here: `load(name)` gives a promise of a file's unzipped bytes.
// benchmarks/ranking.py ranks in the same way; a test holds the two together.
"use strict";
const Search = (() => {
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
    coverage: 0.95, // how much a paper loses that explains nothing of the query
    doubtful: 2, // so many of them are looked up; in a longer query one, with one candidate
    candidates: 4, // shared among them
    enough: 0.75, // of what the best paper explains: as much makes a match, less only a "partly"
    meaning: 2, // what meaning counts where words explain nothing
    alike: 0.3, // papers less alike than this are not found by meaning
    explained: 0.2, // a paper that explains less of the query than this was found by meaning alone
    looked: 60, // papers that are looked through for a phrase
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
        if (phrase && !minus && Words.terms(phrase).length > 1) query.phrases.push(phrase);
      }
    }
    query.text = words.join(" ");
    return query;
  };

  // The `most` best of `papers` by key, then the newest; without sorting them all.
  const best = (papers, key, most) => {
    const top = [];
    for (const paper of papers) {
      const item = { paper, key: key(paper) };
      const after = (other) => other.key < item.key || (other.key === item.key && other.paper < paper);
      if (top.length === most && !after(top[most - 1])) continue;
      let place = top.length;
      while (place > 0 && after(top[place - 1])) place -= 1;
      top.splice(place, 0, item);
      if (top.length > most) top.pop();
    }
    return top.map(({ paper }) => paper);
  };

  class Index {
    // `meaning` may be set at any time: see search-meaning.js and docs/decisions.
    constructor(load, head) {
      Object.assign(this, { load, head, meaning: null, kept: new Map(), slips: new Map(), papers: head.papers });
      this.first = head.first.split("\n");
      const [terms, counts] = head.common;
      this.common = new Map(terms.split("\n").map((term, at) => [term, counts[at]]));
      this.total = new Float64Array(head.papers);
      this.scratch = Array.from({ length: 6 }, () => new Float64Array(head.papers));
      [this.seen, this.touched] = [new Uint8Array(head.papers), new Uint32Array(head.papers)];
    }

    // A file, decoded once; what could not be loaded is asked for anew the next time.
    once(name, decode) {
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
    bucket(wanted) {
      const ends = wanted[0] === "-";
      const name = Object.keys(this.head.words).findLast((other) => (other[0] === "-") === ends && other <= wanted);
      if (!name) return { words: [], levels: [] };
      return this.once(`words${name}-${this.head.words[name]}`, ({ head, sections: [levels] }) => ({ words: head.words.split("\n"), levels }));
    }
    columns() {
      return this.once(`columns-${this.head.columns}`, ({ head, sections: [votes, sets, organisations, code] }) => {
        const day = new Uint16Array(this.papers);
        let at = 0;
        head.days.forEach(([, count], place) => day.fill(place, at, (at += count)));
        const [voted, set, organisation] = [votes, sets, organisations].map(numbers);
        return { ...head, day, votes: voted, set, organisation, code: (paper) => (code[paper >> 3] >> (paper & 7)) & 1 };
      });
    }
    // The cards of papers by their numbers, in that order; and whether they need not be loaded.
    cards(papers) {
      return Promise.all(papers.map(async (paper) => (await this.once(this.block(paper), ({ head }) => head.cards))[paper % this.head.block]));
    }
    holds(papers) {
      return papers.every((paper) => this.kept.has(this.block(paper)));
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
    meant(word) {
      if (!this.slips.has(word)) this.slips.set(word, this.corrections(word));
      this.slips.get(word).catch(() => this.slips.delete(word));
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
    // Words that begin with the one being typed.
    async completions(word) {
      if (word.length < 3) return [];
      const { words, levels } = await this.bucket(`${word.slice(0, 2)}-`);
      const found = new Map();
      words.forEach((other, at) => {
        if (other.startsWith(word)) this.offer(found, word, { word: other, away: 0, level: levels[at] });
      });
      return this.chosen(found).map((offer) => ({ ...offer, weight: KNOBS.ending }));
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
        for (const [long, acronym] of Object.hasOwn(short, term) ? short[term] : []) {
          if (long.split(" ").every((part) => rarest.has(part))) also(acronym, KNOBS.longForm);
        }
        await Promise.all(ways.slice(1).map(async (way) => { way.lists = await this.lists(way.term); }));
        return { word, instead: papers ? "" : corrected[0]?.word ?? "", papers, ways };
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
      if (topics.length) {
        const tests = topics.map((topic) => tested.topics(this.known, [topic]));
        all.forEach((_, paper) => { if (!tests.every((test) => test(paper))) all[paper] = 0; });
      }
      return all;
    }
    async direct({ id }) {
      if (!/\d/.test(id) || /\s/.test(id)) return null;
      const papers = (await this.lists(id))?.[TITLE].papers ?? [];
      return papers.length === 1 ? papers[0] : null;
    }

    // What is found. `filters` has any of topics (slugs), organisations, months (or years) and code.
    // Gives `papers` (the best `most` after `from`, with `byMeaning`), `total` (matches), `partly` (papers
    // that explain less), `words` (with what was looked for instead), `leftOut`, `stems` to mark, `direct`
    // (the paper an id means), and what `counts` needs.
    async search(given, { typing = false, filters = {}, sort = "relevance", from = 0, most = 10 } = {}) {
      const query = parsed(given);
      const active = Object.entries(filters).filter(([, values]) => (Array.isArray(values) ? values.length : values));
      if (active.length || query.topics.length || sort === "votes") this.known = await this.columns();
      const direct = await this.direct(query);
      if (direct !== null) query.text = "";
      const [{ concepts, leftOut }, allowed] = await Promise.all([this.concepts(query.text, typing), this.allowed(query)]);
      if (direct !== null) allowed.fill(0).fill(1, direct, direct + 1);
      const alike = this.meaning && concepts.length && !query.phrases.length ? await this.meaning(query.text).catch(() => null) : null;
      const tests = active.map(([facet, values]) => tested[facet](this.known, values));
      const passes = (paper) => allowed[paper] && tests.every((test) => test(paper));

      // From here to the list of papers nothing waits, since all searches share the same arrays.
      const explained = this.score(concepts);
      const matches = this.matches(concepts, allowed, explained);
      const here = matches.papers.filter(passes);
      const key = this.key(sort, concepts, alike, explained);
      const any = concepts.length ? this.pool(alike, passes) : here;
      const pool = sort === "relevance" ? any : here;
      let papers = best(pool, key, query.phrases.length ? KNOBS.looked : from + most);
      const byMeaning = new Set(alike ? papers.filter((paper) => explained[paper] < KNOBS.explained) : []);
      let total = here.length;
      if (query.phrases.length) total = (papers = await this.saying(query.phrases, papers)).length;
      return {
        papers: papers.slice(from, from + most).map((paper) => ({ paper, byMeaning: byMeaning.has(paper) })),
        total, partly: query.phrases.length ? 0 : any.length - here.length, direct, leftOut,
        words: concepts.map(({ word, instead, papers: found }) => ({ word, instead, found: found > 0 })),
        stems: [...new Set(concepts.flatMap(({ ways }) => ways.map(({ term }) => term)))],
        explained: matches.most, matches: matches.papers.filter((paper) => allowed[paper]), filters: active,
      };
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
      return { most, papers: papers.subarray(0, count) };
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
    key(sort, concepts, alike, explained) {
      if (sort === "votes") return (paper) => this.known.votes[paper];
      if (sort === "newest" || !concepts.length) return () => 0;
      if (!alike) return (paper) => this.total[paper];
      const top = this.total.reduce((most, score, paper) => (score > this.total[most] ? paper : most), 0);
      const weight = KNOBS.meaning * (1 - explained[top]);
      const highest = this.total[top] || 1;
      return (paper) => this.total[paper] / highest + weight * Math.max(0, alike[paper]);
    }
    // Those that hold all phrases, word by word.
    async saying(phrases, papers) {
      const wanted = phrases.map((phrase) => ` ${Words.spoken(phrase).map(Words.stem).join(" ")} `);
      const cards = await this.cards(papers);
      return papers.filter((_, at) => {
        const { title, abstract = "", takeaway = "", keywords = [], organisation = "", authors = [] } = cards[at];
        const texts = [title, abstract, takeaway, ...keywords, organisation, ...authors];
        const said = texts.map((text) => ` ${Words.spoken(text).map(Words.stem).join(" ")} `);
        return wanted.every((phrase) => said.some((text) => text.includes(phrase)));
      });
    }

    // For each facet how many of the matches have which value; a facet's own filter does not count.
    async counts({ matches, filters }) {
      const known = (this.known = await this.columns());
      const tests = filters.map(([facet, values]) => [facet, tested[facet](known, values)]);
      const counts = { topics: new Map(), organisations: new Map(), months: new Map(), code: new Map() };
      for (const paper of matches) {
        const failed = tests.filter(([, test]) => !test(paper)).map(([facet]) => facet);
        if (failed.length > 1) continue;
        for (const facet of failed.length ? failed : Object.keys(counts)) {
          for (const value of valued[facet](known, paper)) counts[facet].set(value, (counts[facet].get(value) ?? 0) + 1);
        }
      }
      return Object.fromEntries(Object.entries(counts).map(([facet, found]) => [facet, [...found]]));
    }
  }

  // The values that a paper has of each facet, and whether it has one of those wanted.
  const valued = {
    topics: ({ sets, set, topics }, paper) => sets[set[paper]].map((place) => topics[place][0]),
    organisations: ({ organisations, organisation }, paper) => (organisation[paper] ? [organisations[organisation[paper] - 1]] : []),
    months: ({ days, day }, paper) => [days[day[paper]][0].slice(0, 7)],
    code: ({ code }, paper) => (code(paper) ? [true] : []),
  };
  const tested = {
    topics: (known, values) => (paper) => valued.topics(known, paper).some((slug) => values.includes(slug)),
    organisations: (known, values) => (paper) => values.includes(valued.organisations(known, paper)[0]),
    months: (known, values) => (paper) => values.some((month) => valued.months(known, paper)[0].startsWith(month)),
    code: (known) => (paper) => known.code(paper) === 1,
  };

  const open = async (load) => new Index(load, unframed(await load("head")).head);
  return { KNOBS, Index, best, distance, open, parsed, unframed };
})();
