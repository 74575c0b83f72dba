/** Module hooks that give the compiled file of `dist` for each of `src`. */
const sources = new URL('../../src/', import.meta.url).href;
const compiled = new URL('../../dist/', import.meta.url).href;

export async function resolve(specifier, context, nextResolve) {
  const found = await nextResolve(specifier, context);
  if (!found.url.startsWith(sources) || !/\.ts($|\?)/.test(found.url)) return found;
  const url = compiled + found.url.slice(sources.length).replace(/\.ts($|\?.*)/, '.js');
  return { ...found, url, format: 'module' };
}
