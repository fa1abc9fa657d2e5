import type { FoldedRow } from '@baton/projection';
import type { Commit, EpochContext, Fold } from '@baton/protocol';
import { freezeTables, handoffTables } from '@baton/read-model';

export interface Ledger {
  epoch: number;
  names: number;
  signers: number;
}

/**
 * A fold over text messages that touches every way of writing: `set NAME VALUE` and `drop NAME` on a derived table,
 * `peers NAME` with json, `sign` on the perpetual one; any other line changes nothing.
 */
export const ledgerFold = (version = 1): Fold<Ledger, FoldedRow> => ({
  name: 'ledger',
  version,
  initial: ({ epoch }: EpochContext) => ({ epoch, names: 0, signers: 0 }),
  applyCommit(state, commit) {
    const rows: FoldedRow[] = [];
    let next = state;
    for (const { bytes } of commit.messages) {
      const step = applyLine(next, commit, new TextDecoder().decode(bytes).split(' '));
      next = step.state;
      rows.push(...step.rows);
    }
    return { state: next, rows };
  },
});

function applyLine(state: Ledger, commit: Commit, line: string[]): { state: Ledger; rows: FoldedRow[] } {
  const [verb, name = '', value = ''] = line;
  const { epoch } = state;
  if (verb === 'set') {
    const row = { epoch, name, digest: value, source: `it's "${name}", {with} \\ all`, stake: commit.round };
    return { state: { ...state, names: state.names + 1 }, rows: [{ table: 'frozen', op: 'upsert', row }] };
  }
  if (verb === 'drop') return { state, rows: [{ table: 'frozen', op: 'delete', row: { epoch, name } }] };
  if (verb === 'peers') {
    const row = {
      epoch,
      authority: name,
      sequenceNumber: commit.sequence,
      peerCount: 1,
      validatedPeers: [{ name: `"${name}\\`, digest: 'a,b{}' }],
      outsiders: 0,
      round: commit.round,
    };
    return { state, rows: [{ table: 'readySignal', op: 'upsert', row }] };
  }
  if (verb === 'status') {
    const row = { epoch, readySigners: 1, readyStake: 2, quorumRound: null, freezeRound: value ? 3 : null };
    const rest = { announcements: 0, graceRounds: 5, firstCommitMs: null };
    return { state, rows: [{ table: 'freezeStatus', op: 'upsert', row: { ...row, ...rest } }] };
  }
  if (verb === 'sign') {
    const signers = state.signers + 1;
    const row = { epoch, attestationDigest: 'aa', encoded: `${signers}`, signers, stake: signers, quorum: 3 };
    return { state: { ...state, signers }, rows: [{ table: 'certificate', op: 'upsert', row }] };
  }
  if (verb === 'misfit') return { state, rows: [{ table: 'frozen', op: 'upsert', row: { epoch, name, colour: 1 } }] };
  return { state, rows: [] };
}

export const ledgerTables = {
  tables: {
    frozen: freezeTables.frozen,
    readySignal: freezeTables.readySignal,
    freezeStatus: freezeTables.freezeStatus,
    certificate: handoffTables.certificate,
  },
  perpetual: { certificate: { same: 'attestationDigest', more: 'signers' } },
};

export const ledgerContext = (epoch: number) => ({ epoch }) as unknown as EpochContext;
