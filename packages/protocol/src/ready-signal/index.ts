export * from './canonicalize.ts';
export * from './emission.ts';
export * from './emit-gate.ts';
export * from './locally-validated.ts';
export * from './record.ts';
