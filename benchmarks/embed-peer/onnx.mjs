// Writes the ONNX form of a BERT encoder, in float32 and with ONNX Runtime's own fused operators (attention, bias and GELU, residual and
// layer norm), which is what its transformer optimizer makes of an export: the peer at its best.
// Run: node onnx.mjs MODEL_FOLDER OUT.onnx
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, out] = process.argv.slice(2);
const config = JSON.parse(readFileSync(join(folder, 'config.json')));
const file = readFileSync(join(folder, 'model.safetensors'));
const headerLength = Number(file.readBigUInt64LE(0));
const header = JSON.parse(file.subarray(8, 8 + headerLength));

function halfToFloat(h) {
  const sign = h & 0x8000 ? -1 : 1, exponent = (h >> 10) & 31, fraction = h & 1023;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function tensor(name) {
  const { dtype, shape, data_offsets: [begin, end] } = header[name];
  const bytes = file.subarray(8 + headerLength + begin, 8 + headerLength + end);
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) values[i] = dtype === 'F32' ? bytes.readFloatLE(4 * i) : halfToFloat(bytes.readUInt16LE(2 * i));
  return { shape, values };
}

// Linear layers are stored [outputs, inputs]; MatMul wants [inputs, outputs].
function transposed({ shape: [rows, columns], values }) {
  const turned = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c];
  return { shape: [columns, rows], values: turned };
}

function sideBySide(parts) {
  const [rows] = parts[0].shape, width = parts.reduce((sum, p) => sum + p.shape[1], 0), values = new Float32Array(rows * width);
  for (let r = 0, at = 0; r < rows; r++) for (const p of parts) {
    values.set(p.values.subarray(r * p.shape[1], (r + 1) * p.shape[1]), at);
    at += p.shape[1];
  }
  return { shape: [rows, width], values };
}

// Protocol buffers, as far as ONNX needs them: field numbers are those of onnx.proto.
function varint(value) {
  const bytes = [];
  for (let v = BigInt(value); ; v >>= 7n) {
    if (v < 128n) return Buffer.from([...bytes, Number(v)]);
    bytes.push(Number(v & 127n) | 128);
  }
}
const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, value) => {
  const data = Buffer.isBuffer(value) ? value : Buffer.from(value);
  return Buffer.concat([varint((field << 3) | 2), varint(data.length), data]);
};
const real = (field, value) => { const b = Buffer.alloc(4); b.writeFloatLE(value); return Buffer.concat([varint((field << 3) | 5), b]); };
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));
const FLOAT = 1, INT32 = 6;

const initializers = [], nodes = [];
function constant(name, { shape, values }) {
  initializers.push(message(5, ...shape.map(d => number(1, d)), number(2, FLOAT), bytes(8, name),
    bytes(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength))));
  return name;
}
function node(type, inputs, outputs, domain = '', attributes = {}) {
  const list = Object.entries(attributes).map(([name, value]) => Array.isArray(value)
    ? message(5, bytes(1, name), ...value.map(v => number(8, v)), number(20, 7))
    : typeof value === 'object' ? message(5, bytes(1, name), real(2, value.real), number(20, 1))
      : message(5, bytes(1, name), number(3, value), number(20, 2)));
  nodes.push(message(1, ...inputs.map(i => bytes(1, i)), ...outputs.map(o => bytes(2, o)), bytes(3, outputs[0]), bytes(4, type), ...list, bytes(7, domain)));
  return outputs[0];
}
const value = (field, name, type, dims) => message(field, bytes(1, name),
  message(2, message(1, number(1, type), message(2, ...dims.map(d => message(1, typeof d === 'number' ? number(1, d) : bytes(2, d)))))));

const ms = 'com.microsoft', epsilon = { real: config.layer_norm_eps };
const e = 'embeddings.';
let x = node('EmbedLayerNormalization', ['input_ids', 'segment_ids', constant('words', tensor(e + 'word_embeddings.weight')),
  constant('positions', tensor(e + 'position_embeddings.weight')), constant('segments', tensor(e + 'token_type_embeddings.weight')),
  constant('e.g', tensor(e + 'LayerNorm.weight')), constant('e.b', tensor(e + 'LayerNorm.bias')), 'mask'], ['embedded', 'mask_index'], ms, { epsilon });
for (let layer = 0; layer < config.num_hidden_layers; layer++) {
  const at = `encoder.layer.${layer}.`, self = at + 'attention.self.', l = `l${layer}.`;
  const three = ['query', 'key', 'value'];
  const qkv = constant(l + 'qkv', sideBySide(three.map(n => transposed(tensor(`${self}${n}.weight`)))));
  const bias = sideBySide(three.map(n => { const { shape, values } = tensor(`${self}${n}.bias`); return { shape: [1, ...shape], values }; }));
  const qkvBias = constant(l + 'qkv.b', { shape: [bias.shape[1]], values: bias.values });
  const attended = node('Attention', [x, qkv, qkvBias, 'mask_index'], [l + 'attended'], ms, { num_heads: config.num_attention_heads });
  const mixed = node('MatMul', [attended, constant(l + 'o', transposed(tensor(at + 'attention.output.dense.weight')))], [l + 'mixed']);
  x = node('SkipLayerNormalization', [mixed, x, constant(l + 'n1.g', tensor(at + 'attention.output.LayerNorm.weight')),
    constant(l + 'n1.b', tensor(at + 'attention.output.LayerNorm.bias')), constant(l + 'o.b', tensor(at + 'attention.output.dense.bias'))], [l + 'x1'], ms, { epsilon });
  const wide = node('MatMul', [x, constant(l + 'i', transposed(tensor(at + 'intermediate.dense.weight')))], [l + 'wide']);
  const active = node('BiasGelu', [wide, constant(l + 'i.b', tensor(at + 'intermediate.dense.bias'))], [l + 'active'], ms);
  const narrow = node('MatMul', [active, constant(l + 'n', transposed(tensor(at + 'output.dense.weight')))], [l + 'narrow']);
  x = node('SkipLayerNormalization', [narrow, x, constant(l + 'n2.g', tensor(at + 'output.LayerNorm.weight')),
    constant(l + 'n2.b', tensor(at + 'output.LayerNorm.bias')), constant(l + 'n.b', tensor(at + 'output.dense.bias'))], [l + 'x2'], ms, { epsilon });
}
const mean = node('ReduceMean', [x], ['mean'], '', { axes: [1], keepdims: 0 });
node('LpNormalization', [mean], ['vectors'], '', { axis: 1, p: 2 });

const shape = ['batch', 'tokens'];
const graph = Buffer.concat([...nodes, bytes(2, 'encoder'), ...initializers,
  ...['input_ids', 'segment_ids', 'mask'].map(n => value(11, n, INT32, shape)), value(12, 'vectors', FLOAT, ['batch', config.hidden_size])]);
writeFileSync(out, Buffer.concat([number(1, 8), message(8, bytes(1, ''), number(2, 17)), message(8, bytes(1, ms), number(2, 1)), bytes(7, graph)]));
