// ONNX Runtime on the CPU as a peer that is asked over standard input: a line `batch`, `query` or `load` measures that once and answers
// with the seconds it took, a line `vectors` answers with the vectors of the batch. Tokens come ready-made from a file, so that the peer
// pays for no tokenizer; ours pays for its own.
// Run: node peer.mjs MODEL.onnx TOKENS.json THREADS
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import ort from 'onnxruntime-node';

const [model, tokensFile, threads] = process.argv.slice(2);
const { batch, queryTokens: query } = JSON.parse(readFileSync(tokensFile));
const load = count => ort.InferenceSession.create(model, {
  executionProviders: ['cpu'], graphOptimizationLevel: 'all', intraOpNumThreads: count, interOpNumThreads: 1, executionMode: 'sequential' });
const whole = await load(Number(threads)), single = await load(1);

function feeds(rows) {
  const dims = [rows.length, rows[0].length], size = dims[0] * dims[1];
  const filled = value => new ort.Tensor('int32', new Int32Array(size).fill(value), dims);
  return { input_ids: new ort.Tensor('int32', Int32Array.from(rows.flat()), dims), segment_ids: filled(0), mask: filled(1) };
}

// The same counts as ours: enough runs that a clock's tick is nothing, few enough that rounds alternate quickly.
async function time(session, rows, runs) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < runs; i++) await session.run(feeds(rows));
  return Number(process.hrtime.bigint() - start) / 1e9 / runs;
}

for (let i = 0; i < 3; i++) { await time(whole, batch, 2); await time(single, [query], 10); }
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'batch') console.log(await time(whole, batch, 4));
  else if (line === 'query') console.log(await time(single, [query], 50));
  else if (line === 'load') {
    const start = process.hrtime.bigint();
    const session = await load(Number(threads));
    console.log(Number(process.hrtime.bigint() - start) / 1e9);
    await session.release();
  } else if (line === 'vectors') console.log(JSON.stringify(Array.from((await whole.run(feeds(batch))).vectors.data)));
  else break;
}
process.exit(0);
