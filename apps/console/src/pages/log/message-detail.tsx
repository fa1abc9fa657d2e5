import { MessageSchema } from '../../api/log.ts';
import { useLog } from '../../api/read.ts';
import { Answer } from '../../parts/answer.tsx';
import { Copy, Hex } from '../../parts/hex.tsx';
import classes from './log.module.css';

/** A message whole: its body decoded, what identifies it, and its bytes. */
export function MessageDetail({ epoch, sequence }: { epoch: number; sequence: number }) {
  const message = useLog(`v1/log/epochs/${epoch}/messages/${sequence}`, MessageSchema, { settled: true });
  return (
    <div className={classes.detail}>
      <Answer of={message} what={`message ${sequence}`} rows={4}>
        {({ body, digest, keyDigest, trackingId, encoded }) => {
          const text = JSON.stringify(body ?? null, null, 2);
          return (
            <>
              <dl className={classes.ids}>
                <dt>Digest</dt>
                <dd>
                  <Hex value={digest} what="digest" />
                </dd>
                {keyDigest !== null && (
                  <>
                    <dt>Dedup key</dt>
                    <dd>
                      <Hex value={keyDigest} what="dedup key" />
                    </dd>
                  </>
                )}
                {trackingId !== null && (
                  <>
                    <dt>Tracking</dt>
                    <dd>
                      <Hex value={trackingId} what="tracking id" />
                    </dd>
                  </>
                )}
                {encoded !== null && (
                  <>
                    <dt>Bytes</dt>
                    <dd>
                      {encoded.length / 2} as hex <Copy value={encoded} what="bytes of the message" />
                    </dd>
                  </>
                )}
              </dl>
              <div className={classes.body}>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
                <pre tabIndex={0}>{text}</pre>
                <span className={classes.copyBody}>
                  <Copy value={text} what="body" />
                </span>
              </div>
            </>
          );
        }}
      </Answer>
    </div>
  );
}
