import { namedId } from '../chain/digest.ts';

/** Where everything of one network's Ika lives. Derived from the network's name, so known before the chain starts. */
export interface IkaIds {
  packages: { common: string; system: string; dwallet: string; devchain: string };
  systemObjectId: string;
  coordinatorObjectId: string;
  validatorsTable: string;
  networkKeysTable: string;
  pendingActiveSet: string;
  userSessionsTable: string;
}

/** Version of both inner objects, as on today's networks. */
export const INNER_VERSION = 2;

export function ikaIds(network: string): IkaIds {
  const id = (...words: string[]): string => namedId(network, ...words);
  return {
    packages: {
      common: id('package', 'ika_common'),
      system: id('package', 'ika_system'),
      dwallet: id('package', 'ika_dwallet_2pc_mpc'),
      devchain: id('package', 'devchain'),
    },
    systemObjectId: id('system'),
    coordinatorObjectId: id('coordinator'),
    validatorsTable: id('validators'),
    networkKeysTable: id('network-keys'),
    pendingActiveSet: id('pending-active-set'),
    userSessionsTable: id('coordinator', 'user', 'sessions'),
  };
}

export const validatorIdOf = (network: string, authority: string): string => namedId(network, 'validator', authority);
export const networkKeyIdOf = (network: string, index: number): string =>
  namedId(network, 'network-key', String(index));
/** The witness that has to approve the advance of an epoch: the coordinator's. */
export const coordinatorWitness = (ids: IkaIds): string =>
  `${ids.packages.dwallet.slice(2)}::coordinator_inner::DWalletCoordinatorWitness`;
