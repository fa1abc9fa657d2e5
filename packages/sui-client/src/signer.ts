/** A Sui account that pays for and signs transactions. */
export interface SuiSigner {
  /** `0x` and 64 hex digits. */
  address: string;
  /** Signs `TransactionData` bytes under Sui's transaction intent; the serialized signature in base64. */
  sign(transactionBytes: Uint8Array): string | Promise<string>;
}
