import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { reasonIn, runCommand } from './run-command.mjs';

const NEWER_SUITE = 'forky';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const TIMEOUT_SECONDS = 20;
const REMEDY = 'see the message above';

/**
 * Fetches a package of a newer Debian suite from the mirror that this machine's own apt configuration names, and
 * unpacks it without installing. apt runs on a private state, so the machine's sources and lists stay as they are and
 * no rights are needed; it checks the suite's signature with Debian's archive keyring.
 * @template T
 * @param {string} name of the package
 * @param {string} home where it may work
 * @param {(unpacked: string, version: string) => T} take what of it is wanted; the rest is thrown away
 * @returns {Promise<T>}
 */
export async function fromDebianPackage(name, home, take) {
  const mirror = await machineMirror();
  if (!existsSync(KEYRING)) throw new SetupFailure(`Debian's archive keyring ${KEYRING} is missing`, REMEDY);
  mkdirSync(home, { recursive: true });
  const scratch = mkdtempSync(join(home, 'debian-'));
  try {
    const apt = privateApt(scratch, mirror);
    await apt('update', ['-o', 'APT::Update::Error-Mode=any', 'update']);
    await apt('download', ['download', name]);
    const deb = readdirSync(scratch).find((file) => file.endsWith('.deb'));
    if (deb === undefined) throw new SetupFailure(`Debian ${NEWER_SUITE} gave no ${name} package`, REMEDY);
    const version = /_v?(\d+\.\d+\.\d+)/.exec(deb)?.[1] ?? '0.0.0';
    const unpacked = join(scratch, 'unpacked');
    const { code, output } = await runCommand('dpkg-deb', ['-x', join(scratch, deb), unpacked]);
    if (code !== 0) throw new SetupFailure(`could not unpack ${deb}: ${reasonIn(output)}`, REMEDY);
    return take(unpacked, version);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The mirror from which this machine takes its own release. */
async function machineMirror() {
  const release = await tryRun('sh', ['-c', '. /etc/os-release && echo "$ID $VERSION_CODENAME"']);
  const [id, codename] = (release ?? '').trim().split(' ');
  if (id !== 'debian' || !codename) throw new SetupFailure('this machine is not a Debian', REMEDY);
  const format = '$(REPO_URI) $(RELEASE) $(COMPONENT)';
  const targets = await tryRun('apt-get', [
    'indextargets',
    '--no-release-info',
    '--format',
    format,
    'Created-By: Packages',
  ]);
  const lines = (targets ?? '').split('\n').map((line) => line.split(' '));
  const mirror = lines.find(([, suite, component]) => suite === codename && component === 'main')?.[0];
  if (!mirror) throw new SetupFailure(`this machine's apt configuration names no mirror for ${codename}`, REMEDY);
  return mirror;
}

async function tryRun(command, args) {
  try {
    const { code, output } = await runCommand(command, args);
    return code === 0 ? output : undefined;
  } catch {
    return undefined;
  }
}

function privateApt(scratch, mirror) {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'parts'])
    mkdirSync(join(scratch, folder), { recursive: true });
  writeFileSync(join(scratch, 'sources.list'), `deb [signed-by=${KEYRING}] ${mirror} ${NEWER_SUITE} main\n`);
  const settings = {
    'Dir::Etc::SourceList': join(scratch, 'sources.list'),
    'Dir::Etc::SourceParts': join(scratch, 'parts'),
    'Dir::State::Lists': join(scratch, 'lists'),
    'Dir::Cache': join(scratch, 'cache'),
    'Dir::State::Status': '/dev/null',
    'APT::Sandbox::User': process.getuid?.() === 0 ? 'root' : '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': String(TIMEOUT_SECONDS),
    'Acquire::https::Timeout': String(TIMEOUT_SECONDS),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return async (what, args) => {
    const { code, output } = await runCommand('apt-get', ['-q', ...options, ...args], {
      cwd: scratch,
      env: { ...process.env, LC_ALL: 'C' },
    });
    if (code !== 0)
      throw new SetupFailure(`apt-get ${what} of Debian ${NEWER_SUITE} failed: ${reasonIn(output)}`, REMEDY);
  };
}
