const HOST_PROTOCOLS: ReadonlySet<string> = new Set(['ip4', 'ip6', 'dns', 'dns4', 'dns6']);
const PORT_MAX = 65_535;

/**
 * Base URL of the HTTP face a validator announces as multiaddr (`/dns/v1.example/tcp/8080/http`, `/ip4/.../https`).
 * Null for an address that names no HTTP face: it is the validator's own data and must not spoil the whole view.
 */
export function peerUrlOf(multiaddr: string): string | null {
  const [root, hostProtocol, host, transport, portText, scheme, ...rest] = multiaddr.split('/');
  if (root !== '' || rest.length > 0 || !host || transport !== 'tcp') return null;
  if (!hostProtocol || !HOST_PROTOCOLS.has(hostProtocol) || (scheme !== 'http' && scheme !== 'https')) return null;
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 1 || port > PORT_MAX) return null;
  const authority = hostProtocol === 'ip6' ? `[${host}]` : host;
  const url = URL.parse(`${scheme}://${authority}:${port}`);
  return url && url.pathname === '/' && url.search === '' && url.username === '' ? url.origin : null;
}
