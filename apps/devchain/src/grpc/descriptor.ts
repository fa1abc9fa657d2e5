/** What this server needs of the protobuf descriptors that the client package ships for both directions. */
export interface FieldDescriptor {
  name: string;
  localName: string;
  kind: string;
  repeat?: unknown;
  oneof?: string | undefined;
  T?: unknown;
}

export interface MessageDescriptor {
  typeName: string;
  fields: readonly FieldDescriptor[];
  create(value?: object): object;
  fromBinary(bytes: Uint8Array): object;
  toBinary(message: object): Uint8Array;
}

export interface MethodDescriptor {
  name: string;
  localName: string;
  I: MessageDescriptor;
  O: MessageDescriptor;
  serverStreaming?: boolean;
}

export interface ServiceDescriptor {
  typeName: string;
  methods: readonly unknown[];
}

/** Type of a message field's value; undefined for scalars. */
export function messageTypeOf(field: FieldDescriptor): MessageDescriptor | undefined {
  return field.kind === 'message' ? (field.T as () => MessageDescriptor)() : undefined;
}
