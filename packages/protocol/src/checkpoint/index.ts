export * from './certificate.ts';
export * from './contents.ts';
export * from './dwallet-message.ts';
export * from './items.ts';
export * from './signing.ts';
export * from './system-message.ts';
