export * as announcerQueries from './announcer.ts';
export * as barrierQueries from './barrier.ts';
export * as blobsQueries from './blobs.ts';
export * as chainQueries from './chain.ts';
export * as checkpointQueries from './checkpoint.ts';
export * as freezeQueries from './freeze.ts';
export * as handoffQueries from './handoff.ts';
export * as sessionsQueries from './sessions.ts';
