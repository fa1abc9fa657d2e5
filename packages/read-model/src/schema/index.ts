export * as announcerTables from './announcer.ts';
export * as barrierTables from './barrier.ts';
export * as blobsTables from './blobs.ts';
export * as chainTables from './chain.ts';
export * as freezeTables from './freeze.ts';
export * as handoffTables from './handoff.ts';
export * as sessionsTables from './sessions.ts';
