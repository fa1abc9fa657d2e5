import { describe, expect, test } from 'vitest';
import { commitSubject, epochOfStream, streamName, streamSubjects, submitSubject } from './subjects.ts';

describe('names on the NATS server', () => {
  test('a stream is named by network and epoch and captures its own subjects', () => {
    expect(streamName('localnet', 7)).toBe('BATON-localnet-7');
    expect(streamSubjects('localnet', 7)).toEqual(['baton.localnet.7.tx.*', 'baton.localnet.7.commit']);
    expect(commitSubject('localnet', 7)).toBe('baton.localnet.7.commit');
    expect(submitSubject('localnet')).toBe('baton.localnet.submit');
  });

  test.each(['', 'a.b', 'a b', '*', '>', 'UPPER', '-x', 'a'.repeat(33)])('refuses %j as a network', (name) => {
    expect(() => streamName(name, 1)).toThrow('network name');
  });

  test('finds the epoch of a stream of its own network only', () => {
    expect(epochOfStream('net', 'BATON-net-12')).toBe(12);
    expect(epochOfStream('net', 'BATON-net-a-12')).toBeNull();
    expect(epochOfStream('net', 'BATON-other-12')).toBeNull();
    expect(epochOfStream('net', 'BATON-net-012')).toBeNull();
  });
});
