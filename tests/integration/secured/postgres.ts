import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@baton/read-model';
import { type PostgresServer, runsAsRoot, startPostgres, UNPRIVILEGED_ID } from '@baton/testkit';
import { Authority } from './certificates.ts';

export const OWNER = 'baton_owner';
export const NODE = 'baton_node';

/** Postgres that lets roles in by password over TLS only, as docs/run/install.md sets it up; localhost's superuser aside. */
export class SecuredPostgres implements AsyncDisposable {
  readonly server: PostgresServer;
  readonly authority: Authority;

  private constructor(server: PostgresServer, authority: Authority) {
    this.server = server;
    this.authority = authority;
  }

  static async start(): Promise<SecuredPostgres> {
    const server = await startPostgres({ fsync: false });
    const authority = await Authority.create(server.dir);
    const { certificate, key } = await authority.issue('server');
    if (runsAsRoot) for (const file of [certificate, key]) chownSync(file, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
    const { sql, close } = openDatabase(server.url());
    await sql`alter system set ssl = on`;
    await sql.unsafe(`alter system set ssl_cert_file = '${certificate}'`);
    await sql.unsafe(`alter system set ssl_key_file = '${key}'`);
    await sql`create role ${sql(OWNER)} login password 'of the owner'`;
    await sql`create role ${sql(NODE)} login password 'of the node'`;
    await close();
    const rules = ['host all baton 127.0.0.1/32 trust', 'hostssl all all 127.0.0.1/32 scram-sha-256'];
    writeFileSync(join(server.dir, 'pg_hba.conf'), `${rules.join('\n')}\n`);
    await server.restart();
    const secured = new SecuredPostgres(server, authority);
    secured.#passwordFile(OWNER, 'of the owner');
    secured.#passwordFile(NODE, 'of the node');
    return secured;
  }

  async createDatabase(name: string): Promise<void> {
    const { sql, close } = openDatabase(this.server.url());
    await sql`create database ${sql(name)} owner ${sql(OWNER)}`;
    await close();
  }

  /** The configuration keys by which a role reaches a database of this server. */
  as(role: string, database: string) {
    return {
      databaseUrl: `postgres://${role}@localhost:${this.server.port}/${database}`,
      databasePasswordFile: join(this.server.dir, `${role}.password`),
      databaseTlsCaFile: this.authority.file,
    };
  }

  #passwordFile(role: string, password: string): void {
    writeFileSync(join(this.server.dir, `${role}.password`), `${password}\n`, { mode: 0o600 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server.close();
  }
}
