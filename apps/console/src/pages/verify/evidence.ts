export interface Piece {
  /** The file's name, or how it came here. */
  name: string;
  /** Null for what is too large to be either. */
  text: string | null;
}

export type Sorted =
  | { kind: 'certificate'; epoch: number | null; value: unknown; piece: Piece }
  | { kind: 'committee'; epoch: number; value: unknown; piece: Piece }
  | { kind: 'unusable'; problem: string; piece: Piece };

export interface Assembled {
  certificate: unknown;
  committee: unknown;
  next: unknown;
  problems: string[];
}

/** Reads a piece of text and tells what it is. */
export function sortPiece(piece: Piece): Sorted {
  if (piece.text === null) return { kind: 'unusable', problem: `${piece.name} is larger than any certificate`, piece };
  let value: unknown;
  try {
    value = JSON.parse(piece.text);
  } catch {
    return { kind: 'unusable', problem: `${piece.name} is not JSON`, piece };
  }
  if (typeof value === 'object' && value !== null) {
    if ('attestation' in value) return { kind: 'certificate', epoch: epochIn(value.attestation), value, piece };
    const epoch = epochIn(value);
    if ('members' in value && epoch !== null) return { kind: 'committee', epoch, value, piece };
  }
  return { kind: 'unusable', problem: `${piece.name} is neither a certificate nor a committee`, piece };
}

/** Which of the pieces is the certificate, its committee, and the next: by epoch where there are two committees. */
export function assemble(pieces: readonly Sorted[]): Assembled {
  const problems = pieces.flatMap((one) => (one.kind === 'unusable' ? [one.problem] : []));
  const certificate = pieces.findLast((one) => one.kind === 'certificate');
  const committees = pieces.filter((one) => one.kind === 'committee').sort((a, b) => a.epoch - b.epoch);
  const of = committees.find(({ epoch }) => epoch === certificate?.epoch) ?? committees[0];
  const next = committees.findLast((one) => of !== undefined && one !== of && one.epoch === of.epoch + 1);
  return { certificate: certificate?.value, committee: of?.value, next: next?.value ?? null, problems };
}

function epochIn(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('epoch' in value)) return null;
  return typeof value.epoch === 'number' ? value.epoch : null;
}
