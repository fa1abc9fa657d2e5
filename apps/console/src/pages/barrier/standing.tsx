import { Link } from '@tanstack/react-router';
import { BarrierSchema } from '../../api/barrier.ts';
import { useConsole } from '../../api/context.ts';
import { useVia } from '../../api/read.ts';
import { formatDuration } from '../../format/duration.ts';
import { capital, words } from '../../format/words.ts';
import { Answer } from '../../parts/answer.tsx';
import { Hex } from '../../parts/hex.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Since } from '../../parts/since.tsx';
import table from '../../parts/table.module.css';
import classes from './barrier.module.css';
import { sayBarrier } from './barrier-reason.ts';
import { PeerAnswers } from './peer-answers.tsx';

/** The newest epoch's barrier, large: waiting for what, since when. */
export function Standing({ epoch }: { epoch: number }) {
  const { via } = useConsole();
  const barrier = useVia(`v1/barrier/epochs/${epoch}`, BarrierSchema);
  const peers = barrier.data?.peers ?? [];
  return (
    <>
      <Panel title={`Barrier of ${via}`} note={`into epoch ${epoch}`} flush>
        <Answer of={barrier} what={`the barrier of epoch ${epoch}`} rows={4}>
          {(read) => {
            const { since, readyAt, retries, missing, certifiedOutputs, priorAttestationDigest } = read;
            const { tone, text, help } = sayBarrier({ ...read, missing: missing.length });
            return (
              <>
                <div className={classes.standing} data-tone={tone} role="status">
                  <Mark tone={tone}>{text}</Mark>
                  {since !== null &&
                    (readyAt === null ? (
                      <span className="soft">
                        <Since at={since} prefix="for " />, looked {retries} times
                      </span>
                    ) : (
                      <span className="soft">after {formatDuration(readyAt - since)}</span>
                    ))}
                  <p>{read.why?.text ?? help}</p>
                </div>
                {(missing.length > 0 || certifiedOutputs.length > 0) && (
                  <table className={table.table}>
                    <thead>
                      <tr>
                        <th scope="col">Certified output</th>
                        <th scope="col">Key</th>
                        <th scope="col">Digest</th>
                        <th scope="col">State</th>
                      </tr>
                    </thead>
                    <tbody>
                      {outputsOf(certifiedOutputs, missing).map(({ keyId, output, digest, held }) => (
                        <tr key={`${keyId} ${output} ${digest}`}>
                          <td>{output}</td>
                          <td>{keyId === null ? '–' : <Hex value={keyId} what="key id" />}</td>
                          <td>
                            <Hex value={digest} what="digest" />
                          </td>
                          <td>{held ? <Mark tone="ok">held</Mark> : <Mark tone="wait">missing</Mark>}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                )}
                {priorAttestationDigest !== null && (
                  <p className={classes.prior}>
                    Verified certificate of epoch {epoch - 1}:{' '}
                    <Hex value={priorAttestationDigest} what="attestation digest" />
                    <Link to="/epochs/$epoch/handoff" params={{ epoch: String(epoch - 1) }}>
                      its handoff
                    </Link>
                  </p>
                )}
              </>
            );
          }}
        </Answer>
      </Panel>
      {peers.length > 0 && <PeerAnswers of={peers} />}
    </>
  );
}

interface Output {
  keyId: string | null;
  output: string;
  digest: string;
  held: boolean;
}

function outputsOf(
  certified: readonly { keyId: string; output: string; digest: string }[],
  missing: readonly { key: { type: string; keyId: string | null }; digest: string }[],
): Output[] {
  const lacking = new Set(missing.map(({ digest }) => digest));
  const known = new Set(certified.map(({ digest }) => digest));
  return [
    ...certified.map(({ keyId, output, digest }) => ({
      keyId,
      output: capital(words(output)),
      digest,
      held: !lacking.has(digest),
    })),
    ...missing
      .filter(({ digest }) => !known.has(digest))
      .map(({ key, digest }) => ({ keyId: key.keyId, output: capital(words(key.type)), digest, held: false })),
  ];
}
