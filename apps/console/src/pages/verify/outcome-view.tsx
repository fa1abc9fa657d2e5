import { useLabels } from '../../api/context.ts';
import { formatDuration } from '../../format/duration.ts';
import { shortHex } from '../../format/hex.ts';
import { counted } from '../../format/quantity.ts';
import { capital, words } from '../../format/words.ts';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { StakeBar } from '../../parts/stake-bar.tsx';
import type { Tone } from '../../parts/tone.ts';
import classes from './outcome-view.module.css';
import type { Outcome } from './verification.ts';

const TONES: Record<'passed' | 'skipped' | 'failed', Tone> = { passed: 'ok', skipped: 'idle', failed: 'bad' };

/** The verdict first, then each check with what it found. */
export function OutcomeView({ outcome, total }: { outcome: Outcome; total: number | null }) {
  const labels = useLabels();
  if (outcome.state === 'unusable') {
    return (
      <div className={classes.verdict} data-tone="bad" role="status">
        <Mark tone="bad">Cannot be verified</Mark>
        <p>{outcome.message}</p>
      </div>
    );
  }
  const { verification, attestationDigest, epoch, tookMs } = outcome;
  const failed = verification.checks.find(({ result }) => result === 'failed');
  return (
    <div>
      <div className={classes.verdict} data-tone={verification.valid ? 'ok' : 'bad'} role="status">
        <Mark tone={verification.valid ? 'ok' : 'bad'}>
          {verification.valid ? 'Valid certificate' : `Refused: ${words(verification.fault ?? 'unknown fault')}`}
        </Mark>
        <p>
          {verification.valid
            ? `Epoch ${epoch}: ${counted(verification.signers.length, 'signature')} verified in this browser in ${formatDuration(tookMs)}.`
            : `${failed?.subject ? `${labels.get(failed.subject) ?? shortHex(failed.subject)}: ` : ''}${failed?.detail ?? ''}`}
        </p>
        {attestationDigest !== null && (
          <p className={classes.digest}>
            attestation <Hex value={attestationDigest} what="attestation digest" />
          </p>
        )}
      </div>
      {verification.valid && total !== null && (
        <div className={classes.stake}>
          <StakeBar stake={verification.stake} quorum={verification.quorum} total={total} what="verified signatures" />
        </div>
      )}
      <ol className={classes.checks} aria-label="What was checked">
        {verification.checks.map(({ check, subject, result, detail }) => (
          <li key={`${check} ${subject}`} data-result={result}>
            <Mark tone={TONES[result]}>{result}</Mark>
            <span className={classes.check}>
              {capital(words(check))}
              {subject !== null && <span className="soft"> of {labels.get(subject) ?? shortHex(subject)}</span>}
            </span>
            <span className={classes.detail}>{detail}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
