using System.Security.Cryptography;
using System.Text.Json;

namespace AiOs;

/// <summary>What a planner committed to before anything untrusted was read. Immutable.</summary>
public sealed class Plan
{
    private readonly JsonElement _source;

    internal Plan(JsonElement source, IReadOnlyList<PlanStep> steps, IReadOnlyList<JsonElement> answer)
    {
        _source = source;
        Steps = steps;
        Answer = answer;
        Commitment = Digest();
    }

    /// <summary>Gets the steps, in their order.</summary>
    public IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>Gets the expressions whose texts, one after another, are the answer.</summary>
    public IReadOnlyList<JsonElement> Answer { get; }

    /// <summary>Gets the digest of the whole plan: 64 hexadecimal digits of its canonical SHA-256.</summary>
    public string Commitment { get; }

    /// <summary>Reads a plan, and checks it.</summary>
    /// <param name="json">The plan, in the language that docs/SecurityPipeline.md describes.</param>
    /// <param name="limits">How large it may be; null for the defaults.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="PlanException">It is not a plan, or a limit is exceeded.</exception>
    public static Plan Parse(string json, PlanLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new PlanReader((limits ?? new PlanLimits()).Validated()).Read(json);
    }

    private string Digest() => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(_source)));
}
