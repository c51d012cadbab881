using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>An in-toto statement (v1): what is said (the predicate) about what (the subjects, by digest).</summary>
internal sealed class InTotoStatement
{
    public const string PayloadType = "application/vnd.in-toto+json";
    private const string Version1 = "https://in-toto.io/Statement/v1";

    [JsonPropertyName("_type")]
    public string? Type { get; set; }

    public IReadOnlyList<Resource>? Subject { get; set; }

    public string? PredicateType { get; set; }

    public JsonElement Predicate { get; set; }

    /// <summary>Reads the statement out of a verified envelope, and checks that it speaks of what is expected.</summary>
    public static InTotoStatement Parse(byte[] payload, string predicateType)
    {
        InTotoStatement? statement;
        try
        {
            statement = JsonSerializer.Deserialize(payload, ProvenanceJsonContext.Default.InTotoStatement);
        }
        catch (JsonException error)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Malformed, $"The signed statement is not the JSON it should be: {error.Message}", error);
        }

        if (statement is not { Type: Version1, Subject: { Count: > 0 } subjects } || subjects.Any(subject => subject.Digest is null))
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, $"The signed statement is of type '{statement?.Type}'; {Version1} with subjects is supported.");
        }

        return string.Equals(statement.PredicateType, predicateType, StringComparison.Ordinal)
            ? statement
            : throw new ModelProvenanceException(
                ProvenanceFault.Unsupported, $"The signed statement has the predicate '{statement.PredicateType}'; '{predicateType}' was expected.");
    }

    internal sealed class Resource
    {
        public string? Name { get; set; }

        public IReadOnlyDictionary<string, string>? Digest { get; set; }
    }
}
