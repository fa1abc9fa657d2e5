import { describe, expect, it } from 'vitest';
import { isDatabaseOutage } from './outage.ts';

const coded = (code: string, extra: object = {}) => Object.assign(new Error(code), { code, ...extra });

describe('what counts as an absent database', () => {
  it.each(['CONNECTION_CLOSED', 'ECONNREFUSED', 'ENOTFOUND', '57P01', '57P03', '40001'])('%s', (code) => {
    expect(isDatabaseOutage(coded(code))).toBe(true);
    expect(isDatabaseOutage(new Error('Failed query', { cause: coded(code) }))).toBe(true);
    expect(isDatabaseOutage(new AggregateError([coded(code)]))).toBe(true);
  });

  it('a missing socket, and not a missing file', () => {
    expect(isDatabaseOutage(coded('ENOENT', { syscall: 'connect' }))).toBe(true);
    expect(isDatabaseOutage(coded('ENOENT', { syscall: 'open' }))).toBe(false);
  });

  it('not what another service or a wrong query answers', () => {
    expect(isDatabaseOutage(new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }))).toBe(false);
    expect(isDatabaseOutage(coded('42P01'))).toBe(false);
    expect(isDatabaseOutage('ECONNREFUSED')).toBe(false);
  });
});
