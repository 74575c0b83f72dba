// A file of one's own goes into the field of the form, where it can be looked at before it is sent.
for (const label of document.querySelectorAll('.only-scripted')) label.hidden = false;

document.addEventListener('change', (event) => {
  const chooser = event.target;
  if (!(chooser instanceof HTMLInputElement) || chooser.dataset.into === undefined) return;
  const field = document.getElementById(chooser.dataset.into);
  const [file] = chooser.files ?? [];
  if (file === undefined || !(field instanceof HTMLTextAreaElement)) return;
  file.text().then((text) => {
    field.value = text;
    field.focus();
  });
});
