// Keys of the whole console, and what must be said to htmx. Everything works without it.
const typing = 'input, textarea, select, [contenteditable]';

/** What a key does, unless somebody types; a page adds its own. */
window.consoleKeys = new Map([
  ['?', () => document.getElementById('keys')?.showModal()],
  ['/', () => document.getElementById('q')?.focus()],
]);

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest(typing) !== null) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  if (document.querySelector('dialog[open]') !== null) return;
  const act = window.consoleKeys.get(event.key);
  if (act !== undefined && act(event) !== false) event.preventDefault();
});

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest('[data-keys]') !== null) document.getElementById('keys')?.showModal();
  const open = document.querySelector('details.who[open]');
  if (open !== null && !open.contains(event.target)) open.removeAttribute('open');
});

// What is chosen is applied at once: no button is needed.
document.addEventListener('change', (event) => {
  const form = event.target instanceof HTMLSelectElement ? event.target.form : null;
  if (form?.getAttribute('action') === '/console/choices') form.requestSubmit();
});
