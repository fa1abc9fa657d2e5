import { Button, Code, FileButton, Textarea } from '@mantine/core';
import { IconFileImport, IconX } from '@tabler/icons-react';
import { type DragEvent, useMemo, useState } from 'react';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { assemble, type Piece, type Sorted, sortPiece } from './evidence.ts';
import { OutcomeView } from './outcome-view.tsx';
import { useOutcome } from './use-outcome.ts';
import classes from './verify-page.module.css';

/** Files are small; what is larger is no certificate. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;
const FILES_MAX = 6;

/** A certificate from a file, checked in this browser against committees from files: no server has a part in it. */
export function VerifyPage() {
  const [pieces, setPieces] = useState<Piece[]>([]);
  const [pasted, setPasted] = useState('');
  const sorted = useMemo(() => pieces.map(sortPiece), [pieces]);
  const { certificate, committee, next, problems } = useMemo(() => assemble(sorted), [sorted]);
  const { outcome, error } = useOutcome(certificate, committee, next);
  const add = (more: Piece[]) => setPieces((now) => [...now, ...more].slice(-FILES_MAX));
  const take = async (files: Iterable<File>) => add(await Promise.all([...files].slice(0, FILES_MAX).map(pieceOf)));
  const paste = () => {
    if (pasted.trim() !== '') add([{ name: 'what was pasted', text: pasted }]);
    setPasted('');
  };
  return (
    <Page
      title="Verify a certificate"
      lead="Give the certificate and the committee that signed it; add the committee after it to check that, too. Everything happens in this browser: nothing is sent anywhere."
    >
      <Panel title="Evidence" note="told apart by what the files hold">
        <DropArea onFiles={(files) => void take(files)}>
          <FileButton onChange={(files) => void take(files)} multiple accept="application/json,.json">
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconFileImport size={16} aria-hidden />}>
                Choose files
              </Button>
            )}
          </FileButton>
          <span className="soft">or drop them here</span>
        </DropArea>
        <form
          className={classes.paste}
          onSubmit={(event) => {
            event.preventDefault();
            paste();
          }}
        >
          <Textarea
            label="Or paste one JSON after the other"
            description={
              <>
                as <Code>baton handoff show</Code> and <Code>baton chain committee</Code> print them
              </>
            }
            value={pasted}
            onChange={(event) => setPasted(event.currentTarget.value)}
            minRows={3}
            maxRows={8}
            autosize
            spellCheck={false}
            classNames={{ input: 'mono' }}
          />
          <Button type="submit" variant="default" disabled={pasted.trim() === ''}>
            Add
          </Button>
        </form>
        {sorted.length > 0 && (
          <Pieces of={sorted} onRemove={(index) => setPieces((now) => now.filter((_, at) => at !== index))} />
        )}
      </Panel>
      <Panel title="Result" flush>
        {problems.length > 0 && (
          <ul className={classes.problems} role="alert">
            {problems.map((problem) => (
              <li key={problem}>
                <Mark tone="bad">{problem}</Mark>
              </li>
            ))}
          </ul>
        )}
        {error !== null ? (
          <Failure error={error} what="the evidence" />
        ) : outcome !== null ? (
          <OutcomeView outcome={outcome} total={totalOf(committee)} />
        ) : certificate !== undefined && committee !== undefined ? (
          <Loading what="the result" rows={4} />
        ) : (
          <Empty title={wanting(certificate, committee)}>
            The same check as <Code>baton cert verify</Code>: canonical form, epoch, next committee, each signature,
            quorum of stake.
          </Empty>
        )}
      </Panel>
    </Page>
  );
}

function wanting(certificate: unknown, committee: unknown): string {
  if (certificate === undefined)
    return committee === undefined ? 'Waits for a certificate and its committee' : 'Waits for the certificate';
  return 'Waits for the committee that signed it';
}

function totalOf(committee: unknown): number | null {
  const members = (committee as { members?: { stake?: unknown }[] } | undefined)?.members;
  if (!Array.isArray(members)) return null;
  return members.reduce((sum, { stake }) => sum + (typeof stake === 'number' ? stake : 0), 0);
}

async function pieceOf(file: File): Promise<Piece> {
  if (file.size > FILE_BYTES_MAX) return { name: file.name, text: null };
  return { name: file.name, text: await file.text() };
}

function DropArea({ onFiles, children }: { onFiles: (files: FileList) => void; children: React.ReactNode }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same by keyboard
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </div>
  );
}

function Pieces({ of, onRemove }: { of: readonly Sorted[]; onRemove: (index: number) => void }) {
  return (
    <ul className={classes.pieces} aria-label="Evidence given">
      {of.map((one, index) => (
        <li key={index}>
          <Mark tone={one.kind === 'unusable' ? 'bad' : 'info'}>
            {one.kind === 'unusable' ? 'not usable' : `${one.kind} of epoch ${one.epoch ?? '?'}`}
          </Mark>
          <span className="soft">{one.piece.name}</span>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => onRemove(index)}
            aria-label={`Remove ${one.piece.name}`}
          >
            <IconX size={13} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
