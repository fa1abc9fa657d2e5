import { authorityName, digest, objectId } from '@baton/protocol';
import { describe, expect, it } from 'vitest';
import { wantedBlobs } from './wanted.ts';

const name = (n: number) => authorityName(n.toString(16).padStart(96, '0'));
const hash = (n: number) => digest(n.toString(16).padStart(64, '0'));
const keyId = objectId(`0x${'07'.repeat(32)}`);
const self = name(1);

const nothing = {
  self,
  announcements: [],
  priorCertificate: [],
  seated: new Set([self, name(2)]),
  agreedOutputs: [],
};

describe('wantedBlobs', () => {
  it('wants what others announced, from them first, and never its own announcement', () => {
    const announcements = [
      { validator: self, blobHash: hash(1) },
      { validator: name(2), blobHash: hash(2) },
    ];
    expect(wantedBlobs({ ...nothing, announcements })).toEqual([
      {
        digest: hash(2),
        owner: name(2),
        structural: true,
        slots: [],
        reasons: [{ kind: 'announcement', validator: name(2) }],
      },
    ]);
  });

  it('wants certified blobs of seated names only, its own included', () => {
    const priorCertificate = [
      { validator: self, digest: hash(1) },
      { validator: name(9), digest: hash(9) },
    ];
    expect(wantedBlobs({ ...nothing, priorCertificate }).map((wanted) => wanted.digest)).toEqual([hash(1)]);
  });

  it('files an agreed output under its slot and asks a voter first', () => {
    const slot = { epoch: 3, keyId, output: 'dkg' as const };
    const agreedOutputs = [{ ...slot, digest: hash(5), voters: [self, name(2)] }];
    expect(wantedBlobs({ ...nothing, agreedOutputs })).toEqual([
      {
        digest: hash(5),
        owner: name(2),
        structural: false,
        slots: [slot],
        reasons: [{ kind: 'network_key_output', ...slot }],
      },
    ]);
  });

  it('keeps one entry per digest and the stricter rule', () => {
    const slot = { epoch: 3, keyId, output: 'dkg' as const };
    const announcements = [{ validator: name(2), blobHash: hash(5) }];
    const agreedOutputs = [{ ...slot, digest: hash(5), voters: [] }];
    expect(wantedBlobs({ ...nothing, announcements, agreedOutputs })).toMatchObject([
      { digest: hash(5), owner: name(2), structural: true, slots: [slot], reasons: [{}, {}] },
    ]);
  });
});
