export * from './committee.ts';
export * from './coordinator.ts';
export { parseExact } from './exact.ts';
export * from './move.ts';
export * from './system.ts';
export * from './validator.ts';
