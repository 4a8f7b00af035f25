/**
 * Archives (ZIP) of files as they are, not compressed: a book of saved papers is small, and e-readers take it.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

const LOCAL_SIGNATURE = 0x04034b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 1 << 11;
/** The first day that there is in archives, 1 January 1980: the same papers make the same bytes. */
const FIRST_DAY = (1 << 5) | 1;
const CRC_POLYNOMIAL = 0xedb88320;

/** @typedef {{name: string, text: string}} TextFile */

const CRC_OF_BYTES = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? CRC_POLYNOMIAL ^ (value >>> 1) : value >>> 1;
  return value;
});

/** @param {Uint8Array} bytes */
function crcOf(bytes) {
  let crc = ~0;
  for (const byte of bytes) crc = CRC_OF_BYTES[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/**
 * Write numbers one after the other, least byte first.
 * @param {...[size: 2 | 4, value: number]} fields
 */
function pack(...fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let offset = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(offset, value, true);
    else view.setUint32(offset, value, true);
    offset += size;
  }
  return new Uint8Array(view.buffer);
}

/**
 * Write what both heads of a file say of it.
 * @param {Uint8Array} name
 * @param {Uint8Array} data
 */
function describe(name, data) {
  const time = /** @type {const} */ ([2, 0]);
  const method = /** @type {const} */ ([2, 0]); // stored
  return pack(
    [2, VERSION],
    [2, UTF8_NAMES],
    [...method],
    [...time],
    [2, FIRST_DAY],
    [4, crcOf(data)],
    [4, data.length],
    [4, data.length],
    [2, name.length],
    [2, 0], // nothing else
  );
}

/**
 * Write an archive of files, in their order.
 * @param {TextFile[]} files
 * @param {string} type that the archive is of
 */
export function writeArchive(files, type) {
  const encoder = new TextEncoder();
  const locals = [];
  const centrals = [];
  let offset = 0;
  let centralSize = 0;
  for (const file of files) {
    const name = encoder.encode(file.name);
    const data = encoder.encode(file.text);
    const description = describe(name, data);
    const local = [pack([4, LOCAL_SIGNATURE]), description, name, data];
    const rest = pack([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    const central = [pack([4, CENTRAL_SIGNATURE], [2, VERSION]), description, rest, name];
    locals.push(...local);
    centrals.push(...central);
    offset += sizeOf(local);
    centralSize += sizeOf(central);
  }
  const count = files.length;
  const end = pack([4, END_SIGNATURE], [4, 0], [2, count], [2, count], [4, centralSize], [4, offset], [2, 0]);
  return new Blob([...locals, ...centrals, end], { type });
}

/** @param {Uint8Array[]} parts */
function sizeOf(parts) {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
