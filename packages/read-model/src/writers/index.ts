export * as announcerWriters from './announcer.ts';
export * as barrierWriters from './barrier.ts';
export * as blobsWriters from './blobs.ts';
export * as chainWriters from './chain.ts';
export * as sessionsWriters from './sessions.ts';
