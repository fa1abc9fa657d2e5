import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

const PINNED = new URL('../../../../deploy/compose/.env', import.meta.url);

/** The image that deploy/compose runs, so that tests show what is deployed. */
export function pinnedImage(name: 'NATS_IMAGE' | 'POSTGRES_IMAGE'): string {
  const image = process.env[name] ?? parseEnv(readFileSync(PINNED, 'utf8'))[name];
  if (image === undefined) throw new Error(`deploy/compose/.env names no ${name}`);
  return image;
}
