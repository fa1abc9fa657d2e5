import { LOG_LEVELS } from '@baton/telemetry';
import { Type } from 'typebox';

const url = (description: string) => Type.String({ minLength: 1, description });
const hex = (bytes: number, description: string) => Type.String({ pattern: `^[0-9a-f]{${bytes * 2}}$`, description });
const objectId = (description: string) => Type.String({ pattern: '^0x[0-9a-f]{64}$', description });
const file = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));
const port = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, description }));

/**
 * Configuration keys shared by services; each takes its subset:
 * `Type.Object({ network: COMMON_KEYS.network, databaseUrl: COMMON_KEYS.databaseUrl, ... })`.
 */
export const COMMON_KEYS = {
  network: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$', description: 'Name of the network' }),
  dataDir: Type.String({ minLength: 1, description: 'Directory of local state' }),
  databaseUrl: url('Postgres, such as postgres://baton@127.0.0.1:5432/baton; a password belongs in a file'),
  sequencerKey: hex(32, 'Pinned Ed25519 public key of the sequencer'),
  suiUrl: url('Sui gRPC endpoint'),
  systemObjectId: objectId('Ika system object'),
  coordinatorObjectId: objectId('Ika coordinator object'),
  keysDir: Type.String({ minLength: 1, description: "Directory of this validator's keys" }),
  authority: hex(48, 'AuthorityName of this validator (BLS12-381 public key)'),
  blobServiceUrl: url('Internal address of the local blob-service'),
  engineUrl: url('Internal address of the local node, for the MPC engine'),
} as const;

/** The log's server, and who this process is to it: `Type.Object({ ...LOG_KEYS, ... })`. */
export const LOG_KEYS = {
  natsUrl: url('NATS server, such as tls://log.example.org:4222; several of a cluster with commas between'),
  natsNkeyFile: file('Seed of the nkey by which the server knows this process; mode 0600'),
  natsCredentialsFile: file('JWT and seed in one file, as nsc writes it, in place of an nkey; mode 0600'),
  natsTlsCaFile: file("Authority that signed the server's certificate; default: those that Node trusts"),
  natsTlsCertificateFile: file('Certificate that the server asks of its clients'),
  natsTlsKeyFile: file('Key of that certificate; mode 0600'),
  natsInboxPrefix: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{1,64}$',
      description: 'First token of the subjects on which answers come; default _INBOX',
    }),
  ),
} as const;

/** How the runtime opens `databaseUrl`. */
export const DATABASE_KEYS = {
  databasePasswordFile: file('Password of the database role, read anew for each connection; mode 0600'),
  databaseTlsCaFile: file("Authority that signed Postgres' certificate; turns on TLS, which then must succeed"),
  databaseTlsCertificateFile: file('Certificate that Postgres asks of its clients'),
  databaseTlsKeyFile: file('Key of that certificate; mode 0600'),
} as const;

/** Keys that the runtime itself reads; every configuration may have them. */
export const RUNTIME_KEYS = {
  ...DATABASE_KEYS,
  internalHost: Type.Optional(Type.String({ minLength: 1, description: 'Default 127.0.0.1' })),
  internalPort: port('Default 0: any free port'),
  peerHost: Type.Optional(Type.String({ minLength: 1, description: 'Default 127.0.0.1' })),
  peerPort: port('Default 0: any free port'),
  peerTrustedProxies: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 16,
      description: 'Addresses or networks of the proxies before the peer face; default none',
    }),
  ),
  logLevel: Type.Optional(Type.Enum([...LOG_LEVELS], { description: 'Default info' })),
  readyFile: Type.Optional(
    Type.String({ minLength: 1, description: 'Written (JSON with the listeners) once everything has started' }),
  ),
  shutdownDeadlineMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 600_000, description: 'Default 10000' })),
} as const;
