// Keys of triage: those beside the meanings choose one; c decides, as it completes elsewhere.
for (const key of '123456789abdefg') {
  const elsewhere = window.consoleKeys.get(key);
  window.consoleKeys.set(key, (event) => {
    const choice = document.querySelector(`#task [data-key="${key}"]`);
    if (!(choice instanceof HTMLInputElement)) return elsewhere?.(event) ?? false;
    choice.checked = true;
    choice.closest('label')?.scrollIntoView({ block: 'nearest' });
    return true;
  });
}

// A form that leaves is not sent twice by an impatient finger.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.once === undefined) return;
  if (form.dataset.once === 'sent') event.preventDefault();
  form.dataset.once = 'sent';
});
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]'))
    form.removeAttribute('data-sent');
});
