// The numbers of a figure or a table as a file, made from its table: the page holds each number once. Without script the
// link leads to results.csv beside the page.
(() => {
  const heads = document.getElementById('figure-words').dataset.heads.split(', ');
  const text = (cell) => cell.textContent.replace(/\s+/g, ' ').trim();
  // What a spreadsheet would run as a formula is made text.
  const safe = (words) => /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
  const quoted = (words) => /[",\r\n]/.test(words) ? `"${words.replace(/"/g, '""')}"` : words;
  const scaled = (value, unit) => value === undefined ? ''
    : /^percent/.test(unit) ? String(parseFloat((value * 100).toPrecision(10))) : value;
  const lines = (table) => {
    const columns = [...table.tHead.rows[0].cells];
    return [...table.tBodies[0].rows].flatMap((row) => {
      const cells = [...row.cells];
      const group = cells.filter((cell) => !cell.matches('.number, .numeric td')).map(text).join(' · ');
      return cells.filter((cell) => cell.matches('.number, .numeric td')).flatMap((cell) => {
        const [column, number] = [columns[cell.cellIndex], cell.querySelector('data')];
        const unit = cell.dataset.unit ?? column.dataset.unit ?? table.dataset.unit;
        if (!number && !/^\[/.test(text(cell))) return [];
        const known = number ? [number.value, number.dataset.low, number.dataset.high] : [];
        const values = number ? known.map((value) => scaled(value, unit)) : [text(cell), '', ''];
        return [[safe(group), safe(text(column)), ...values, number?.dataset.base ?? '', unit ?? '',
          number?.id.slice(2) ?? '']];
      });
    });
  };
  const file = (exhibit) => {
    const rows = [...exhibit.querySelectorAll('table')].flatMap(lines);
    return `\ufeff${[heads, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
  };
  document.querySelectorAll('.get a.download').forEach((link) => {
    const exhibit = link.closest('figure');
    link.addEventListener('click', () => {
      link.download = `${exhibit.id}.csv`;
      link.href = URL.createObjectURL(new Blob([file(exhibit)], { type: 'text/csv;charset=utf-8' }));
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    });
  });
})();
