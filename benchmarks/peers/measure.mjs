// node measure.mjs PEER SET FOLDER l2|ip M EFC EFS [INDEXES]: builds the index of a peer with one thread and prints the JSON lines that evals ann
// prints. With a folder for indexes, a built one is kept there and read from there the next time. With FILTER as EFS, measures hnswlib's filter instead.
// A query counts with the best of five passes, as there: on a shared machine the rest measures the neighbours.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readMatrix } from './matrix.mjs';

const K = 10, PASSES = 5, QUERIES = 2000;
const [peer, set, folder, metric, m, efConstruction, efs, indexes] = process.argv.slice(2);
const base = readMatrix(path.join(folder, `${set}.base.fbin`), Float32Array);
const queries = readMatrix(path.join(folder, `${set}.query.fbin`), Float32Array, QUERIES);
const truth = readMatrix(path.join(folder, `${set}.gt10.ibin`), Int32Array);
const dimensions = base.columns;
const row = (matrix, i) => matrix.values.subarray(i * dimensions, (i + 1) * dimensions);

const peers = {
  async hnswlib() {
    const { default: library } = await import('hnswlib-node');
    const index = new library.HierarchicalNSW(metric, dimensions);
    index.initIndex({ maxElements: base.rows, m: +m, efConstruction: +efConstruction, randomSeed: 100 });
    const asked = Array.from({ length: queries.rows }, (_, i) => Array.from(row(queries, i))); // It takes arrays of numbers only.
    return {
      build: () => { for (let i = 0; i < base.rows; i++) index.addPoint(Array.from(row(base, i)), i); },
      save: file => index.writeIndexSync(file),
      load: file => index.readIndexSync(file),
      withWidth: (ef, passes) => { index.setEf(ef); return i => index.searchKnn(asked[i], K, passes).neighbors; },
    };
  },
  async usearch() {
    const { Index } = await import('usearch');
    const settings = ef => ({
      dimensions, metric: metric === 'l2' ? 'l2sq' : 'ip', quantization: 'f32', connectivity: +m,
      expansion_add: +efConstruction, expansion_search: ef, multi: false,
    });
    const index = new Index(settings(64));
    let file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'usearch-')), 'index');
    return {
      save: kept => fs.copyFileSync(file, kept),
      load: kept => { file = kept; },
      build: () => {
        const keys = BigUint64Array.from({ length: base.rows }, (_, i) => BigInt(i));
        index.add(keys, base.values, 1);
        index.save(file);
      },
      // The binding cannot change the width of a living index; a new one that loads the file has its own.
      withWidth: ef => {
        const loaded = new Index(settings(ef));
        loaded.load(file);
        return i => loaded.search(row(queries, i), K, 1).keys;
      },
    };
  },
};

const { build, save, load, withWidth } = await peers[peer]();
const kept = indexes && path.join(indexes, `${set}.${peer}.${m}`);
if (kept && fs.existsSync(kept)) {
  load(kept);
} else {
  const cpuBefore = process.cpuUsage();
  build();
  const cpu = process.cpuUsage(cpuBefore);
  console.log(JSON.stringify({ peer, set, M: +m, EFC: +efConstruction, threads: 1, build_cpu_s: +((cpu.user + cpu.system) / 1e6).toFixed(1) }));
  if (kept) save(kept);
}

if (efs === 'FILTER') {
  const asked = 100;
  const distance = metric === 'l2'
    ? (a, b) => a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0)
    : (a, b) => -a.reduce((sum, x, i) => sum + x * b[i], 0);
  for (const every of [10, 100, 1000]) {
    const search = withWidth(64, key => key % every === 0);
    const times = [];
    let hits = 0;
    for (let i = 0; i < asked; i++) {
      const before = performance.now();
      const found = search(i);
      times.push((performance.now() - before) * 1e3);
      const matches = Array.from({ length: Math.ceil(base.rows / every) }, (_, n) => n * every);
      const exact = matches.map(key => [distance(row(queries, i), row(base, key)), key]).sort((a, b) => a[0] - b[0]).slice(0, K);
      const expected = new Set(exact.map(([, key]) => key));
      hits += found.filter(key => expected.has(Number(key))).length;
    }
    const mean = times.reduce((a, b) => a + b) / asked;
    console.log(JSON.stringify({ peer, set, selectivity: 1 / every, recall: +(hits / asked / K).toFixed(4), mean_us: +mean.toFixed(1) }));
  }
  process.exit(0);
}

for (const ef of efs.split(',').map(Number)) {
  const search = withWidth(ef);
  const best = new Float64Array(queries.rows).fill(Infinity);
  const found = [];
  for (let pass = 0; pass < PASSES; pass++) {
    for (let i = 0; i < queries.rows; i++) {
      const before = performance.now();
      found[i] = search(i);
      best[i] = Math.min(best[i], performance.now() - before);
    }
  }
  let hits = 0;
  for (let i = 0; i < queries.rows; i++) {
    const expected = new Set(truth.values.subarray(i * truth.columns, i * truth.columns + K));
    for (const key of found[i]) hits += expected.has(Number(key)) ? 1 : 0;
  }
  const sum = best.reduce((a, b) => a + b);
  best.sort();
  console.log(JSON.stringify({
    peer, set, ef, recall: +(hits / queries.rows / K).toFixed(4), rqps: Math.round(queries.rows / sum * 1e3),
    p50us: +(best[queries.rows >> 1] * 1e3).toFixed(1), p99us: +(best[Math.floor(queries.rows * 0.99)] * 1e3).toFixed(1),
  }));
}
