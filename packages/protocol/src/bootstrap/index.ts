export * from './joiner-bootstrap.ts';
export * from './verify-certificate.ts';
