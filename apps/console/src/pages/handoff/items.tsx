import type { CertificateItem } from '../../api/handoff.ts';
import { capital, words } from '../../format/words.ts';
import { Authority } from '../../parts/authority.tsx';
import { Hex } from '../../parts/hex.tsx';
import table from '../../parts/table.module.css';

export function Items({ of }: { of: readonly CertificateItem[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col">Of</th>
          <th scope="col">Digest</th>
        </tr>
      </thead>
      <tbody>
        {of.map(({ key, digest }) => (
          <tr key={`${key.type} ${key.keyId} ${key.validator}`}>
            <td>{capital(words(key.type))}</td>
            <td>
              {key.validator != null && <Authority name={key.validator} />}
              {key.keyId != null && <Hex value={key.keyId} what="key id" />}
            </td>
            <td>
              <Hex value={digest} what="digest" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
