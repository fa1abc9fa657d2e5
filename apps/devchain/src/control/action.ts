import { normalizeSuiAddress, toBase58 } from '@mysten/sui/utils';
import { type Static, Type } from 'typebox';
import type { Chain } from '../chain/chain.ts';
import { hash, namedId } from '../chain/digest.ts';
import { requestNetworkKey } from '../ika/contracts/network-keys.ts';
import { addValidator, setMpcData, setStake, withdrawValidator } from '../ika/contracts/validators.ts';
import { GenesisValidatorSchema } from '../ika/genesis.ts';
import type { IkaState } from '../ika/ika-state.ts';
import { networkKeyIdOf, validatorIdOf } from '../ika/packages.ts';

const authority = Type.String({ pattern: '^[0-9a-f]{96}$' });

export const LeaveSchema = Type.Object({ authority });
export const StakeSchema = Type.Object({ authority, stake: Type.Integer({ minimum: 0 }) });
export const MpcDataSchema = Type.Object({ authority, mpcData: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$' }) });
/** Of the chain's clock against the machine's. The chain's time never goes back: a lower offset makes it stand. */
export const ClockSchema = Type.Object({ offsetMs: Type.Integer() });

export const ControlActionSchema = Type.Union([
  Type.Object({ kind: Type.Literal('join'), validator: GenesisValidatorSchema }),
  Type.Object({ kind: Type.Literal('leave'), ...LeaveSchema.properties }),
  Type.Object({ kind: Type.Literal('stake'), ...StakeSchema.properties }),
  Type.Object({ kind: Type.Literal('mpc_data'), ...MpcDataSchema.properties }),
  Type.Object({ kind: Type.Literal('network_key') }),
  Type.Object({ kind: Type.Literal('clock'), ...ClockSchema.properties }),
]);
/** What governance, stakers and candidates do on a real network, and the passing of time. */
export type ControlAction = Static<typeof ControlActionSchema>;

export interface ControlResult {
  validatorId?: string;
  keyId?: string;
}

/** SUI for gas of an account that joins. */
export const FUNDS = 1_000_000_000_000n;

/** Does one action as a transaction of its own, with a version and a checkpoint. A `MoveAbort` leaves nothing behind. */
export function applyControl(chain: Chain, state: IkaState, network: string, action: ControlAction): ControlResult {
  if (action.kind === 'clock') {
    chain.clock.setOffset(action.offsetMs);
    return {};
  }
  const version = chain.nextVersion();
  const digest = toBase58(hash(Buffer.from(`devchain control ${version}`)));
  const { result } = chain.store.transact({ digest, version }, () => perform(chain, state, network, action, version));
  chain.sealCheckpoint(version);
  return result;
}

function perform(
  chain: Chain,
  state: IkaState,
  network: string,
  action: Exclude<ControlAction, { kind: 'clock' }>,
  version: bigint,
): ControlResult {
  if (action.kind === 'network_key') {
    const id = networkKeyIdOf(network, state.networkKeyIds().length);
    const dkgTable = namedId(id, 'dkg-output');
    requestNetworkKey(state, { id, dkgTable, outputsTable: namedId(id, 'reconfiguration-outputs') });
    return { keyId: id };
  }
  if (action.kind === 'join') {
    const validatorId = validatorIdOf(network, action.validator.protocolPubkey);
    addValidator(state, validatorId, action.validator);
    const account = normalizeSuiAddress(action.validator.suiAddress);
    chain.balances.set(account, (chain.balances.get(account) ?? 0n) + FUNDS);
    return { validatorId };
  }
  const validatorId = validatorIdOf(network, action.authority);
  if (action.kind === 'leave') withdrawValidator(state, validatorId);
  else if (action.kind === 'stake') setStake(state, validatorId, BigInt(action.stake));
  else setMpcData(state, validatorId, Buffer.from(action.mpcData, 'base64'), version);
  return { validatorId };
}
