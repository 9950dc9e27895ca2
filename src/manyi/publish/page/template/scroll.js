// A table that does not scroll is no stop for the keyboard.
(() => {
  const boxes = [...document.querySelectorAll('.scroll')];
  const fit = () => boxes.forEach((box) =>
    box.scrollWidth > box.clientWidth ? box.setAttribute('tabindex', '0') : box.removeAttribute('tabindex'));
  addEventListener('resize', fit);
  document.addEventListener('toggle', fit, true);
  fit();
})();
