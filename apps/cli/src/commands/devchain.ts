import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

const MAIN = fileURLToPath(import.meta.resolve('@baton/devchain')).replace(/index\.ts$/, 'main.ts');

export function devchainCommand(): Command {
  return new Command('devchain');
}
