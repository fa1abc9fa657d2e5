// Preloaded by `node --import`: the project's own sources get their dependencies from the bundle that `?in=` names.
// docs/adr/0009-dependencies-are-bundled-for-a-quick-start.md
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const project = new URL('..', import.meta.url).href;
const served = bundledFiles(new URL(import.meta.url).searchParams.get('in'));
/** The project's packages by name. Every importer gets the same one, so it is looked up once. */
const workspace = new Map();

/** Empty without a bundle: everything then comes from node_modules, only slower. */
function bundledFiles(folder) {
  try {
    const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
    const base = pathToFileURL(`${folder}/`);
    return new Map(Object.entries(manifest).map(([specifier, file]) => [specifier, new URL(file, base).href]));
  } catch {
    return new Map();
  }
}

function resolve(specifier, context, nextResolve) {
  const importer = context.parentURL;
  if (!importer?.startsWith(project) || importer.includes('/node_modules/')) return nextResolve(specifier, context);
  const bundled = served.get(specifier);
  if (bundled !== undefined) return { url: bundled, format: 'module', shortCircuit: true };
  // A source names another by its exact path: nothing to look up.
  if (specifier.startsWith('.') && specifier.endsWith('.ts'))
    return { url: new URL(specifier, importer).href, format: 'module-typescript', shortCircuit: true };
  if (!specifier.startsWith('@baton/')) return nextResolve(specifier, context);
  const known = workspace.get(specifier) ?? { ...nextResolve(specifier, context), shortCircuit: true };
  workspace.set(specifier, known);
  return known;
}

if (served.size > 0) registerHooks({ resolve });
