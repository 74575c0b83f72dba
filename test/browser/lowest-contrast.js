// Runs in the page.
/** The lowest contrast (WCAG 2.2, 1.4.3) between a text and the colour behind it. */
function lowestContrast() {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    return dark && getComputedStyle(document.documentElement).colorScheme.includes('dark')
      ? 'rgb(18, 18, 18)'
      : 'rgb(255, 255, 255)';
  };
  let lowest = 21;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || (node.textContent ?? '').trim() === '') continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const hidden =
      box.width < 2 ||
      box.height < 2 ||
      style.visibility === 'hidden' ||
      Number(style.opacity) === 0;
    if (hidden || style.fontSize === '0px' || style.fontSize === '1px') continue;
    const [a, b] = [luminance(style.color), luminance(behind(element))];
    lowest = Math.min(lowest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return lowest;
}

lowestContrast();
