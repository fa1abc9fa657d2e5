import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const KEPT_OUTPUT_CHARS = 20_000;

/**
 * Runs a command quietly. Resolves with its exit code and the tail of what it printed; rejects only when it could not
 * be started.
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{code: number, output: string}>}
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT_CHARS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The line that most likely says why a command failed, without addresses of hosts. @param {string} output */
export function reasonIn(output) {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const found = lines.findIndex((line) => /^(E:|ERR_|npm error (?!code)|error)|ERR_[A-Z_]+/i.test(line));
  // A heading says nothing without the line below.
  const telling = lines.at(lines[found]?.endsWith(':') ? found + 1 : found);
  return (telling ?? 'it gave no reason').replace(/[a-z]+:\/\/[^\s/]*/g, '').slice(0, 300);
}
