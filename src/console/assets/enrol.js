// A file is read into the form, as if it had been pasted; an import that runs is followed. All of it works without.
const largestFile = 2 * 1024 * 1024;

/** As a spreadsheet saves it: UTF-8, UTF-16, or the Windows code page of Western Europe. */
function textOf(bytes) {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

async function takeFile(drop, file) {
  const told = drop.querySelector('[data-file-told]');
  if (file.size > largestFile) {
    told.textContent = drop.dataset.tooLarge;
    told.classList.add('bad');
    return;
  }
  const list = drop.querySelector('textarea');
  list.value = textOf(await file.arrayBuffer());
  told.textContent = `${drop.dataset.taken} ${file.name}`;
  told.classList.remove('bad');
  list.dispatchEvent(new Event('input', { bubbles: true }));
}

for (const drop of document.querySelectorAll('[data-drop]')) {
  drop.querySelector('[data-file]').hidden = false;
  const over = (isOver) => drop.classList.toggle('over', isOver);
  const hasFile = (event) => event.dataTransfer?.types.includes('Files') === true;
  drop.addEventListener('dragover', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    over(true);
  });
  drop.addEventListener('dragleave', () => over(false));
  drop.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0];
    over(false);
    if (file === undefined) return;
    event.preventDefault();
    takeFile(drop, file);
  });
  const input = drop.querySelector('input[type="file"]');
  input.addEventListener('input', (event) => event.stopPropagation());
  input.addEventListener('change', () => {
    const [file] = input.files;
    if (file !== undefined) takeFile(drop, file);
    input.value = '';
  });
}

// Whenever the import has moved, what moves on the page is asked for; at its end nothing is left to follow.
const followed = document.querySelector('[data-follow]');
if (followed !== null) {
  const events = new EventSource(followed.dataset.follow);
  events.addEventListener('message', ({ data }) => {
    if (JSON.parse(data).status !== 'running') events.close();
    window.htmx.ajax('GET', followed.dataset.part, { target: followed, swap: 'innerHTML' });
  });
}
