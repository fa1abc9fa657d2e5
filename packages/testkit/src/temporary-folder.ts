import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder under the system's temporary one; whoever asks for it removes it. */
export function temporaryFolder(purpose: string): string {
  return mkdtempSync(join(tmpdir(), `baton-${purpose}-`));
}
