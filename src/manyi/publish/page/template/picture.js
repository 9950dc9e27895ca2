// A figure as a picture, and a link to it: made here from the drawing that is shown, so the page holds it once.
(() => {
  const link = document.getElementById('figure-words').dataset.link;
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const colours = rules.find((rule) => rule.selectorText === ':root').style; // the light ones come first
  const light = (value) => value.replace(/var\((--[\w-]+)[^)]*\)/g, (_, name) => colours.getPropertyValue(name).trim());
  const text = (wanted) => rules.filter(wanted).map((rule) => rule.cssText).join('');
  const font = text((rule) => rule instanceof CSSFontFaceRule);
  // The look of every part as it is on white, whatever the page is shown on.
  const looked = (drawing) => {
    const copy = drawing.cloneNode(true);
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    const [, , wide, high] = copy.getAttribute('viewBox').split(' ').map(Number);
    copy.setAttribute('width', wide);
    copy.setAttribute('height', high);
    const looks = text((rule) => rule.selectorText?.startsWith('.chart .'));
    const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
    style.textContent = `${font}text{font-family:"Noto Sans SC",sans-serif}${light(looks)}`;
    copy.prepend(style);
    copy.querySelectorAll('[style]').forEach((part) => part.setAttribute('style', light(part.getAttribute('style'))));
    return { file: new XMLSerializer().serializeToString(copy), wide, high };
  };
  const save = (blob, name) => {
    const hidden = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
    hidden.click();
    setTimeout(() => URL.revokeObjectURL(hidden.href), 60000);
  };
  const svg = (exhibit, drawing) => save(new Blob([looked(drawing).file], { type: 'image/svg+xml' }), `${exhibit.id}.svg`);
  const png = (exhibit, drawing) => {
    const { file, wide, high } = looked(drawing);
    const [image, canvas] = [new Image(), document.createElement('canvas')];
    [canvas.width, canvas.height] = [Math.round(wide * 3), Math.round(high * 3)];
    image.onload = () => {
      const pen = canvas.getContext('2d');
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, `${exhibit.id}.png`), 'image/png');
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(file)}`;
  };
  const button = (text, act) => {
    const made = Object.assign(document.createElement('button'), { type: 'button', textContent: text });
    made.addEventListener('click', act);
    return made;
  };
  document.querySelectorAll('.chart-exhibit').forEach((exhibit) => {
    const [line, shown] = [exhibit.querySelector('.get'), () => {
      const drawings = [...exhibit.querySelectorAll('svg.chart')];
      return drawings.find((drawing) => drawing.getClientRects().length) ?? drawings[0];
    }];
    if (!line || !shown()) return;
    const itself = Object.assign(document.createElement('a'), { href: `#${exhibit.id}`, textContent: link, className: 'itself' });
    line.append(button('PNG', () => png(exhibit, shown())), button('SVG', () => svg(exhibit, shown())), itself);
  });
})();
