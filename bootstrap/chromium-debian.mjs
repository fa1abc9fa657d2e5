import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { reasonIn, runCommand } from './run-command.mjs';

/** Without a font every letter is a box. */
const PACKAGES = ['chromium-headless-shell', 'fonts-dejavu-core'];
const TIMEOUT_SECONDS = 20;
const REMEDY = 'install chromium, or set BATON_CHROMIUM to its path';

/**
 * Fetches Debian's Chromium, with what it needs and this machine lacks, from where this machine's own apt configuration
 * says, and unpacks it without installing. apt runs on private lists, so no rights are needed and nothing changes.
 * @param {string} home @returns {Promise<string>} the path of a command that starts it
 */
export async function fetchChromiumFromDebian(home) {
  if (!existsSync('/etc/debian_version')) throw new SetupFailure('this machine is not a Debian', REMEDY);
  mkdirSync(home, { recursive: true });
  const scratch = mkdtempSync(join(home, 'debian-'));
  try {
    const apt = privateApt(scratch);
    await apt('update', ['update']);
    await apt('download', [
      'install',
      '--download-only',
      '--yes',
      '--no-install-recommends',
      '--reinstall',
      ...PACKAGES,
    ]);
    const archives = join(scratch, 'cache', 'archives');
    const debs = readdirSync(archives).filter((name) => name.endsWith('.deb'));
    const version = debs.map((name) => /^chromium-headless-shell_([\d.]+)/.exec(name)?.[1]).find(Boolean);
    if (version === undefined) throw new SetupFailure('Debian gave no chromium-headless-shell', REMEDY);
    const unpacked = join(scratch, 'unpacked');
    for (const deb of debs) await unpack(join(archives, deb), unpacked);
    const place = join(home, version);
    rmSync(place, { recursive: true, force: true });
    renameSync(unpacked, place);
    return writeLauncher(place);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function privateApt(scratch) {
  for (const folder of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(scratch, folder), { recursive: true });
  const settings = {
    'Dir::State::Lists': join(scratch, 'lists'),
    'Dir::Cache': join(scratch, 'cache'),
    'Debug::NoLocking': 'true',
    'APT::Sandbox::User': process.getuid?.() === 0 ? 'root' : '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': String(TIMEOUT_SECONDS),
    'Acquire::https::Timeout': String(TIMEOUT_SECONDS),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return async (what, args) => {
    const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
    const { code, output } = await runCommand('apt-get', ['-q', ...options, ...args], { cwd: scratch, env });
    if (code !== 0) throw new SetupFailure(`apt-get ${what} failed: ${reasonIn(output)}`, REMEDY);
  };
}

async function unpack(deb, folder) {
  const { code, output } = await runCommand('dpkg-deb', ['-x', deb, folder]);
  if (code !== 0) throw new SetupFailure(`could not unpack ${deb}: ${reasonIn(output)}`, REMEDY);
}

/** A script in place of the program: it tells it where its libraries and fonts lie. */
function writeLauncher(place) {
  const program = readdirSync(place, { recursive: true })
    .map((name) => join(place, name))
    .find((path) => /\/usr\/lib\/chromium\/(chromium-)?headless[-_]shell$/.test(path));
  if (program === undefined) throw new SetupFailure("Debian's package holds no headless shell", REMEDY);
  const libraries = readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => /\.so(\.|$)/.test(entry.name))
    .map((entry) => entry.parentPath);
  const fonts = join(place, 'fonts.conf');
  writeFileSync(fonts, fontConfiguration(place));
  const launcher = join(place, 'chromium');
  const lines = [
    '#!/bin/sh',
    `export LD_LIBRARY_PATH="${[...new Set(libraries)].join(':')}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`,
    `export FONTCONFIG_FILE="${fonts}"`,
    `exec "${program}" "$@"`,
    '',
  ];
  writeFileSync(launcher, lines.join('\n'));
  chmodSync(launcher, 0o755);
  return launcher;
}

function fontConfiguration(place) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${join(place, 'usr', 'share', 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(place, 'font-cache')}</cachedir>
</fontconfig>
`;
}
