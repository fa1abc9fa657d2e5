// `npm test`: the static checks, then all test projects, then one line that says how it went. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';

const report = join(cache, 'test-report.json');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const checks = [
  { name: 'lint', command: bin('biome'), args: ['check', '.'] },
  { name: 'types', command: bin('tsc'), args: ['-p', '.'] },
  {
    name: 'direction of dependencies',
    command: bin('depcruise'),
    args: ['--config', '.dependency-cruiser.cjs', 'packages', 'services', 'apps', 'tests'],
  },
];
const vitestArgs = process.argv.slice(2);

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** What vitest counted; a file that could not be collected, or an error outside of a test, counts as one failure. */
function countTests(exitCode) {
  let counted;
  try {
    counted = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: new Map() };
  }
  const brokenFiles = counted.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = counted.numFailedTests + brokenFiles.length;
  return {
    passed: counted.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: skippedGroups(counted),
  };
}

/** How many tests were skipped, by the title of their group: it says what they need. */
function skippedGroups({ testResults }) {
  const groups = new Map();
  for (const { status, title, ancestorTitles } of testResults.flatMap((file) => file.assertionResults)) {
    if (!['skipped', 'pending', 'todo'].includes(status)) continue;
    const group = ancestorTitles[0] ?? title;
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  return groups;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
mkdirSync(cache, { recursive: true });
rmSync(report, { force: true });

let passed = 0;
let failed = 0;
for (const check of vitestArgs.length > 0 ? [] : checks) {
  const code = await run(check.command, check.args);
  process.stdout.write(`${code === 0 ? '✓' : '✗'} check: ${check.name}\n`);
  if (code === 0) passed += 1;
  else failed += 1;
}
const exitCode = await run(bin('vitest'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...vitestArgs,
]);
const tests = countTests(exitCode);
passed += tests.passed;
failed += tests.failed;
for (const [group, count] of tests.skipped) process.stdout.write(`${count} skipped: ${group}\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || exitCode !== 0 ? 1 : 0;
