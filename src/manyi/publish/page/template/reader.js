// What a reader of the first page may want besides reading: a group of their own, a search, and where an old link leads.
// Without script the same stands there as tables and a list.
(() => {
  const words = document.getElementById('reader-words')?.dataset;
  const made = (tag, text = '', name = '') => Object.assign(document.createElement(tag), { textContent: text, className: name });

  // One card, or two beside each other, picked from the tables of groups.
  const tables = [...document.querySelectorAll('table.cards')];
  const picked = (choice) => {
    const [table, row] = choice.value.split('/').map(Number);
    return choice.value ? { table: tables[table], row: tables[table].tBodies[0].rows[row] } : null;
  };
  const chooser = (text, empty) => {
    const [label, choice] = [made('label', `${text} `), made('select')];
    choice.append(new Option(empty, ''));
    tables.forEach((table, at) => {
      const group = made('optgroup');
      group.label = table.caption.textContent;
      [...table.tBodies[0].rows].forEach((row, place) => group.append(new Option(row.cells[0].textContent, `${at}/${place}`)));
      choice.append(group);
    });
    label.append(choice);
    return [label, choice];
  };
  const card = ({ table, row }) => {
    const box = made('dl', '', 'card');
    const heads = [...table.tHead.rows[0].cells];
    [...row.cells].forEach((cell, at) => { // the group's head names its survey, as another may have a group of the same name
      if (cell.textContent) box.append(made('dt', (at ? heads[at] : table.caption).textContent), made('dd', cell.textContent));
    });
    return box;
  };
  // Said only of two groups a test has compared: those of one split.
  const compared = (one, two) => {
    if (one.table.dataset.study !== two.table.dataset.study) return words.surveys;
    if (one.table !== two.table) return words.overlap;
    if (one.row === two.row) return words.same;
    if (!one.row.dataset.letter || !two.row.dataset.letter) return words.untested;
    const among = (letters, { dataset }) => (letters ?? '').split(' ').includes(dataset.letter);
    const [a, b] = among(two.row.dataset.above, one.row) ? [two.row, one.row] : [one.row, two.row];
    const several = one.table.querySelectorAll('[data-letter]').length > 2;
    const sentence = among(a.dataset.above, b) ? words.above + (several ? words.corrected : '') : words.alike;
    return sentence.replace('{a}', a.cells[0].textContent).replace('{b}', b.cells[0].textContent)
      .replace('{sure}', among(a.dataset.small, b) ? words.small : words.shown);
  };
  if (tables.length) {
    const [box, out] = [made('div', '', 'pick'), made('div', '', 'picked')];
    const [[first, one], [second, two]] = [chooser(words.group, words.choose), chooser(words.against, words.nobody)];
    out.setAttribute('role', 'status');
    const show = () => {
      const groups = [picked(one), picked(two)].filter(Boolean);
      out.replaceChildren(...groups.map(card));
      const said = groups.length > 1 ? compared(...groups) : '';
      if (said) out.append(made('p', said));
    };
    [one, two].forEach((choice) => choice.addEventListener('change', show));
    box.append(first, ' ', second, out);
    document.querySelector('.groups').before(box);
  }

  // Words of the query without the s of a plural, at the beginning of a word, Chinese by pairs of signs: what holds all
  // of them, then what holds most; of those alike the findings of this page first.
  const directory = document.querySelector('.directory');
  const terms = (text) => {
    const low = text.toLowerCase();
    const han = (low.match(/[\u3400-\u9fff]+/g) ?? []).flatMap((run) =>
      run.length < 2 ? [run] : [...run.slice(1)].map((_, at) => run.slice(at, at + 2)));
    return [...new Set([...(low.match(/[a-z0-9.%]+/g) ?? []).map((word) => word.replace(/(?<=..[^s])s$/, '')), ...han])];
  };
  if (directory) {
    const first = new Set([...document.querySelectorAll('.finding h3 a')].map((link) => link.getAttribute('href')));
    const entries = [];
    let survey = '';
    directory.querySelectorAll('li.shelf, li li').forEach((item) => {
      if (item.matches('.shelf')) survey = item.querySelector('a').textContent;
      else entries.push({ item, survey, text: ` ${item.textContent.toLowerCase()}`, first: first.has(item.querySelector('a').getAttribute('href')) });
    });
    const synonyms = words.synonyms.split(';').map((alike) => alike.split('|'));
    const holds = (text, term) => (synonyms.find((alike) => alike.includes(term)) ?? [term]).some((word) =>
      /^[a-z0-9]/.test(word) ? text.split(word).slice(0, -1).some((before) => !/[a-z0-9]$/.test(before)) : text.includes(word));
    const [label, input, count, list] = [made('label', `${words.search} `), made('input'), made('span'), made('ul', '', 'results')];
    input.type = 'search';
    count.setAttribute('role', 'status');
    label.append(input);
    const line = made('p', '', 'find');
    line.append(label, ' ', count);
    directory.before(line, list);
    input.addEventListener('input', () => {
      const sought = terms(input.value);
      const scored = entries.map((entry) => ({ ...entry, hits: sought.filter((term) => holds(entry.text, term)).length }))
        .filter(({ hits }) => sought.length && hits >= Math.ceil(sought.length * 0.5)).sort((a, b) => b.hits - a.hits || b.first - a.first);
      list.replaceChildren(...scored.slice(0, 20).map(({ item, survey }) => {
        const copy = item.cloneNode(true);
        [copy, ...copy.querySelectorAll('[id]')].forEach((element) => element.removeAttribute('id'));
        copy.append(made('small', survey && ` (${survey})`));
        return copy;
      }));
      count.textContent = sought.length ? words.found.replace('{n}', scored.length) : '';
    });
  }

  // An id of before that stands on another page now; that of a number begins with the id of its exhibit.
  const lead = () => {
    let id = decodeURIComponent(location.hash.slice(1));
    if (!directory || !id || (document.getElementById(id) && !directory.contains(document.getElementById(id)))) return;
    const number = id.startsWith('n-');
    let name = number ? id.slice(2) : id;
    while (name && !document.getElementById(name)) name = number ? name.replace(/-?[^-]*$/, '') : '';
    const link = name && document.getElementById(name).closest('li')?.querySelector('a');
    if (link && directory.contains(link)) location.replace(`${link.getAttribute('href').split('#')[0]}#${id}`);
  };
  addEventListener('hashchange', lead);
  lead();
})();
