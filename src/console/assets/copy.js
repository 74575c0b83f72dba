// A text is copied with one press; without a script it is marked and copied by hand.
document.documentElement.classList.add('scripted');

document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null;
  const field = button === null ? null : document.getElementById(button.dataset.copy);
  if (field === null) return;
  field.focus();
  field.select();
  // Where the page has come by plain http the browser gives no clipboard: the marked text is copied in the old way.
  if (navigator.clipboard === undefined) document.execCommand('copy');
  else await navigator.clipboard.writeText(field.value).catch(() => document.execCommand('copy'));
  button.textContent = button.dataset.copied;
});
