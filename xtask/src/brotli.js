// Prints, for each file named after the folder: plain bytes, bytes after brotli (quality 11), name.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { brotliCompressSync, constants } = require('node:zlib');
const [folder, ...names] = process.argv.slice(1);
for (const name of names) {
  const plain = readFileSync(join(folder, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  console.log(plain.length, brotliCompressSync(plain, { params }).length, name);
}
