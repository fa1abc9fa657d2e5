import { objectId } from '@baton/protocol';
import { connectSui } from '@baton/sui-client';
import { IkaClient } from '@ika.xyz/sdk';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ikaIds } from './ika/packages.ts';
import { type ChainFixture, chainFixture } from './testing/index.ts';

/** The SDK reads a table entry by entry: hundreds of requests. */
const MANY_REQUESTS_MS = 30_000;

let chain: ChainFixture;
beforeEach(async () => {
  chain = await chainFixture();
});
afterEach(() => chain.devchain.close());

/** Unmodified: what it is told is where the contracts are, as for any network. */
function ikaClient(): IkaClient {
  const { network, systemObjectId, coordinatorObjectId, url } = chain.devchain;
  const { packages } = ikaIds(network);
  return new IkaClient({
    suiClient: connectSui(url),
    config: {
      packages: {
        ikaPackage: packages.common,
        ikaCommonPackage: packages.common,
        ikaSystemOriginalPackage: packages.system,
        ikaSystemPackage: packages.system,
        ikaDwallet2pcMpcOriginalPackage: packages.dwallet,
        ikaDwallet2pcMpcPackage: packages.dwallet,
      },
      objects: {
        ikaSystemObject: { objectID: systemObjectId, initialSharedVersion: 0 },
        ikaDWalletCoordinator: { objectID: coordinatorObjectId, initialSharedVersion: 0 },
      },
    },
  });
}

it(
  'is read by the SDK`s own client',
  async () => {
    const output = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
    await chain.runEpoch(output);
    await chain.runEpoch(output.subarray(1));

    const client = ikaClient();
    await client.initialize();
    expect(await client.getEpoch()).toBe(3);
    const keyId = objectId(chain.devchain.networkKeyIds[0]!);
    const keys = await client.getAllNetworkEncryptionKeys();
    expect(keys).toMatchObject([{ id: keyId, epoch: 1 }]);
    const latest = await client.getLatestNetworkEncryptionKey();
    expect(latest.id).toBe(keyId);
    const dkg = await client.readTableVecAsRawBytes(latest.networkDKGOutputID);
    expect(Buffer.from(dkg).equals(output)).toBe(true);
    // By the SDK's rule the one before the newest: that of the present epoch's predecessor.
    const reconfiguration = await client.readTableVecAsRawBytes(latest.reconfigurationOutputID!);
    expect(Buffer.from(reconfiguration).equals(output)).toBe(true);
  },
  MANY_REQUESTS_MS,
);
