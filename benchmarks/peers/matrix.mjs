// Matrices on disk: int32 rows, int32 columns, then the values row by row, little endian.
import fs from 'node:fs';

const PART = 1 << 26; // One read or write is at most this long: Node's limit is 2 GiB.

export function readMatrix(file, ArrayType, limit = Infinity) {
  const handle = fs.openSync(file, 'r');
  const header = Buffer.alloc(8);
  fs.readSync(handle, header, 0, 8, 0);
  const rows = Math.min(limit, header.readInt32LE(0));
  const columns = header.readInt32LE(4);
  const bytes = new Uint8Array(rows * columns * 4);
  for (let at = 0; at < bytes.length;) {
    at += fs.readSync(handle, bytes, at, Math.min(PART, bytes.length - at), 8 + at);
  }
  fs.closeSync(handle);
  return { rows, columns, values: new ArrayType(bytes.buffer) };
}

export function writeMatrix(file, values, rows, columns) {
  const handle = fs.openSync(file, 'w');
  fs.writeSync(handle, Buffer.from(Int32Array.of(rows, columns).buffer));
  const bytes = Buffer.from(values.buffer, values.byteOffset, rows * columns * 4);
  for (let at = 0; at < bytes.length;) {
    at += fs.writeSync(handle, bytes, at, Math.min(PART, bytes.length - at));
  }
  fs.closeSync(handle);
}
