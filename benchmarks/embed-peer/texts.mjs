// Writes the texts to measure on and the tokens they have: 32 sentences of 32 tokens, and one query of 12.
// Run: node texts.mjs MODEL_FOLDER OUT.json
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';

const [folder, out] = process.argv.slice(2);
const tokenizer = new Tokenizer(JSON.parse(readFileSync(join(folder, 'tokenizer.json'))), {});
const words = ('the river crossed an old stone bridge near our town while winter rain fell on every garden and people walked home with bread ' +
  'letters music stories about engines doctors violin harbor storm mountains letters maps ships tables windows books').split(' ');
const sentence = (length, seed) => Array.from({ length }, (_, i) => words[(seed * 7 + i * (1 + seed % 5)) % words.length]).join(' ');
const texts = Array.from({ length: 32 }, (_, i) => sentence(30, i)), query = sentence(10, 40);
const ids = text => Array.from(tokenizer.encode(text).ids);
const batch = texts.map(ids);
if (batch.some(row => row.length !== 32) || ids(query).length !== 12) throw new Error('a sentence has another number of tokens');
writeFileSync(out, JSON.stringify({ texts, query, batch, queryTokens: ids(query) }));
