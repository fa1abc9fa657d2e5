/** gRPC status codes that a fullnode answers with. */
export const GrpcCode = {
  OK: 0,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;
export type GrpcCode = (typeof GrpcCode)[keyof typeof GrpcCode];

/** An answer other than OK. */
export class GrpcError extends Error {
  readonly code: GrpcCode;

  constructor(code: GrpcCode, message: string) {
    super(message);
    this.name = 'GrpcError';
    this.code = code;
  }
}

export const invalidArgument = (message: string): GrpcError => new GrpcError(GrpcCode.INVALID_ARGUMENT, message);
export const notFound = (message: string): GrpcError => new GrpcError(GrpcCode.NOT_FOUND, message);
