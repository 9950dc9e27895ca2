// A button beside each form of the citation copies it; where copying is not allowed the text is selected instead.
document.querySelectorAll('[data-copy]').forEach((line) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = line.dataset.copy;
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  const text = line.querySelector('.citation');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      said.textContent = line.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text);
      said.textContent = line.dataset.selected;
    }
  });
  line.append(button, ' ', said);
});
