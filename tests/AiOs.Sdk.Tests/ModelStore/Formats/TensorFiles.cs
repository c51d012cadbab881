using System.Text;

namespace AiOs;

/// <summary>Small, well-formed tensor files, written by hand.</summary>
internal static class TensorFiles
{
    public static byte[] Safetensors(string header, int dataBytes) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[dataBytes]];

    public static byte[] Safetensors() => Safetensors(
        """{"__metadata__":{"format":"pt"},"b":{"dtype":"F16","shape":[2,3],"data_offsets":[8,20]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        20);

    public static byte[] Gguf(uint version = 3, uint alignment = 32)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            writer.Write("GGUF"u8);
            writer.Write(version);
            writer.Write(2L);
            writer.Write(6L);
            Text(writer, "general.architecture");
            writer.Write(8);
            Text(writer, "llama");
            Text(writer, "llama.context_length");
            writer.Write(4);
            writer.Write(2048);
            Text(writer, "general.alignment");
            writer.Write(4);
            writer.Write(alignment);
            Text(writer, "tokenizer.tokens");
            writer.Write(9);
            writer.Write(8);
            writer.Write(2L);
            Text(writer, "<s>");
            Text(writer, "hello");
            Text(writer, "scale");
            writer.Write(6);
            writer.Write(0.5f);
            Text(writer, "lists");
            writer.Write(9);
            writer.Write(9);
            writer.Write(1L);
            writer.Write(5);
            writer.Write(2L);
            writer.Write(1);
            writer.Write(2);
            Tensor(writer, "norm", 0, 0, 4);
            Tensor(writer, "weight", 2, alignment, 64, 2);
            while (bytes.Length % alignment != 0)
            {
                writer.Write((byte)0);
            }

            writer.Write(new byte[alignment]); // norm and its padding
            writer.Write(new byte[4 * 18]); // weight: four blocks of 32 elements
        }

        return bytes.ToArray();
    }

    private static void Tensor(BinaryWriter writer, string name, int type, long offset, params long[] shape)
    {
        Text(writer, name);
        writer.Write(shape.Length);
        foreach (long dimension in shape)
        {
            writer.Write(dimension);
        }

        writer.Write(type);
        writer.Write(offset);
    }

    private static void Text(BinaryWriter writer, string text)
    {
        writer.Write((long)Encoding.UTF8.GetByteCount(text));
        writer.Write(Encoding.UTF8.GetBytes(text));
    }
}
