"use strict";
// Keeps in the document the cards in sight, a screen before and one behind, and no more. Everything that comes from
// files is put in as text. What the columns of a line are is told in reviewer/report/listing.py.
{
  const GAP = 20; // px between cards, as in the style
  const NARROWEST = 264; // px of a card
  const MOST_LINES = 5; // of reasons; the rest is in the tip
  const LETTER = 6.4; // px of a small letter, about, by which room for reasons is reckoned
  const PRINTED = 300; // cards that go to paper at most: some 25 pages

  const element = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(element(id).textContent);
  const { judges, absent, sentences, words } = read("about");
  const photos = read("photos").map((line, number) => {
    const [name, address, manner, turns, path, clock, taken, camera, cells, unreadable] = line;
    const failed = unreadable >= 0 || cells.some((cell) => Number.isInteger(cell));
    return { number, name, address, manner, turns, path, clock, taken, camera, cells, unreadable, failed };
  });
  const byTime = inOrderOfTime();
  const [list, sort, way, filter, search] = ["list", "sort", "way", "filter", "search"].map(element);
  const [least, most, range] = ["least", "most", "range"].map(element);
  const all = element("shown").textContent; // "668 photos"
  const cards = new Map(); // by the photo's number: those in the document
  let arranged = photos; // all, in the order chosen
  let order = photos; // of these, the ones shown
  let descending = true;
  let columns = 1;
  let rowHeight = 0;
  let wanted = 0; // the animation frame that will place cards

  // A photo without a time stands after the one that its name follows, as in the program.
  function inOrderOfTime() {
    let before = -Infinity;
    const keys = photos.map((photo) => (before = photo.taken ?? before));
    return [...photos].sort((one, other) => keys[one.number] - keys[other.number] || one.number - other.number);
  }

  // What its score counts for: its kind may be one that is judged badly.
  const value = (photo, judge) => photo.cells[judge]?.[4] ?? null;

  function arrange() {
    const sign = descending ? -1 : 1;
    if (sort.value === "name" || sort.value === "time") {
      const ascending = sort.value === "name" ? photos : byTime;
      return descending ? [...ascending].reverse() : ascending;
    }
    const judge = Number(sort.value);
    return [...byTime].sort((one, other) => {
      const [first, second] = [value(one, judge), value(other, judge)];
      if (first === null || second === null) return (first === null) - (second === null);
      return sign * (first - second);
    });
  }

  function fits() {
    const looked = search.value.trim().toLowerCase();
    const named = looked ? (photo) => photo.name.toLowerCase().includes(looked) : () => true;
    if (filter.value === "failures") return (photo) => photo.failed && named(photo);
    const [low, high] = [Number(least.value), Number(most.value)];
    const judge = Number(filter.value);
    if (filter.value === "" || (low <= Number(least.min) && high >= Number(most.max))) return named;
    return (photo) => {
      const found = value(photo, judge);
      return found !== null && found >= low && found <= high && named(photo);
    };
  }

  function show({ fromTop = true } = {}) {
    order = arranged.filter(fits());
    element("none").hidden = order.length > 0;
    tell(order.length);
    for (const card of cards.values()) card.remove();
    cards.clear();
    measure();
    if (fromTop) scrollTo(0, Math.min(scrollY, list.getBoundingClientRect().top + scrollY - element("bar").offsetHeight - GAP));
    place();
  }

  function tell(shown, sentence = shown === photos.length ? "{photos}" : words.report_shown) {
    const filled = sentence.replace("{shown}", shown.toLocaleString("en")).replace("{photos}", all);
    element("shown").textContent = filled;
  }

  // How many columns there is room for, and how tall a row is: all cards are of one height.
  function measure() {
    const wide = list.clientWidth;
    columns = Math.max(1, Math.floor((wide + GAP) / (NARROWEST + GAP)));
    const card = (wide - GAP * (columns - 1)) / columns;
    const set = (name, text) => list.style.setProperty(name, text);
    set("--columns", columns);
    set("--wide", `${Math.floor(card)}px`);
    set("--tall", `${Math.round((card * 2) / 3)}px`);
    set("--others", Math.max(0, judges.length - 1));
    set("--lines", Math.min(MOST_LINES, Math.ceil((longestReasons * LETTER) / card)));
    list.style.paddingTop = "0";
    if (!order.length) {
      list.style.height = "0";
      return;
    }
    const probe = build(order[0]);
    list.append(probe);
    rowHeight = probe.getBoundingClientRect().height + GAP;
    probe.remove();
    list.style.height = `${Math.ceil(order.length / columns) * rowHeight - GAP}px`;
  }

  // Put the cards in sight into the document, and take the others out.
  function place() {
    wanted = 0;
    if (!order.length || matchMedia("print").matches) return;
    const top = list.getBoundingClientRect().top;
    const rows = Math.ceil(order.length / columns);
    const first = Math.max(0, Math.min(rows - 1, Math.floor((-top - innerHeight) / rowHeight)));
    const last = Math.min(rows - 1, Math.floor((2 * innerHeight - top) / rowHeight));
    list.style.paddingTop = `${first * rowHeight}px`;
    fill(order.slice(first * columns, (last + 1) * columns));
  }

  function fill(chosen) {
    const numbers = new Set(chosen.map((photo) => photo.number));
    for (const [number, card] of cards) {
      if (!numbers.has(number)) {
        card.remove();
        cards.delete(number);
      }
    }
    let next = list.firstElementChild;
    for (const photo of chosen) {
      const there = cards.get(photo.number);
      if (there && there === next) {
        next = next.nextElementSibling;
        continue;
      }
      const card = there ?? build(photo);
      cards.set(photo.number, card);
      list.insertBefore(card, next);
    }
  }

  function make(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function tipped(made, tip) {
    made.title = tip;
    return made;
  }

  function build(photo) {
    const card = make("li", "card");
    card.dataset.number = photo.number;
    const judge = leading();
    card.append(picture(photo));
    if (judges.length) card.append(verdict(photo, judge));
    card.append(tipped(make("p", "name", photo.name), photo.path));
    card.append(make("p", "shot", [photo.clock, photo.camera].filter(Boolean).join("  ·  ")));
    if (judges.length > 1) card.append(scores(photo, judge));
    if (longestReasons) card.append(why(photo));
    return card;
  }

  // The judge that a card tells of in large: the one sorted by, else the first.
  const leading = () => (/^\d+$/.test(sort.value) ? Number(sort.value) : 0);

  function picture(photo) {
    const leads = photo.address !== null && photo.unreadable < 0;
    const frame = make(leads ? "a" : "div", "picture");
    if (leads) {
      frame.href = photo.address;
      frame.target = "_blank";
      frame.rel = "noopener noreferrer";
      frame.setAttribute("aria-label", words.report_opens.replace("{file}", () => photo.name));
    } else {
      frame.tabIndex = 0;
    }
    if (photo.turns) frame.classList.add(`q${photo.turns}`);
    const source = photo.manner === "original" ? photo.address : inlined(photo);
    if (source) frame.append(image(source, photo, frame));
    else if (document.readyState === "loading" && photo.manner === "inline") frame.classList.add("awaited");
    else empty(frame, photo.unreadable < 0 ? words.report_no_picture : sentences[photo.unreadable], photo.unreadable >= 0);
    return frame;
  }

  // The page's last part is small pictures: cards are there before all of these have arrived.
  function awaitPictures() {
    if (document.readyState === "loading") setTimeout(awaitPictures, 100);
    for (const frame of document.querySelectorAll(".awaited")) {
      const number = Number(frame.closest(".card").dataset.number);
      if (element(`picture${number}`) || document.readyState !== "loading") frame.replaceWith(picture(photos[number]));
    }
  }

  function inlined(photo) {
    const block = photo.manner === "inline" && element(`picture${photo.number}`);
    return block ? `data:image/jpeg;base64,${block.textContent}` : "";
  }

  function image(source, photo, frame) {
    const made = document.createElement("img");
    made.loading = "lazy";
    made.decoding = "async";
    made.alt = photo.name;
    made.addEventListener("error", () => empty(frame, words.report_moved, true));
    made.src = source;
    return made;
  }

  function empty(frame, text, trouble) {
    frame.classList.add("empty");
    frame.classList.toggle("trouble", trouble);
    frame.replaceChildren(make("span", "", text));
  }

  const rounded = (cell) => cell[0].toFixed(2);
  const raw = (cell) => words.raw.replace("{raw}", cell[1]);

  function verdict(photo, judge) {
    const cell = photo.cells[judge];
    const line = make("p", "verdict");
    const scored = Array.isArray(cell);
    line.append(make("span", scored ? "place" : "place none", scored ? cell[2] : "–"));
    const text = `${judges[judge].title} ${scored ? rounded(cell) : ""}`;
    line.append(tipped(make("span", "value", text), scored ? raw(cell) : judges[judge].judges));
    return line;
  }

  function scores(photo, leader) {
    const table = make("table", "scores");
    judges.forEach((judge, at) => {
      if (at === leader) return;
      const cell = photo.cells[at];
      const scored = Array.isArray(cell);
      const row = table.insertRow();
      const head = make("th", "", judge.title);
      head.scope = "row";
      row.append(tipped(head, judge.judges));
      row.append(tipped(make("td", "", scored ? rounded(cell) : "–"), scored ? raw(cell) : ""));
      row.append(make("td", "", scored ? cell[2] : ""));
    });
    return table;
  }

  function why(photo) {
    const said = reasons(photo);
    const line = make("p", photo.cells.some((cell) => Number.isInteger(cell)) ? "why trouble" : "why", said);
    return tipped(line, said);
  }

  function reasons(photo) {
    const said = photo.cells.flatMap((cell, at) => {
      if (Array.isArray(cell)) return cell[3].map((number) => sentences[number]);
      return Number.isInteger(cell) ? [`${judges[at].title}: ${sentences[cell]}`] : [];
    });
    return said.length || photo.unreadable >= 0 || !judges.length ? said.join("  ·  ") : words.unscored;
  }

  const longestReasons = photos.reduce((most, photo) => Math.max(most, reasons(photo).length), 0);

  // What there is to choose from.

  function option(select, key, text) {
    const made = make("option", "", text);
    made.value = key;
    select.append(made);
  }

  function offer() {
    const failures = photos.filter((photo) => photo.failed).length;
    option(filter, "", words.report_everything);
    judges.forEach((judge, at) => {
      option(sort, at, judge.title);
      option(filter, at, judge.title);
    });
    if (failures) option(filter, "failures", `${words.report_failures} (${failures.toLocaleString("en")})`);
    option(sort, "name", words.sort_name);
    option(sort, "time", words.sort_time);
    element("absent").append(...absent.map((sentence) => make("li", "", sentence)));
    element("absent").hidden = !absent.length;
  }

  function setWay(down) {
    descending = down;
    way.textContent = down ? "↓" : "↑";
    way.setAttribute("aria-label", down ? words.descending : words.ascending);
    way.title = down ? words.descending : words.ascending;
  }

  function chooseFilter() {
    const judge = judges[filter.value];
    range.hidden = !judge;
    if (judge) {
      for (const end of [least, most]) {
        end.min = judge.low;
        end.max = judge.high;
      }
      least.value = judge.low;
      most.value = judge.high;
      drawHistogram(judge);
      showEnds();
    }
    show();
  }

  function drawHistogram({ counts }) {
    const tallest = Math.max(...counts, 1);
    const histogram = element("histogram");
    histogram.setAttribute("viewBox", `0 0 ${counts.length * 4} 100`);
    histogram.replaceChildren(
      ...counts.map((count, at) => {
        const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        const tall = count ? Math.max(4, (100 * count) / tallest) : 0;
        const sizes = { x: at * 4, y: 100 - tall, width: 3, height: tall };
        for (const [name, size] of Object.entries(sizes)) bar.setAttribute(name, size);
        return bar;
      }),
    );
  }

  function showEnds() {
    const [low, high] = [Number(least.value), Number(most.value)];
    element("ends").textContent = `${low.toFixed(2)} – ${high.toFixed(2)}`;
    const bars = element("histogram").children;
    const step = (Number(most.max) - Number(least.min)) / bars.length;
    for (const [at, bar] of [...bars].entries()) {
      const middle = Number(least.min) + (at + 0.5) * step;
      bar.classList.toggle("within", middle >= low && middle <= high);
    }
  }

  // One end pushes the other, so that they never cross.
  function slide(moved, other, crossed) {
    if (crossed(Number(moved.value), Number(other.value))) other.value = moved.value;
    least.style.zIndex = Number(least.value) > (Number(least.min) + Number(least.max)) / 2 ? 1 : 0;
    showEnds();
    show();
  }

  // From card to card by the arrow keys, wherever they stand.
  function step(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    const card = event.target.closest(".card");
    if (!steps || !card || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = order.findIndex((photo) => photo.number === Number(card.dataset.number)) + steps;
    event.preventDefault();
    if (at < 0 || at >= order.length) return;
    const top = list.getBoundingClientRect().top + Math.floor(at / columns) * rowHeight;
    const above = element("bar").getBoundingClientRect().bottom + GAP;
    if (top < above) scrollBy(0, top - above);
    else if (top + rowHeight > innerHeight) scrollBy(0, top + rowHeight - innerHeight);
    place();
    cards.get(order[at].number).querySelector(".picture").focus({ preventScroll: true });
  }

  const placeSoon = () => (wanted ||= requestAnimationFrame(place));

  addEventListener("scroll", placeSoon, { passive: true });
  addEventListener("resize", () => {
    if (!matchMedia("print").matches) show({ fromTop: false });
  });
  addEventListener("beforeprint", () => {
    if (order.length > PRINTED) tell(PRINTED, words.report_printed);
    fill(order.slice(0, PRINTED));
  });
  addEventListener("afterprint", () => show({ fromTop: false }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(input|select)$/i.test(event.target.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });
  list.addEventListener("keydown", step);
  sort.addEventListener("change", () => {
    setWay(sort.value !== "name" && sort.value !== "time");
    arranged = arrange();
    show();
  });
  way.addEventListener("click", () => {
    setWay(!descending);
    arranged = arrange();
    show();
  });
  filter.addEventListener("change", chooseFilter);
  least.addEventListener("input", () => slide(least, most, (low, high) => low > high));
  most.addEventListener("input", () => slide(most, least, (high, low) => high < low));
  search.addEventListener("input", () => show());
  element("bar").addEventListener("submit", (event) => event.preventDefault());

  offer();
  setWay(judges.length > 0);
  element("bar").hidden = false;
  arranged = arrange();
  show({ fromTop: false });
  awaitPictures();
}
