import { existsSync } from 'node:fs';

/** "nobody" everywhere: Postgres refuses to run as root. */
export const UNPRIVILEGED_ID = 65534;
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'];

export interface CommandLine {
  command: string;
  args: string[];
  uid?: number;
  gid?: number;
}

export const runsAsRoot = process.getuid?.() === 0;

/**
 * A command line that runs without root's rights. Where setpriv exists the process may still pass folders that only root
 * may enter, such as a private checkout: it keeps the one capability for that.
 */
export function unprivileged(command: string, args: readonly string[]): CommandLine {
  if (!runsAsRoot) return { command, args: [...args] };
  const setpriv = SETPRIV.find((path) => existsSync(path));
  if (setpriv === undefined) return { command, args: [...args], uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID };
  const identity = [`--reuid=${UNPRIVILEGED_ID}`, `--regid=${UNPRIVILEGED_ID}`, '--clear-groups'];
  // Without the secure bit access(2), by which initdb looks for its postgres, would not honour the capability.
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  return { command: setpriv, args: [...identity, ...capability, command, ...args] };
}
