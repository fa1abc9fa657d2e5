import { GrpcTypes } from '@mysten/sui/grpc';
import type { Chain } from '../chain/chain.ts';
import { functionKey, type MoveParameter } from '../chain/move.ts';
import type { Service } from '../grpc/server.ts';
import { notFound } from '../grpc/status.ts';
import { requireId } from './object.ts';

/** Numbers of `sui.rpc.v2` signature enums. */
const SCALARS: Readonly<Partial<Record<MoveParameter, number>>> = { address: 1, bool: 2, u8: 3, u32: 5, u64: 6 };
const VECTOR = 9;
const DATATYPE = 10;
const PUBLIC = 2;
const REFERENCES: Readonly<Partial<Record<MoveParameter, number>>> = { '&': 1, '&mut': 2 };

/** The SDK's transaction executors ask how a function takes its arguments. */
export function movePackageService(chain: Chain): Service {
  return {
    descriptor: GrpcTypes.MovePackageService,
    handlers: {
      getFunction: (request: GrpcTypes.GetFunctionRequest) => {
        const packageId = requireId(request.packageId, 'package_id');
        const found = chain.functions.get(functionKey(packageId, request.moduleName ?? '', request.name ?? ''));
        if (!found) throw notFound(`function ${request.moduleName}::${request.name} not found`);
        return {
          function: {
            name: request.name,
            visibility: PUBLIC,
            isEntry: false,
            typeParameters: [],
            returns: [],
            parameters: found.parameters.map((parameter) => ({
              reference: REFERENCES[parameter],
              body: bodyOf(parameter, packageId),
            })),
          },
        };
      },
    },
  };
}

function bodyOf(parameter: MoveParameter, packageId: string): object {
  if (parameter === 'vector<u8>') return { type: VECTOR, typeParameterInstantiation: [{ type: SCALARS.u8 }] };
  const scalar = SCALARS[parameter];
  return scalar ? { type: scalar } : { type: DATATYPE, typeName: `${packageId}::devchain::Opaque` };
}
