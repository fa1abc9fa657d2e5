/** `pnpm generate [name]`: drizzle-kit writes the next migration of each Postgres schema from its tables. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { POSTGRES_SCHEMAS } from './src/names.ts';

const name = process.argv[2] ?? 'tables';
for (const schema of POSTGRES_SCHEMAS) {
  const out = `migrations/${schema}`;
  execFileSync(
    'drizzle-kit',
    ['generate', '--dialect', 'postgresql', '--schema', `./src/schema/${schema}.ts`, '--out', out, '--name', name],
    { cwd: import.meta.dirname, stdio: 'inherit' },
  );
  // The migrator's own table lives in the same Postgres schema and has created it already.
  for (const file of readdirSync(join(import.meta.dirname, out)).filter((entry) => entry.endsWith('.sql'))) {
    const path = join(import.meta.dirname, out, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^CREATE SCHEMA "/gm, 'CREATE SCHEMA IF NOT EXISTS "'));
  }
}
