import { CloseButton } from '@mantine/core';
import { NameSchema } from '../../api/freeze.ts';
import { useVia } from '../../api/read.ts';
import { words } from '../../format/words.ts';
import { Answer } from '../../parts/answer.tsx';
import { Authority } from '../../parts/authority.tsx';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StakeBar } from '../../parts/stake-bar.tsx';
import type { Tone } from '../../parts/tone.ts';
import classes from './explanation.module.css';

const TONES: Record<string, Tone> = {
  frozen: 'ok',
  carried: 'carried',
  excluded: 'bad',
  announced: 'info',
  pending: 'info',
  silent: 'idle',
};

interface ExplanationProps {
  epoch: number;
  name: string;
  label: string;
  total: number;
  settled: boolean;
  onClose: () => void;
}

/** Why a name stands where it stands: the rule that decided, and the stake behind each digest. */
export function Explanation({ epoch, name, label, total, settled, onClose }: ExplanationProps) {
  const explanation = useVia(`v1/freeze/epochs/${epoch}/names/${name}`, NameSchema, { settled });
  return (
    <Panel
      title={`Why ${label} is where it is`}
      actions={<CloseButton size="sm" onClick={onClose} aria-label="Close the explanation" />}
    >
      <Answer
        of={explanation}
        what={`what became of ${label}`}
        absent={{
          title: 'Not known in this epoch',
          text: 'No committee, announcement or ready signal of this epoch names it.',
        }}
      >
        {({ state, digest, stakeByDigest, quorumThreshold, announcement, notAttestedBy, notSignalled, why }) => (
          <div className={classes.explanation}>
            <div className={classes.verdict}>
              <Mark tone={TONES[state] ?? 'idle'} tinted>
                {words(state)}
              </Mark>
              <p className={classes.why}>{why.text}</p>
            </div>
            <dl className={classes.facts}>
              <dt>Name</dt>
              <dd>
                <Hex value={name} what="name" />
              </dd>
              <dt>Announced</dt>
              <dd>
                {announcement === null ? (
                  <span className="faint">nothing in the log</span>
                ) : (
                  <>
                    <Hex value={announcement.digest} what="announced digest" />{' '}
                    <span className="faint">round {announcement.round}</span>
                  </>
                )}
              </dd>
              <dt>Frozen at</dt>
              <dd>
                {digest === null ? <span className="faint">nothing</span> : <Hex value={digest} what="frozen digest" />}
              </dd>
              {notAttestedBy.length > 0 && (
                <>
                  <dt>Not named by</dt>
                  <dd>
                    <Names of={notAttestedBy.map(({ authority }) => authority)} />
                  </dd>
                </>
              )}
              {notSignalled.length > 0 && (
                <>
                  <dt>No signal of</dt>
                  <dd>
                    <Names of={notSignalled} />
                  </dd>
                </>
              )}
              <dt>Rule</dt>
              <dd className="mono soft">{why.code}</dd>
            </dl>
            <ul className={classes.digests}>
              {stakeByDigest.map((one) => (
                <li key={one.digest}>
                  <Hex value={one.digest} what="attested digest" />
                  <StakeBar
                    stake={one.stake}
                    quorum={quorumThreshold ?? 0}
                    total={total}
                    what={`behind ${one.digest.slice(0, 8)}`}
                  />
                  <p className={classes.authorities}>
                    <Names of={one.authorities} />
                  </p>
                </li>
              ))}
            </ul>
          </div>
        )}
      </Answer>
    </Panel>
  );
}

function Names({ of }: { of: readonly string[] }) {
  return of.map((name, index) => (
    <span key={name}>
      {index > 0 && ', '}
      <Authority name={name} />
    </span>
  ));
}
