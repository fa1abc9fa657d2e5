import type { Handoff } from '../../api/handoff.ts';
import { Authority } from '../../parts/authority.tsx';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import table from '../../parts/table.module.css';

/** In the order of the log; whether the fold accepted the signature that came with the vote. */
export function Votes({ handoff: { votes, notVoted, certificate } }: { handoff: Handoff }) {
  const ordered = [...votes].sort((a, b) => a.round - b.round);
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Member</th>
          <th scope="col" className={table.number}>
            Round
          </th>
          <th scope="col">Signature</th>
          <th scope="col">Attests</th>
        </tr>
      </thead>
      <tbody>
        {ordered.map(({ authority, round, attestationDigest, signatureAccepted }) => (
          <tr key={authority}>
            <td>
              <Authority name={authority} />
            </td>
            <td className={table.number}>{round}</td>
            <td>
              {attestationDigest === null ? (
                <Mark tone="idle">none carried</Mark>
              ) : signatureAccepted ? (
                <Mark tone="ok">accepted</Mark>
              ) : (
                <Mark tone="bad">not accepted</Mark>
              )}
            </td>
            <td>
              {attestationDigest !== null && <Hex value={attestationDigest} what="attestation digest" />}
              {certificate !== null &&
                attestationDigest !== null &&
                attestationDigest !== certificate.attestationDigest && (
                  <Mark tone="bad">another than the certified</Mark>
                )}
            </td>
          </tr>
        ))}
        {notVoted.map((authority) => (
          <tr key={authority}>
            <td>
              <Authority name={authority} />
            </td>
            <td className={table.number}>–</td>
            <td>
              <Mark tone="idle">did not vote</Mark>
            </td>
            <td>–</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
