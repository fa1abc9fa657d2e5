import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fromDebianPackage } from './debian-package.mjs';
import { place } from './nats-server-release.mjs';

/**
 * nats-server as a newer Debian suite packages it.
 * @param {string} home
 */
export function fetchFromDebian(home) {
  return fromDebianPackage('nats-server', home, (unpacked, version) => {
    const binary = ['usr/bin', 'usr/sbin'].map((folder) => join(unpacked, folder, 'nats-server')).find(existsSync);
    return place(binary ?? unpacked, home, version);
  });
}
