import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const BOOTSTRAP = fileURLToPath(new URL('../../bootstrap/chromium.mjs', import.meta.url));
/** No look-ups of its own: nothing but the page under test is asked for. */
const ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
  '--no-first-run',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
];
const SANDBOXED = process.getuid?.() !== 0;

let path: Promise<string> | undefined;

/** A headless Chromium of the machine's, or the one that the bootstrap fetches. */
export async function launchChromium(): Promise<Browser> {
  path ??= promisify(execFile)(process.execPath, [BOOTSTRAP]).then(({ stdout }) => stdout.trim());
  return chromium.launch({ executablePath: await path, args: ARGUMENTS, chromiumSandbox: SANDBOXED });
}
