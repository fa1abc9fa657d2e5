import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Complete, RootCommand } from '@bomb.sh/tab';

const FILE_OPTIONS = ['config', 'committee', 'next', 'dir', 'report', 'genesis', 'state-dir', 'churn'];
const FILE_ARGUMENTS = ['CERT.json', 'DIR'];
const ENTRIES_MAX = 500;

/** Lets options and arguments that name files be completed with files: by itself the library completes only words. */
export function completeFiles(root: RootCommand): void {
  for (const command of root.commands.values()) {
    for (const name of FILE_OPTIONS) {
      const option = command.options.get(name);
      if (option !== undefined) option.handler = files;
    }
    for (const name of FILE_ARGUMENTS) {
      const argument = command.arguments.get(name);
      if (argument !== undefined) argument.handler = files;
    }
  }
}

/** What lies in the folder of the word that is being typed, which the shell's script passes last. */
function files(complete: Complete): void {
  const typed = (process.argv.at(-1) ?? '').replace(/^--[^=]+=/, '');
  const folder = typed === '' ? '.' : typed.endsWith('/') ? typed : dirname(typed);
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }).slice(0, ENTRIES_MAX)) {
      const path = folder === '.' && !typed.startsWith('./') ? entry.name : join(folder, entry.name);
      complete(entry.isDirectory() ? `${path}/` : path, '');
    }
  } catch {
    // A folder that is not there completes to nothing.
  }
}
