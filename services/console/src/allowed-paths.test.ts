import { describe, expect, it } from 'vitest';
import { areaOf, isLogPath } from './allowed-paths.ts';

describe('what the console passes on', () => {
  it.each([
    ['v1/freeze/epochs/3', 'freeze'],
    [`v1/freeze/epochs/3/names/${'ab'.repeat(48)}`, 'freeze'],
    ['v1/chain', 'chain'],
    ['v1/blobs/wanted', 'blobs'],
    ['v1/sessions/keys/0x12', 'sessions'],
  ])('%s belongs to %s', (path, area) => expect(areaOf(path)).toBe(area));

  it.each([
    'status',
    'v1/log/head',
    'v2/freeze',
    'v1/freeze/../../openapi.json',
    'v1/./freeze',
    'v1/freeze//epochs',
    'v1/freeze/a%2fb',
    'v1/freeze/a\\b',
    'v1/freeze/a?b',
    `v1/freeze/${'a/'.repeat(20)}a`,
    `v1/freeze/${'a'.repeat(300)}`,
    'http://elsewhere/v1/freeze',
    '',
  ])('%s is none of a validator', (path) => expect(areaOf(path)).toBeUndefined());

  it('asks consensus-log for the log, and how it is', () => {
    expect(['v1/log/epochs', 'status', 'metrics'].every(isLogPath)).toBe(true);
    expect(['v1/freeze/epochs', 'v1/log/../status', 'livez', 'v1'].some(isLogPath)).toBe(false);
  });
});
