using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AiOs;

/// <summary>Writes a BERT-shaped encoder with drawn weights: its vectors mean nothing, and cost what a real model's do.</summary>
internal static class SyntheticEncoder
{
    private const string Consonants = "bdfgklmnprstvz";
    private const string Vowels = "aeiou";
    private const int Positions = 128;

    /// <summary>Gets a word of the vocabulary; words 0 to 4,899 differ.</summary>
    public static string Word(int index)
    {
        int syllables = Consonants.Length * Vowels.Length;
        return Syllable(index / syllables % syllables) + Syllable(index % syllables);

        static string Syllable(int i) => new([Consonants[i / Vowels.Length], Vowels[i % Vowels.Length]]);
    }

    /// <summary>Writes the model's files.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="hidden">The length of a vector.</param>
    /// <param name="heads">Divides the length of a vector.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="words">How many words the vocabulary has beside the special ones; at most 4,900.</param>
    public static void Write(string folder, int hidden, int heads, int layers, int words)
    {
        string[] vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Enumerable.Range(0, words).Select(Word)];
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), vocabulary);
        File.WriteAllText(Path.Combine(folder, "config.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {"model_type":"bert","hidden_size":{{hidden}},"intermediate_size":{{4 * hidden}},"num_hidden_layers":{{layers}},
             "num_attention_heads":{{heads}},"vocab_size":{{vocabulary.Length}},"max_position_embeddings":{{Positions}},"type_vocab_size":2,
             "layer_norm_eps":1e-12,"hidden_act":"gelu"}
            """));

        (string Name, int[] Shape)[] tensors =
        [
            ("embeddings.word_embeddings.weight", [vocabulary.Length, hidden]),
            ("embeddings.position_embeddings.weight", [Positions, hidden]),
            ("embeddings.token_type_embeddings.weight", [2, hidden]),
            .. Pair("embeddings.LayerNorm", hidden),
            .. Enumerable.Range(0, layers).SelectMany(layer => Layer($"encoder.layer.{layer}.", hidden)),
        ];
        WriteWeights(Path.Combine(folder, "model.safetensors"), tensors);
    }

    private static (string Name, int[] Shape)[] Layer(string at, int hidden) =>
    [
        .. Pair(at + "attention.self.query", hidden, hidden),
        .. Pair(at + "attention.self.key", hidden, hidden),
        .. Pair(at + "attention.self.value", hidden, hidden),
        .. Pair(at + "attention.output.dense", hidden, hidden),
        .. Pair(at + "attention.output.LayerNorm", hidden),
        .. Pair(at + "intermediate.dense", 4 * hidden, hidden),
        .. Pair(at + "output.dense", hidden, 4 * hidden),
        .. Pair(at + "output.LayerNorm", hidden),
    ];

    private static (string Name, int[] Shape)[] Pair(string name, params int[] shape) => [(name + ".weight", shape), (name + ".bias", [shape[0]])];

    private static void WriteWeights(string file, (string Name, int[] Shape)[] tensors)
    {
        var header = new StringBuilder();
        long begin = 0;
        foreach ((string name, int[] shape) in tensors)
        {
            long end = begin + (sizeof(float) * (long)Size(shape));
            header.Append(header.Length == 0 ? '{' : ',').Append(
                CultureInfo.InvariantCulture,
                $"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{begin},{end}]}}");
            begin = end;
        }

        byte[] json = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        using var stream = File.Create(file);
        stream.Write(length);
        stream.Write(json);
        var random = new Random(1);
        foreach ((string name, int[] shape) in tensors)
        {
            // Layer norms scale by about 1; everything else is small around 0.
            float center = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1 : 0;
            float[] values = new float[Size(shape)];
            foreach (ref float value in values.AsSpan())
            {
                value = ((random.NextSingle() - 0.5f) * 0.2f) + center;
            }

            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    private static int Size(int[] shape) => shape.Aggregate(1, (product, size) => product * size);
}
