import { expect, it } from 'vitest';
import { u64FieldId } from './field-id.ts';
import { peerUrlOf } from './peer-address.ts';

it('derives the id that a real genesis has for the inner object of Sui`s system state', () => {
  expect(u64FieldId('0x5', 1)).toBe('0x6af2a2b7ca60bf76174adfd3e9c4957f8e937759603182f9b46c7f6c5f19c6d2');
});

it.each([
  ['/ip4/127.0.0.1/tcp/8080/http', 'http://127.0.0.1:8080'],
  ['/dns/v1.example.org/tcp/443/https', 'https://v1.example.org'],
  ['/ip6/::1/tcp/9000/http', 'http://[::1]:9000'],
  ['/dns/v1.example.org/udp/8084', null],
  ['/dns/v1.example.org/tcp/99999/http', null],
  ['/dns/user@host/tcp/80/http', null],
  ['/dns/host?x/tcp/80/http', null],
  ['http://host', null],
  ['', null],
])('takes the peer URL of %j as %j', (multiaddr, url) => {
  expect(peerUrlOf(multiaddr)).toBe(url);
});
