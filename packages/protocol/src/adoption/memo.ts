/** What the last full adoption pass was made over. */
export interface AdoptionMemo {
  overlay: string;
  certificatePresent: boolean;
}

export interface AdoptionPass extends AdoptionMemo {
  keys: number;
  deferredKeys: number;
  strandedKeys: number;
  /** Reading failed: an error is not an absence. */
  readError: boolean;
}

/** Whether a pass may be skipped before anything is read. `docs/spec/barrier.md#memo` */
export function adoptionMemoHit(memo: AdoptionMemo | null, current: AdoptionMemo): boolean {
  return memo !== null && memo.overlay === current.overlay && memo.certificatePresent === current.certificatePresent;
}

/** What to remember of a pass: nothing after an error, over an empty overlay, or with a key deferred or stranded. */
export function adoptionMemoAfter(pass: AdoptionPass): AdoptionMemo | null {
  if (pass.readError || pass.keys === 0 || pass.deferredKeys > 0 || pass.strandedKeys > 0) return null;
  return { overlay: pass.overlay, certificatePresent: pass.certificatePresent };
}
