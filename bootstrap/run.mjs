#!/usr/bin/env node
// Makes sure that all that Baton needs is there, then runs a command on it. Plain JavaScript without dependencies, for
// the Node that the machine has.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { dependenciesAreCurrent, ensureDependencies } from './dependencies.mjs';
import { ensureBundle } from './dependency-bundle.mjs';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { ensureNatsServer, findNatsServer } from './nats-server.mjs';
import { cache, root } from './paths.mjs';
import { isAtLeast } from './pinned.mjs';
import { say } from './progress.mjs';
import { ensureNode, findNode, toolchainEnvironment } from './toolchain.mjs';

const OLDEST_NODE = [20, 0];
const baton = join(root, 'apps', 'cli', 'bin', 'baton.mjs');
const commands = {
  localnet: (args) => [baton, 'localnet', ...args],
  baton: (args) => [baton, ...args],
  test: (args) => [join(root, 'bootstrap', 'test.mjs'), ...args],
};

async function setUp(needsNats) {
  if (!isAtLeast(process.version, OLDEST_NODE))
    throw new SetupFailure(`this is Node ${process.version}`, `install Node ${OLDEST_NODE[0]} or later`, 2);
  const node = findNode();
  const nats = needsNats ? findNatsServer() : undefined;
  if (node !== undefined && (nats !== undefined || !needsNats) && dependenciesAreCurrent()) return { node, nats };
  return withLock(join(cache, 'set-up.lock'), async () => {
    say('setting up (once):');
    const readyNode = await ensureNode();
    const steps = await Promise.allSettled([needsNats ? ensureNatsServer() : undefined, ensureDependencies(readyNode)]);
    const failed = steps.find(({ status }) => status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return { node: readyNode, nats: steps[0].value };
  });
}

function run({ node, nats, nodeOptions }, args) {
  const env = toolchainEnvironment(node);
  // An environment, because it is for the children of the child too.
  if (nodeOptions !== undefined) env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? ''} ${nodeOptions}`.trim();
  env.NODE_COMPILE_CACHE ??= join(cache, 'compile');
  if (nats !== undefined) env.BATON_NATS_SERVER = nats;
  const child = spawn(node, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) =>
    fail(new SetupFailure(`cannot run ${node}: ${error.message}`, 'remove .cache/toolchain')),
  );
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

function fail(error) {
  const setup = describe(error);
  process.stderr.write(`baton: ${setup.message}; ${setup.remedy}\n`);
  process.exitCode = setup.exitCode;
}

function describe(error) {
  if (error instanceof SetupFailure) return error;
  if (['EACCES', 'EPERM', 'EROFS'].includes(error.code))
    return new SetupFailure(`may not write ${error.path}`, 'run this once as the owner of the checkout');
  if (error.code === 'ENOSPC') return new SetupFailure('the disk is full', 'make room and try again');
  throw error;
}

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
if (command === undefined) {
  fail(
    new SetupFailure(
      `unknown command ${JSON.stringify(name ?? '')}`,
      `use one of ${Object.keys(commands).join(', ')}`,
      2,
    ),
  );
} else {
  try {
    const { node, nats } = await setUp(name !== 'baton' || args[0] === 'localnet');
    const nodeOptions = name === 'test' ? undefined : await ensureBundle(node);
    run({ node, nats, nodeOptions }, command(args));
  } catch (error) {
    fail(error);
  }
}
