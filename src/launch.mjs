#!/usr/bin/env node
// Runs the TypeScript as it stands; a container runs `node dist/cli.js` instead (see the Dockerfile).
import { register } from 'tsx/esm/api';

register();
await import('./cli.ts');
