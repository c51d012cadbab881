// Writes src/AiOs.Embeddings/Tokenizer/AccentTable.cs: what is left of each character after canonical decomposition
// (Unicode NFD, of the Unicode version that this Node carries) and removal of non-spacing marks.
// Run: node benchmarks/embed-peer/decompositions.mjs > src/AiOs.Embeddings/Tokenizer/AccentTable.cs
const rows = [];
for (let code = 0x80; code <= 0x2fa1f; code++) {
  if ((code >= 0xac00 && code <= 0xd7a3) || (code >= 0xd800 && code <= 0xdfff)) continue; // Hangul is arithmetic.
  const text = String.fromCodePoint(code);
  if (/\p{Mn}/u.test(text)) continue;
  const left = [...text.normalize('NFD')].filter(c => !/\p{Mn}/u.test(c));
  if (left.length === 1 && left[0] === text) continue;
  if (left.length === 0) throw new Error('a character with nothing left: ' + code.toString(16));
  for (const c of left) rows.push([code, c.codePointAt(0)]);
}
const hex = n => '0x' + n.toString(16).toUpperCase();
const cells = rows.map(([from, to]) => `${hex(from)}, ${hex(to)},`);
let lines = [], line = '';
for (const cell of cells) {
  if (line.length + cell.length + 1 > 140) { lines.push(line); line = ''; }
  line += (line ? ' ' : '') + cell;
}
lines.push(line);
console.log(`namespace AiOs;

/// <summary>What is left of a character after canonical decomposition and removal of its accents.</summary>
/// <remarks>
/// Written by benchmarks/embed-peer/decompositions.mjs from Unicode ${process.versions.unicode}. With invariant
/// globalization <c>string.Normalize</c> leaves everything but ASCII as it is, so the encoder carries its own table.
/// </remarks>
internal static class AccentTable
{
    /// <summary>Gets pairs of a character and one that is left of it, ascending; a character with several has a pair for each.</summary>
    public static ReadOnlySpan<int> Pairs =>
    [
${lines.map(l => '        ' + l).join('\n')}
    ];

    /// <summary>Finds the first pair of a character.</summary>
    /// <param name="code">The code point.</param>
    /// <returns>The index of the pair (the character at twice the index), or -1 for a character without a decomposition.</returns>
    public static int Find(int code)
    {
        ReadOnlySpan<int> pairs = Pairs;
        int low = 0;
        int high = pairs.Length / 2;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (pairs[2 * middle] < code)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return 2 * low < pairs.Length && pairs[2 * low] == code ? low : -1;
    }
}`);
