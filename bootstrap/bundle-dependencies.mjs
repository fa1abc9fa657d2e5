// Makes the dependency bundle in the folder given; run by Node with --experimental-import-meta-resolve.
// docs/adr/0009-dependencies-are-bundled-for-a-quick-start.md
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { dependencySpecifiers } from './dependency-specifiers.mjs';

const [folder] = process.argv.slice(2);
const scratch = `${folder}.${process.pid}`;
const entries = join(scratch, 'entries');
/** CommonJS inside of the bundle finds what it expects; esbuild leaves `require` of Node's own modules to it. */
const COMMONJS = `import { createRequire as $createRequire } from 'node:module';
import { fileURLToPath as $fileURLToPath } from 'node:url';
const require = $createRequire(import.meta.url), __filename = $fileURLToPath(import.meta.url), __dirname = $fileURLToPath(new URL('.', import.meta.url));`;

/** The one file that all importers of a specifier get; undefined if they do not agree. */
function fileOf(specifier, importers) {
  const files = new Set(
    importers.map((importer) => import.meta.resolve(specifier, pathToFileURL(join(importer, 'package.json')).href)),
  );
  return files.size === 1 ? fileURLToPath([...files][0]) : undefined;
}

/** Names every export, as a real import finds them: esbuild cannot see those of a CommonJS module. */
async function entryFor(file) {
  const names = Object.keys(await import(pathToFileURL(file).href)).filter((name) => name !== 'module.exports');
  return `export { ${names.map((name) => JSON.stringify(name)).join(', ')} } from ${JSON.stringify(file)};\n`;
}

/** WebAssembly is read from beside the code that uses it. */
function copyWebAssembly(file) {
  const home = dirname(file);
  for (const name of readdirSync(home).filter((name) => name.endsWith('.wasm')))
    copyFileSync(join(home, name), join(scratch, name));
}

async function bundle() {
  mkdirSync(entries, { recursive: true });
  const served = {};
  for (const [specifier, importers] of dependencySpecifiers()) {
    const file = fileOf(specifier, importers);
    if (file === undefined) continue;
    const name = specifier.replaceAll(/[@/]/g, '_');
    writeFileSync(join(entries, `${name}.mjs`), await entryFor(file));
    served[specifier] = { name, file };
  }
  await build({
    entryPoints: Object.values(served).map(({ name }) => join(entries, `${name}.mjs`)),
    outdir: scratch,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: [],
    legalComments: 'none',
    logLevel: 'error',
    banner: { js: COMMONJS },
  });
  rmSync(entries, { recursive: true });
  for (const { file } of Object.values(served)) copyWebAssembly(file);
  const manifest = Object.fromEntries(
    Object.entries(served).map(([specifier, { name }]) => [specifier, `${name}.mjs`]),
  );
  writeFileSync(join(scratch, 'manifest.json'), JSON.stringify(manifest, null, 2));
  rmSync(folder, { recursive: true, force: true });
  renameSync(scratch, folder);
}

try {
  await bundle();
} catch (error) {
  rmSync(scratch, { recursive: true, force: true });
  throw error;
}
