import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const PARENTS = ['packages', 'services', 'apps'];
/** Built for browsers, never run by Node. */
const FOR_BROWSERS = new Set(['console']);
/** Never part of a running program. */
const FOR_TESTS = /\.test\.ts$|\/testing\/|^(vitest|fast-check|testcontainers)/;
/** `import … from 'x'`, `export … from 'x'` and `import 'x'`, but not those of types alone. */
const STATIC = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s+)?'([^']+)'/gm;
/** `import('x')` and what `createRequire` loads, but not `typeof import('x')`. */
const DYNAMIC = /(?<!typeof )\b(?:import|require|load)\('([^']+)'\)/g;
const THIRD_PARTY = /^(?!node:|@baton\/)[@a-z]/;

/**
 * What the project's own programs import of others' packages, each with the folders of the packages that do.
 * @returns {Map<string, string[]>} specifier -> folders of workspace packages, both sorted
 */
export function dependencySpecifiers() {
  const found = new Map();
  for (const folder of workspaceFolders()) {
    for (const specifier of specifiersIn(join(folder, 'src'))) {
      if (!found.has(specifier)) found.set(specifier, []);
      found.get(specifier).push(folder);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function workspaceFolders() {
  return PARENTS.flatMap((parent) =>
    readdirSync(join(root, parent))
      .sort()
      .filter((name) => parent !== 'apps' || !FOR_BROWSERS.has(name))
      .map((name) => join(root, parent, name))
      .filter((folder) => existsSync(join(folder, 'src'))),
  );
}

function specifiersIn(sources) {
  const found = new Set();
  for (const name of readdirSync(sources, { recursive: true })) {
    if (!name.endsWith('.ts') || FOR_TESTS.test(name)) continue;
    const text = readFileSync(join(sources, name), 'utf8');
    for (const pattern of [STATIC, DYNAMIC]) {
      for (const [, specifier] of text.matchAll(pattern))
        if (THIRD_PARTY.test(specifier) && !FOR_TESTS.test(specifier)) found.add(specifier);
    }
  }
  return found;
}
