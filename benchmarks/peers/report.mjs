// node report.mjs LINES.jsonl FOLDER: writes ann.md and ann.svg from the lines of `run`. Of a side measured more than once (ours and hnswlib),
// the geometric mean counts at each width: a machine that slows down or speeds up meanwhile favours nobody.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [linesFile, folder] = process.argv.slice(2);
const lines = fs.readFileSync(linesFile, 'utf8').split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line));
const sets = [...new Set(lines.map(line => line.set))];
const names = ['hnswlib', 'usearch', 'aios-float32', 'aios-int8', 'aios-bits'];
const colors = { hnswlib: '#c44', usearch: '#c90', 'aios-float32': '#38a', 'aios-int8': '#063', 'aios-bits': '#80c' };
const levels = { synth384: [0.95, 0.99], fm784: [0.95, 0.99], glove100: [0.94, 0.97] };

function curve(set, peer) {
  const measured = lines.filter(line => line.set === set && line.peer === peer && line.ef);
  const mean = (ef, field, digits) => {
    const values = measured.filter(line => line.ef === ef).map(line => Math.log(line[field]));
    return +Math.exp(values.reduce((a, b) => a + b) / values.length).toFixed(digits);
  };
  return [...new Set(measured.map(line => line.ef))].sort((a, b) => a - b).map(ef => (
    { ef, recall: mean(ef, 'recall', 4), rqps: mean(ef, 'rqps', 0), p50us: mean(ef, 'p50us', 1), p99us: mean(ef, 'p99us', 1) }));
}

// Queries per second at a recall, between the two widths around it; null where no width reaches it.
function speedAt(points, recall) {
  const i = points.findIndex(point => point.recall >= recall);
  if (i <= 0) return i === 0 ? points[0].rqps : null;
  const [a, b] = [points[i - 1], points[i]];
  const share = (recall - a.recall) / (b.recall - a.recall);
  return Math.exp(Math.log(a.rqps) * (1 - share) + Math.log(b.rqps) * share);
}

const text = ['# Vector indexes compared', '',
  `Written by \`benchmarks/peers/run\` on ${os.cpus()[0].model}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB, `
  + `Linux ${os.release().split('-')[0]}, Node ${process.versions.node}. One thread, M 16, efConstruction 200, k 10, recall@10.`, '',
  'A query counts with the best of five passes. Ours and hnswlib ran twice, in turn, and the geometric mean of the two counts, so that drift favours nobody. '
  + 'Ratios are what to read: the machine is shared. '
  + 'hnswlib was built with -O3 -march=native, usearch is its published binary.', ''];
for (const set of sets) {
  text.push(`## ${set}`, '', `| side | build, CPU s | ${levels[set].map(l => `queries/s at ${l} | x hnswlib`).join(' | ')} | p99 / p50 |`,
    `|---|---|${levels[set].map(() => '---|---|').join('')}---|`);
  const baseline = curve(set, 'hnswlib');
  for (const name of names) {
    const points = curve(set, name);
    if (points.length === 0) continue;
    const build = lines.find(line => line.set === set && line.peer === name && line.build_cpu_s)?.build_cpu_s ?? '';
    const cells = levels[set].map(level => {
      const [own, other] = [speedAt(points, level), speedAt(baseline, level)];
      return own === null ? '- | -' : `${Math.round(own).toLocaleString('en')} | ${other === null ? '-' : (own / other).toFixed(2)}`;
    });
    const tail = points.map(point => point.p99us / point.p50us).sort((a, b) => a - b)[points.length >> 1];
    text.push(`| ${name} | ${build} | ${cells.join(' | ')} | ${tail.toFixed(2)} |`);
  }
  text.push('');
}
text.push('## Every width', '', '| set | side | ef | recall | queries/s | p50, us | p99, us |', '|---|---|---|---|---|---|---|');
for (const set of sets) for (const name of names) for (const p of curve(set, name)) {
  text.push(`| ${set} | ${name} | ${p.ef} | ${p.recall.toFixed(4)} | ${p.rqps.toLocaleString('en')} | ${p.p50us} | ${p.p99us} |`);
}
fs.writeFileSync(path.join(folder, 'ann.md'), text.join('\n') + '\n');

// One panel a set: recall from left to right, queries per second upwards on a logarithmic scale.
const W = 300, H = 260, LEFT = 52, TOP = 34;
const svg = [`<svg xmlns="http://www.w3.org/2000/svg" width="${(W + LEFT) * sets.length + 20}" height="${H + 90}" font-family="sans-serif" font-size="11">`,
  '<rect width="100%" height="100%" fill="#fff"/>'];
sets.forEach((set, panel) => {
  const all = names.flatMap(name => curve(set, name)).filter(p => p.recall >= 0.8);
  const [lowest, highest] = [Math.min(...all.map(p => p.rqps)) * 0.8, Math.max(...all.map(p => p.rqps)) * 1.2];
  const left = panel * (W + LEFT) + LEFT;
  const x = recall => left + (recall - 0.8) / 0.2 * W;
  const y = speed => TOP + H - Math.log(speed / lowest) / Math.log(highest / lowest) * H;
  svg.push(`<text x="${left + W / 2}" y="18" text-anchor="middle" font-size="13">${set}</text>`,
    `<rect x="${left}" y="${TOP}" width="${W}" height="${H}" fill="none" stroke="#999"/>`);
  for (const recall of [0.8, 0.85, 0.9, 0.95, 1]) {
    svg.push(`<text x="${x(recall)}" y="${TOP + H + 15}" text-anchor="middle">${recall}</text>`);
  }
  for (const speed of [500, 1000, 2000, 5000, 10000, 20000, 50000].filter(s => s > lowest && s < highest)) {
    svg.push(`<text x="${left - 4}" y="${y(speed) + 4}" text-anchor="end">${speed.toLocaleString('en')}</text>`,
      `<line x1="${left}" x2="${left + W}" y1="${y(speed)}" y2="${y(speed)}" stroke="#eee"/>`);
  }
  for (const name of names) {
    const points = curve(set, name).filter(p => p.recall >= 0.8).map(p => `${x(p.recall).toFixed(1)},${y(p.rqps).toFixed(1)}`).join(' ');
    svg.push(`<polyline points="${points}" fill="none" stroke="${colors[name]}" stroke-width="2"/>`);
  }
});
names.forEach((name, i) => svg.push(`<rect x="${LEFT + i * 130}" y="${H + 66}" width="12" height="12" fill="${colors[name]}"/>`,
  `<text x="${LEFT + i * 130 + 17}" y="${H + 76}">${name}</text>`));
svg.push(`<text x="${LEFT + 5 * 130 + 10}" y="${H + 76}">queries/s (up) against recall@10 (right), one thread</text>`, '</svg>');
fs.writeFileSync(path.join(folder, 'ann.svg'), svg.join('\n') + '\n');
