export type { ControlAction, ControlResult } from './control/action.ts';
export type { ActiveFault, Fault } from './control/faults.ts';
export { type DevchainDescription, type DevchainOptions, type RunningDevchain, startDevchain } from './devchain.ts';
export { type Genesis, GenesisError, GenesisSchema, type GenesisValidator, parseGenesis } from './ika/genesis.ts';
export { networkKeyIdOf, validatorIdOf } from './ika/packages.ts';
