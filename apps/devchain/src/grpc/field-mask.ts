import { type MessageDescriptor, messageTypeOf } from './descriptor.ts';
import { invalidArgument } from './status.ts';

/** Which fields of a message are asked for; `null` means everything from here down. */
export type Mask = Map<string, Mask> | null;

/** Compiles read-mask paths against a message type. An unknown path is INVALID_ARGUMENT, as on a fullnode. */
export function compileMask(type: unknown, paths: readonly string[] | undefined, fallback: readonly string[]): Mask {
  const root = new Map<string, Mask>();
  for (const path of paths ?? fallback) {
    if (path === '*') return null;
    addPath(root, type as MessageDescriptor, path);
  }
  return root;
}

function addPath(root: Map<string, Mask>, type: MessageDescriptor, path: string): void {
  const parts = path.split('.');
  let node = root;
  let at: MessageDescriptor | undefined = type;
  for (const [index, part] of parts.entries()) {
    const field: MessageDescriptor['fields'][number] | undefined = at?.fields.find((one) => one.name === part);
    if (!field) throw invalidArgument(`invalid read_mask path: ${path}`);
    const existing = node.get(part);
    if (existing === null) return;
    if (index === parts.length - 1) {
      node.set(part, null);
      return;
    }
    const next: Map<string, Mask> = existing ?? new Map();
    node.set(part, next);
    node = next;
    at = messageTypeOf(field);
  }
}

/** Whether the mask asks for `path`, or for something below it. */
export function wants(mask: Mask, ...path: string[]): boolean {
  let at: Mask = mask;
  for (const part of path) {
    if (at === null) return true;
    const next: Mask | undefined = at.get(part);
    if (next === undefined) return false;
    at = next;
  }
  return true;
}

export function submask(mask: Mask, name: string): Mask {
  return mask === null ? null : (mask.get(name) ?? new Map());
}

/** A copy of `message` with the masked fields only. */
export function prune(type: unknown, message: object, mask: Mask): object {
  if (mask === null) return message;
  const source = message as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const field of (type as MessageDescriptor).fields) {
    const below = mask.get(field.name);
    if (below === undefined) continue;
    const inner = messageTypeOf(field);
    const cut = (value: unknown): unknown => (inner && value ? prune(inner, value as object, below) : value);
    if (field.oneof) {
      const choice = source[field.oneof] as { oneofKind?: string; [name: string]: unknown } | undefined;
      if (choice?.oneofKind === field.localName) {
        kept[field.oneof] = { oneofKind: field.localName, [field.localName]: cut(choice[field.localName]) };
      }
      continue;
    }
    const value = source[field.localName];
    if (value !== undefined) kept[field.localName] = Array.isArray(value) && field.repeat ? value.map(cut) : cut(value);
  }
  return kept;
}
