// Sliders beside a driver model. The prediction is now + sum of share x move; its error comes from their covariance:
// everything stands in the page. At full stretch one slider says what the table says.
document.querySelectorAll('.what-if-template').forEach((template) => {
  const known = JSON.parse(template.dataset.numbers);
  template.after(template.content.cloneNode(true));
  const box = template.nextElementSibling;
  const sliders = [...box.querySelectorAll('input')];
  const said = box.querySelector('.said');
  const text = (value, signed) => {
    const body = (Math.abs(value) * known.scale).toFixed(known.decimals);
    const zero = Number(body) === 0;
    return (value < 0 && !zero ? '−' : signed && !zero ? '+' : '') + body + (signed ? '' : known.percent);
  };
  const error = (weights) => known.critical * Math.sqrt(weights.reduce((sum, one, i) =>
    sum + weights.reduce((row, other, j) => row + one * other * known.covariance[i][j], 0), 0));
  const show = () => {
    const shares = sliders.map((slider) => slider.value / 100);
    const change = shares.reduce((sum, share, i) => sum + share * known.moves[i], 0);
    const then = known.now + change;
    const wide = error([1, ...shares]);
    const apart = error([0, ...shares]);
    const values = {
      then: text(then), low: text(then - wide), high: text(then + wide),
      change: text(change, true), from: text(change - apart, true), to: text(change + apart, true),
    };
    sliders.forEach((slider) => {
      slider.nextElementSibling.value = `${slider.value}%`;
      slider.setAttribute('aria-valuetext', `${slider.value}%`);
    });
    const words = shares.some((share) => share > 0) ? said.dataset.then : said.dataset.now;
    said.textContent = words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  sliders.forEach((slider) => slider.addEventListener('input', show));
  box.querySelector('button').addEventListener('click', () => {
    sliders.forEach((slider) => { slider.value = 0; });
    show();
  });
  show();
});
