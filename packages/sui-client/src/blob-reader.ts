import { bcs } from '@mysten/bcs';
import type { SuiGrpcClient } from '@mysten/sui/grpc';
import type { ChainBlobMethod, ChainBlobReadCounter } from './blob-reads.ts';
import { type CallPolicy, callChain, DEFAULT_CALL_POLICY } from './call.ts';
import { ChainError } from './errors.ts';
import { u64FieldId } from './field-id.ts';
import { Bytes, Field, NetworkEncryptionKey, parseExact, TableVec, Validator } from './layout/index.ts';
import { ObjectSource } from './object-source.ts';
import { quantity } from './quantity.ts';

const Chunk = Field(bcs.u64(), Bytes);
const OutputByEpoch = Field(bcs.u64(), TableVec);
/** A table of more chunks than any output has is no blob. */
const CHUNKS_MAX = 4_096;

/** Reads blobs the chain holds: the way of protocol version 3, and of recovery. Every use is counted. */
export interface ChainBlobReader {
  /** What the validator uses in the next epoch: staged bytes, where there are some. */
  validatorMpcData(validatorId: string, signal: AbortSignal): Promise<Uint8Array>;
  networkKeyDkgOutput(keyId: string, signal: AbortSignal): Promise<Uint8Array>;
  networkKeyReconfigurationOutput(keyId: string, epoch: number, signal: AbortSignal): Promise<Uint8Array>;
}

export function createChainBlobReader(
  { client, counter }: { client: SuiGrpcClient; counter: ChainBlobReadCounter },
  policy: CallPolicy = DEFAULT_CALL_POLICY,
): ChainBlobReader {
  const counted = (
    method: ChainBlobMethod,
    read: (source: ObjectSource, signal: AbortSignal) => Promise<Uint8Array>,
  ) => {
    counter.increment(method);
    const source = new ObjectSource(client);
    return (signal: AbortSignal) => callChain((deadline) => read(source, deadline), signal, policy);
  };
  return {
    validatorMpcData: (validatorId, signal) =>
      counted('validator_mpc_data', async (source, deadline) => {
        const [object] = await source.fetch([validatorId], deadline);
        const info = parseExact(Validator, object!.content).validator_info;
        const table = info.next_epoch_mpc_data_bytes ?? info.mpc_data_bytes;
        if (!table) throw new ChainError('MALFORMED_STATE', `validator ${validatorId} has no mpc_data`);
        return readTableVec(source, table, deadline);
      })(signal),
    networkKeyDkgOutput: (keyId, signal) =>
      counted('network_key_dkg_output', async (source, deadline) => {
        const [object] = await source.fetch([keyId], deadline);
        return readTableVec(
          source,
          parseExact(NetworkEncryptionKey, object!.content).network_dkg_public_output,
          deadline,
        );
      })(signal),
    networkKeyReconfigurationOutput: (keyId, epoch, signal) =>
      counted('network_key_reconfiguration_output', async (source, deadline) => {
        const [object] = await source.fetch([keyId], deadline);
        const table = parseExact(NetworkEncryptionKey, object!.content).reconfiguration_public_outputs;
        const [field] = await source.fetch([u64FieldId(table.id, epoch)], deadline);
        return readTableVec(source, parseExact(OutputByEpoch, field!.content).value, deadline);
      })(signal),
  };
}

/** Chunk ids follow from the size, so nothing is listed. */
async function readTableVec(
  source: ObjectSource,
  table: typeof TableVec.$inferType,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const size = quantity(table.contents.size, 'chunk count');
  if (size > CHUNKS_MAX) throw new ChainError('MALFORMED_STATE', `a blob of ${size} chunks`);
  const ids = Array.from({ length: size }, (_, index) => u64FieldId(table.contents.id, index));
  const chunks = await source.fetch(ids, signal);
  return Buffer.concat(
    chunks.map((object, index) => {
      const chunk = parseExact(Chunk, object.content);
      if (chunk.name !== String(index))
        throw new ChainError('MALFORMED_STATE', `chunk ${index} is number ${chunk.name}`);
      return chunk.value;
    }),
  );
}
