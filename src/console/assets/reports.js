// The process map goes to the printer.
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-print]') !== null) print();
});
