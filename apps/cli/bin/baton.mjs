#!/usr/bin/env node
// On a Node that cannot run TypeScript, the bootstrap finds one that can.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 24 || (major === 24 && minor >= 4)) {
  await import('../src/main.ts');
} else {
  process.argv.splice(2, 0, 'baton');
  await import('../../../bootstrap/run.mjs');
}
