export function registerDemo() {}
