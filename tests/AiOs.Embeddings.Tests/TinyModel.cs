using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>A model of a few hundred numbers in a folder of its own, and a forward pass in plain loops of doubles.</summary>
internal sealed class TinyModel : IDisposable
{
    public const int Hidden = 24;
    public const int Inner = 40;
    public const int Heads = 3;
    public const int Layers = 2;
    public const int Positions = 40;
    private static readonly string[] Words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c", "the", "cat", "##s", "sat", ",", "mat"];

    public TinyModel(string type = "F32", string act = "gelu", int seed = 1)
    {
        Folder = Directory.CreateTempSubdirectory("aios-tiny-").FullName;
        var random = new Random(seed);
        foreach ((string name, int[] shape) in Shapes())
        {
            // Layer norms scale by about 1, everything else is small.
            bool scale = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal);
            float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
            foreach (ref float value in values.AsSpan())
            {
                value = ((random.NextSingle() - 0.5f) * 0.7f) + (scale ? 1 : 0);
            }

            Tensors[name] = (shape, values);
        }

        Act = act;
        WriteConfig("bert");
        File.WriteAllLines(Path.Combine(Folder, "vocab.txt"), Words);
        WriteWeights(type);
    }

    public string Folder { get; }

    public string Act { get; }

    public Dictionary<string, (int[] Shape, float[] Values)> Tensors { get; } = [];

    public string WeightsFile => Path.Combine(Folder, "model.safetensors");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public void WriteConfig(string modelType) => File.WriteAllText(
        Path.Combine(Folder, "config.json"),
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"model_type":"{{modelType}}","hidden_size":{{Hidden}},"intermediate_size":{{Inner}},"num_hidden_layers":{{Layers}},
             "num_attention_heads":{{Heads}},"vocab_size":{{Words.Length}},"max_position_embeddings":{{Positions}},"type_vocab_size":2,
             "layer_norm_eps":1e-12,"hidden_act":"{{Act}}"}
            """));

    /// <summary>Writes how the model pools, where sentence-transformers does.</summary>
    public void AddPooling(string json)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Folder, "1_Pooling")).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), json);
    }

    /// <summary>Adds tensors that published models carry and no sentence vector needs.</summary>
    public void AddUnused()
    {
        Tensors["embeddings.position_ids"] = ([1, Positions], [.. Enumerable.Range(0, Positions).Select(i => (float)i)]);
        Tensors["pooler.dense.weight"] = ([Hidden, Hidden], new float[Hidden * Hidden]);
        Tensors["pooler.dense.bias"] = ([Hidden], new float[Hidden]);
    }

    /// <summary>Writes the weights with a word before each name; the loops cannot compute with them any more.</summary>
    public void MoveTensors(string root)
    {
        var moved = Tensors.Select(tensor => KeyValuePair.Create(root + tensor.Key, tensor.Value)).ToArray();
        Tensors.Clear();
        foreach ((string name, var tensor) in moved)
        {
            Tensors.Add(name, tensor);
        }

        WriteWeights("F32");
    }

    public void WriteWeights(string type)
    {
        var header = new StringBuilder("{");
        using var data = new MemoryStream();
        foreach ((string name, (int[] shape, float[] values)) in Tensors)
        {
            long begin = data.Length;
            foreach (ref float value in values.AsSpan())
            {
                byte[] bytes = type switch
                {
                    "F16" => BitConverter.GetBytes((Half)value),
                    "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
                    _ => BitConverter.GetBytes(value),
                };
                // What the file holds is what the loops compute with.
                value = type switch
                {
                    "F16" => (float)(Half)value,
                    "BF16" => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000),
                    _ => value,
                };
                data.Write(bytes);
            }

            header.Append(header.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(name)}:{{\"dtype\":\"{type}\",")
                .Append(CultureInfo.InvariantCulture, $"\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{begin},{data.Length}]}}");
        }

        byte[] text = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(WeightsFile, [.. length, .. text, .. data.ToArray()]);
    }

    /// <summary>Compares the encoder with the loops on a few texts; gets the first difference, or null.</summary>
    public static string? FirstDifference(string type = "F32", string act = "gelu", SentencePooling pooling = SentencePooling.Mean)
    {
        using var model = new TinyModel(type, act);
        using SentenceEncoder encoder = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { Threads = 1, Pooling = pooling });
        float[] vector = new float[Hidden];
        foreach (string text in new[] { "", "a", "the cats sat, the mat", string.Join(' ', Enumerable.Repeat("a b c cat", 8)) })
        {
            encoder.Embed(text, vector);
            double[] expected = model.Embed(encoder.Tokens(text), pooling);
            for (int i = 0; i < Hidden; i++)
            {
                if (!(Math.Abs(vector[i] - expected[i]) < 2e-5))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"'{text}' [{i}] is {vector[i]}, not {expected[i]}");
                }
            }
        }

        return null;
    }

    /// <summary>The forward pass as the papers write it.</summary>
    public double[] Embed(int[] ids, SentencePooling pooling)
    {
        double[][] rows = [.. ids.Select((id, position) => Norm(
            "embeddings.LayerNorm", Add(Add(Row("embeddings.word_embeddings.weight", id), Row("embeddings.position_embeddings.weight", position)),
                Row("embeddings.token_type_embeddings.weight", 0))))];
        for (int layer = 0; layer < Layers; layer++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"encoder.layer.{layer}.");
            double[][] mixed = Attend(name + "attention.self.", rows);
            rows = [.. rows.Zip(mixed, (row, mix) => Norm(name + "attention.output.LayerNorm", Add(row, Linear(name + "attention.output.dense", mix))))];
            rows = [.. rows.Select(row => Norm(
                name + "output.LayerNorm",
                Add(row, Linear(name + "output.dense", [.. Linear(name + "intermediate.dense", row).Select(Activate)]))))];
        }

        double[] pooled = pooling == SentencePooling.Cls ? rows[0]
            : [.. Enumerable.Range(0, Hidden).Select(i => rows.Average(row => row[i]))];
        double length = Math.Sqrt(pooled.Sum(x => x * x));
        return [.. pooled.Select(x => x / length)];
    }

    private static IEnumerable<(string Name, int[] Shape)> Shapes()
    {
        yield return ("embeddings.word_embeddings.weight", [Words.Length, Hidden]);
        yield return ("embeddings.position_embeddings.weight", [Positions, Hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [2, Hidden]);
        foreach ((string name, int[] shape) in Pair("embeddings.LayerNorm", Hidden))
        {
            yield return (name, shape);
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"encoder.layer.{layer}.");
            var parts = Pair(at + "attention.self.query", Hidden, Hidden).Concat(Pair(at + "attention.self.key", Hidden, Hidden))
                .Concat(Pair(at + "attention.self.value", Hidden, Hidden)).Concat(Pair(at + "attention.output.dense", Hidden, Hidden))
                .Concat(Pair(at + "attention.output.LayerNorm", Hidden)).Concat(Pair(at + "intermediate.dense", Inner, Hidden))
                .Concat(Pair(at + "output.dense", Hidden, Inner)).Concat(Pair(at + "output.LayerNorm", Hidden));
            foreach ((string name, int[] shape) in parts)
            {
                yield return (name, shape);
            }
        }
    }

    private static IEnumerable<(string Name, int[] Shape)> Pair(string name, params int[] shape) =>
        [(name + ".weight", shape), (name + ".bias", [shape[0]])];

    private static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    private double[][] Attend(string name, double[][] rows)
    {
        const int Size = Hidden / Heads;
        double[][] queries = [.. rows.Select(row => Linear(name + "query", row))];
        double[][] keys = [.. rows.Select(row => Linear(name + "key", row))];
        double[][] values = [.. rows.Select(row => Linear(name + "value", row))];
        return [.. queries.Select(query => Enumerable.Range(0, Hidden).Select(i =>
        {
            int head = i / Size * Size;
            double[] weights = [.. keys.Select(key => Math.Exp(Enumerable.Range(head, Size).Sum(j => query[j] * key[j]) / Math.Sqrt(Size)))];
            return weights.Zip(values, (weight, value) => weight * value[i]).Sum() / weights.Sum();
        }).ToArray())];
    }

    private double Activate(double x) => Act switch
    {
        "relu" => Math.Max(x, 0),
        "gelu" => x * NormalDistribution(x),
        _ => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
    };

    // By the midpoint rule from 0: slow, and beyond doubt.
    private static double NormalDistribution(double x)
    {
        const int Steps = 2_000;
        double width = x / Steps;
        return 0.5 + (Enumerable.Range(0, Steps).Sum(i => Math.Exp(-0.5 * (i + 0.5) * (i + 0.5) * width * width)) * width / Math.Sqrt(2 * Math.PI));
    }

    private double[] Row(string name, int row) => [.. Tensors[name].Values.Skip(row * Hidden).Take(Hidden).Select(x => (double)x)];

    private double[] Linear(string name, double[] x)
    {
        (int[] shape, float[] weights) = Tensors[name + ".weight"];
        return [.. Enumerable.Range(0, shape[0]).Select(o =>
            Tensors[name + ".bias"].Values[o] + Enumerable.Range(0, shape[1]).Sum(i => x[i] * weights[(o * shape[1]) + i]))];
    }

    private double[] Norm(string name, double[] x)
    {
        double mean = x.Average();
        double deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1e-12);
        return [.. x.Select((v, i) => ((v - mean) / deviation * Tensors[name + ".weight"].Values[i]) + Tensors[name + ".bias"].Values[i])];
    }
}
