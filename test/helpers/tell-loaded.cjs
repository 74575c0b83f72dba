// Given to a process by NODE_OPTIONS: when it ends it writes into LOADED_TO which libraries it had loaded.
const { writeFileSync } = require('node:fs');
const { Module } = require('node:module');

process.on('exit', () => {
  const paths = Object.keys(Module._cache);
  writeFileSync(process.env.LOADED_TO, paths.join('\n'));
});
