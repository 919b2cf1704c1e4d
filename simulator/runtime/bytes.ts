/**
 * Byte strings: on the ESP32 a character is a byte. What the built-in functions accept as data
 * (text, numbers, arrays, typed arrays, array buffers) becomes one here.
 */

/** Longer data does not fit the interpreter's stack, where built-in functions copy it. */
export const STACK_DATA_BYTES_MAX = 20000;

/** A view on the bytes of any buffer. */
export function viewOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** The bytes as text, one character each. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** The text as bytes; a character above 255 loses its upper bits, as on the board. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/** What Espruino makes of `value` where bytes are wanted; undefined when it takes no such value. */
export function byteString(value: unknown): string | undefined {
  if (typeof value === "string") return textOf(bytesOf(value));
  if (typeof value === "number") return String.fromCharCode(value & 255);
  if (typeof value === "boolean") return value ? "\x01" : "\0";
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return textOf(viewOf(value));
  if (!Array.isArray(value)) return undefined;
  let text = "";
  for (const item of value) {
    const part = byteString(item);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}
