/** goja has no TextEncoder, which the schema library hashes with. */
export class TextEncoder {
  encode(text: string): Uint8Array {
    return Uint8Array.from(Buffer.from(text, "utf8"));
  }
}
