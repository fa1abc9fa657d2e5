import { Fragment } from 'react';
import type { WantedBlob } from '../../api/blobs.ts';
import { words } from '../../format/words.ts';
import { Authority } from '../../parts/authority.tsx';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Since } from '../../parts/since.tsx';
import table from '../../parts/table.module.css';

const AUTHORITY = /^[0-9a-f]{96}$/;

export function WantedTable({ of }: { of: readonly WantedBlob[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Digest</th>
          <th scope="col">Wanted for</th>
          <th scope="col">State</th>
          <th scope="col" className={table.number}>
            Attempts
          </th>
          <th scope="col">What peers answered</th>
          <th scope="col">Missing for</th>
        </tr>
      </thead>
      <tbody>
        {of.map((blob) => (
          <tr key={blob.digest}>
            <td>
              <Hex value={blob.digest} what="digest" />
            </td>
            <td>
              <Reasons of={blob} />
            </td>
            <td>
              <State of={blob} />
            </td>
            <td className={table.number}>{blob.attempts}</td>
            <td className={table.wide}>
              <Answers of={blob} />
            </td>
            <td>{blob.since === null ? '–' : <Since at={blob.since} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Reasons({ of: { reasons, owner } }: { of: WantedBlob }) {
  if (reasons.length === 0) return owner === null ? '–' : <Authority name={owner} />;
  return reasons.map(({ kind, validator, output, epoch }, index) => (
    <Fragment key={`${kind} ${validator} ${output}`}>
      {index > 0 && ', '}
      {kind === 'network_key_output' ? `${words(output ?? '')} output of epoch ${epoch}` : words(kind)}
      {validator !== null && (
        <>
          {' of '}
          <Authority name={validator} />
        </>
      )}
    </Fragment>
  ));
}

function State({ of: { state, asking } }: { of: WantedBlob }) {
  if (state !== 'fetching') return <Mark tone="wait">{words(state)}</Mark>;
  return <Mark tone="info">{asking === null ? 'being fetched' : <Asked peer={asking} prefix="asking " />}</Mark>;
}

function Answers({ of: { peers, lastPeer, lastResult } }: { of: WantedBlob }) {
  if (peers.length > 0) {
    return peers.map(({ peer, result, detail }, index) => (
      <span key={peer} title={detail ?? undefined}>
        {index > 0 && ', '}
        <Asked peer={peer} />: {words(result)}
      </span>
    ));
  }
  if (lastResult === null) return <span className="faint">nobody asked yet</span>;
  return (
    <>
      {lastPeer !== null && <Asked peer={lastPeer} />}: {words(lastResult)}
    </>
  );
}

/** A peer is told by name or by address. */
function Asked({ peer, prefix = '' }: { peer: string; prefix?: string }) {
  return (
    <>
      {prefix}
      {AUTHORITY.test(peer) ? <Authority name={peer} /> : peer}
    </>
  );
}
