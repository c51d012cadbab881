using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AiOs;

/// <summary>Reads the manifest that everybody writes in one pass, and leaves everything unusual to the serializer.</summary>
/// <remarks>
/// It never decides that a manifest is bad: it gives null, the serializer reads the text again, and its verdict and its message count. So
/// there is one set of rules, the serializer's; this reader must only agree with it on what it takes, which a property test holds.
/// </remarks>
internal ref struct QuickManifestReader
{
    private Utf8JsonReader _json;

    private QuickManifestReader(ReadOnlySpan<byte> utf8Json) => _json = new Utf8JsonReader(utf8Json);

    /// <summary>Reads a manifest, or gives null where the serializer has to look.</summary>
    public static ModelManifestDocument? Read(ReadOnlySpan<byte> utf8Json)
    {
        var quick = new QuickManifestReader(utf8Json);
        try
        {
            return quick.Begins(JsonTokenType.StartObject) && quick.Manifest() is { } manifest && !quick._json.Read() ? manifest : null;
        }
        catch (JsonException)
        {
            return null; // Not JSON. The serializer says so better, with the path and the line.
        }
    }

    private ModelManifestDocument? Manifest()
    {
        var to = new ModelManifestDocument();
        int seen = 0;
        bool taken = true;
        while (taken && NextMember())
        {
            taken =
                Is("id"u8) ? Once(ref seen, 1) && (to.Id = Text()!) is not null
                : Is("version"u8) ? Once(ref seen, 1 << 1) && (to.Version = Text()) is not null
                : Is("kind"u8) ? Once(ref seen, 1 << 2) && (to.Kind = Kind()) is not null
                : Is("publisher"u8) ? Once(ref seen, 1 << 3) && (to.Publisher = Text()) is not null
                : Is("capabilities"u8) ? Once(ref seen, 1 << 4) && (to.Capabilities = Texts()) is not null
                : Is("contextWindowTokens"u8) ? Once(ref seen, 1 << 5) && (to.ContextWindowTokens = Int()) is not null
                : Is("maxOutputTokens"u8) ? Once(ref seen, 1 << 6) && (to.MaxOutputTokens = Int()) is not null
                : Is("price"u8) ? Once(ref seen, 1 << 7) && (to.Price = Price()) is not null
                : Is("modalities"u8) ? Once(ref seen, 1 << 8) && (to.Modalities = Texts()) is not null
                : Is("tokenizer"u8) ? Once(ref seen, 1 << 9) && (to.Tokenizer = Text()) is not null
                : Is("files"u8) ? Once(ref seen, 1 << 10) && (to.Files = Files()) is not null
                : Is("licence"u8) ? Once(ref seen, 1 << 11) && (to.Licence = Licence()) is not null
                : Is("provenance"u8) ? Once(ref seen, 1 << 12) && (to.Provenance = Provenance()) is not null
                : Is("maxLeases"u8) ? Once(ref seen, 1 << 13) && (to.MaxLeases = Int()) is not null
                : Is("firstTokenMs"u8) && Once(ref seen, 1 << 14) && (to.FirstTokenMs = Int()) is not null;
        }

        return taken && Ends(seen, required: 1) ? to : null;
    }

    private ModelManifestDocument.PriceDocument? Price()
    {
        var to = new ModelManifestDocument.PriceDocument();
        int seen = 0;
        bool taken = Begins(JsonTokenType.StartObject);
        while (taken && NextMember())
        {
            taken =
                Is("input"u8) ? Once(ref seen, 1) && Decimal() is { } input && (to.Input = input) == input
                : Is("output"u8) ? Once(ref seen, 2) && Decimal() is { } output && (to.Output = output) == output
                : Is("cachedInput"u8) && Once(ref seen, 4) && (to.CachedInput = Decimal()) is not null;
        }

        return taken && Ends(seen, required: 1 | 2) ? to : null;
    }

    private List<ModelManifestDocument.FileDocument>? Files()
    {
        var files = new List<ModelManifestDocument.FileDocument>();
        bool taken = Begins(JsonTokenType.StartArray);
        while (taken && _json.Read() && _json.TokenType == JsonTokenType.StartObject)
        {
            var file = File();
            taken = file is not null;
            files.Add(file!);
        }

        return taken && _json.TokenType == JsonTokenType.EndArray ? files : null;
    }

    private ModelManifestDocument.FileDocument? File()
    {
        var to = new ModelManifestDocument.FileDocument();
        int seen = 0;
        bool taken = true;
        while (taken && NextMember())
        {
            taken =
                Is("path"u8) ? Once(ref seen, 1) && (to.Path = Text()!) is not null
                : Is("sizeBytes"u8) ? Once(ref seen, 2) && Long() is { } size && (to.SizeBytes = size) == size
                : Is("sha256"u8) && Once(ref seen, 4) && (to.Sha256 = Text()!) is not null;
        }

        return taken && Ends(seen, required: 1 | 2 | 4) ? to : null;
    }

    private ModelManifestDocument.LicenceDocument? Licence()
    {
        var to = new ModelManifestDocument.LicenceDocument();
        int seen = 0;
        bool taken = Begins(JsonTokenType.StartObject);
        while (taken && NextMember())
        {
            taken =
                Is("id"u8) ? Once(ref seen, 1) && (to.Id = Text()!) is not null
                : Is("openness"u8) ? Once(ref seen, 2) && Openness() is { } openness && (to.Openness = openness) == openness
                : Is("url"u8) && Once(ref seen, 4) && (to.Url = Address()) is not null;
        }

        return taken && Ends(seen, required: 1 | 2) ? to : null;
    }

    private ModelManifestDocument.ProvenanceDocument? Provenance()
    {
        var to = new ModelManifestDocument.ProvenanceDocument();
        int seen = 0;
        bool taken = Begins(JsonTokenType.StartObject);
        while (taken && NextMember())
        {
            taken =
                Is("source"u8) ? Once(ref seen, 1) && (to.Source = Address()) is not null
                : Is("revision"u8) ? Once(ref seen, 2) && (to.Revision = Text()) is not null
                : Is("signaturePath"u8) ? Once(ref seen, 4) && (to.SignaturePath = Text()) is not null
                : Is("attestationPath"u8) && Once(ref seen, 8) && (to.AttestationPath = Text()) is not null;
        }

        return taken && Ends(seen, required: 0) ? to : null;
    }

    private List<string>? Texts()
    {
        var texts = new List<string>();
        bool taken = Begins(JsonTokenType.StartArray);
        while (taken && _json.Read() && _json.TokenType == JsonTokenType.String)
        {
            string? text = ReadText();
            taken = text is not null;
            texts.Add(text!);
        }

        return taken && _json.TokenType == JsonTokenType.EndArray ? texts : null;
    }

    private ModelKind? Kind() =>
        !Begins(JsonTokenType.String) ? null
        : Is("chat"u8) ? ModelKind.Chat
        : Is("embedding"u8) ? ModelKind.Embedding
        : Is("speech"u8) ? ModelKind.Speech
        : Is("evaluator"u8) ? ModelKind.Evaluator
        : null;

    private Openness? Openness() =>
        !Begins(JsonTokenType.String) ? null
        : Is("closed"u8) ? AiOs.Openness.Closed
        : Is("openWeights"u8) ? AiOs.Openness.OpenWeights
        : Is("openSource"u8) ? AiOs.Openness.OpenSource
        : null;

    private Uri? Address() => Text() is { } text && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address) ? address : null;

    private string? Text() => Begins(JsonTokenType.String) ? ReadText() : null;

    // A text with escapes, or that is not UTF-8, is the serializer's business.
    private readonly string? ReadText() =>
        !_json.ValueIsEscaped && Utf8.IsValid(_json.ValueSpan) ? Encoding.UTF8.GetString(_json.ValueSpan) : null;

    private int? Int() => Begins(JsonTokenType.Number) && _json.TryGetInt32(out int number) ? number : null;

    private long? Long() => Begins(JsonTokenType.Number) && _json.TryGetInt64(out long number) ? number : null;

    private decimal? Decimal() => Begins(JsonTokenType.Number) && _json.TryGetDecimal(out decimal number) ? number : null;

    private bool NextMember() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    private bool Begins(JsonTokenType token) => _json.Read() && _json.TokenType == token;

    // An escaped name or word is compared as it stands, so it is never one of ours.
    private readonly bool Is(ReadOnlySpan<byte> name) => _json.ValueSpan.SequenceEqual(name);

    private static bool Once(ref int seen, int member)
    {
        bool isNew = (seen & member) == 0;
        seen |= member;
        return isNew;
    }

    private readonly bool Ends(int seen, int required) => (seen & required) == required && _json.TokenType == JsonTokenType.EndObject;
}
