import type { SuiAccount } from '@baton/keys';
import type { SuiSigner } from '@baton/sui-client';

/** The validator's Sui account as what a chain writer signs with. */
export async function suiSignerOf(account: SuiAccount): Promise<SuiSigner> {
  const keypair = await account.keypair();
  return {
    address: account.address,
    sign: async (transactionBytes) => (await keypair.signTransaction(transactionBytes)).signature,
  };
}
