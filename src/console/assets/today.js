// Keys of the day: j and k go through the tasks, Enter goes into one, c completes, s skips and z snoozes it.
const tasks = () => [...document.querySelectorAll('[data-task]')];

function move(by) {
  const all = tasks();
  const at = all.findIndex((one) => one.getAttribute('aria-current') === 'true');
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next === undefined) return false;
  next.focus();
  next.click();
  return true;
}

function press(selector) {
  const button = document.querySelector(`#task ${selector}`);
  if (button === null) return false;
  const outcome = document.getElementById('outcome');
  // An outcome is chosen first; a second press completes.
  if (selector === '[data-complete]' && outcome?.value === '' && outcome.dataset.asked !== 'yes') {
    outcome.dataset.asked = 'yes';
    outcome.focus();
    const keys = document.querySelector('#task [data-outcome-keys]');
    if (keys !== null) keys.hidden = false;
    return true;
  }
  button.click();
  return true;
}

// In the choice itself letters choose; Enter completes.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.defaultPrevented) return;
  if (event.target?.id !== 'outcome' || event.target.value === '') return;
  event.preventDefault();
  document.querySelector('#task [data-complete]')?.click();
});

// Opens the times at which it may come back; pressed again it goes from one to the next.
function snooze() {
  const box = document.querySelector('#task [data-snooze]');
  if (box === null) return false;
  box.open = true;
  const times = [...box.querySelectorAll('button[name="until"], input[type="datetime-local"]')];
  times[(times.indexOf(document.activeElement) + 1) % times.length].focus();
  return true;
}

for (const [key, act] of [
  ['j', () => move(1)],
  ['k', () => move(-1)],
  ['c', () => press('[data-complete]')],
  ['s', () => press('[data-skip]')],
  ['z', snooze],
]) {
  window.consoleKeys.set(key, act);
}
window.consoleKeys.set('Enter', (event) => {
  if (event.target instanceof Element && event.target.closest('a, button, summary') !== null) {
    return event.target.closest('[data-task]') === null ? false : intoTask();
  }
  return intoTask();
});

function intoTask() {
  const pane = document.getElementById('task');
  const field = pane?.querySelector('select, textarea');
  (field ?? pane)?.focus();
  return pane !== null;
}

// The list shows which task is open.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('[data-task]') : null;
  if (link === null) return;
  for (const one of tasks()) one.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'true');
  document.querySelector('.desk')?.classList.add('opened');
  if (window.matchMedia('(max-width: 56rem)').matches) {
    document.getElementById('task')?.scrollIntoView();
  }
});
