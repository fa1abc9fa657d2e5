import type { CommitteeSnapshot, Epoch } from '@baton/protocol';
import {
  announcerQueries,
  barrierQueries,
  type CertificateRow,
  chainQueries,
  checkpointQueries,
  type Database,
  freezeQueries,
  handoffQueries,
  isDatabaseOutage,
  openDatabase,
} from '@baton/read-model';
import type { ValidatorState } from './events.ts';
import type { ValidatorPlan } from './network.ts';

const UNDEFINED_TABLE = '42P01';
const CONNECTIONS = 2;

/** Reads one validator's own read models. Everything it says is what that validator itself has concluded. */
export class Observer {
  readonly plan: ValidatorPlan;
  readonly database: Database;

  constructor(plan: ValidatorPlan, databaseUrl: string) {
    this.plan = plan;
    this.database = openDatabase(databaseUrl, { maxConnections: CONNECTIONS, applicationName: 'baton-localnet' });
  }

  close(): Promise<void> {
    return this.database.close();
  }

  async state(running: boolean): Promise<ValidatorState> {
    const { db } = this.database;
    const nothing = { epoch: 0, round: 0, frozen: 0, excluded: 0, readySignals: 0, votes: 0, certificateSigners: 0 };
    const blank: Omit<ValidatorState, 'phase'> = { label: this.plan.label, running, ...nothing };
    return orBefore<ValidatorState>(
      async () => {
        const [open, seen] = await Promise.all([
          barrierQueries.latestReadyAnchor(db),
          chainQueries.latestEpochView(db),
        ]);
        if (open === undefined) return { ...blank, epoch: seen?.epoch ?? 0, phase: running ? 'waiting' : 'down' };
        const { epoch } = open;
        const [checkpoint, freeze, frozenRows, excludedNames, close, held] = await Promise.all([
          checkpointQueries.latestProjectionCheckpoint(db, 'freeze', 'freeze'),
          freezeQueries.freezeStatus(db, epoch),
          freezeQueries.frozen(db, epoch),
          freezeQueries.excluded(db, epoch),
          handoffQueries.closeStatus(db, epoch),
          handoffQueries.certificate(db, epoch),
        ]);
        const state = {
          ...blank,
          epoch,
          round: checkpoint?.epoch === epoch ? checkpoint.round : 0,
          frozen: frozenRows.length,
          excluded: excludedNames.length,
          readySignals: freeze?.readySigners ?? 0,
          votes: close?.voters ?? 0,
          certificateSigners: held?.signers ?? 0,
        };
        if (!running) return { ...state, phase: 'down' };
        if (close?.closeRound != null) return { ...state, phase: 'closed' };
        if (held !== undefined) return { ...state, phase: 'certified' };
        return { ...state, phase: freeze?.freezeRound == null ? 'announcing' : 'frozen' };
      },
      { ...blank, phase: running ? 'starting' : 'down' },
    );
  }

  /** Whether it has folded the epoch's last commit. */
  hasEnded(epoch: Epoch): Promise<boolean> {
    return orBefore(async () => (await handoffQueries.endedRound(this.database.db, epoch)) !== undefined, false);
  }

  /** Whether its barrier has let it into the epoch. */
  hasEntered(epoch: Epoch): Promise<boolean> {
    return orBefore(async () => (await barrierQueries.readyAnchor(this.database.db, epoch)) !== undefined, false);
  }

  /** The committee of an epoch, as this validator read it from the chain. */
  committee(epoch: Epoch): Promise<CommitteeSnapshot | undefined> {
    return orBefore(async () => (await chainQueries.epochView(this.database.db, epoch))?.committee, undefined);
  }

  chainBlobReads(): Promise<number> {
    return orBefore(async () => {
      const reads = await chainQueries.chainReadCounts(this.database.db);
      return Object.values(reads).reduce((sum, count) => sum + count, 0);
    }, 0);
  }

  async conclusions(epoch: Epoch) {
    const { db } = this.database;
    const [frozenRows, excludedNames, freeze, close, attestation, held, view, assembled, upgrade] = await Promise.all([
      freezeQueries.frozen(db, epoch),
      freezeQueries.excluded(db, epoch),
      freezeQueries.freezeStatus(db, epoch),
      handoffQueries.closeStatus(db, epoch),
      announcerQueries.localAttestation(db, epoch),
      handoffQueries.certificate(db, epoch),
      chainQueries.epochView(db, epoch),
      chainQueries.assembly(db, epoch),
      handoffQueries.protocolUpgrade(db, epoch),
    ]);
    return {
      frozen: frozenRows.map(({ name, digest }) => ({ name, digest })),
      excluded: excludedNames,
      freezeRound: freeze?.freezeRound ?? null,
      closeRound: close?.closeRound ?? null,
      attestationDigest: attestation?.digest ?? null,
      certificate: held as CertificateRow | undefined,
      committee: view?.committee,
      protocolVersion: view?.protocolVersion,
      assembledKeys: assembled?.final === true ? assembled.members : [],
      nextProtocolVersion: upgrade?.version ?? null,
    };
  }
}

export type Conclusions = Awaited<ReturnType<Observer['conclusions']>>;

/** Before a validator has made its tables, or while the database restarts, there is nothing to read yet. */
async function orBefore<T>(read: () => Promise<T>, before: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isMissingTable(error) || isDatabaseOutage(error)) return before;
    throw error;
  }
}

function isMissingTable(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code === UNDEFINED_TABLE || cause?.code === UNDEFINED_TABLE;
}
