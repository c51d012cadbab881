using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace AiOs;

/// <summary>The vocabulary o200k_base from the reference's data package, as a rank file, and the reference itself.</summary>
internal static class O200k
{
    private static readonly Lazy<byte[]> LazyRankFile = new(ReadRankFile);
    private static readonly Lazy<BytePairTokenizer> LazyTokenizer = new(() => BytePairTokenizer.Parse(LazyRankFile.Value));
    private static readonly Lazy<TiktokenTokenizer> LazyReference = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    public static byte[] RankFile => LazyRankFile.Value;

    public static BytePairTokenizer Tokenizer => LazyTokenizer.Value;

    public static TiktokenTokenizer Reference => LazyReference.Value;

    // The package keeps the file without the ranks: a heading, then the tokens in their order.
    private static byte[] ReadRankFile()
    {
        var assembly = Assembly.Load("Microsoft.ML.Tokenizers.Data.O200kBase");
        using var packed = assembly.GetManifestResourceStream("o200k_base.tiktoken.deflate")!;
        using var reader = new StreamReader(new DeflateStream(packed, CompressionMode.Decompress));
        _ = reader.ReadLine();
        var file = new StringBuilder();
        for (int rank = 0; reader.ReadLine() is { } token; rank++)
        {
            if (token.Length > 0)
            {
                file.Append(token).Append(' ').Append(rank).Append('\n');
            }
        }

        return Encoding.ASCII.GetBytes(file.ToString());
    }
}
