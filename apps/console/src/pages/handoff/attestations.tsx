import type { Handoff } from '../../api/handoff.ts';
import { counted } from '../../format/quantity.ts';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StakeBar } from '../../parts/stake-bar.tsx';
import { Empty } from '../../parts/states.tsx';
import classes from './handoff.module.css';

/** Each attestation that was signed, with the stake behind it. More than one is a divergence. */
export function Attestations({ handoff, quorum, total }: { handoff: Handoff; quorum: number; total: number }) {
  const { attestations, certificate } = handoff;
  const split = attestations.length > 1;
  return (
    <Panel
      title="Signed attestations"
      {...(split ? { actions: <Mark tone="bad">{`${attestations.length} different ones were signed`}</Mark> } : {})}
      flush
    >
      {attestations.length === 0 ? (
        <Empty title="None signed yet" />
      ) : (
        <ul className={classes.attestations}>
          {attestations.map(({ attestationDigest, stake, signers }) => {
            const count = typeof signers === 'number' ? signers : signers.length;
            return (
              <li key={attestationDigest}>
                <div className={classes.attestation}>
                  <Hex value={attestationDigest} what="attestation digest" />
                  <span className="soft">{counted(count, 'signature')}</span>
                  {certificate?.attestationDigest === attestationDigest && <Mark tone="ok">certified</Mark>}
                </div>
                <StakeBar stake={stake} quorum={quorum} total={total} what="signatures over this attestation" />
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
