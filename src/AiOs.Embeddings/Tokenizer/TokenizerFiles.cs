using System.Text.Json;

namespace AiOs;

/// <summary>Makes a tokenizer from tokenizer.json, or else from vocab.txt and tokenizer_config.json.</summary>
internal static class TokenizerFiles
{
    private const int MaxBytes = 64 * 1024 * 1024;
    private const int MaxWordRunes = 100;
    private const string Continuation = "##";
    private static readonly string[] UsualSpecials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public static WordPieceTokenizer Read(string folder)
    {
        string json = Path.Combine(folder, "tokenizer.json");
        string list = Path.Combine(folder, "vocab.txt");
        return File.Exists(json) ? FromJson(json)
            : File.Exists(list) ? FromList(list)
            : throw new EmbeddingModelException(json, null, "does not exist, and neither does vocab.txt. One of them is needed.");
    }

    private static WordPieceTokenizer FromList(string file)
    {
        byte[] bytes = ReadLimited(file);
        string text = System.Text.Encoding.UTF8.GetString(bytes);
        string[] lines = text.TrimEnd('\n', '\r').Split('\n');
        KeyValuePair<string, int>[] pieces = [.. lines.Select((line, id) => KeyValuePair.Create(line.TrimEnd('\r'), id))];
        string configFile = Path.Combine(Path.GetDirectoryName(file)!, "tokenizer_config.json");
        TokenizerConfig config = EmbeddingsJson.ReadFile(configFile, EmbeddingsJson.Default.TokenizerConfig) ?? new TokenizerConfig();
        var rules = new TextRules(
            Clean: true, config.TokenizeChineseChars, config.StripAccents ?? config.DoLowerCase, config.DoLowerCase);
        var vocabulary = new Vocabulary(pieces, Continuation, file);
        return new WordPieceTokenizer(
            vocabulary, rules, "[UNK]", MaxWordRunes, UsualSpecials.Where(s => vocabulary.Find(s) is not null), file);
    }

    private static WordPieceTokenizer FromJson(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(ReadLimited(file));
            JsonElement root = document.RootElement;
            JsonElement model = Object(root, "model", file);
            string type = Text(model, "type", "WordPiece");
            string splitter = Text(Object(root, "pre_tokenizer", file), "type", "");
            if (type != "WordPiece" || splitter != "BertPreTokenizer")
            {
                throw new EmbeddingModelException(
                    file, null, $"is a {type} tokenizer with {splitter}; this encoder has WordPiece with BertPreTokenizer.");
            }

            JsonElement vocab = Object(model, "vocab", file);
            var pieces = new List<KeyValuePair<string, int>>(vocab.GetPropertyCount());
            foreach (JsonProperty piece in vocab.EnumerateObject())
            {
                pieces.Add(KeyValuePair.Create(piece.Name, piece.Value.GetInt32()));
            }

            var vocabulary = new Vocabulary(pieces, Text(model, "continuing_subword_prefix", Continuation), file);
            int maxRunes = model.TryGetProperty("max_input_chars_per_word", out JsonElement limit) ? limit.GetInt32() : MaxWordRunes;
            if (maxRunes is < 1 or > 65_536)
            {
                throw new EmbeddingModelException(file, null, $"max_input_chars_per_word is {maxRunes}, not 1 to 65,536.");
            }

            return new WordPieceTokenizer(
                vocabulary, Rules(Object(root, "normalizer", file), file), Text(model, "unk_token", "[UNK]"), maxRunes, Specials(root), file);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new EmbeddingModelException(file, null, "is not a tokenizer's JSON: " + error.Message, error);
        }
    }

    private static TextRules Rules(JsonElement normalizer, string file)
    {
        string type = Text(normalizer, "type", "");
        if (type != "BertNormalizer")
        {
            throw new EmbeddingModelException(file, null, $"has the normalizer '{type}'; this encoder has BertNormalizer.");
        }

        bool lower = Flag(normalizer, "lowercase", otherwise: true);
        return new TextRules(
            Flag(normalizer, "clean_text", otherwise: true),
            Flag(normalizer, "handle_chinese_chars", otherwise: true),
            Flag(normalizer, "strip_accents", lower),
            lower);
    }

    private static List<string> Specials(JsonElement root)
    {
        var specials = new List<string>();
        if (root.TryGetProperty("added_tokens", out JsonElement added) && added.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement token in added.EnumerateArray())
            {
                if (Flag(token, "special", otherwise: false))
                {
                    specials.Add(Text(token, "content", ""));
                }
            }
        }

        return specials;
    }

    private static JsonElement Object(JsonElement element, string name, string file) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw new EmbeddingModelException(file, null, $"lacks the object '{name}'.");

    private static string Text(JsonElement element, string name, string otherwise) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : otherwise;

    private static bool Flag(JsonElement element, string name, bool otherwise) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : otherwise;

    private static byte[] ReadLimited(string file)
    {
        try
        {
            long length = new FileInfo(file).Length;
            return length > MaxBytes
                ? throw new EmbeddingModelException(file, null, $"has {length} bytes; the limit is {MaxBytes}.")
                : File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddingModelException(file, null, "cannot be read: " + error.Message, error);
        }
    }
}
