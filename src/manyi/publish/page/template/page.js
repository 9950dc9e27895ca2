// Comfort only; the page reads the same without it. The section in view is marked in the contents list, and the
// language link leads to the same section of the other page.
(() => {
  const links = [...document.querySelectorAll('.contents a[href^="#"]')];
  const places = links.map((link) => document.getElementById(link.hash.slice(1)));
  const switches = document.querySelectorAll('[data-switch]');
  const home = switches[0].getAttribute('href');
  let waiting = false;
  let opened = null;
  const follow = () => {
    waiting = false;
    let now = -1;
    places.forEach((place, i) => { if (place.getBoundingClientRect().top < innerHeight / 3) now = i; });
    const group = links[now]?.closest('.contents li > details') ?? null;
    if (group !== opened) {
      if (opened) opened.open = false;
      if (group) opened = group.open ? null : group;
      if (opened) opened.open = true;
    }
    links.forEach((link, i) => i === now ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current'));
    switches.forEach((one) => one.setAttribute('href', now < 0 ? home : home + links[now].hash));
  };
  const soon = () => { if (!waiting) { waiting = true; requestAnimationFrame(follow); } };
  addEventListener('scroll', soon, { passive: true });
  addEventListener('resize', soon);
  follow();
})();
// Who followed a link to the evidence of a finding finds the way back beside it.
(() => {
  const home = document.querySelector('.kicker a:not(.switch)');
  const offer = () => {
    document.querySelector('.back-up')?.parentElement.remove();
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!home || !target || !target.closest('main')) return;
    const link = document.createElement('a');
    link.className = 'back-up';
    link.href = home.getAttribute('href');
    link.textContent = `↑ ${home.dataset.back}`;
    const line = document.createElement('p');
    line.append(link);
    (target.closest('.sentence, .notice, figure, h2, h3, h4') ?? target).after(line);
  };
  addEventListener('hashchange', offer);
  offer();
})();
