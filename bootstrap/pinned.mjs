/** Versions and checksums of what the set-up fetches. */
export const NODE = { minimum: [24, 4], version: '24.21.0' };
export const PNPM = { version: '10.34.8' };

export const NATS_SERVER = {
  minimum: [2, 14],
  release: '2.15.0',
  /** SHA-256 of the official release archives. */
  archives: {
    'linux-x64': { name: 'linux-amd64', sha256: '5d2c51caca950333aba84911df7d377f826f3a59ec36061c6539105084f65c92' },
    'linux-arm64': { name: 'linux-arm64', sha256: 'cdc208f5a3f42963a52b6ab06ef65626bb870315dc936e26ba571780c6351112' },
    'darwin-x64': { name: 'darwin-amd64', sha256: '5bd8b59ca5bf93fab3da2c5843cf564cd6e2e291e22ae3b861746e7ebe259b95' },
    'darwin-arm64': {
      name: 'darwin-arm64',
      sha256: 'e1c4e22d70bd44abfa0bcb3c16f7cf0c66f648c2e728c58924e8a1ce88913cc8',
    },
  },
};

/** @param {string} text a version such as `v24.21.0` @param {number[]} minimum @returns {boolean} */
export function isAtLeast(text, minimum) {
  const found = /(\d+)\.(\d+)/.exec(text);
  if (found === null) return false;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}
