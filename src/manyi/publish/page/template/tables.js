// Tables of numbers of some length can be put in order by any column, and long ones searched. Printed as they were.
(() => {
  const words = document.getElementById('table-words').dataset;
  const number = (cell) => {
    const known = cell.querySelector('data');
    if (known) return Number(known.value);
    return parseFloat(cell.textContent.replace(/,/g, '').replace('−', '-'));
  };
  const ordered = (rows, column, sign) => {
    const numeric = rows.some((row) => row.cells[column].matches('.number, .numeric td'));
    const key = (row) => numeric ? number(row.cells[column]) : row.cells[column].textContent;
    const order = (a, b) => numeric ? a - b : a.localeCompare(b, document.documentElement.lang);
    const empty = (value) => numeric && Number.isNaN(value);
    return [...rows].sort((one, two) => {
      const [a, b] = [key(one), key(two)];
      if (empty(a) || empty(b)) return empty(a) - empty(b);
      return sign * order(a, b);
    });
  };
  const resets = [];
  const sortable = (table, rows) => {
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    const put = (head, state) => {
      heads.forEach((one) => one === head && state ? one.setAttribute('aria-sort', state) : one.removeAttribute('aria-sort'));
      const sign = { ascending: 1, descending: -1 }[state];
      table.tBodies[0].append(...(sign ? ordered(rows, heads.indexOf(head), sign) : rows));
    };
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      button.append(...head.childNodes);
      head.append(button);
      const states = rows.some((row) => row.cells[column].matches('.number, .numeric td'))
        ? ['descending', 'ascending', ''] : ['ascending', 'descending', ''];
      button.addEventListener('click', () => {
        put(head, states[(states.indexOf(head.getAttribute('aria-sort') ?? '') + 1) % states.length]);
      });
    });
    resets.push(() => put(null, ''));
  };
  const searchable = (table, rows) => {
    const [line, label, input, count] = ['p', 'label', 'input', 'span'].map((name) => document.createElement(name));
    line.className = 'find';
    input.type = 'search';
    count.setAttribute('role', 'status');
    label.append(`${words.find} `, input);
    line.append(label, ' ', count);
    (table.closest('.scroll') ?? table).before(line);
    const find = () => {
      const sought = input.value.trim().toLowerCase();
      rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(sought); });
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = sought ? words.rows.replace('{n}', left).replace('{all}', rows.length) : '';
    };
    input.addEventListener('input', find);
    resets.push(() => { input.value = ''; find(); });
  };
  document.querySelectorAll('main table').forEach((table) => {
    const rows = table.tHead && table.tBodies.length === 1 ? [...table.tBodies[0].rows] : [];
    if (rows.length > 9 && table.matches('.numbers')) sortable(table, rows);
    if (rows.length > 12) searchable(table, rows);
  });
  addEventListener('beforeprint', () => resets.forEach((reset) => reset()));
})();
