// Asks ONNX Runtime and our encoder in turn, round after round on the same machine, and prints for each measurement the medians and the
// median of the rounds' ratios (peer's time divided by ours: above 1 is faster than the peer).
// Run: node compare.mjs ROUNDS PEER_COMMAND OURS_COMMAND [NAME=COMMAND ...]   (commands as JSON arrays)
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [rounds, ...commands] = process.argv.slice(2);

async function start(command) {
  const [file, ...args] = JSON.parse(command);
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ended`);
    return value;
  };
  if (await next() !== 'ready') throw new Error(`${command} did not begin`);
  return { ask: async line => { child.stdin.write(line + '\n'); return JSON.parse(await next()); }, stop: () => child.stdin.end('quit\n') };
}

const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const names = commands.map(c => c.slice(0, c.indexOf('=')));
const parties = [];
for (const c of commands) parties.push(await start(c.slice(c.indexOf('=') + 1)));

const vectors = [];
for (const p of parties) vectors.push(await p.ask('vectors'));
const width = 384;
for (let p = 1; p < parties.length; p++) {
  let least = 1;
  for (let at = 0; at < vectors[0].length; at += width) {
    let dot = 0;
    for (let i = 0; i < width; i++) dot += vectors[0][at + i] * vectors[p][at + i];
    least = Math.min(least, dot);
  }
  console.log(JSON.stringify({ party: names[p], leastCosineWithPeer: Number(least.toFixed(6)) }));
}

for (const [what, count] of [['batch', 32], ['query', 1], ['load', 1]]) {
  const times = parties.map(() => []);
  for (let round = 0; round < Number(rounds); round++) {
    for (let p = 0; p < parties.length; p++) times[p].push(await parties[p].ask(what));
  }
  for (let p = 0; p < parties.length; p++) {
    const ms = 1000 * median(times[p]);
    console.log(JSON.stringify({
      what, party: names[p], medianMs: Number(ms.toFixed(3)), bestMs: Number((1000 * Math.min(...times[p])).toFixed(3)),
      perSecond: Number((1000 * count / ms).toFixed(1)), timesPeer: Number(median(times[0].map((t, i) => t / times[p][i])).toFixed(3)),
    }));
  }
}
for (const p of parties) p.stop();
